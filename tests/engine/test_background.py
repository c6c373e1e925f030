"""Runs in threads of their own: each ends with an event, whatever is raised, and is counted out."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from llm_playground.engine.background import Runs
from llm_playground.engine.events import Event, Failed, Loading
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
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
