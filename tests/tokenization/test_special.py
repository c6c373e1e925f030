"""Special tokens are found whole, the longest first; halves of characters are read as tiktoken reads them."""

from __future__ import annotations

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import WordLevel

from llm_playground.tokenization.special import cut_at_special
from llm_playground.tokenization.text import well_formed

SPECIAL = {"<|a|>": 1, "<|a|><|b|>": 2, "<|b|>": 3, "|><": 4, ".": 5}


def test_an_example_by_hand() -> None:
    parts = list(cut_at_special("x<|a|><|b|>y<|b|>", SPECIAL))
    assert parts == [("x", None), ("<|a|><|b|>", 2), ("y", None), ("<|b|>", 3)]
    assert list(cut_at_special("x.y", {})) == [("x.y", None)]
    assert list(cut_at_special("", SPECIAL)) == []


@given(text=st.lists(st.sampled_from([*SPECIAL, "<|", "a", "|>", "x", "b"])).map("".join))
def test_special_tokens_are_cut_as_by_tokenizers(text: str) -> None:
    backend = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    backend.add_special_tokens([AddedToken(token, normalized=False) for token in SPECIAL])
    parts = list(cut_at_special(text, SPECIAL))
    assert "".join(part for part, _ in parts) == text
    found = backend.encode(text)
    theirs = [span for id, span in zip(found.ids, found.offsets, strict=True) if id != 0]
    ours, end = [], 0
    for part, id in parts:
        ours += [(end, end + len(part))] if id is not None else []
        end += len(part)
    assert ours == theirs


@pytest.mark.parametrize("text", ["\ud83d", "a\udc4db", "\udc4d\ud83d", "x\ud83d\udc4d", "whole \U0001f44d"])
def test_halves_of_characters_are_read_as_by_tiktoken(text: str) -> None:
    encoding = tiktoken.Encoding(
        "bytes", pat_str=r"[\s\S]+", mergeable_ranks={bytes([byte]): byte for byte in range(256)}, special_tokens={}
    )
    assert list(well_formed(text).encode()) == encoding.encode(text)
