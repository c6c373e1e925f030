"""The tokenizer lab as the faces call it: which tokenizers are at hand, and what can be asked of each."""
