"""A strip is what a slow loop over the rows of a lens finds, of a prompt and of its greedy continuation."""

from __future__ import annotations

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue, UnknownName

TEXT = "Once upon a time, there was a"
HOLDS = {
    "first_and_stays": lambda rank, probability: rank == 1,
    "in_top_3": lambda rank, probability: rank <= 3,
    "above_half": lambda rank, probability: probability > 0.5,
}


@pytest.mark.parametrize("kind", ["logit", "jacobian"])
def test_a_strip_is_what_a_slow_loop_finds(kind: str) -> None:
    strip = lp.commitment("tiny-gpt2", TEXT, 6, kind)
    run = lp.trace("tiny-gpt2", TEXT, "greedy", 6)
    lens = lp.lens("tiny-gpt2", strip.ids, kind)
    assert (strip.n_generated, strip.n_layer, strip.kind) == (6, 4, kind)
    assert strip.prompt_ids == run.start.prompt.ids
    assert list(strip.ids[-6:]) == [step.choice.id for step in run.steps]
    assert strip.pieces == lens.encoding.pieces[1:]
    assert strip.layers.keys() == HOLDS.keys()
    for definition, holds in HOLDS.items():
        for at, token in enumerate(strip.ids[1:]):
            ranks, probabilities = lens.rank_of(token)[:, at], lens.probability_of(token)[:, at]
            row = 5
            while row > 0 and holds(ranks[row - 1], probabilities[row - 1]):
                row -= 1
            assert strip.layers[definition][at] == (None if row == 5 else row), (definition, at)
    assert None not in strip.layers["first_and_stays"][-6:], "what is generated greedily comes first in the end"


def test_a_prompt_alone_is_looked_at_and_one_token_has_nothing_to_tell() -> None:
    alone = lp.commitment("tiny-gpt2", TEXT, 0)
    assert (alone.n_generated, alone.prompt_ids) == (0, alone.ids)
    assert alone.layers == {
        name: layers[: len(alone.pieces)] for name, layers in lp.commitment("tiny-gpt2", TEXT, 2).layers.items()
    }
    assert lp.commitment("tiny-gpt2", [5], 0).pieces == ()


def test_a_text_that_fills_the_context_is_looked_at_without_what_could_not_be_read() -> None:
    for shorter, generated in ((0, 0), (2, 2)):
        ids = [*lp.load("tiny-gpt2").tokenizer.encode(TEXT, add_special_tokens=True), *[5] * 600][: 512 - shorter]
        strip = lp.commitment("tiny-gpt2", ids, 4)
        assert (strip.n_generated, len(strip.ids)) == (generated, 512)


def test_what_cannot_be_read_is_refused_by_its_name() -> None:
    with pytest.raises(UnknownName, match="There is no lens 'tuned'"):
        lp.commitment("tiny-gpt2", TEXT, 1, "tuned")
    with pytest.raises(InvalidValue, match="max_new_tokens"):
        lp.commitment("tiny-gpt2", TEXT, -1)
