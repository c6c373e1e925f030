"""Commitment is the first layer from which on a token holds its place to the end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.errors import UnknownName
from llm_playground.transformer.commitment import HOLDS, commitment
from llm_playground.transformer.lens import Standing

# Each column a token; rows 0 to 2 before a block, row 3 the model itself.
RANKS = np.array([[1, 1, 9, 2, 4], [1, 5, 9, 3, 1], [1, 1, 9, 1, 1], [1, 1, 1, 1, 2]])
PROBABILITIES = np.array(
    [[0.6, 0.9, 0, 0.3, 0], [0.4, 0.1, 0, 0.3, 0.8], [0.6, 0.4, 0, 0.6, 0.9], [0.9, 0.9, 0.5, 0.7, 0.1]]
)
STANDING = Standing(RANKS, PROBABILITIES)


@pytest.mark.parametrize(
    ("definition", "layers"),
    [
        ("first_and_stays", [0, 2, 3, 2, None]),
        ("in_top_3", [0, 2, 3, 0, 1]),
        ("above_half", [2, 3, None, 2, None]),
    ],
)
def test_the_layer_by_each_definition(definition: str, layers: list[int | None]) -> None:
    assert commitment(STANDING, definition) == layers


@pytest.mark.parametrize("wrong", ["first", None, 1, ["in_top_3"]])
def test_another_definition_is_refused(wrong: object) -> None:
    with pytest.raises(UnknownName, match="choose one of first_and_stays, in_top_3, above_half"):
        commitment(STANDING, wrong)  # type: ignore[arg-type]


@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=1, max_size=6))
def test_it_holds_from_there_on_and_not_just_before(ranks: list[list[int]]) -> None:
    standing = Standing(np.array(ranks), 1 / np.array(ranks))
    for definition, holds in HOLDS.items():
        for token, layer in enumerate(commitment(standing, definition)):
            column = holds(standing)[:, token].tolist()
            assert all(column[len(column) if layer is None else layer :])
            if layer is None:
                assert not column[-1]
            elif layer > 0:
                assert not column[layer - 1]
