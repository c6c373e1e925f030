"""In a notebook: one picture of the loss that is redrawn in place, and the newest samples under it."""

from __future__ import annotations

from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from tests.training.small_runs import TINY_RUN


@pytest.fixture
def shown(tmp_path):
    """What a notebook would show: the last content of each of its places."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    with capture_output() as captured:
        assert lp.watch_training(TINY_RUN, tmp_path, steps=20) == tmp_path / "model"
    InteractiveShell.clear_instance()
    places = {}
    for output in captured._outputs:
        places[output["transient"]["display_id"]] = output["data"]
    return places


def test_the_picture_the_status_and_the_samples_have_one_place_each(shown, tmp_path: Path) -> None:
    status, picture, samples = shown.values()
    assert "Finished" in status["text/html"]
    assert picture["image/svg+xml"].startswith("<svg")
    assert "step 20" in picture["text/plain"]
    assert "Finished" in status["text/plain"]  # what is left where neither pictures nor HTML are shown
    assert samples["text/html"].count("Once upon a time") == 3  # after steps 8, 16 and 20
    assert samples["text/html"].index("step 20") < samples["text/html"].index("step 8")


def test_outside_of_a_notebook_it_says_what_to_call(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="in a notebook; in a program, call"):
        lp.watch_training(TINY_RUN, tmp_path)


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="A recipe has no 'epochs'; it has name, summary, model"):
        lp.watch_training("smoke", tmp_path, epochs=3)
