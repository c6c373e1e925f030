"""A text in chunks of tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.errors import InvalidValue
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.lab.chunks import Chunk, chunks


@given(text=st.text(), size=st.integers(1, 9))
def test_chunks_join_to_all_tokens_and_cover_the_text(text: str, size: int) -> None:
    tokenizer = ByteTokenizer()
    encoding = tokenizer.explain(text)
    cut = list(chunks(encoding, size))
    assert sum(chunk.tokens for chunk in cut) == len(encoding.ids)
    assert all(chunk.tokens == size for chunk in cut[:-1])
    covered = 0
    for index, chunk in enumerate(cut):
        assert (chunk.index, chunk.first) == (index, index * size)
        assert chunk.start in (covered, covered - 1)  # where it begins within a character
        ids = encoding.ids[chunk.first : chunk.first + chunk.tokens]
        assert tokenizer.decode(ids).strip("\ufffd") in text[chunk.start : chunk.end]
        covered = chunk.end
    assert covered == len(text)


def test_a_character_cut_in_two_is_in_both_chunks() -> None:
    encoding = ByteTokenizer().explain("aéb")
    assert list(chunks(encoding, 2)) == [Chunk(0, 0, 2, 0, 2), Chunk(1, 2, 2, 1, 3)]


def test_a_chunk_of_no_tokens_is_an_error() -> None:
    with pytest.raises(InvalidValue, match="at least 1"):
        list(chunks(ByteTokenizer().explain("a"), 0))
