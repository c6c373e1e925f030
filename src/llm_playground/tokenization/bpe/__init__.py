"""Byte-pair encoding: begin with bytes, and join the most frequent pair of neighbours again and again.

records.py     one merge, and all of them in order
training.py    text -> merges
encoding.py    merges, a word -> tokens
tokenizer.py   the tokenizer: words, special tokens, ids and back
formats.py     the files of tiktoken, GPT-2 and Hugging Face, in and out

The same encoding slowly, to look at, and how a token was built: `lab/bpe_steps.py`.
"""
