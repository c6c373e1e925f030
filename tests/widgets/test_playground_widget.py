"""The playground in a cell does what its buttons say, from a thread, and stops when asked to."""

from __future__ import annotations

import html
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.decoding import MAX_NEW_TOKENS, PARAMETERS, STRATEGIES
from llm_playground.models.native import NativeModel
from llm_playground.plain.static import headline, trace_html
from llm_playground.widgets import Playground
from llm_playground.widgets.cell import MOST_STEPS_A_SECOND
from tests.checkpoints import model_folder
from tests.passes import SOON


@pytest.fixture
def widget() -> Iterator[Playground]:
    made = lp.playground()
    yield made
    made.stop()
    assert made.wait(SOON)


def settle(widget: Playground) -> None:
    """Wait until everything has ended and been told."""
    assert widget.wait(SOON)
    deadline = time.monotonic() + SOON
    while widget.generate_button.disabled and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not widget.generate_button.disabled


def ids(lane: Any) -> list[int]:
    return [step["choice"]["id"] for step in lane.view.steps]


def test_generate_makes_what_the_python_interface_makes(widget: Playground) -> None:
    widget.prompt.value, widget.length.value, widget.seed.value = "The little dragon", 12, "7"
    widget.lanes[0].controls.strategy.value = "top_p"
    widget.lanes[0].controls.set("temperature", 0.8)
    widget.generate_button.click()
    settle(widget)
    trace = lp.trace("tiny-gpt2", "The little dragon", "top_p", 12, seed=7, top_p=0.9, temperature=0.8)
    view = widget.lanes[0].view
    assert ids(widget.lanes[0]) == list(trace.ids)
    assert (view.status, view.finish_reason, view.prompt["text"]) == ("done", trace.finish_reason, "The little dragon")
    assert view.message.startswith("seed 7 · ")


def test_a_notebook_that_is_saved_keeps_what_is_set_and_the_texts(widget: Playground) -> None:
    empty = widget._repr_mimebundle_()
    assert "Once upon a time" in empty["text/html"]
    widget.prompt.value, widget.length.value, widget.seed.value = "A <b>dragon</b>", 6, "7"
    widget.lanes[0].controls.strategy.value = "top_p"
    widget.generate_button.click()
    settle(widget)
    trace = lp.trace("tiny-gpt2", "A <b>dragon</b>", "top_p", 6, seed=7)
    forms = widget._repr_mimebundle_()
    assert html.escape(trace.prompt.text) in forms["text/html"]
    assert trace_html(trace) in forms["text/html"]
    for form in (forms["text/plain"], forms["text/html"]):
        assert headline(trace) in html.unescape(form)
        assert "a new one each time" not in form


def test_a_text_goes_on_with_another_token_and_the_one_before_can_be_had_again(widget: Playground) -> None:
    lane = widget.lanes[0]
    widget.length.value, widget.seed.value = 12, "7"
    lane.controls.strategy.value = "top_p"
    widget.generate_button.click()
    settle(widget)
    trunk = lp.trace("tiny-gpt2", "Once upon a time", "top_p", 12, seed=7)
    lane.view.asked = {"at": 5, "token": " cat"}
    settle(widget)
    branch = lp.branch(trunk, 5, " cat")
    assert ids(lane) == list(branch.ids)
    assert [label for label, _ in lane.chooser.options][1].startswith("2  from token 6: cat")
    lane.view.asked = {"at": len(branch.steps), "more": 1}
    settle(widget)
    assert len(ids(lane)) == len(branch.steps) + 1
    lane.view.asked = {"at": 5, "token": ""}  # refused, and the text stays
    settle(widget)
    assert lane.view.message.startswith("token is empty")
    assert len(ids(lane)) == len(branch.steps) + 1
    lane.chooser.value = 0
    assert (ids(lane), lane.view.status) == (list(trunk.ids), "done")


def test_a_stop_string_that_a_branch_completes_takes_its_beginning_out_of_the_tokens_before(widget: Playground) -> None:
    lane, widget.length.value = widget.lanes[0], 12
    lane.controls.strategy.value = "greedy"
    widget.generate_button.click()
    settle(widget)
    trunk = lp.trace("tiny-gpt2", "Once upon a time", max_new_tokens=12)
    stop = "".join(step.text for step in trunk.steps[6:9])[2:]
    widget.stop_strings.value = stop
    lane.view.asked = {"at": 8, "token": trunk.ids[8]}
    settle(widget)
    assert "".join(step["text"] for step in lane.view.steps) == lp.branch(trunk, 8, stop=stop).completion
    lane.chooser.value = 0
    assert "".join(step["text"] for step in lane.view.steps) == trunk.completion


def test_what_a_model_recommends_is_taken_over_by_a_button(widget: Playground, tmp_path: Path) -> None:
    entries = {"do_sample": True, "temperature": 0.7, "top_k": 400, "guidance_scale": 3, "stop_strings": ["\n\n"]}
    (tmp_path / "generation_config.json").write_text(json.dumps(entries))
    cell = lp.playground(str(tmp_path))
    controls = cell.lanes[0].controls
    line = controls.recommended
    assert line.layout.display is None
    said = r'recommends: sample, temperature 0.7, top_k 400, stop "\n\n"; not followed: guidance_scale 3'
    assert said in html.unescape(line.text.value)
    controls.strategy.value = "sample"
    controls.set("min_p", 0.1)
    controls.set_order("llama.cpp")
    line.button.click()
    assert (controls.strategy.value, controls.order) == ("sample", "transformers")
    assert controls.parameters == {"temperature": 0.7, "top_k": 400}
    assert cell.stop_strings.value == r'"\n\n"'
    controls.model.value = "tiny-gpt2"
    assert line.layout.display == "none"


def test_the_call_returns_at_once_and_stop_ends_the_run_in_the_middle(
    widget: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()
    real = NativeModel._next_logits

    def slow(self: NativeModel, sequences: Any) -> Any:
        threads.add(threading.current_thread())
        time.sleep(0.05)
        return real(self, sequences)

    monkeypatch.setattr(NativeModel, "_next_logits", slow)
    widget.length.value = 400
    widget.generate_button.click()
    assert threading.current_thread() not in threads
    assert (widget.generate_button.disabled, widget.stop_button.disabled) == (True, False)
    deadline = time.monotonic() + SOON
    while len(ids(widget.lanes[0])) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    widget.stop_button.click()
    settle(widget)
    assert 3 <= len(ids(widget.lanes[0])) < 400
    assert widget.lanes[0].view.status == "stopped"
    assert widget.stop_button.disabled


def test_generate_while_it_runs_starts_nothing_more(widget: Playground) -> None:
    widget.length.value = 40
    widget.generate()
    running = widget._running
    widget.generate()
    assert widget._running is running
    settle(widget)
    widget.generate()
    assert widget._running is not running


def test_compare_runs_a_second_lane_beside_the_first(widget: Playground) -> None:
    assert widget.lanes[1].layout.display == "none"
    widget.compare.value = True
    assert widget.lanes[1].layout.display is None
    widget.length.value = 8
    widget.lanes[1].controls.strategy.value = "beam"
    widget.generate()
    settle(widget)
    for lane, strategy in zip(widget.lanes, ("greedy", "beam"), strict=True):
        assert ids(lane) == list(lp.trace("tiny-gpt2", "Once upon a time", strategy, 8).ids)


def test_a_strategy_brings_its_parameters_and_those_of_others_are_not_sent(widget: Playground) -> None:
    controls = widget.lanes[0].controls
    assert controls.parameters == {}
    controls.strategy.value = "top_k"
    assert controls.parameters == {"top_k": 50}
    controls.set("top_k", 5)
    controls.set("temperature", 0.5)
    assert controls.parameters == {"temperature": 0.5, "top_k": 5}
    controls.strategy.value = "beam"
    assert controls.parameters == {"num_beams": 4, "length_penalty": 1.0, "early_stopping": False}


def test_every_control_goes_as_far_as_the_table_of_parameters_says(widget: Playground) -> None:
    shown = widget.lanes[0].controls._parameters
    for row in PARAMETERS.values():
        if row.name in ("max_new_tokens", "seed", "stop"):
            continue
        control = shown[row.name].value
        if row.options:
            assert control.options == tuple((option.meaning, option.value) for option in row.options)
        elif row.kind == "number":
            assert (control.min, control.max, control.step) == row.slider
        assert shown[row.name].setting == row.default
    assert (widget.length.value, widget.length.max) == (MAX_NEW_TOKENS, PARAMETERS["max_new_tokens"].slider.highest)


def test_the_order_of_the_warpers_can_be_chosen_where_it_matters(widget: Playground) -> None:
    controls = widget.lanes[0].controls
    assert controls.order is None
    controls.strategy.value = "top_p"
    controls.set("temperature", 2.0)
    controls.set_order("llama.cpp")
    widget.length.value, widget.seed.value = 6, "3"
    widget.generate()
    settle(widget)
    assert [stage["name"] for stage in widget.lanes[0].view.steps[0]["stages"]] == ["model", "top_p", "temperature"]
    assert "the cuts see the model&#x27;s own distribution" in controls._order._effect.value
    controls.set_order(["top_p", "temperature"])
    assert controls.order == ("top_p", "temperature")
    assert controls._order.names.layout.display is None


@pytest.mark.parametrize("typed", ["9007199254740992", "-1", "1.5", "²"])
def test_a_seed_outside_the_legal_range_is_told(widget: Playground, typed: str) -> None:
    widget.lanes[0].controls.strategy.value = "sample"
    widget.seed.value = typed
    widget.generate()
    assert "it must be a whole number from 0 to 9007199254740991" in widget._problem.value


def test_every_model_and_strategy_can_be_chosen_and_what_has_to_be_fetched_says_so(widget: Playground) -> None:
    controls = widget.lanes[0].controls
    assert {key for _, key in controls.model.options} == set(lp.CATALOG)
    labels = {key: label for label, key in controls.model.options}
    assert labels["tiny-gpt2"] == "tiny-gpt2 · base"
    assert labels["gpt2"] == "gpt2 · base · 548 MB to fetch"
    assert list(controls.strategy.options) == [*STRATEGIES]


def test_a_seed_that_is_none_is_told_and_nothing_runs(widget: Playground) -> None:
    widget.lanes[0].controls.strategy.value = "sample"
    widget.seed.value = "lucky"
    widget.generate()
    assert "seed is &#x27;lucky&#x27;; it must be a whole number" in widget._problem.value
    assert widget.lanes[0].view.status == "empty"
    widget.seed.value = ""
    widget.length.value = 1
    widget.generate()
    assert "seed" not in widget._problem.value


def test_an_error_of_a_run_is_told_in_its_lane(widget: Playground) -> None:
    widget.prompt.value = "dragon " * 600
    widget.generate()
    settle(widget)
    assert widget.lanes[0].view.status == "error"
    assert "512" in widget.lanes[0].view.message


def test_a_fast_model_does_not_flood_the_page(widget: Playground) -> None:
    widget.length.value = 40
    started = time.monotonic()
    widget.generate()
    settle(widget)
    assert time.monotonic() - started > 39 / MOST_STEPS_A_SECOND


def test_the_room_is_the_playground_when_it_is_called() -> None:
    from llm_playground.engine.generation import generate

    assert callable(generate)
    made = lp.playground("tiny-gpt2", "Hello")
    assert isinstance(made, Playground)
    assert made.prompt.value == "Hello"
    assert made.session is lp.playground().session
    with pytest.raises(lp.PlaygroundError, match="nowhere"):
        lp.playground(model="nowhere")


def test_models_that_lie_on_this_machine_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    repositories = tmp_path / ".lmstudio" / "models" / "someone"
    (repositories / "broken").mkdir(parents=True)
    (repositories / "broken" / "config.json").write_text("{}")
    model_folder(repositories / "robot", chat=True)
    widget = lp.playground()
    choice = widget.lanes[0].controls.model
    assert ("lmstudio:someone/robot · instruct", "lmstudio:someone/robot") in choice.options
    assert "lmstudio:someone/broken" not in dict(choice.options).values()
    assert "1 model on this machine cannot be used here" in widget.children[-1].value
    choice.value, widget.length.value = "lmstudio:someone/robot", 2
    widget.generate_button.click()
    settle(widget)
    assert widget.lanes[0].text.start.model == "lmstudio:someone/robot"
