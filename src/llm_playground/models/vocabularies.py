"""Whether two models have the same tokens by the same numbers."""

from __future__ import annotations

from functools import lru_cache

from llm_playground.tokenization.protocol import Tokenizer


@lru_cache(maxsize=16)
def first_other_token(one: Tokenizer, other: Tokenizer) -> int | None:
    """The first id that does not stand for the same bytes in both; None if there is none, and both have as many."""
    if one is other:
        return None
    sizes = one.vocab_size, other.vocab_size
    return next(
        (id for id in range(min(sizes)) if one.piece(id) != other.piece(id)),
        None if sizes[0] == sizes[1] else min(sizes),
    )
