"""Tokenizers: text in, token ids out, and back. All speak one protocol (`protocol.py`)."""
