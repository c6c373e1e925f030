"""The kinds of tokenizer that are written here to be read (byte-pair encoding has a room of its own, `bpe/`)."""
