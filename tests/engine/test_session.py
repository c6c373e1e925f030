"""A session: which models it lets anybody use, what it refuses, what it tells while it runs, and that it stops."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.engine import plan as plan_module
from llm_playground.engine import shelf as shelf_module
from llm_playground.engine.background import Running
from llm_playground.engine.events import Done, Event, Failed, Loading
from llm_playground.engine.options import options
from llm_playground.engine.request import Limits, RunRequest
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import (
    CheckpointError,
    InvalidRequest,
    InvalidValue,
    ModelUnavailable,
    PlaygroundError,
    TooBusy,
    UnknownName,
)
from llm_playground.models.catalog import CATALOG
from llm_playground.models.prompting import make_prompt
from llm_playground.records import BeamStep, Start, Step, Trace
from tests.checkpoints import CONTEXT, model_folder
from tests.passes import SOON, Passes, counted


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(model_folder(tmp_path_factory.mktemp("base")))


@pytest.fixture(scope="module")
def instruct(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(model_folder(tmp_path_factory.mktemp("instruct"), "qwen2", chat=True))


@pytest.fixture
def session(base: str, instruct: str) -> Session:
    return Session([base, instruct])


@pytest.fixture
def passes(base: str) -> Iterator[Passes]:
    """The forward passes of `base`."""
    with counted(SHELF.get(base)) as passes:
        yield passes


class Heard:
    """What a session says to whoever started runs, by lane."""

    def __init__(self) -> None:
        self.events: dict[int, list[Event]] = {}
        self.changed = threading.Condition()

    def __call__(self, lane: int, event: Event) -> None:
        with self.changed:
            self.events.setdefault(lane, []).append(event)
            self.changed.notify_all()

    def until(self, kind: type, lane: int = 0) -> Event:
        with self.changed:
            found: list[Event] = []

            def there() -> bool:
                found[:] = [event for event in self.events.get(lane, []) if isinstance(event, kind)]
                return bool(found)

            assert self.changed.wait_for(there, SOON), f"no {kind.__name__} came"
            return found[-1]


def told(events: list[Event], kind: type) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("strategy", ["greedy", "sample", "top_p", "beam"])
def test_a_run_tells_what_trace_keeps(session: Session, base: str, strategy: str) -> None:
    seed = 4 if strategy in ("sample", "top_p") else None
    events = list(session.run(RunRequest(base, "the story", strategy, max_new_tokens=12, seed=seed, top=5)))
    trace = lp.trace(base, "the story", strategy, 12, seed=seed, top=5)
    (start,) = told(events, Start)
    assert start == trace.start
    assert start.seed == seed
    assert tuple(told(events, Step)) == trace.steps
    done = events[-1]
    assert isinstance(done, Done)
    assert (done.completion, done.finish_reason, done.hypotheses) == (
        trace.completion,
        trace.finish_reason,
        trace.hypotheses,
    )
    assert done.tokens == len(trace.steps)
    assert lp.Trace.of(events).to_json() == trace.to_json()


def test_a_run_without_a_seed_tells_the_one_it_took(session: Session, base: str) -> None:
    events = list(session.run(RunRequest(base, "the story", "sample", max_new_tokens=8)))
    seed = told(events, Start)[0].seed
    again = list(session.run(RunRequest(base, "the story", "sample", max_new_tokens=8, seed=seed)))
    assert told(again, Step) == told(events, Step)


def test_beam_search_tells_its_tree_first_and_the_winner_is_a_path_of_it(session: Session, base: str) -> None:
    events = list(session.run(RunRequest(base, "the story", "beam", max_new_tokens=6)))
    tree = told(events, BeamStep)
    assert events[1 : 1 + len(tree)] == tree
    assert [each.index for each in tree] == list(range(len(tree)))
    best = events[-1].hypotheses[0]
    depth, leaf = next((each.index, beam) for each in tree for beam in each.finished if beam.score == best.score)
    path = [leaf]
    for index in reversed(range(depth)):
        path.insert(0, tree[index].live[path[0].parent])
    assert tuple(beam.choice for beam in path) == tuple(step.choice for step in told(events, Step))
    assert tuple(beam.choice.id for beam in path) == best.ids


def test_an_instruct_model_answers_a_conversation(session: Session, instruct: str) -> None:
    messages = [{"role": "user", "content": "the \ud83e robot"}]  # half an emoji, as JavaScript may cut it
    events = list(session.run(RunRequest(instruct, messages, max_new_tokens=3)))
    (start,) = told(events, Start)
    assert start.is_instruct
    assert "<|im_start|>user\nthe \ufffd robot<|im_end|>" in start.prompt.text
    assert start.prompt.ids == make_prompt(lp.load(instruct), messages).ids
    for event in events:
        event.to_json().encode()


def test_a_model_that_is_not_there_yet_is_told_to_be_on_its_way(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    model = SHELF.get(base)

    def slow(name: str) -> object:
        assert gate.wait(SOON)
        return model

    monkeypatch.setattr(SHELF, "has", lambda _: gate.is_set())
    monkeypatch.setattr(SHELF, "get", slow)
    monkeypatch.setattr(shelf_module, "NEWS_EVERY", 0.01)
    monkeypatch.setattr(shelf_module, "FIRST_NEWS", 0.01)
    coming = SHELF.coming(base)
    assert [next(coming) for _ in range(3)] == [Loading(base, f"Loading {base} …")] * 3
    gate.set()
    assert list(coming)[1:] == []


def test_a_model_that_cannot_be_had_is_an_error_each_time_it_is_asked_for(session: Session) -> None:
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            list(session.run(RunRequest("gpt2", "x")))


def test_whoever_cannot_be_told_waits_for_a_model_only_so_long(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(SHELF, "has", lambda _: False)
    monkeypatch.setattr(SHELF, "get", lambda _: gate.wait(SOON))
    monkeypatch.setattr(shelf_module, "FIRST_NEWS", 0.01)
    monkeypatch.setattr(shelf_module, "PATIENCE", 0.0)
    with pytest.raises(ModelUnavailable, match="Try again in a moment"):
        Session([base]).inspect(base, "x")
    gate.set()


@pytest.mark.parametrize("name", ["/etc", ".", "~", "openai-community/gpt2", "someone/model", "tiny-gtp2", "", "a\0b"])
def test_only_the_catalog_and_what_was_named_can_be_used(session: Session, name: str) -> None:
    for use in (
        lambda: session.run(RunRequest(name, "x")),
        lambda: session.start([RunRequest(name, "x")], lambda *_: None),
        lambda: session.inspect(name, "x"),
        lambda: session.anatomy(name),
        lambda: session.lens(name, "x"),
        lambda: session.attribution(name, "x"),
    ):
        with pytest.raises(UnknownName, match="There is no model") as caught:
            use()
        assert caught.value.field == "model"


def test_what_can_be_no_model_is_not_named(tmp_path: Path) -> None:
    for name, words in (
        (str(tmp_path / "nowhere"), "no folder of that name"),
        ("nonsense", "There is no model 'nonsense'"),
        ("./a/b", "no folder of that name"),
        ("", "is empty"),
    ):
        with pytest.raises(PlaygroundError, match=words):
            Session([name])


def test_a_named_folder_that_is_gone_stays_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    session = Session([str(tmp_path / "mine")])
    (tmp_path / "mine").rmdir()
    assert session.models()[-1].state == "folder"


def test_models_lists_the_catalog_and_the_named_with_their_state(session: Session, base: str, instruct: str) -> None:
    SHELF.get(base)
    states = {state.key: state for state in session.models()}
    assert list(states) == [*CATALOG, base, instruct]
    assert states["tiny-gpt2"].state == "bundled"
    assert states["gpt2"].state == "remote"
    assert (states[base].state, states[base].kind, states[base].loaded) == ("folder", "base", True)
    assert [state.key for state in Session(["some/model"]).models() if state.state == "remote"][-1] == "some/model"
    assert Session(["gpt2"]).models()[-1].key in CATALOG  # named twice is listed once


def test_of_what_lies_on_this_machine_what_was_found_can_be_used_and_nothing_else(tmp_path: Path, base: str) -> None:
    for name in ("robot", "broken", "later"):
        shutil.copytree(base, tmp_path / "models" / name)
    (tmp_path / "models" / "broken" / "model.safetensors").write_bytes(b"")
    (tmp_path / "models" / "later").rename(tmp_path / "later")
    session = Session(local=lp.local_models(tmp_path / "models").models)
    robot, broken, later = (str(tmp_path / "models" / name) for name in ("robot", "broken", "later"))
    (tmp_path / "later").rename(later)
    known = session.models()[-1]
    assert (known.key, known.place, known.state, known.loaded) == (robot, "folder", "folder", False)
    assert (known.kind, known.context_length, known.looked_into) == ("base", CONTEXT, "yes")
    assert session.anatomy(robot).name
    assert [(model.name, "cut off or damaged" in model.why) for model in session.broken()] == [(broken, True)]
    for name in (broken, f"{broken}:int8"):
        with pytest.raises(CheckpointError, match="cut off or damaged") as caught:
            session.anatomy(name)
        assert caught.value.field == "model"
    with pytest.raises(UnknownName, match=f"'int4', in which no model is loaded. Choose {robot} "):
        session.anatomy(f"{robot}:int4")
    for name in (later, str(tmp_path)):
        with pytest.raises(UnknownName, match="There is no model"):
            session.anatomy(name)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"strategy": "topp"}, "strategy", "greedy, sample, top_k"),
        ({"parameters": {"top_p": 0.5}}, "parameters.top_p", "greedy does not use top_p"),
        ({"strategy": "top_p", "parameters": {"temperature": 1.0, "top_p": 7}}, "parameters.top_p", "top_p is 7"),
        ({"parameters": {"order": "llama.cpp"}}, "parameters.order", "no parameter 'order'"),
        ({"parameters": {"seed": 1}}, "parameters.seed", "no parameter 'seed'"),
        ({"strategy": "beam", "parameters": {"num_beams": 17}}, "parameters.num_beams", "at most 16"),
        ({"strategy": "beam", "parameters": {"num_beams": 0}}, "parameters.num_beams", "from 1 to 100"),
        ({"max_new_tokens": -1}, "max_new_tokens", "at least 0"),
        ({"max_new_tokens": 1_001}, "max_new_tokens", "at most 1,000"),
        ({"seed": -1}, "seed", "seed is -1"),
        ({"seed": 5}, "seed", "greedy draws nothing"),
        ({"order": "llama.cpp"}, "order", "greedy draws nothing"),
        ({"strategy": "sample", "order": ["top_k", "heat"]}, "order", "no warper 'heat'"),
        ({"top": 0}, "top", "from 1 to 50"),
        ({"top": 51}, "top", "from 1 to 50"),
        ({"prompt": "x" * 50_001}, "prompt", "50,001 characters; at most 50,000"),
        ({"prompt": []}, "prompt", "at least one message"),
        ({"prompt": [1] * 50_001}, "prompt", "50,001 token ids; at most 50,000"),
        ({"prompt": [1, -1]}, "prompt", "-1, which is not a token id"),
        ({"prompt": 5}, "prompt", "The prompt is 5; it must be"),
        ({"prompt": [{"role": "usr", "content": "x"}]}, "prompt.0.role", "no role 'usr'"),
        ({"top": "x"}, "top", "top is 'x'"),
    ],
)
def test_what_could_not_run_is_refused_at_once_and_says_where(
    session: Session, base: str, changes: dict[str, Any], field: str, words: str
) -> None:
    request = RunRequest(**{"model": base, "prompt": "the story", **changes})
    for use in (lambda: session.run(request), lambda: session.start([request], lambda *_: None)):
        with pytest.raises(PlaygroundError, match=words) as caught:
            use()
        assert caught.value.field == field
    with pytest.raises(PlaygroundError) as caught:
        session.start([RunRequest(base, "x"), request], lambda *_: None)
    assert caught.value.field == f"runs.1.{field}"


def test_all_that_is_wrong_is_told_at_once_in_every_lane(session: Session, base: str) -> None:
    wrong = RunRequest("nope", "x" * 50_001, "top_p", {"top_p": 2, "num_beams": 3}, 1_001, seed=-1, top=0)
    fields = ["model", "parameters.top_p", "parameters.num_beams", "seed", "max_new_tokens", "top", "prompt"]
    with pytest.raises(InvalidRequest) as caught:
        session.run(wrong)
    assert [problem.field for problem in caught.value.problems] == fields
    with pytest.raises(InvalidRequest) as caught:
        session.start([RunRequest(base, "x", seed=1), wrong], lambda *_: None)
    assert [problem.field for problem in caught.value.problems] == [
        "runs.0.seed",
        *(f"runs.1.{name}" for name in fields),
    ]


def test_the_strategy_of_a_request_is_made_once(session: Session, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made, make = [], plan_module.strategy_of
    monkeypatch.setattr(plan_module, "strategy_of", lambda *given: made.append(given) or make(*given))
    settings = {"top_p": 0.9, "temperature": 0.8, "min_p": 0.1}
    list(session.run(RunRequest(base, "x", "top_p", settings, max_new_tokens=2)))
    assert len(made) == 1


def test_what_only_the_model_can_tell_is_the_last_event(session: Session, base: str) -> None:
    heard = Heard()
    running = session.start([RunRequest(base, "the " * CONTEXT * 3)], heard)
    assert running.wait(SOON)
    assert "shorten the prompt" in heard.until(Failed).message  # type: ignore[union-attr]
    assert not told(heard.events[0], Start)


def test_lanes_run_side_by_side_in_the_same_passes(session: Session, base: str, passes: Passes) -> None:
    heard = Heard()
    requests = [RunRequest(base, prompt, max_new_tokens=20) for prompt in ("the robot", "a story", "once more")]
    passes.hold_after(1)
    running = session.start(requests, heard)
    for lane in range(3):
        heard.until(Start, lane)
    passes.release()
    assert running.wait(SOON)
    assert max(passes.sizes) == 3
    assert sum(passes.sizes) == 60
    for lane, request in enumerate(requests):
        assert Trace.of(heard.events[lane]).text == lp.generate(base, str(request.prompt), "greedy", 20)  # type: ignore[arg-type]


@pytest.mark.parametrize("strategy", ["greedy", "beam"])
def test_stop_ends_a_run_within_a_token(session: Session, base: str, passes: Passes, strategy: str) -> None:
    heard = Heard()
    passes.hold_after(4)
    running = session.start([RunRequest(base, "the", strategy, max_new_tokens=50)], heard)
    passes.wait_for(5)
    running.stop()
    passes.release()
    assert running.wait(SOON)
    assert len(passes.sizes) == 5
    assert not told(heard.events[0], Done)


def test_closing_the_generator_ends_a_run(session: Session, base: str, passes: Passes) -> None:
    events = session.run(RunRequest(base, "the", max_new_tokens=50))
    while not isinstance(next(events), Step):
        pass
    events.close()
    assert list(events) == []
    assert len(passes.sizes) == 1


def test_a_closed_session_says_so_to_every_run(session: Session, base: str, passes: Passes) -> None:
    heard = Heard()
    passes.hold_after(4)
    running = session.start([RunRequest(base, prompt, max_new_tokens=50) for prompt in ("the", "a")], heard)
    for lane in (0, 1):
        heard.until(Start, lane)
    session.close("That is all.")
    passes.release()
    assert running.wait(SOON)
    assert [heard.events[lane][-1] for lane in (0, 1)] == [Failed("That is all.", "stopped")] * 2


def test_no_more_runs_at_once_than_the_limit_and_room_again_when_they_end(base: str, passes: Passes) -> None:
    session = Session([base], Limits(runs=3, lanes=2))
    heard, request = Heard(), RunRequest(base, "the", max_new_tokens=50)
    passes.hold_after(0)
    running = session.start([request, request], heard)
    with pytest.raises(TooBusy, match="2 runs are under way"):
        session.start([request, request], heard)
    with pytest.raises(InvalidValue, match="at most 2"):
        session.start([request] * 3, heard)
    third = session.start([request], heard)
    with pytest.raises(TooBusy):
        session.inspect(base, "the story")
    running.stop()
    third.stop()
    passes.release()
    assert running.wait(SOON)
    assert third.wait(SOON)
    assert session.inspect(base, "the story").encoding.text == "the story"
    assert session.start([request, request], heard).wait(SOON)


def test_a_run_that_breaks_says_so_and_makes_room(
    base: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    session, heard = Session([base], Limits(runs=1)), Heard()
    monkeypatch.setattr(SHELF.get(base), "_next_logits", lambda _: 1 / 0)
    for _ in range(2):
        assert session.start([RunRequest(base, "the robot", max_new_tokens=3)], heard).wait(SOON)
        assert "The run broke" in heard.until(Failed).message  # type: ignore[union-attr]
    assert "ZeroDivisionError" in caplog.text


def test_nothing_of_a_run_is_kept(session: Session) -> None:
    name = "tiny-qwen"  # no other test's, whose error might still hold on to it
    for _ in range(5):
        assert session.start([RunRequest(name, "the robot", max_new_tokens=2)], lambda *_: None).wait(SOON)
    assert len(session.runs._running) <= 1
    assert session.runs.count == 0
    assert name not in SHELF._gatherings


def test_running_twice_hears_only_its_own(session: Session, base: str) -> None:
    first, second = Heard(), Heard()
    runs: list[Running] = [
        session.start([RunRequest(base, prompt, max_new_tokens=5)], heard)
        for prompt, heard in (("the robot", first), ("a story", second))
    ]
    assert all(each.wait(SOON) for each in runs)
    assert told(first.events[0], Start)[0].prompt.text == "the robot"
    assert told(second.events[0], Start)[0].prompt.text == "a story"


def test_the_options_are_those_of_decoding_as_plain_data() -> None:
    import json

    from llm_playground.decoding import PARAMETERS, STRATEGIES

    plain = json.loads(json.dumps(options(), allow_nan=False))
    assert [each["name"] for each in plain["strategies"]] == list(STRATEGIES)
    assert {each["name"]: each["effect"] for each in plain["parameters"]} == {
        name: each.effect for name, each in PARAMETERS.items()
    }
    by_name = {each["name"]: each for each in plain["parameters"]}
    assert (by_name["top_k"]["default"], by_name["top_k"]["highest"], by_name["top_p"]["highest"]) == (50, None, 1)
    assert by_name["seed"]["default"] is None


def test_a_session_comes_without_pytorch() -> None:
    import subprocess
    import sys

    code = "import sys, llm_playground.engine.session as s; s.Session().models(); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_a_conversation_of_too_many_messages_is_refused_before_any_model_is_asked(session: Session, base: str) -> None:
    messages = [{"role": "user", "content": "1"}] * (session.limits.messages + 1)
    with pytest.raises(InvalidValue, match="The prompt has 1,001 messages; at most 1,000 are read") as caught:
        session.start([RunRequest(base, messages)], Heard())
    assert caught.value.field == "prompt"
