"""GGUF, the file format of llama.cpp: one file with the shape, the weights, the tokenizer and the chat template.

    header      what the file says of the model and of its tensors, read in milliseconds
    config      the same as the config.json of a checkpoint folder would say it
    weights     its tensors by the names of a checkpoint folder, their blocks turned back into numbers
    quantization  how its weights are stored: "Q4_K_M"
    tokenizer   its tokenizer
    opening     all of it, as `models.loading` needs it
    entries     a model as the entries of a file
    exporting   a model as a file

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""
