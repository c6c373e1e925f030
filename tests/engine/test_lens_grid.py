"""The grid of a lens holds the numbers of the lens: of the last tokens, of all layers or evenly spaced ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.engine.inside.lens_grid import MOST_ROWS, shown_layers
from llm_playground.transformer.rounding import rounded
from tests.checkpoints import VOCAB_SIZE, add_tokenizer, make_checkpoint

TEXT = "Once upon a time, there was a little"


def test_its_numbers_are_those_of_the_lens() -> None:
    lens = lp.lens("tiny-gpt2", TEXT)
    grid, last = lens.grid(), len(lens.encoding.ids) - 1
    assert (grid.layers, grid.n_layer, grid.first, grid.n_token) == ((0, 1, 2, 3, 4), 4, 0, last + 1)
    assert grid.pieces == lens.encoding.pieces
    assert [[cell[0] for cell in row] for row in grid.ids] == lens.top.ids.tolist()
    for row in range(5):
        assert grid.entropy[row] == pytest.approx(lens.entropy[row], rel=1e-4, abs=1e-6)
        stage = lens.stage(row, last, 5)
        assert grid.ids[row][last] == tuple(each.id for each in stage.candidates)
        assert grid.probabilities[row][last] == pytest.approx([each.probability for each in stage.candidates], rel=1e-3)
        assert grid.others_mass[row][last] == pytest.approx(stage.others_mass, rel=1e-3)


def test_two_tokens_are_followed_through_all_layers() -> None:
    lens = lp.lens("tiny-gpt2", TEXT)
    grid, last = lens.grid(), len(lens.encoding.ids) - 1
    assert grid.answers == tuple(lens.top.ids[-1])
    assert grid.following == (*lens.encoding.ids[1:], None)
    assert set(grid.answer_ranks[-1]) == {1}
    for column in (0, last):
        answer = grid.answers[column]
        assert [row[column] for row in grid.answer_ranks] == lens.rank_of(answer)[:, column].tolist()
        found = [row[column] for row in grid.answer_probabilities]
        assert found == pytest.approx(lens.probability_of(answer)[:, column], rel=1e-3)
    following = lens.encoding.ids[1]
    assert [row[0] for row in grid.following_ranks] == lens.rank_of(following)[:, 0].tolist()
    assert [row[last] for row in grid.following_probabilities] == [None] * 5


def test_of_a_long_text_the_last_tokens_are_there_in_a_few_hundred_kilobytes(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2", n_layer=40)
    add_tokenizer(tmp_path)
    grid = lp.lens(tmp_path, [id % VOCAB_SIZE for id in range(64)]).grid()
    assert (len(grid.layers), grid.layers[:3], grid.layers[-1]) == (21, (0, 2, 4), 40)
    assert len(grid.to_json()) < 300_000
    long = lp.lens("tiny-gpt2", [*range(100)]).grid()
    assert (long.first, long.n_token, len(long.pieces), len(long.ids[0])) == (36, 100, 64, 64)
    assert long.following == (*range(37, 100), None)


@given(st.integers(1, 500))
def test_the_layers_that_are_shown_begin_with_the_first_and_end_with_the_model(n_layer: int) -> None:
    layers = shown_layers(n_layer)
    assert len(layers) <= MOST_ROWS
    assert (layers[0], layers[-1]) == (0, n_layer)
    assert layers[:-1] == tuple(range(0, n_layer, layers[1]))
    assert len(layers) == n_layer + 1 or n_layer >= MOST_ROWS


@given(st.floats(0, 1))
def test_what_is_shortened_is_nearly_the_same_and_certain_only_if_it_was(x: float) -> None:
    assert rounded(x) == pytest.approx(x, rel=1e-5)
    assert (rounded(x) == 1) == (x == 1)
    assert (rounded(x) == 0) == (x == 0)


def test_a_lens_says_which_others_its_model_has(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    add_tokenizer(tmp_path)
    assert lp.lens(tmp_path, [1, 2]).grid().offered == ("logit",)
    assert lp.lens(tmp_path, [1, 2], "linear", ["the robot reads"]).grid().offered == ("logit", "linear")
    assert {"logit", "linear"} <= set(lp.lens("tiny-gpt2", TEXT).grid().offered)
