"""Numbers of a model whose weights were turned back out of blocks are nowhere shown without saying so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.plain.badge import ROUNDED, badge, badges_of
from llm_playground.widgets import display
from llm_playground.widgets.display import bundle
from tests.checkpoints import model_folder
from tests.gguf_files import write_gguf

SAYS = "Q8_0, dequantised: numbers are those of this file"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folder(tmp_path_factory.mktemp("folder"), "llama")


@pytest.fixture(scope="module")
def file(folder: Path) -> str:
    return str(write_gguf(folder, folder / "robot.gguf", "Q8_0"))


def records(model: str) -> list[Any]:
    """One of each kind that has numbers of a model, as far as a small model makes it in a moment."""
    trace = lp.trace(model, "the robot", "top_p", 3, seed=1)
    return [
        trace,
        lp.compare("the robot", ["greedy"], model, max_new_tokens=2),
        lp.score(model, "the robot"),
        lp.compare_models(model, model, "the robot"),
        lp.inspect(model, "the robot"),
        lp.lens(model, "the robot"),
        lp.attribution(model, "the robot"),
        lp.step(model, "the robot", "greedy"),
        lp.heads(model, "the robot wanted"),
        lp.forward_pass(model, "the robot"),
        lp.ablate(model, "the robot", "h.0.attn.1"),
        lp.beam_tree(model, "the robot", 2),
        lp.commitment(model, "the robot", 2),
        lp.diff(trace, lp.trace(model, "the robot", "top_p", 3, seed=2)),
        lp.speculate(model, "the robot", model, "greedy", max_new_tokens=2),
    ]


def test_every_record_of_a_quantized_model_says_so_in_a_notebook_and_of_a_whole_one_nothing(
    file: str, folder: Path
) -> None:
    for record in records(file):
        assert badges_of(record) == SAYS, type(record)
        forms = bundle(record)
        assert SAYS in forms["text/plain"], type(record)
        assert SAYS in forms["text/html"], type(record)
    assert [badges_of(record) for record in records(str(folder))] == [""] * len(records(str(folder)))


def test_two_models_are_told_apart_by_name(file: str, folder: Path) -> None:
    lanes = [{"strategy": "greedy", "model": str(name)} for name in (file, folder)]
    assert badges_of(lp.compare("the robot", lanes, max_new_tokens=1)) == f"{file}: {SAYS}"


def test_a_saved_run_says_it_wherever_it_is_opened(file: str, tmp_path: Path) -> None:
    trace = lp.trace(file, "the robot", "greedy", 2)
    again = lp.read_trace(lp.save_trace(trace, tmp_path / "run.json"))
    assert again == trace
    assert badges_of(again) == SAYS
    page = lp.save_trace(again, tmp_path / "run.html").read_text()
    assert SAYS in page


@pytest.mark.parametrize("stored", [None, "F32", "F16", "BF16"])
def test_weights_that_were_stored_whole_have_no_badge(stored: str | None) -> None:
    assert badge(stored) == ""


def test_the_page_and_python_say_the_same() -> None:
    words = (Path(lp.__file__).parent / "views" / "words" / "en.js").read_text(encoding="utf-8")
    for stored in ("Q4_K_M", *ROUNDED):
        assert f'"{badge(stored).removeprefix(f"{stored}, ")}"' in words
    assert "`dequantised, then ${ROUNDED[dtype]}`" in words
    assert badge("int8 of Q4_0") == f"int8 of Q4_0, dequantised, then {ROUNDED['int8']}"


def test_a_widget_stands_below_the_badge_or_shows_it_itself(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("anywidget")
    widgets = pytest.importorskip("ipywidgets").widgets.widget._instances
    monkeypatch.setattr(display, "in_a_notebook", lambda: True)
    shown: dict[str, Any] = {}
    for record in (lp.inspect(file, "the robot"), lp.trace(file, "the robot", "greedy", 1)):
        model_id = bundle(record)[display.WIDGET_VIEW]["model_id"]
        shown[type(record).__name__] = widgets[model_id]
    beside, itself = shown.values()
    assert SAYS in beside.children[0].value
    assert itself.quantization == "Q8_0"
