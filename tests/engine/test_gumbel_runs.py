"""Gumbel-max on a model of this package: one step as in the run, lanes with shared noise, a branch, what is refused."""

from __future__ import annotations

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue

TEXT = "Once upon a time"
DRAWN = {"strategy": "sample", "temperature": 1.5, "seed": 7, "draw": "gumbel"}


def test_a_step_of_a_run_comes_out_alone_as_it_was_and_a_branch_goes_on_with_its_noise() -> None:
    trace = lp.trace("tiny-gpt2", TEXT, max_new_tokens=10, **DRAWN)
    assert trace.start.parameters == {"temperature": 1.5, "draw": "gumbel"}
    assert lp.generate("tiny-gpt2", TEXT, max_new_tokens=10, **DRAWN) == trace.text
    live = lp.step("tiny-gpt2", TEXT, taken=trace.steps[:4], **DRAWN)
    assert live.pipeline.choice == trace.steps[4].choice
    assert lp.branch(trace, at=4).steps == trace.steps
    assert " is the highest" in repr(live)
    assert lp.Trace.from_json(trace.to_json()) == trace
    with pytest.raises(InvalidValue, match="one u changes nothing"):
        live.drawn_by(0.5)
    with pytest.raises(InvalidValue, match="not by Gumbel noise"):
        lp.speculate("tiny-gpt2", TEXT, "tiny-qwen", **DRAWN)


def test_lanes_of_an_arena_share_their_noise() -> None:
    lanes = [{"strategy": "sample", "draw": "gumbel", "temperature": t} for t in (1.0, 1.0, 1.6)]
    first, same, hotter = lp.compare(TEXT, lanes, max_new_tokens=8, seed=7).lanes
    assert first.traces[0].ids == same.traces[0].ids
    noise = [{row.id: row.noise for row in lane.traces[0].steps[0].choice.gumbel} for lane in (first, hotter)]
    shared = noise[0].keys() & noise[1].keys()
    assert len(shared) > 5
    assert all(noise[0][id] == noise[1][id] for id in shared)
