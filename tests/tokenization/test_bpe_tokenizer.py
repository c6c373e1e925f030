"""Ids equal those of tiktoken and tokenizers, on the same merges, for any text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
import tiktoken
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.corpus.world import documents
from llm_playground.errors import InvalidValue
from llm_playground.tokenization.bpe.encoding import _merge_long, _merge_short
from llm_playground.tokenization.bpe.formats import from_ranks, read_tokenizer_json, tiktoken_pattern, to_ranks
from llm_playground.tokenization.bpe.records import Merge
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.text import well_formed
from tests.tokenization.hard_texts import FRAGMENTS, hard_texts

BUNDLED = Path(str(files("llm_playground"))) / "models" / "bundled" / "tiny-gpt2" / "tokenizer.json"
REPEATS = ["a" * 1_000_000, "ab" * 500_000, "9" * 1_000_000, "=" * 1_000_000, "\U0001f44d" * 250_000]


@cache
def bundled() -> tuple[BPETokenizer, tiktoken.Encoding, tokenizers.Tokenizer]:
    """The bundled vocabulary in our tokenizer, in tiktoken and in tokenizers."""
    ours = read_tokenizer_json(BUNDLED)
    theirs = tiktoken.Encoding(
        "bundled",
        pat_str=tiktoken_pattern(ours),
        mergeable_ranks=to_ranks(ours),
        special_tokens=ours.special_tokens,
    )
    backend = tokenizers.Tokenizer.from_file(str(BUNDLED))
    backend.encode_special_tokens = True
    return ours, theirs, backend


@cache
def real(name: str) -> tuple[BPETokenizer, tiktoken.Encoding]:
    theirs = tiktoken.get_encoding(name)
    # Our own pattern where there is one of the name, else the regular expression of theirs.
    pattern = {"cl100k_base": "cl100k", "o200k_base": theirs._pat_str}.get(name, "gpt2")
    ours = from_ranks(theirs._mergeable_ranks, pattern=pattern, special_tokens=theirs._special_tokens)
    return ours, theirs


# The ranks of "gpt2" are those of r50k_base by another file, and p50k_base has runs of spaces besides.
@pytest.fixture(params=["r50k_base", "cl100k_base", "o200k_base"])
def real_name(request: pytest.FixtureRequest, shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared_data / "tiktoken_cache"))
    return request.param


# ---- on the bundled vocabulary, always -------------------------------------------------------------------------------


@given(text=hard_texts)
@settings(max_examples=300)
def test_ids_equal_those_of_tiktoken_and_tokenizers(text: str) -> None:
    ours, theirs, backend = bundled()
    ids = ours.encode(text)
    assert ids == theirs.encode_ordinary(text)
    assert ids == backend.encode(well_formed(text), add_special_tokens=False).ids
    assert ours.decode(ids) == well_formed(text)


@given(text=hard_texts | st.text())
def test_pieces_join_to_the_text_and_spans_cover_it(text: str) -> None:
    ours, theirs, _ = bundled()
    encoding = ours.explain(text)
    assert list(encoding.ids) == ours.encode(text)
    assert b"".join(encoding.pieces) == encoding.text.encode()
    assert list(encoding.pieces) == theirs.decode_tokens_bytes(list(encoding.ids))
    ends = [0]
    for start, end in encoding.spans:
        assert start <= ends[-1] <= end
        ends.append(end)
    assert ends[-1] == len(encoding.text)


@given(text=st.lists(st.sampled_from(["<|endoftext|>", "<|im_start|>", "<|im_end|>", *FRAGMENTS])).map("".join))
def test_special_tokens_are_those_of_tiktoken_when_allowed(text: str) -> None:
    ours, theirs, _ = bundled()
    assert ours.encode(text, allow_special=True) == theirs.encode(text, allowed_special="all")
    assert not set(ours.encode(text)) & set(ours.special_tokens.values())


@given(data=st.binary(min_size=1, max_size=60))
def test_any_bytes_are_merged_as_by_tiktoken(data: bytes) -> None:
    ours, theirs, _ = bundled()
    assert ours.encode_word(data) == theirs._encode_single_piece(data)
    assert ours.decode(ours.encode_word(data)) == data.decode(errors="replace")


@pytest.mark.parametrize("text", REPEATS, ids=lambda text: repr(text[:2]))
def test_a_million_repeats_come_to_an_end_and_have_the_ids_of_tiktoken(text: str) -> None:
    ours, theirs, _ = bundled()
    assert ours.encode(text) == theirs.encode_ordinary(text)


# ---- on the published ones -------------------------------------------------------------------------------------------


def test_ids_equal_those_of_tiktoken_with_published_ranks(real_name: str) -> None:
    ours, theirs = real(real_name)
    assert (ours.vocab_size, ours.special_tokens) == (theirs.n_vocab, theirs._special_tokens)

    @given(text=hard_texts)
    @settings(max_examples=75)
    def check(text: str) -> None:
        assert ours.encode(text) == theirs.encode_ordinary(text)
        assert ours.encode(text, allow_special=True) == theirs.encode(text, allowed_special="all")
        assert ours.decode(ours.encode(text)) == well_formed(text)

    check()


def test_real_texts_have_the_ids_of_tiktoken(real_name: str, shared_data: Path) -> None:
    ours, theirs = real(real_name)
    for path in sorted((shared_data / "text").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert ours.encode(text) == theirs.encode_ordinary(text)


def test_long_repeats_have_the_ids_of_tiktoken(real_name: str) -> None:
    ours, theirs = real(real_name)
    for text in REPEATS:
        assert ours.encode(text[:100_000]) == theirs.encode_ordinary(text[:100_000])


def test_a_quarter_of_a_million_spaces_come_back(real_name: str) -> None:
    ours, _ = real(real_name)  # at a million, tiktoken overflows its stack with o200k_base
    assert ours.decode(ours.encode(" " * 250_000)) == " " * 250_000


# ---- training --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stories() -> str:
    return "\n".join(document.text for document in documents(60, seed=3))


@pytest.mark.parametrize("pattern", ["gpt2", "cl100k", "none", r"\w+"])
@pytest.mark.parametrize("tie_rule", ["lowest_ids", "greatest_bytes", "first_seen"])
def test_a_trained_tokenizer_gives_its_words_back(stories: str, pattern: str, tie_rule: str) -> None:
    tokenizer = BPETokenizer.train([stories], 500, pattern=pattern, special_tokens=["<|end|>"], tie_rule=tie_rule)
    assert tokenizer.vocab_size == 500
    assert tokenizer.special_tokens == {"<|end|>": 499}
    assert not tokenizer.log.stopped_early
    text = stories[:3000] + "größe \U0001f600\n"
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert len(tokenizer.encode(stories)) < 0.6 * len(stories)


def test_a_short_text_stops_training_early_and_the_log_says_so() -> None:
    tokenizer = BPETokenizer.train(["abc abc"], 1000, special_tokens=["<|end|>"])
    assert tokenizer.vocab_size == 256 + 3 + 1
    assert tokenizer.log.stopped_early
    assert tokenizer.log.summary.startswith("Training made 3 merges of 743 and stopped")
    assert BPETokenizer.train([""], 300).vocab_size == 256


def test_training_counts_what_it_merged(stories: str) -> None:
    tokenizer = BPETokenizer.train([stories], 300)
    before = tokenizer.with_merges(0).encode(stories)
    after = tokenizer.with_merges(1).encode(stories)
    assert len(before) - len(after) == tokenizer.merges[0].count


@pytest.mark.parametrize("count", [0, 1, 100])
def test_the_first_merges_are_those_of_a_smaller_vocabulary(stories: str, count: int) -> None:
    tokenizer = BPETokenizer.train([stories], 400)
    assert tokenizer.with_merges(count).encode(stories) == BPETokenizer.train([stories], 256 + count).encode(stories)
    with pytest.raises(InvalidValue, match="0 to 144"):
        tokenizer.with_merges(145)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"vocab_size": 255}, "need 256"),
        ({"vocab_size": 257, "special_tokens": ["<|a|>", "<|b|>"]}, "need 258"),
        ({"vocab_size": 300, "special_tokens": ["<|a|>", "<|a|>"]}, "each another"),
        ({"vocab_size": 300, "special_tokens": [""]}, "each another"),
        ({"vocab_size": 300, "pattern": "[a-"}, r"not a regular expression \(.*at position 3\)"),
        ({"vocab_size": 300.5}, "vocab_size is 300.5; it must be a whole number"),
        ({"vocab_size": 300, "tie_rule": "best"}, "tie_rule='best'"),
    ],
)
def test_what_cannot_be_trained_is_refused(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        BPETokenizer.train(["text"], **arguments)  # type: ignore[arg-type]


# ---- made by hand ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("merge", [_merge_short, _merge_long])
@given(
    merges=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=25),
    word=st.lists(st.integers(0, 1), max_size=60),
)
def test_merging_is_that_of_the_definition_for_any_merges(
    merge: Callable[..., list[int]], merges: list[tuple[int, int]], word: list[int]
) -> None:
    built: dict[tuple[int, int], Merge] = {}
    for left, right in merges:  # of two bytes and of what has been built
        known = 2 + len(built)
        pair = (left % known, right % known)
        built.setdefault(pair, Merge(pair, known))
    ranks = {pair: rank for rank, pair in enumerate(built)}
    slow = list(word)
    while present := [ranks[pair] for pair in pairwise(slow) if pair in ranks]:
        lowest = list(built.values())[min(present)]
        at = next(i for i in range(len(slow)) if tuple(slow[i : i + 2]) == lowest.pair)
        slow[at : at + 2] = [lowest.new_id]
    assert merge(word, list(built.values()), ranks) == slow


@pytest.mark.parametrize(
    ("merges", "says"),
    [
        ([Merge((0, 256), 257)], "neither a byte nor made by a merge before it"),
        ([Merge((0, 1), 256), Merge((1, 2), 256)], "Id 256 stands for two tokens"),
        ([Merge((0, 1), 256), Merge((0, 1), 257)], "each pair can be merged once"),
        ([Merge((0, 1), 2**23)], "highest id is 8,388,608, although there are only 257 tokens"),
        ([Merge((0, 0), 256), *(Merge((id, id), id + 1) for id in range(256, 300))], "have more than 33,554,432 bytes"),
    ],
)
def test_merges_that_cannot_be_are_refused(merges: list[Merge], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        BPETokenizer(merges)


def test_ids_that_are_not_there_are_refused() -> None:
    tokenizer = BPETokenizer([Merge((0, 1), 256)], special_tokens={"<|end|>": 300})
    assert tokenizer.vocab_size == 301
    assert tokenizer.decode([256, 299, 300]) == '!"<|end|>'  # 299 is a hole
    with pytest.raises(InvalidValue, match="0 to 300"):
        tokenizer.decode([301])
