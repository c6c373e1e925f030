"""`lp.branch`: the trunk's own steps, and from the branch on what would have come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.records import Choice, Taken
from tests.passes import Passes, counted

PROMPT = "Once upon a time"


@pytest.fixture(scope="module")
def trunk() -> lp.Trace:
    return lp.trace("tiny-gpt2", PROMPT, "top_p", 24, seed=7, temperature=0.8, order="llama.cpp")


@pytest.fixture
def passes() -> Iterator[Passes]:
    with counted(SHELF.get("tiny-gpt2")) as passes:
        yield passes


def by_hand(choice: Choice) -> Choice:
    return replace(choice, u=None, by_hand=True)


def test_a_branch_begins_with_the_steps_of_its_trunk_and_computes_only_what_is_new(
    trunk: lp.Trace, passes: Passes
) -> None:
    branch = lp.branch(trunk, at=12, token=" cat")
    assert branch.steps[:12] == trunk.steps[:12]
    assert len(passes.sizes) == len(branch.steps) - 12
    token = branch.steps[12]
    assert (token.choice.piece, token.choice.by_hand, token.stages) == (b" cat", True, trunk.steps[12].stages)
    assert branch.start == replace(trunk.start, kept=12)
    assert [step.index for step in branch.steps] == list(range(len(branch.steps)))
    assert branch.completion == "".join(step.text for step in branch.steps)
    drawn = [(new.choice.u, old.choice.u) for new, old in zip(branch.steps[13:], trunk.steps[13:], strict=False)]
    assert all(new == old for new, old in drawn)
    assert lp.Trace.from_json(branch.to_json()) == branch


@pytest.mark.parametrize("at", [0, 1, 17, 23])
def test_to_branch_with_the_token_that_was_drawn_there_gives_the_same_trace(trunk: lp.Trace, at: int) -> None:
    same = lp.branch(lp.Trace.from_json(trunk.to_json()), at, trunk.ids[at])
    steps = list(trunk.steps)
    steps[at] = replace(steps[at], choice=by_hand(steps[at].choice))
    assert same == replace(trunk, start=replace(trunk.start, kept=at), steps=tuple(steps))
    again = lp.branch(trunk, at)
    assert again == replace(trunk, start=replace(trunk.start, kept=at))


def test_a_branch_of_a_branch_and_the_whole_replayed_from_its_own_values(trunk: lp.Trace) -> None:
    first = lp.branch(trunk, 6, " cat")
    second = lp.branch(first, 15, " and then")
    assert second.steps[:15] == first.steps[:15]
    assert [step.choice.by_hand for step in second.steps[:18]] == [i in (6, 15, 16) for i in range(18)]
    assert lp.branch(second, 17) == replace(second, start=replace(second.start, kept=17))


def test_a_branch_of_beam_search_goes_on_greedily_or_as_it_is_told() -> None:
    beam = lp.trace("tiny-gpt2", PROMPT, "beam", 12, num_beams=3, repetition_penalty=1.2)
    greedy = lp.branch(beam, 4, " cat")
    start = greedy.start
    assert (start.strategy, start.parameters, start.seed) == ("greedy", {"repetition_penalty": 1.2}, None)
    assert greedy.ids[:4] == beam.ids[:4]
    longer = [*beam.prompt.ids, *greedy.ids[:5]]
    assert greedy.ids[5:] == lp.trace("tiny-gpt2", longer, "greedy", 7, repetition_penalty=1.2).ids
    sampled = lp.branch(beam, 4, " cat", strategy="sample", seed=3, temperature=1.5)
    assert (sampled.start.strategy, sampled.start.seed) == ("sample", 3)
    assert sampled.ids[:5] == greedy.ids[:5]
    deeper = lp.branch(sampled, 8, ".")
    assert deeper.start == replace(sampled.start, kept=8)


def test_what_is_given_is_changed_and_the_rest_stays(trunk: lp.Trace) -> None:
    hot = lp.branch(trunk, 5, temperature=1.4, min_p=0.05)
    assert hot.start.parameters == trunk.start.parameters | {"temperature": 1.4, "min_p": 0.05}
    assert hot.start.order == ("top_p", "temperature", "min_p")
    without = lp.branch(trunk, 5, temperature=None, max_new_tokens=8, seed=9)
    assert "temperature" not in without.start.parameters
    assert (len(without.steps), without.start.seed, without.finish_reason) == (8, 9, "length")
    forced = lp.branch(trunk, 24, " cat sat")  # after the end there is room for what is forced, and no more
    assert (len(forced.steps), forced.start.max_new_tokens) == (26, 26)


def test_a_conversation_is_branched_as_it_was_rendered() -> None:
    answer = lp.trace("tiny-qwen-chat", "What is 2+2?", "sample", 12, seed=1)
    branch = lp.branch(answer, 0, "The")
    assert branch.prompt == answer.prompt
    assert branch.text == branch.completion


def test_a_session_goes_on_from_the_tokens_that_a_page_sends(trunk: lp.Trace) -> None:
    values, taken = trunk.start.parameters, [step.choice.taken for step in trunk.steps[:12]]
    branched: dict[str, Any] = {"order": "llama.cpp", "taken": taken, "token": " cat"}
    request = RunRequest("tiny-gpt2", PROMPT, "top_p", values, 24, 7, **branched)
    begun, *steps, done = Session().run(request)
    branch = lp.branch(trunk, 12, " cat")
    assert (begun, tuple(steps)) == (branch.start, branch.steps[12:])
    assert (done.completion, done.tokens) == (branch.completion, 12)


@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        ({"taken": [Taken(-1)]}, "taken", "taken is -1"),
        ({"taken": [Taken(1, 1.5)]}, "taken", "with the probability 1.5; it must be above 0 and at most 1"),
        ({"taken": [Taken(1, float("nan"))]}, "taken", "with the probability nan"),
        ({"taken": [Taken(1)] * 1001}, "taken", "1,001 tokens; at most 1,000"),
        ({"token": "x" * 1001}, "token", "1,001 characters"),
        ({"token": 5, "strategy": "beam"}, "strategy", "Beam search plans a whole text"),
    ],
)
def test_what_no_text_goes_on_from_is_refused_before_a_model_is_asked(arguments: Any, field: str, message: str) -> None:
    with pytest.raises(lp.InvalidValue, match=message) as raised:
        Session().run(RunRequest("tiny-gpt2", PROMPT, max_new_tokens=9, **arguments))
    assert raised.value.field == field


@pytest.mark.parametrize("arguments", [{"taken": [Taken(2048)]}, {"token": 2048}, {"taken": [Taken(5)] * 9}])
def test_what_only_the_model_can_tell_is_told_when_the_run_begins(arguments: Any) -> None:
    run = Session().run(RunRequest("tiny-gpt2", PROMPT, max_new_tokens=9, **arguments))
    with pytest.raises(lp.InvalidValue, match=r"2048|9 tokens already"):
        list(run)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"at": 25}, "at is 25; it must be a whole number from 0 to 24: the text has 24 tokens"),
        ({"at": -1}, "at is -1"),
        ({"at": True}, "at is True"),
        ({"at": 3, "token": ""}, "token is empty"),
        ({"at": 3, "token": 2048}, "token is 2048"),
        ({"at": 3, "token": ["x"]}, r"token is \['x'\]"),
        ({"at": 3, "max_new_tokens": 3}, "max_new_tokens is 3, so nothing can come"),
        ({"at": 24}, "max_new_tokens is 24, so nothing can come"),
        ({"at": 3, "strategy": "beam"}, "Beam search plans a whole text"),
        ({"at": 3, "top_k": "x"}, "top_k"),
    ],
)
def test_a_branch_that_cannot_be_is_refused_in_a_sentence(trunk: lp.Trace, arguments: Any, message: str) -> None:
    with pytest.raises(lp.InvalidValue, match=message):
        lp.branch(trunk, **arguments)


def test_an_ended_text_is_branched_before_its_end_only(trunk: lp.Trace) -> None:
    (stop,) = lp.load("tiny-gpt2").info.stop_ids
    ended = lp.branch(trunk, 5, stop)
    assert (len(ended.steps), ended.finish_reason) == (6, "stop")
    with pytest.raises(lp.InvalidValue, match="ends the text"):
        lp.branch(ended, 6, " cat")


def test_what_was_taken_by_hand_is_said_in_the_terminal(trunk: lp.Trace) -> None:
    from llm_playground.plain import static

    branch = lp.branch(trunk, 2, " cat")
    assert "taken by hand" in static.step_text(branch.steps[2])
    assert "the first 2 tokens kept from another text" in static.trace_text(branch)
