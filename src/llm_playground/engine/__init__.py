"""What the faces call: a request goes in, events come out; and which models and tokenizers are at hand.

Knows nothing of terminals, pages and notebooks.
"""
