"""Contrastive search: each score by a slow and plain computation, and its limits, which are greedy decoding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from typing import Any

import numpy as np
import pytest
from decoding_fakes import TableModel, letters, random_table, run
from numpy.typing import NDArray

from llm_playground.decoding import decode, decode_ids, make_strategy, softmax
from llm_playground.errors import InvalidValue

VECTORS = np.random.default_rng(4).normal(size=(9, 5)).astype(np.float32)


def hidden(ids: Sequence[int]) -> NDArray[np.float32]:
    """A vector that depends on what came before, as in a causal model."""
    return np.cumsum(VECTORS[list(ids)], axis=0)


def searched(n: int = 15, **parameters: Any) -> tuple[TableModel, list[Any]]:
    model = TableModel(random_table(9, seed=1))
    strategy = make_strategy("contrastive", **parameters)
    return model, run(decode(model, [0, 2], strategy, n, hidden=hidden, piece=letters, top=9))[0]


@pytest.mark.parametrize(("k", "alpha"), [(4, 0.6), (3, 0.9), (50, 0.3)])
def test_every_score_is_that_of_the_formula_and_the_best_is_taken(k: int, alpha: float) -> None:
    model, steps = searched(num_candidates=k, penalty_alpha=alpha)
    ids = [0, 2]
    for step in steps:
        p = softmax(model.table[ids[-1]])
        found = {}
        for id in sorted(range(9), key=lambda each: -p[each])[:k]:
            before, own = hidden(ids).tolist(), hidden([*ids, id]).tolist()[-1]
            cosines = [sum(map(mul, own, each)) / math.hypot(*own) / math.hypot(*each) for each in before]
            found[id] = (max(cosines), cosines.index(max(cosines)), (1 - alpha) * p[id] - alpha * max(cosines))
        assert step.id == max(found, key=lambda each: found[each][2])
        assert [row.id for row in step.choice.contrast] == sorted(found, key=lambda each: -found[each][2])
        for row in step.choice.contrast:
            assert (row.similarity, row.score) == pytest.approx(found[row.id][::2], abs=1e-6)
            assert row.probability == pytest.approx(p[row.id])
            assert (row.nearest, row.nearest_piece) == (found[row.id][1], letters(ids[found[row.id][1]]))
        assert (step.choice.u, step.choice.taken.chance) == (None, None)
        ids.append(step.id)
    strategy = make_strategy("contrastive", num_candidates=k, penalty_alpha=alpha)
    assert list(decode_ids(model, [0, 2], strategy, 15, hidden=hidden)) == ids[2:]


@pytest.mark.parametrize("limit", [{"num_candidates": 1}, {"penalty_alpha": 0.0}])
def test_with_one_candidate_or_without_a_penalty_it_is_greedy(limit: dict[str, Any]) -> None:
    model, steps = searched(repetition_penalty=1.2, **limit)
    greedy, _ = run(decode(model, [0, 2], make_strategy("greedy", repetition_penalty=1.2), 15, piece=letters, top=9))
    assert [step.id for step in steps] == [step.id for step in greedy]
    assert [step.stages for step in steps] == [step.stages for step in greedy]


def test_it_asks_for_hidden_states_and_leaves_room_to_read_a_candidate() -> None:
    strategy = make_strategy("contrastive")
    with pytest.raises(InvalidValue, match="needs the hidden states"):
        decode(TableModel(random_table(9)), [0], strategy, 3, piece=letters)
    asked: list[int] = []

    def heard(ids: Sequence[int]) -> NDArray[np.float32]:
        asked.append(len(ids))
        return hidden(ids)

    model, more = TableModel(random_table(9)), {"context_length": 6, "piece": letters}
    steps, ending = run(decode(model, [0, 1], strategy, 20, hidden=heard, **more))
    assert (len(steps), max(asked), ending.finish_reason) == (4, 6, "context")
    with pytest.raises(InvalidValue, match="fills the context"):
        decode(model, [0] * 6, strategy, 20, hidden=hidden, **more)
