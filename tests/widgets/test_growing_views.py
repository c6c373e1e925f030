"""A training in a notebook: its view grows below the cell look by look, and stands there once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import llm_playground as lp
from llm_playground.plain.live import LIVE
from llm_playground.plain.static_fine_tuning import fine_tuning_html
from llm_playground.widgets import display
from llm_playground.widgets.fine_tuning import FineTuning
from llm_playground.widgets.views import data_of
from tests.training.small_runs import few_texts
from tests.widgets.test_display import WIDGET


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.instance()
    monkeypatch.setattr(display, "in_a_notebook", lambda: True)
    LIVE.append(display.InNotebook())
    yield
    LIVE.pop()
    InteractiveShell.clear_instance()


def test_it_is_drawn_as_the_looks_come_and_not_once_more_at_the_end_of_its_cell(
    notebook: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from IPython import get_ipython
    from IPython.utils.capture import capture_output

    few_texts(monkeypatch)
    seen: list[tuple[int, int]] = []

    class Watched(FineTuning):
        def __init__(self, made) -> None:
            super().__init__(made)
            seen.append((id(self), len(self.fine_tuning["points"])))
            self.observe(lambda change: seen.append((id(self), len(change["new"]["points"]))), "fine_tuning")
            self.observe(lambda change: last.update(change["new"]), "fine_tuning")

    last: dict[str, object] = {}
    monkeypatch.setattr("llm_playground.widgets.fine_tuning.FineTuning", Watched)
    with capture_output() as captured:
        made = lp.watch_fine_tuning("tiny-qwen", ["Who are you?"], 4, every=2, max_new_tokens=4)
    assert [points for _, points in seen] == [1, 2, 3]
    assert len({widget for widget, _ in seen}) == 1
    shown, complete = captured.outputs  # the second takes the place of the first, with what a saved notebook keeps
    assert WIDGET in shown.data
    assert complete.data[WIDGET] == shown.data[WIDGET]
    assert complete.data["text/html"] == fine_tuning_html(made)
    assert last["points"] == data_of(made)["points"]
    assert set(display.bundle(made)) == {"text/plain"}
    get_ipython().execution_count += 1  # in another cell it shows itself
    assert WIDGET in display.bundle(made)


def test_outside_of_a_notebook_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    few_texts(monkeypatch)
    lp.watch_fine_tuning("tiny-qwen", ["Who are you?"], 1, max_new_tokens=2)
    assert capsys.readouterr().out == ""
