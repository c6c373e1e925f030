"""Tokenizers of other libraries, each made to speak our protocol."""
