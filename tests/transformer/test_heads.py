"""The scores of heads are those of patterns that are known, and of loops that are slow and plain."""

from __future__ import annotations

import math

import numpy as np
import pytest

from llm_playground.transformer.heads import (
    SCORES,
    by_layer,
    induction_on_repeated,
    labels_of_heads,
    repeated_tokens,
    scores_of_heads,
)
from llm_playground.transformer.looks import looks_of


def random_patterns(n_head: int, n_token: int) -> np.ndarray:
    rows = np.tril(np.random.default_rng(5).random((n_head, n_token, n_token)) ** 4)
    return (rows / rows.sum(-1, keepdims=True)).astype(np.float32)


def test_heads_that_do_one_thing_only_are_known_by_their_scores() -> None:
    n_token, ids = 6, [3, 4, 5, 3, 4, 5]
    itself, before, first = np.eye(n_token), np.eye(n_token, k=-1), np.zeros((n_token, n_token))
    before[0, 0] = 1
    first[:, 0] = 1
    after_earlier = first.copy()
    for query, key in ((3, 1), (4, 2), (5, 3)):
        after_earlier[query] = np.eye(n_token)[key]
    scores = scores_of_heads(np.stack([itself, before, first, after_earlier]).astype(np.float32), ids)
    assert scores["self"].tolist() == [1, 0, 0, 0]
    assert scores["previous"].tolist() == pytest.approx([0, 1, 1 / 5, 1 / 5])
    assert scores["first"].tolist() == pytest.approx([0, 1 / 5, 1, 2 / 5])
    assert scores["distance"].tolist() == pytest.approx([0, 1, 3, (1 + 2 + 2 + 2 + 2) / 5])
    assert scores["spread"].tolist() == [0] * 4
    assert scores["entropy"].tolist() == [0] * 4
    assert scores["induction"].tolist() == pytest.approx([0, 0, 0, 1])


def test_scores_are_those_of_a_slow_loop() -> None:
    ids = [1, 2, 1, 3, 2, 2, 1]
    patterns = random_patterns(3, len(ids))
    found = scores_of_heads(patterns, ids)
    for head, pattern in enumerate(patterns.astype(float)):
        seen: dict[str, list[float]] = {name: [] for name in SCORES}
        for q in range(1, len(ids)):
            weights = [pattern[q][k] for k in range(q + 1)]
            mean = sum(w * (q - k) for k, w in enumerate(weights))
            seen["self"].append(weights[q])
            seen["previous"].append(weights[q - 1])
            seen["first"].append(weights[0])
            seen["distance"].append(mean)
            seen["spread"].append(sum(w * (q - k - mean) ** 2 for k, w in enumerate(weights)))
            seen["entropy"].append(-sum(w * math.log(w) for w in weights if w > 0))
            earlier = [k for k in range(1, q + 1) if ids[k - 1] == ids[q] and k - 1 < q]
            if earlier:
                seen["induction"].append(sum(weights[k] for k in earlier if weights[k] >= 0.01))
        for name, values in seen.items():
            assert found[name][head] == pytest.approx(np.mean(values), abs=1e-6), name


def test_where_a_text_gives_no_answer_there_is_none() -> None:
    assert all(np.isnan(values).all() for values in scores_of_heads(np.ones((2, 1, 1), np.float32), [7]).values())
    scores = scores_of_heads(random_patterns(2, 4), [1, 2, 3, 4])
    assert np.isnan(scores["induction"]).all()
    assert not np.isnan(scores["entropy"]).any()


def test_induction_on_repeated_tokens_is_the_mean_of_one_diagonal() -> None:
    patterns = random_patterns(2, 8)
    expected = [np.mean([pattern[q, q - 3] for q in range(4, 8)]) for pattern in patterns]
    assert induction_on_repeated(patterns).tolist() == pytest.approx(expected)


def test_a_head_is_called_by_its_highest_score_if_that_is_at_least_a_half() -> None:
    half, low = np.array([[0.5, 0.49, 0.1, 0.6]]), np.zeros((1, 4))
    scores = {"previous": half, "self": low, "first": np.array([[0.2, 0.2, 0.9, 0.7]])}
    assert labels_of_heads(scores, low, 8) == (("previous", None, "first", "first"),)
    assert labels_of_heads(scores, np.array([[0, 0.8, 0, 0]]), 8) == (("previous", "induction", "first", "first"),)
    assert labels_of_heads(scores, np.array([[0, 0.8, 0, 0]]), 3) == ((None, "induction", None, None),)
    unknown = {name: np.full((1, 4), np.nan) for name in scores}
    assert labels_of_heads(unknown, low, 1) == ((None, None, None, None),)


def test_repeated_tokens_come_twice_and_each_once_in_a_half() -> None:
    ids = repeated_tokens(50, 20, avoid=[0, 7])
    assert ids[:20] == ids[20:]
    assert len(set(ids)) == 20
    assert not {0, 7} & set(ids)
    assert ids == repeated_tokens(50, 20, avoid=[0, 7])
    assert ids != repeated_tokens(50, 20, avoid=[0, 7], seed=1)
    assert len(repeated_tokens(4, 6)) == 12


def test_layers_stand_above_each_other() -> None:
    one, other = ({"self": np.array([x, x + 1.0])} for x in (0.0, 5.0))
    assert by_layer([one, other])["self"].tolist() == [[0, 1], [5, 6]]


def test_the_strongest_looks_are_those_of_a_slow_loop_that_skips_the_first_token() -> None:
    patterns = random_patterns(3, 6)
    found = looks_of(patterns)
    for head, pattern in enumerate(patterns):
        for token in range(1, 6):
            weights = {key: pattern[token, key] for key in range(1, token + 1)}
            assert found.given[head, token - 1] == max(weights.values())
            assert weights[int(found.keys[head, token - 1])] == max(weights.values())
            assert found.received[head, token - 1] == max(pattern[query, token] for query in range(token, 6))
