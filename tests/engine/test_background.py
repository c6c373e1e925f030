"""Runs in threads of their own: each ends with an event, whatever is raised, and is counted out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from llm_playground.engine.background import Asker, Running, Runs, asked_by
from llm_playground.engine.events import Event, Failed, Loading, Queued
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.errors import Closing, TooBusy
from tests.checkpoints import model_folder
from tests.passes import SOON


def broken(error: BaseException) -> Generator[Event, None, None]:
    yield Loading("a model", "Loading …")
    raise error


class Unclosable(Generator[Event, None, None]):
    """A run that cannot even be closed."""

    def send(self, _: None) -> Event:
        return Loading("a model", "Loading …")

    def throw(self, *_: object) -> Event:
        raise BaseException("cannot be closed")


class Panic(BaseException):
    """As a library in Rust raises it: no `Exception`."""


@pytest.mark.parametrize("error", [ValueError(), Panic(), SystemExit(), KeyboardInterrupt()], ids=repr)
def test_a_run_ends_with_an_event_whatever_it_raises(error: BaseException) -> None:
    heard: list[Event] = []
    runs = Runs(1)
    assert runs.start([broken(error)], lambda _, event: heard.append(event)).wait(SOON)
    assert isinstance(heard[-1], Failed)
    assert heard[-1].code == "internal"
    assert runs.count == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_run_that_cannot_be_closed_is_counted_out_all_the_same() -> None:
    runs = Runs(1)
    running = runs.start([Unclosable()], lambda *_: None)
    running.stop()
    assert running.wait(SOON)
    assert runs.count == 0


def test_a_tokenizer_at_which_its_library_panics_ends_the_run_in_a_sentence(tmp_path: Path) -> None:
    folder = model_folder(tmp_path)
    path = folder / "tokenizer.json"
    path.write_text(path.read_text().replace('"continuing_subword_prefix": null', '"continuing_subword_prefix": "##"'))
    heard: list[Event] = []
    session = Session([str(folder)])
    assert session.start([RunRequest(str(folder), "the story")], lambda _, event: heard.append(event)).wait(SOON)
    assert isinstance(heard[-1], Failed)
    assert heard[-1].code == "unreadable_checkpoint"
    assert str(path) in heard[-1].message


class Held(Generator[Event, None, None]):
    """A run that goes on until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def send(self, _: None) -> Event:
        if self.let_go.wait(0.01):
            raise StopIteration
        return Loading("a model", "Loading …")

    def throw(self, *_: object) -> Event:
        raise StopIteration


def started(runs: Runs, run: Held, places: list[int], weight: int = 1) -> Running:
    """The run, which writes down its places in line, and 0 when it has begun."""

    def hear(_: int, event: Event) -> None:
        places.append(event.place if isinstance(event, Queued) else 0)

    return runs.start([run], hear, weight=weight)


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)


def test_who_finds_no_room_waits_in_line_tells_the_place_and_begins_in_turn() -> None:
    runs, held = Runs(2, waiting=3), [Held() for _ in range(5)]
    places: list[list[int]] = [[] for _ in held]
    going = [started(runs, run, heard) for run, heard in zip(held, places, strict=True)]
    wait_for(lambda: [heard[-1:] for heard in places] == [[0], [0], [1], [2], [3]])
    assert (runs.count, runs.waiting) == (2, 3)
    with pytest.raises(TooBusy):
        started(runs, Held(), [])
    with pytest.raises(TooBusy), runs.counted():  # an answer without a stream could not tell its place
        pass
    going[3].stop()  # leaves the line
    wait_for(lambda: places[4][-1] == 2)
    held[0].let_go.set()
    wait_for(lambda: places[2][-1] == 0)
    assert 0 not in places[4]
    held[1].let_go.set()
    wait_for(lambda: places[4][-1] == 0)
    for run in held:
        run.let_go.set()
    assert all(each.wait(SOON) for each in going)
    assert 0 not in places[3]
    assert (runs.count, runs.waiting) == (0, 0)


def test_a_run_of_many_lanes_waits_until_all_have_room_and_nobody_passes_it() -> None:
    runs, first, large, late = Runs(3, waiting=3), Held(), Held(), Held()
    places: list[int] = []
    going = [started(runs, first, []), started(runs, large, places, weight=3), started(runs, late, [])]
    wait_for(lambda: places[-1:] == [1])
    assert (runs.count, runs.waiting) == (1, 2)
    first.let_go.set()
    wait_for(lambda: places[-1] == 0)
    assert (runs.count, runs.waiting) == (3, 1)
    with pytest.raises(TooBusy):
        started(runs, Held(), [], weight=4)  # for which there never will be room
    large.let_go.set()
    late.let_go.set()
    assert all(each.wait(SOON) for each in going)


def test_one_person_has_so_many_runs_at_most_and_another_finds_room() -> None:
    runs, held = Runs(9, waiting=9, each=2), [Held() for _ in range(3)]
    with asked_by(Asker("ada")):
        going = [started(runs, run, []) for run in held[:2]]
        with pytest.raises(TooBusy, match="You have 2 runs already, of at most 2"):
            started(runs, Held(), [])
    with asked_by(Asker("bob")):
        going.append(started(runs, held[2], []))
    assert runs.of_askers() == {"ada": 2, "bob": 1}
    for run in held:
        run.let_go.set()
    assert all(each.wait(SOON) for each in going)
    assert runs.of_askers() == {}


def test_once_it_closes_nothing_begins_and_what_is_under_way_goes_on() -> None:
    runs, held = Runs(1, waiting=1), [Held(), Held()]
    going = [started(runs, run, []) for run in held]
    runs.close("The server is about to end.")
    with pytest.raises(Closing, match="about to end"):
        started(runs, Held(), [])
    for run in held:
        run.let_go.set()
    assert all(each.wait(SOON) for each in going)
