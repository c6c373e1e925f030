"""Logit bias and banned words: equal to the processors of transformers, and a ban of everything is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_playground.decoding import make_strategy
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.banned_words import BannedWords
from llm_playground.decoding.warpers.logit_bias import LogitBias
from llm_playground.errors import InvalidValue

SIZE = 8
some_logits = arrays(np.float32, SIZE, elements=st.floats(-50, 50, width=32))
some_ids = st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=12)


class Ids:
    """A vocabulary whose tokens are called by their numbers."""

    def token(self, named: str) -> int:
        return int(named)

    def sequences(self, word: Any) -> Any:
        return ((ord(word[0]) - 97,), (ord(word[0]) - 97, 7)) if isinstance(word, str) else (word,)

    def piece(self, id: int) -> bytes:
        return str(id).encode()


@settings(max_examples=40)
@given(some_logits, st.dictionaries(st.integers(0, SIZE - 1), st.floats(-100, 100), min_size=1, max_size=5))
def test_logit_bias_is_that_of_transformers(logits: Any, biases: dict[int, float]) -> None:
    torch = pytest.importorskip("torch")
    processors = pytest.importorskip("transformers.generation.logits_process")
    theirs = processors.SequenceBiasLogitsProcessor([[[id], bias] for id, bias in biases.items()])
    expected = theirs(torch.tensor([[0]]), torch.from_numpy(logits.copy())[None])[0].numpy()
    (ours,) = make_strategy("greedy", logit_bias=biases).spelled(Ids()).chain
    np.testing.assert_array_equal(ours(logits, Past.of_prompt([0])), expected)


@settings(max_examples=60)
@given(some_logits, some_ids, st.lists(st.lists(st.integers(0, SIZE - 2), min_size=1, max_size=3), min_size=1))
def test_banned_words_are_those_of_transformers(logits: Any, ids: list[int], words: list[list[int]]) -> None:
    torch = pytest.importorskip("torch")
    processors = pytest.importorskip("transformers.generation.logits_process")
    theirs = processors.NoBadWordsLogitsProcessor(words)
    expected = theirs(torch.tensor([ids]), torch.from_numpy(logits.copy())[None])[0].numpy()
    (ours,) = make_strategy("greedy", banned_words=words).spelled(Ids()).chain
    np.testing.assert_array_equal(ours(logits, Past.of_prompt(ids)), expected)
    assert ours.cuts


def test_two_names_of_one_token_are_both_added() -> None:
    bias = LogitBias({"3": 2.0, "03": 0.5}).spelled(Ids())
    assert bias(np.zeros(SIZE, np.float32), Past.of_prompt([0])).tolist() == [0, 0, 0, 2.5, 0, 0, 0, 0]


def test_a_word_is_banned_as_it_stands_and_after_a_space() -> None:
    ban = BannedWords(("b",)).spelled(Ids())
    left = [ban(np.zeros(SIZE, np.float32), Past.of_prompt([id])) for id in (0, 1)]
    assert [np.flatnonzero(np.isfinite(each)).tolist() for each in left] == [[0, 2, 3, 4, 5, 6, 7], [0, 2, 3, 4, 5, 6]]


def test_a_ban_of_everything_is_told_in_a_sentence() -> None:
    ban = BannedWords(tuple((id,) for id in range(SIZE))).spelled(Ids())
    with pytest.raises(InvalidValue, match=r"^banned_words bans all tokens .* \(8\), and some") as caught:
        ban(np.zeros(SIZE, np.float32), Past.of_prompt([0]))
    assert caught.value.field == "parameters.banned_words"


@pytest.mark.parametrize("parameters", [{"logit_bias": {" the": 1}}, {"banned_words": "a"}, {"dry_multiplier": 1}])
def test_texts_that_nobody_has_spelled_are_told_of(parameters: dict[str, Any]) -> None:
    (warper,) = make_strategy("greedy", **parameters).chain
    with pytest.raises(InvalidValue, match="is set by texts, and nothing says which tokens these are"):
        warper(np.zeros(SIZE, np.float32), Past.of_prompt([0, 0]))


@pytest.mark.parametrize("given", [{"a": 101}, {"a": "1"}, {"": 1}, [1], "a", {"a": float("nan")}, {-1: 1}], ids=repr)
def test_what_is_no_bias_is_refused(given: Any) -> None:
    with pytest.raises(InvalidValue, match=r"^logit_bias is .*; it must be numbers from -100 to 100 by the text"):
        make_strategy("greedy", logit_bias=given)


@pytest.mark.parametrize("given", [[[]], [""], [[-1]], [["a"]], 5, [1]], ids=repr)
def test_what_is_no_word_is_refused(given: Any) -> None:
    with pytest.raises(InvalidValue, match=r"^banned_words is .*; it must be a list of texts that are not empty, or a"):
        make_strategy("greedy", banned_words=given)
