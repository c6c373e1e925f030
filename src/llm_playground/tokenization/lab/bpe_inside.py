"""The merges inside a tokenizer from any library, so that they can be shown like our own."""

from __future__ import annotations

import json
from functools import lru_cache

from llm_playground.errors import InvalidValue
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.adapters.tiktoken import TiktokenTokenizer
from llm_playground.tokenization.bpe.formats import from_ranks, from_strings
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.protocol import Tokenizer


@lru_cache(maxsize=4)  # 200,000 merges take some seconds to find, and 100 MB
def bpe_of(tokenizer: Tokenizer) -> BPETokenizer | None:
    """The merges of `tokenizer` with its ids, to encode single words; None if it is not byte-level BPE.

    How it cuts a text into words, or changes it before, is not taken over where another library does it.
    """
    if isinstance(tokenizer, BPETokenizer):
        return tokenizer
    if isinstance(tokenizer, TiktokenTokenizer):
        backend = tokenizer.backend
        return from_ranks(backend._mergeable_ranks, pattern=backend._pat_str, special_tokens=tokenizer.special_tokens)
    if isinstance(tokenizer, HuggingFaceTokenizer):
        return _from_hugging_face(tokenizer)
    return None


def _from_hugging_face(tokenizer: HuggingFaceTokenizer) -> BPETokenizer | None:
    model = json.loads(tokenizer.backend.to_str())["model"]
    if model["type"] != "BPE":
        return None
    try:
        return from_strings(model["vocab"], model["merges"], "none", tokenizer.special_tokens)
    except (KeyError, InvalidValue):  # not all bytes are in the vocabulary: it merges characters, as Llama 2's
        return None
