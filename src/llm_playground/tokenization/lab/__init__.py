"""Looking at tokenizers: texts side by side, a training merge by merge, one word, one token, many languages."""
