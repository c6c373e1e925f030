"""The divergence of two distributions is that of PyTorch; measures of texts are those of a slow one."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_playground.decoding.distribution import log_softmax
from llm_playground.decoding.measures import distinct, kl_divergence, loop, repeated, self_bleu
from llm_playground.records.arena import Loop

rows = arrays(np.float32, 7, elements=st.floats(-30, 30, width=32))


@given(rows, rows)
def test_it_is_that_of_pytorch(before: np.ndarray, after: np.ndarray) -> None:
    p, q = (torch.tensor(row, dtype=torch.float64).log_softmax(-1) for row in (before, after))
    expected = torch.nn.functional.kl_div(q, p, reduction="sum", log_target=True)
    assert kl_divergence(before, after) == pytest.approx(float(expected), abs=1e-12)
    assert np.allclose(log_softmax(before), p, atol=1e-12)


@given(rows)
def test_of_a_distribution_from_itself_it_is_exactly_nothing(logits: np.ndarray) -> None:
    assert kl_divergence(logits, logits) == 0


def test_a_token_that_cannot_come_counts_nothing_and_one_ruled_out_counts_without_end() -> None:
    some, all_ = np.array([0, 0, -np.inf], np.float32), np.zeros(3, np.float32)
    assert kl_divergence(some, all_) == pytest.approx(math.log(3 / 2))
    assert kl_divergence(all_, some) == math.inf


texts = st.lists(st.lists(st.integers(0, 3), max_size=12), min_size=1, max_size=4)


def all_ngrams(ids: list[int], n: int) -> list[list[int]]:
    return [ids[start : start + n] for start in range(len(ids)) if start + n <= len(ids)]


@given(texts, st.integers(1, 4))
def test_distinct_is_the_share_of_different_ngrams(given_texts: list[list[int]], n: int) -> None:
    found = [ngram for ids in given_texts for ngram in all_ngrams(ids, n)]
    different = [ngram for index, ngram in enumerate(found) if ngram not in found[:index]]
    expected = len(different) / len(found) if found else None
    assert distinct(given_texts, n) == expected
    own = all_ngrams(given_texts[0], n)
    again = [ngram for index, ngram in enumerate(own) if ngram in own[:index]]
    assert repeated(given_texts[0], n) == (pytest.approx(len(again) / len(own)) if own else None)


def obvious_bleu(ids: list[int], others: list[list[int]]) -> float:
    """As the definition is written, n-gram by n-gram."""
    if not ids:
        return 0.0
    product, orders = 1.0, range(1, min(4, len(ids)) + 1)
    for n in orders:
        own, shared = all_ngrams(ids, n), 0
        for index, ngram in enumerate(own):
            if ngram not in own[:index]:
                shared += min(own.count(ngram), max(all_ngrams(other, n).count(ngram) for other in others))
        product *= (shared or 0.1) / len(own)
    nearest = sorted((abs(len(other) - len(ids)), len(other)) for other in others)[0][1]
    brevity = 1.0 if len(ids) >= nearest else math.exp(1 - nearest / len(ids))
    return float(brevity * product ** (1 / len(orders)))


@given(texts)
def test_self_bleu_is_the_mean_of_each_text_against_the_others(given_texts: list[list[int]]) -> None:
    found = self_bleu(given_texts)
    if len(given_texts) == 1 or not any(given_texts):
        assert found is None
        return
    scores = [
        obvious_bleu(ids, given_texts[:index] + given_texts[index + 1 :]) for index, ids in enumerate(given_texts)
    ]
    assert found == pytest.approx(sum(scores) / len(scores))
    assert 0 <= found <= 1 + 1e-12


def test_self_bleu_of_texts_that_are_all_the_same_is_exactly_1() -> None:
    assert self_bleu([[1, 2, 3, 4, 5]] * 3) == 1
    assert self_bleu([[7]] * 2) == 1


@given(st.lists(st.integers(0, 2), max_size=5), st.lists(st.integers(0, 2), min_size=1, max_size=4), st.integers(1, 6))
def test_a_text_loops_if_a_phrase_stands_three_times_at_its_end(
    before: list[int], phrase: list[int], times: int
) -> None:
    ids = before + phrase * times
    phrases = [size for size in range(2, len(ids) // 3 + 1) if ids[-3 * size :] == ids[-size:] * 3]
    found = loop(ids)
    assert (found is None) == (not phrases)
    if found:
        tail = ids[found.start :]
        assert found.period <= phrases[0]
        assert all(tail[index] == tail[index - found.period] for index in range(found.period, len(tail)))
        assert found.start == 0 or ids[found.start - 1] != ids[found.start - 1 + found.period]


def test_three_tokens_that_are_alike_are_no_loop_and_six_are() -> None:
    assert loop([5, 1, 1, 1]) is None
    assert loop([5, *[1] * 6]) == Loop(1, 1)
    assert loop([9, 1, 2, 1, 2, 1, 2, 1]) == Loop(1, 2)
