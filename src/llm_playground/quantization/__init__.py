"""How weights are stored in fewer bits: the types of a GGUF file, from numbers to bytes and back.

    floats    float16 and bfloat16: each weight by itself
    blocks    32 weights that share a scale, as small whole numbers: the codes
    packing   the codes of a block as bytes
    types     the table of them all; `quantize` and `dequantize`

The bytes are those of llama.cpp (ggml/src/ggml-quants.c) and of its Python package, `gguf.quants`, bit for bit.
"""
