"""A model in several replicas without Ray: where a text goes, and what comes of it when a replica dies half way."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from llm_playground.cluster import asking
from llm_playground.cluster.asking import Answer, Gone
from llm_playground.cluster.replica import Replica
from llm_playground.cluster.replicated import ReplicatedModel
from llm_playground.cluster.session import LOOKS, ClusterSession
from llm_playground.engine.arena.lanes import ArenaRequest, LaneRequest
from llm_playground.engine.events import LAST, Done, Event, Failed
from llm_playground.engine.fine_tuning import fine_tuning_request
from llm_playground.engine.generation import prepare
from llm_playground.engine.preference import preference_request
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidRequest, InvalidValue, ModelUnavailable, PlaygroundError, UnknownName
from llm_playground.models.gathering import Gathering
from llm_playground.models.loading import load
from llm_playground.records import Step

MODEL = "tiny-gpt2"
PROMPT = "Once upon a time, there was a"
PEOPLE = 20
LONG = 300.0  # seconds after which something hangs, however busy the machine is


class Here:
    """Replicas in this process, each with a model and a cache of its own; `killed` ones do not answer any more."""

    def __init__(self, count: int) -> None:
        self.models = {str(number): Gathering(load(MODEL)) for number in range(count)}
        self.asked: list[tuple[str, tuple[tuple[int, ...], ...]]] = []
        self.killed: set[str] = set()
        self._lock = threading.Lock()

    def ask(self, question: str, *given: Any, at: str | None = None) -> Callable[[], Answer]:
        with self._lock:
            alive = [place for place in self.models if place not in self.killed]
            served = [sum(place == each for each, _ in self.asked) for place in alive]
            place = at if at in alive else alive[int(np.argmin(served))] if alive else ""
            if question == "next_logits":
                self.asked.append((place, tuple(given[0])))

        def answer() -> Answer:
            if place in self.killed or not alive:
                raise Gone(f"{place} was killed")
            model = self.models[place]
            if question == "info":
                return Answer(place, pickle.loads(pickle.dumps(model.info)))
            if question == "logits_along":
                return Answer(place, np.stack(list(model.logits_along(*given))))
            logits = model.next_logits(*given)
            if place in self.killed:  # while it computed
                raise Gone(f"{place} was killed")
            return Answer(place, logits)

        return answer


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    monkeypatch.setattr(asking, "PAUSE", 0.001)
    return Here(3)


@pytest.fixture
def model(here: Here) -> ReplicatedModel:
    return ReplicatedModel(here.ask("info")().value, here)


def text_of(model: object, seed: int, tell: Callable[[], None] = lambda: None) -> str:
    run = prepare(model, PROMPT, "top_p", 30, seed=seed, temperature=1.2, top_p=0.9)  # type: ignore[arg-type]
    ids = []
    for id in run.ids():
        ids.append(id)
        tell()
    return run.completion(ids)


def test_a_replica_dies_while_twenty_read_and_every_text_is_that_of_an_undisturbed_run(
    here: Here, model: ReplicatedModel
) -> None:
    half_way = threading.Semaphore(0)
    with ThreadPoolExecutor(PEOPLE) as threads:
        shared = Gathering(model)
        texts = [threads.submit(text_of, shared, seed, half_way.release) for seed in range(PEOPLE)]
        for _ in range(10 * PEOPLE):
            assert half_way.acquire(timeout=LONG)
        read = {ids for place, rows in list(here.asked) for ids in rows if place == "0"}
        here.killed.add("0")
        told = [text.result(LONG) for text in texts]
    alone = load(MODEL)
    assert told == [text_of(alone, seed) for seed in range(PEOPLE)]
    assert len(read) > PEOPLE, "it had been answering"
    assert here.asked[-1][0] != "0"


def test_a_text_stays_where_it_was_begun_and_new_texts_spread(here: Here, model: ReplicatedModel) -> None:
    begun = [(1, 2, 3), (4, 5, 6), (7, 8, 9)]
    model.next_logits(begun)
    first = {rows[0]: place for place, rows in here.asked}
    assert set(first.values()) == {"0", "1", "2"}
    here.asked.clear()
    model.next_logits([(*ids, 10) for ids in begun])
    assert {rows[0][:3]: place for place, rows in here.asked} == first
    here.asked.clear()
    model.next_logits(begun)  # a slider that asks for the same text again
    assert {rows[0]: place for place, rows in here.asked} == first


def test_rows_of_one_replica_go_in_one_question(here: Here, model: ReplicatedModel) -> None:
    model.next_logits([(1, 2)])
    here.asked.clear()
    model.next_logits([(1, 2, 3), (1, 2, 4), (1, 2, 3)])
    assert [rows for _, rows in here.asked] == [((1, 2, 3), (1, 2, 4))]


def test_the_numbers_are_those_of_the_model_alone(model: ReplicatedModel) -> None:
    alone, ids = load(MODEL), [1, 2, 3, 4]
    rows = [ids, ids[:2], ids]
    np.testing.assert_allclose(model.next_logits(rows), alone.next_logits(rows), atol=1e-4)
    along = np.stack(list(model.logits_along(ids, 1)))
    np.testing.assert_allclose(along, np.stack(list(alone.logits_along(ids, 1))), atol=1e-4)


def test_where_no_replica_answers_a_sentence_says_so(
    here: Here, model: ReplicatedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.0)
    here.killed |= here.models.keys()
    with pytest.raises(ModelUnavailable, match="None of the machines that compute tiny-gpt2 answers"):
        model.next_logits([[1]])


def shelf_of_its_own() -> Any:
    """What a process of its own would have: nothing that another one has loaded or reaches."""
    empty = {name: type(getattr(SHELF, name))() for name in ("_models", "_elsewhere", "_gatherings", "_arrivals")}
    return patch.multiple(SHELF, **empty)


class Handle:
    """As Ray's own: whatever attribute is asked for, it has."""

    def __getattr__(self, name: str) -> Handle:
        return Handle()


class Alone:
    """One `Replica`, as a page reaches it: whatever it is asked and says has been bytes in between."""

    def __init__(self, replica: Replica) -> None:
        self._replica, self._handle = replica, Handle()

    def ask(self, question: str, *given: Any, at: str | None = None) -> Callable[[], Answer]:
        sent = pickle.dumps(given)

        def answer() -> Answer:
            with shelf_of_its_own():
                answer: Answer = pickle.loads(pickle.dumps(self._replica.answer(question, *pickle.loads(sent))))
            return answer

        return answer


@pytest.fixture(scope="module")
def replica() -> Replica:
    return Replica(MODEL, "a")


@pytest.fixture
def page(replica: Replica) -> Iterator[ClusterSession]:
    with shelf_of_its_own():
        yield ClusterSession({MODEL: Alone(replica)})


def test_a_page_without_models_generates_and_looks_inside(page: ClusterSession, replica: Replica) -> None:
    request = RunRequest(MODEL, PROMPT, max_new_tokens=8)
    events: list[Event] = list(page.run(request))
    assert isinstance(events[-1], Done)
    own = [each for each in Session().run(request) if isinstance(each, Step)]
    assert [each.text for each in events if isinstance(each, Step)] == [each.text for each in own]
    assert isinstance(SHELF.get(MODEL), ReplicatedModel)
    inspection = page.inspect(MODEL, PROMPT)
    assert inspection.encoding.text == PROMPT
    assert page.models()[0].loaded
    assert page.runs.count == 0


RUNS = {
    "contrastive": RunRequest(MODEL, PROMPT, "contrastive", max_new_tokens=4),
    "beam search": RunRequest(MODEL, PROMPT, "beam", {"num_beams": 3}, max_new_tokens=4),
    "Gumbel noise": RunRequest(MODEL, PROMPT, "sample", {"draw": "gumbel"}, max_new_tokens=4, seed=3),
    "a branch": RunRequest(MODEL, PROMPT, max_new_tokens=4, token=" cat"),
}


@pytest.mark.parametrize("request_", RUNS.values(), ids=RUNS.keys())
def test_every_kind_of_run_makes_the_text_of_one_machine(page: ClusterSession, request_: RunRequest) -> None:
    *_, here = Session().run(request_)
    *_, there = page.run(request_)
    assert isinstance(here, Done)
    assert isinstance(there, Done)
    assert there.completion == here.completion


def test_scores_and_arenas_come_through(page: ClusterSession) -> None:
    text = "Once upon a time, there was a little girl."
    assert page.score(MODEL, text).tokens == pytest.approx(Session().score(MODEL, text).tokens)
    told: list[Event] = []
    lanes = [LaneRequest("greedy"), LaneRequest("sample", {"temperature": 0.8})]
    assert page.start_arena(ArenaRequest(PROMPT, lanes, MODEL, 4, seed=1), lambda _, event: told.append(event)).wait(
        LONG
    )
    assert not [event for event in told if isinstance(event, Failed)]
    assert isinstance(told[-1], LAST)


def test_every_look_of_a_session_is_made_where_the_weights_are() -> None:
    assert {"inspect", "lens", "ablation_map", "weight_change", "costs"} <= set(LOOKS)
    assert all(vars(ClusterSession)[name].__qualname__.startswith("_look") for name in LOOKS)


def test_what_a_replica_refuses_is_told_as_it_says_it(page: ClusterSession) -> None:
    with pytest.raises(InvalidValue, match="layer") as refused:
        page.inspect(MODEL, PROMPT, layer=99)
    assert refused.value.field == "layer"


def test_several_wrong_values_come_through_with_their_fields() -> None:
    both = InvalidRequest([InvalidValue("a is 1.", field="a"), UnknownName("no b.", field="b")])
    come: PlaygroundError = pickle.loads(pickle.dumps(both))
    assert [(each.field, each.code) for each in come.problems] == [("a", "invalid_value"), ("b", "unknown_name")]


def test_a_page_offers_what_is_deployed_and_trains_nothing(page: ClusterSession) -> None:
    assert [each.key for each in page.models()] == [MODEL]
    assert page.rounded() == []
    for name in ("tiny-qwen", f"{MODEL}:int8"):
        with pytest.raises(UnknownName):
            page.run(RunRequest(name, PROMPT))
    tunings: list[tuple[Any, Any]] = [
        (page.trainings.start_fine_tuning, fine_tuning_request(["Hi"], 20, 1)),
        (page.trainings.start_preference_training, preference_request("right_sums", ["Hi"], 20, 0.1, 1)),
        (page.start_training, None),
        (page.start_fitting, None),
    ]
    for train, request in tunings:
        with pytest.raises(ModelUnavailable, match="Train it on your own machine"):
            train(MODEL, request, lambda *_: None)


def test_how_busy_a_replica_is_counts_what_it_was_asked(replica: Replica) -> None:
    replica.busy()
    replica.answer("next_logits", [[1, 2, 3]])
    assert 0 < replica.busy() <= 1
    assert replica.busy() == 0
