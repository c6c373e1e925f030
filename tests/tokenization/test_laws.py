"""What every tokenizer keeps, whatever its kind, its settings and the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.errors import InvalidValue
from llm_playground.records import Encoding
from llm_playground.tokenization.adapters.tiktoken import TiktokenTokenizer
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_history import train_bpe
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.tokenization.saving import load
from llm_playground.tokenization.text import well_formed
from tests import conftest
from tests.tokenization.hard_texts import hard_texts
from tests.tokenization.makers import LINES, MAKERS, SPECIAL, tokenizer

TEXTS = hard_texts | st.lists(st.sampled_from([*SPECIAL, "[UNK]", "<|endoftext|>", " ", "hi", "a", "\n"])).map("".join)

each_tokenizer = pytest.mark.parametrize("name", MAKERS)


@each_tokenizer
@settings(max_examples=15)
@given(text=TEXTS)
def test_the_laws_are_kept(name: str, text: str) -> None:
    check_all(tokenizer(name), text, writes_repeats_once=name == "decoder CTC")


@settings(max_examples=15)
@given(text=TEXTS)
def test_the_laws_are_kept_by_tiktoken(cl100k_base: TiktokenTokenizer, text: str) -> None:
    check_all(cl100k_base, text)


@pytest.fixture(scope="module")
def cl100k_base() -> Iterator[TiktokenTokenizer]:
    if not conftest.SHARED_DATA.is_dir():
        pytest.skip(f"needs the folder {conftest.SHARED_DATA}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOKEN_CACHE_DIR", str(conftest.SHARED_DATA / "tiktoken_cache"))
        yield TiktokenTokenizer.load("cl100k_base")


@each_tokenizer
def test_a_flag_is_true_or_false_and_nothing_that_python_takes_for_one(name: str) -> None:
    it: Any = tokenizer(name)
    for call in (
        lambda value: it.encode("hi", allow_special=value),
        lambda value: it.explain("hi", allow_special=value),
        lambda value: it.encode("hi", add_special_tokens=value),
    ):
        with pytest.raises(InvalidValue, match=r"_special(_tokens)? is 'no'; it must be True or False"):
            call("no")


def check_all(it: Tokenizer, text: str, *, writes_repeats_once: bool = False) -> None:
    encoding = it.explain(text)
    assert encoding.text == well_formed(text)
    assert list(encoding.ids) == it.encode(text) == it.encode(text)
    tokens_are_those_of_the_vocabulary(it, encoding)
    spans_tile_the_text(encoding)
    spans_tile_the_text(it.explain(text, allow_special=True))
    ids = [id for id, _ in groupby(encoding.ids)] if writes_repeats_once else encoding.ids
    pieces_join_to_what_decode_writes(it, ids)
    if it.is_lossless:
        assert it.decode(encoding.ids) == encoding.text
        assert b"".join(encoding.pieces) == encoding.text.encode()
    what_is_typed_is_no_special_token(it, encoding)


def tokens_are_those_of_the_vocabulary(it: Tokenizer, encoding: Encoding) -> None:
    assert all(0 <= id < it.vocab_size for id in encoding.ids)
    assert list(encoding.pieces) == [it.piece(id) for id in encoding.ids]
    assert len(encoding.spans) == len(encoding.ids)


def spans_tile_the_text(encoding: Encoding) -> None:
    covered = 0
    for start, end in encoding.spans:
        assert start <= covered <= end  # beginning where the last one ends, or sharing its characters
        covered = end
    assert covered == len(encoding.text) or not encoding.ids


def pieces_join_to_what_decode_writes(it: Tokenizer, ids: Sequence[int]) -> None:
    # A decoder may write the first token without the space before it, and the last without the one after it.
    joined = b"".join(map(it.piece, ids)).decode(errors="replace")
    assert joined.strip(" ") == it.decode(ids).strip(" ")


def what_is_typed_is_no_special_token(it: Tokenizer, encoding: Encoding) -> None:
    steering = {id for id in it.special_tokens.values() if id != it.unknown_id}
    assert steering.isdisjoint(encoding.ids)


@each_tokenizer
def test_saved_and_loaded_it_is_the_same(name: str, tmp_path: Path) -> None:
    it = tokenizer(name)
    it.save(tmp_path)
    again = load(tmp_path)
    text = "".join([*LINES, *SPECIAL, "e\u0301 \ufb01 日本 \U0001f600 größe"])
    assert (again.vocab_size, again.special_tokens, again.unknown_id, again.is_lossless) == (
        *(it.vocab_size, it.special_tokens),
        *(it.unknown_id, it.is_lossless),
    )
    for allow_special in (False, True):
        assert again.explain(text, allow_special=allow_special) == it.explain(text, allow_special=allow_special)


@pytest.mark.parametrize("pattern", ["gpt2", "none", r"(?=[A-Z])", "a*", "[aeiou]"])
@settings(max_examples=10)
@given(text=hard_texts, count=st.integers(0, 40))
def test_a_history_and_a_tokenizer_with_fewer_merges_cut_alike(pattern: str, text: str, count: int) -> None:
    trained = train_bpe(LINES, 296, pattern=pattern, look_at=text)
    count = min(count, len(trained.history.merges))
    pieces = trained.tokenizer.with_merges(count).explain(text).pieces
    standing = [place for place, gone in enumerate(trained.history.gone_at, 1) if gone is None or gone >= count]
    assert standing == list(accumulate(map(len, pieces)))[:-1]
    assert BPETokenizer.train(LINES, 256 + count, pattern=pattern).encode(text) == (
        trained.tokenizer.with_merges(count).encode(text)
    )
