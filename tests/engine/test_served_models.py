"""A model on a server in the rooms that generate: the records say what is not known, and no visitor names a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import llm_playground as lp
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue, PlaygroundError, UnknownName
from llm_playground.plain.static import step_html
from llm_playground.records import Ending, Trace
from llm_playground.sharing.page import page
from tests.remote_servers import MODEL, Silent, Standin, running

PROMPT = "Once upon a time, there was a"


@pytest.fixture(scope="module")
def standin() -> Standin:
    return Standin()


@pytest.fixture(scope="module")
def name(standin: Standin) -> Iterator[str]:
    with running(standin) as address:
        yield f"remote:{MODEL}@{address}"


@pytest.fixture(scope="module")
def trace(name: str) -> Trace:
    return lp.trace(name, PROMPT, "sample", 6, temperature=1.5, seed=4)


def test_a_trace_with_unknowns_comes_back_from_json_and_prints_itself(trace: Trace) -> None:
    told = trace.steps[0].stages[0].told
    assert told is not None
    assert (told.count, told.vocab_size) == (20, None)
    assert Trace.from_json(trace.to_json()) == trace
    assert "20 likeliest of an unknown number of tokens" in step_html(trace.steps[0])


def test_a_step_by_itself_is_that_of_the_run_and_asks_nothing_anew(name: str, trace: Trace, standin: Standin) -> None:
    asked = len(standin.asked)
    step = lp.step(name, PROMPT, "sample", taken=trace.steps[:3], seed=4, temperature=1.5)
    assert step.pipeline.choice == trace.steps[3].choice
    assert step.pipeline.stages[0].told == trace.steps[3].stages[0].told
    assert "an unknown number of tokens" in repr(step)
    assert not [body for path, body, _ in standin.asked[asked:] if not body.get("echo")]


def test_lanes_of_a_server_stand_beside_lanes_of_this_machine(name: str) -> None:
    lanes = [{"strategy": "greedy", "model": name}, {"strategy": "greedy", "model": "tiny-gpt2"}]
    arena = lp.compare(PROMPT, lanes, max_new_tokens=5)
    there, here = (lane.traces[0] for lane in arena.lanes)
    assert there.text == here.text
    assert arena.lanes[0].measures.entropy is None
    assert arena.lanes[0].measures.mean_logprob == pytest.approx(arena.lanes[1].measures.mean_logprob, rel=1e-5)
    assert str(arena)


def test_several_parameters_that_need_more_are_told_together(name: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        lp.generate(name, PROMPT, "sample", typical_p=0.9, repetition_penalty=1.2)
    fields = [problem.field for problem in caught.value.problems]
    assert sorted(filter(None, fields)) == ["parameters.repetition_penalty", "parameters.typical_p"]
    with pytest.raises(InvalidValue, match="Beam search compares"):
        lp.generate(name, PROMPT, "beam")


def test_a_branch_takes_a_token_that_was_told_and_no_other(name: str, trace: Trace) -> None:
    first = trace.steps[0].stages[0].candidates
    branch = lp.branch(trace, 0, first[1].id, model=name)
    assert branch.steps[0].choice.by_hand
    assert branch.steps[0].choice.model_probability == first[1].probability
    with pytest.raises(InvalidValue, match="this one is not among them"):
        lp.branch(trace, 0, " zzz", model=name)


def test_nobody_but_who_starts_the_session_names_a_server(name: str, standin: Standin) -> None:
    visited, asked = Session(), len(standin.asked)
    for call in (
        lambda: visited.run(RunRequest(name, PROMPT)),
        lambda: visited.score(name, "a text"),
        lambda: visited.tokenizer_lab.tokenizers.find(name),
    ):
        with pytest.raises(UnknownName):
            call()
    assert len(standin.asked) == asked
    events = list(Session([name]).run(RunRequest(name, PROMPT, max_new_tokens=2)))
    assert events[-1].finish_reason == "length"  # type: ignore[union-attr]


def test_the_list_of_models_says_where_one_is_and_how_much_is_told(name: str, trace: Trace) -> None:
    state = next(each for each in Session([name]).models() if each.key == name)
    assert (state.state, state.kind, state.context_length) == ("server", "base", None)
    assert state.note.endswith("which tells of the 20 likeliest tokens")


def test_a_text_without_steps_ends_a_run_and_an_arena() -> None:
    with running(Silent()) as address:
        model = lp.load(f"remote:{MODEL}@{address}")
        with pytest.warns(UserWarning, match="gives no log-probabilities"):
            saved = lp.trace(model, PROMPT, max_new_tokens=4)
        assert Trace.from_json(saved.to_json()) == saved
        arena = lp.compare(PROMPT, ["greedy"], model, max_new_tokens=4)
    assert arena.lanes[0].traces[0].ending == Ending("length", saved.completion, (), None)
    assert PROMPT in page(saved)
