"""Merges are those of counting every pair anew each time, and those of `tokenizers`."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.trainers import BpeTrainer

from llm_playground.corpus.world import documents
from llm_playground.errors import InvalidValue
from llm_playground.tokenization.bpe.records import Merge, Pair
from llm_playground.tokenization.bpe.training import BYTES, TIE_RULES, count_words, train_merges
from llm_playground.tokenization.patterns import PATTERNS, cut_into_words


def slow_merges(text: str, count: int, pattern: str, tie_rule: str) -> list[Merge]:
    """The definition: count all pairs of the whole text, replace the winner everywhere, again."""
    words = [[BYTES.index(byte) for byte in word.encode()] for word in cut_into_words(text, pattern)]
    pieces = {id: bytes([byte]) for id, byte in enumerate(BYTES)}
    merges = []
    for new_id in range(256, 256 + count):
        counts = Counter(pair for word in words for pair in pairwise(word))  # in the order in which they are seen
        if not counts:
            break
        most = [pair for pair, n in counts.items() if n == max(counts.values())]
        if tie_rule == "lowest_ids":
            pair = min(most)
        elif tie_rule == "greatest_bytes":
            pair = max(most, key=lambda pair: (pieces[pair[0]], pieces[pair[1]]))
        else:
            pair = most[0]
        merges.append(Merge(pair, new_id, counts[pair]))
        pieces[new_id] = pieces[pair[0]] + pieces[pair[1]]
        words = [replaced(word, pair, new_id) for word in words]
    return merges


def replaced(word: list[int], pair: Pair, new_id: int) -> list[int]:
    ids: list[int] = []
    for id in word:
        if ids and (ids[-1], id) == pair:
            ids[-1] = new_id
        else:
            ids.append(id)
    return ids


@pytest.mark.parametrize("tie_rule", TIE_RULES)
@given(
    text=st.text("ab", max_size=60) | st.text("aab c\n1'é日", max_size=80) | st.text(max_size=20),
    pattern=st.sampled_from(["gpt2", "cl100k", "none"]),
)
def test_merges_are_those_of_counting_anew(text: str, pattern: str, tie_rule: str) -> None:
    fast = list(train_merges(count_words([text], pattern), 30, tie_rule))
    assert fast == slow_merges(text, 30, pattern, tie_rule)


@pytest.mark.parametrize("tie_rule", TIE_RULES)
def test_merges_of_stories_are_those_of_counting_anew(tie_rule: str) -> None:
    text = "\n".join(document.text for document in documents(4, seed=1))
    assert list(train_merges(count_words([text], "gpt2"), 150, tie_rule)) == slow_merges(text, 150, "gpt2", tie_rule)


def test_rules_differ_where_counts_are_equal() -> None:
    words = count_words(["ba ab ca"], r"\w+")
    first = {rule: next(train_merges(words, 1, rule)).pair for rule in TIE_RULES}
    assert {rule: bytes(BYTES[id] for id in pair) for rule, pair in first.items()} == {
        "lowest_ids": b"ab",
        "greatest_bytes": b"ca",
        "first_seen": b"ba",
    }


def their_merges(text: str, count: int, pattern: str) -> list[Pair]:
    tokenizer = Tokenizer(BPE())
    split = Split(Regex(PATTERNS[pattern]), "isolated")
    tokenizer.pre_tokenizer = Sequence([split, ByteLevel(add_prefix_space=False, use_regex=False)])
    trainer = BpeTrainer(vocab_size=256 + count, initial_alphabet=ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([text], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return [(model["vocab"][left], model["vocab"][right]) for left, right in model["merges"]]


@pytest.mark.parametrize("pattern", ["gpt2", "cl100k"])
def test_merges_of_stories_equal_those_of_tokenizers(pattern: str) -> None:
    text = "\n".join(document.text for document in documents(1000, seed=2))
    ours = [merge.pair for merge in train_merges(count_words([text], pattern), 2000)]
    assert len(ours) == 2000
    assert ours == their_merges(text, 2000, pattern)


@pytest.mark.parametrize("name", ["tinyshakespeare.txt", "botchan.txt"])
def test_merges_of_real_text_equal_those_of_tokenizers(shared_data: Path, name: str) -> None:
    text = (shared_data / "text" / name).read_text(encoding="utf-8")
    ours = [merge.pair for merge in train_merges(count_words([text], "gpt2"), 2000)]
    assert len(ours) == 2000
    assert ours == their_merges(text, 2000, "gpt2")


def test_training_ends_when_every_word_is_one_token() -> None:
    merges = list(train_merges(count_words(["abc abc"], "gpt2"), 100))
    assert len(merges) == 3  # ab, abc, and abc with the space before it


def test_training_goes_on_only_as_far_as_it_is_asked() -> None:
    training = train_merges(count_words(["low lower lowest"] * 5, "gpt2"), 1000)
    first = list(islice(training, 2))
    training.close()
    assert [merge.new_id for merge in first] == [256, 257]
    assert list(training) == []


def test_one_word_of_many_repeats_trains_quickly() -> None:
    merges = list(train_merges(count_words(["a" * 300_000], "none"), 300))
    assert [merge.count for merge in merges[:3]] == [299_999, 149_999, 74_999]


def test_texts_are_counted_together_and_special_tokens_left_out() -> None:
    counts = count_words(["one two", " two<|end|> two"], "gpt2", ["<|end|>"])
    assert counts == {"one": 1, " two": 3}


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(InvalidValue, match="'random' is none of lowest_ids, greatest_bytes, first_seen"):
        train_merges({}, 1, "random")
