"""The widgets hold what the records hold, and the text that they send is the views' own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import anywidget
import pytest

import llm_playground as lp
from llm_playground.views import VIEWS, module_text, style
from llm_playground.widgets import (
    AllHeads,
    Anatomy,
    Architectures,
    Attention,
    Attribution,
    AttributionGraph,
    BeamTree,
    BehaviourSheet,
    Chunks,
    Commitment,
    Comparison,
    Costs,
    CrossPatching,
    Distribution,
    Effects,
    Features,
    FineTuning,
    ForwardPass,
    Generation,
    HeadExamples,
    HeadScatter,
    Languages,
    Lens,
    LowRank,
    Merges,
    ModelComparison,
    Patching,
    Pipeline,
    Preference,
    Quantization,
    Score,
    Tokens,
    Vocabulary,
    WeightChange,
    WeightPath,
    WordSteps,
)
from llm_playground.widgets.diff import Diff
from llm_playground.widgets.heads import heads
from llm_playground.widgets.lanes import Lanes
from llm_playground.widgets.speculation import Speculation
from llm_playground.widgets.sweep import Sweep

COLOURED = {"generation": Generation, "score": Score}
FOLDER = Path(lp.__file__).parent / "views"
SHARED = [
    Tokens,
    Comparison,
    Merges,
    WordSteps,
    Vocabulary,
    Languages,
    Chunks,
    Generation,
    Distribution,
    Pipeline,
    Attention,
    Anatomy,
    BeamTree,
    Speculation,
    Diff,
    Lanes,
    Lens,
    Commitment,
    Score,
    BehaviourSheet,
    ModelComparison,
    Attribution,
    AllHeads,
    HeadScatter,
    HeadExamples,
    Costs,
    Quantization,
    FineTuning,
    Preference,
    Architectures,
    Effects,
    Patching,
    ForwardPass,
    Features,
    AttributionGraph,
    Sweep,
    WeightChange,
    WeightPath,
    CrossPatching,
    LowRank,
]
TEXT = "Once upon a time"


def sent(widget: Any) -> list[tuple[str, Any]]:
    """From now on: what the widget sends to the page, ("state", its keys) and ("message", its content)."""
    log: list[tuple[str, Any]] = []

    class Comm:
        comm_id = "the page"

        def send(self, data: Any, *_: Any, **__: Any) -> None:
            if data["method"] == "update":
                log.append(("state", set(data["state"])))
            else:
                log.append(("message", data["content"]))

        def on_msg(self, _: object) -> None:
            pass

        def close(self, *_: Any, **__: Any) -> None:
            pass

    widget.comm = Comm()
    log.clear()
    return log


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_and_the_kit_are_joined_to_one_text_that_imports_nothing(name: str, tmp_path: Path) -> None:
    source = module_text(name)
    assert not re.search(r"^\s*(import|export(?! default)) ", source, re.MULTILINE)
    assert source.count("export default") == 1
    view = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    assert view[view.index("export default") :] in source
    if node := shutil.which("node"):
        (tmp_path / "view.mjs").write_text(source, encoding="utf-8")
        subprocess.run([node, "--check", tmp_path / "view.mjs"], check=True)


def test_every_view_has_a_widget() -> None:
    assert {widget._esm for widget in SHARED} == {module_text(view) for view in VIEWS}


# Ways to other rooms, a tree of texts, what is on its way, how far it is.
OF_THE_PAGE = {"doors", "below", "coming", "progress"}


@pytest.mark.parametrize("widget", SHARED)
def test_a_widget_brings_its_view_and_shares_what_it_reads_and_sets(widget: Any) -> None:
    name = next(view for view in VIEWS if module_text(view) == widget._esm)
    assert widget._css == style(name)
    view = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    asked = set(re.findall(r'model\.[gs]et\("(\w+)"', view))
    shared = widget.class_traits(sync=True).keys() - anywidget.AnyWidget.class_traits(sync=True).keys()
    assert asked - OF_THE_PAGE <= shared
    # What is shared is used: by the view, or by a part of the kit that it is made of.
    assert shared - {"_anywidget_id", "_esm", "_css"} <= set(re.findall(r"\w+", module_text(name)))


def test_tokens_hold_the_encoding_with_bytes_as_hexadecimal() -> None:
    encoding = lp.load("tiny-gpt2").tokenizer.explain("Once 🐉")
    held = Tokens(encoding).encoding
    assert held["ids"] == list(encoding.ids)
    assert [bytes.fromhex(piece) for piece in held["pieces"]] == list(encoding.pieces)


def test_a_finished_run_is_shown_as_it_was() -> None:
    trace = lp.trace("tiny-gpt2", TEXT, "top_k", 5, seed=1)
    widget = Generation.of(trace)
    assert widget.steps == json.loads(trace.to_json())["steps"]
    assert (widget.prompt["text"], widget.status, widget.finish_reason) == (TEXT, "done", "length")
    assert not widget.is_instruct


def test_a_step_goes_to_the_page_once_while_the_text_grows_and_the_list_at_its_end() -> None:
    run = lp.trace("tiny-gpt2", TEXT, "greedy", 3)
    widget = Generation()
    widget.begin("loading", "Loading …")
    widget.start(run.start)
    log = sent(widget)
    for step in run.steps:
        widget.add(step)
    assert [kind for kind, _ in log] == ["message"] * 3
    assert [content["step"]["index"] for _, content in log] == [0, 1, 2]
    widget.end("done", finish_reason="length")
    # A view that is opened later has no messages: what it is made from is there before the run is said to be done.
    assert log[3:] == [("state", {"steps"}), ("state", {"status", "finish_reason"})]
    widget.end("done", finish_reason="length")
    assert len(log) == 5
    assert widget.get_state()["steps"] == json.loads(run.to_json())["steps"]


def test_what_shows_nothing_yet_tells_the_view_so() -> None:
    assert (Generation().prompt, Generation().selected) == (None, None)


def test_a_new_run_begins_with_an_empty_page() -> None:
    widget = Generation.of(lp.trace("tiny-gpt2", TEXT, "greedy", 3))
    widget.selected = 1
    log = sent(widget)
    widget.begin("loading")
    assert log == [
        ("state", {"steps", "selected", "finish_reason", "completion", "prompt", "status"}),
        ("message", {"kind": "clear"}),
    ]
    assert (widget.steps, widget.selected) == ([], None)


def test_a_distribution_shows_a_step_or_one_that_nobody_has_drawn_from() -> None:
    step = lp.trace("tiny-gpt2", TEXT, "top_p", 1, seed=1).steps[0]
    assert Distribution(step).step == json.loads(step.to_json())
    undrawn = Distribution(step.stages[0]).step
    assert (undrawn["choice"], undrawn["stages"]) == (None, [json.loads(step.stages[0].to_json())])


def test_all_heads_of_a_layer_come_together_and_another_layer_when_it_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from llm_playground.widgets import views

    asked = []
    monkeypatch.setattr(views, "inspect", lambda *given: asked.append(given) or lp.inspect(*given))
    widget = Attention(lp.inspect("tiny-gpt2", TEXT, 0, 1))
    assert (widget.layer, widget.head, widget.n_layer, widget.n_head) == (0, 1, 4, 4)
    for layer, head in ((2, 1), (2, 3), (2, 0)):
        widget.set_state({"layer": layer, "head": head})  # as the page does
        expected = lp.inspect("tiny-gpt2", TEXT, layer, head).attention.pattern
        assert widget.patterns[head] == [list(row) for row in expected]
    assert len(asked) == 1


def test_another_lens_is_looked_through_when_it_is_chosen_and_one_that_is_not_there_is_not_asked_for() -> None:
    widget = Lens(lp.lens("tiny-qwen", TEXT))
    assert widget.grid == json.loads(lp.lens("tiny-qwen", TEXT).grid().to_json())
    fitted = Lens(lp.lens("tiny-qwen", TEXT, "linear", [TEXT * 10]))
    fitted.set_state({"kind": "logit"})  # as the page does
    assert fitted.grid["ids"] == widget.grid["ids"]
    fitted.set_state({"kind": "linear"})
    assert fitted.grid == json.loads(lp.lens("tiny-qwen", TEXT, "linear", [TEXT * 10]).grid().to_json())
    widget._offered = ("logit",)
    widget.set_state({"kind": "jacobian"})
    assert widget.grid["kind"] == "logit"


def test_a_strip_goes_on_from_its_prompt_for_as_many_tokens_as_are_chosen() -> None:
    widget = Commitment(lp.commitment("tiny-gpt2", TEXT, 3))
    widget.set_state({"max_new_tokens": 5})
    assert widget.strip == json.loads(lp.commitment("tiny-gpt2", TEXT, 5).to_json())


def test_another_token_is_followed_and_a_part_computed_when_they_are_chosen() -> None:
    widget = ForwardPass(lp.forward_pass("tiny-gpt2", TEXT))
    assert (widget.position, widget.workings) == (3, None)
    widget.set_state({"position": 1})  # as the page does
    assert widget.forward_pass == json.loads(lp.forward_pass("tiny-gpt2", TEXT, 1).to_json())
    assert widget.workings is None
    widget.set_state({"opened": ["mlp"], "layer": 2})
    assert widget.workings == json.loads(lp.workings("tiny-gpt2", TEXT, 1, 2).to_json())
    widget.set_state({"head": 3})
    assert widget.workings == json.loads(lp.workings("tiny-gpt2", TEXT, 1, 2, 3).to_json())


def test_what_a_part_asks_for_is_answered_with_a_record_or_a_sentence() -> None:
    widget = ForwardPass(lp.forward_pass("tiny-qwen", TEXT))
    place = {"position": 2, "layer": 1, "head": 3}
    widget.set_state({"asked": {"positions": place, "neuron": {"layer": 1, "index": 9_999}}})
    record = json.loads(lp.positions("tiny-qwen", TEXT, **place).to_json())
    assert widget.answers["positions"] == {"question": place, "record": record}
    assert widget.answers["neuron"]["problem"].startswith("index is 9999; it must be a whole number from 0 to 575")
    known = widget.answers["positions"]
    widget.set_state({"asked": {"positions": place, "temperatures": {"position": 2}, "neighbours": {"token": 7}}})
    assert widget.answers["positions"] is known
    for name, record in (
        ("temperatures", lp.temperatures("tiny-qwen", TEXT, 2)),
        ("neighbours", lp.neighbours("tiny-qwen", 7)),
    ):
        assert widget.answers[name]["record"] == json.loads(record.to_json())


def test_two_other_models_are_compared_when_they_are_chosen_and_costs_are_those_of_a_text() -> None:
    widget = Architectures(lp.compare_architectures("tiny-gpt2", "tiny-qwen"))
    widget.set_state({"model": "gpt2", "other": "qwen"})
    assert widget.comparison == json.loads(lp.compare_architectures("gpt2", "qwen").to_json())
    assert widget.choices == [key for key in lp.CATALOG if not key.startswith("pythia")]
    sheet = Costs(lp.costs("tiny-qwen")).sheet
    assert (sheet["here"]["n_token"], sheet["here"]["flops"]) == (64, lp.costs("tiny-qwen").flops(64))


def test_another_logit_is_taken_apart_when_it_is_chosen() -> None:
    found = lp.attribution("tiny-gpt2", TEXT)
    widget = Attribution(found)
    assert widget.attribution == json.loads(found.to_json())
    other = found.likeliest[2].id
    widget.set_state({"token": other, "against": found.token.id})
    assert widget.attribution == json.loads(lp.attribution("tiny-gpt2", TEXT, other, found.token.id).to_json())
    widget.set_state({"against": None})
    assert widget.attribution == json.loads(lp.attribution("tiny-gpt2", TEXT, other).to_json())
    widget.set_state({"token": None, "position": 1})
    assert widget.attribution == json.loads(lp.attribution("tiny-gpt2", TEXT, position=1).to_json())


def test_the_head_chosen_among_all_opens_in_the_attention_below() -> None:
    found = lp.heads("tiny-gpt2", TEXT)
    box = heads(found)
    grid, attention, scatter = box.children
    assert scatter.heads == grid.heads == json.loads(found.picture.to_json())
    grid.set_state({"head": 3, "layer": 2})
    assert (attention.layer, attention.head) == (2, 3)
    expected = lp.inspect("tiny-gpt2", TEXT, 2, 3).attention.pattern
    assert attention.patterns[3] == [list(row) for row in expected]
    scatter.set_state({"head": 1})
    assert grid.head == attention.head == 1
    assert len(heads(lp.heads("tiny-gpt2")).children) == 2, "of random tokens there is nothing to read below"


def test_what_another_head_looks_at_is_found_when_it_is_chosen() -> None:
    widget = HeadExamples(lp.head_examples("tiny-gpt2", 1, 2))
    widget.set_state({"layer": 2, "head": 3})
    assert widget.examples == json.loads(lp.head_examples("tiny-gpt2", 2, 3).to_json())


def test_a_part_of_the_map_is_switched_off_when_it_is_chosen() -> None:
    widget = Effects(lp.ablation_map("tiny-gpt2", TEXT))
    assert (widget.to, widget.part, widget.effect) == ("zero", None, None)
    for to in ("zero", "mean"):
        widget.set_state({"part": "h.1.mlp", "to": to})
        effect = lp.ablate("tiny-gpt2", TEXT, "h.1.mlp", to)
        assert widget.effect == json.loads(effect.to_json())
        assert widget.map["mlps"][1] == pytest.approx(effect.kl, abs=1e-5)
    assert Effects(effect).map is None


def test_the_anatomy_holds_the_whole_tree() -> None:
    module = lp.anatomy("tiny-gpt2")
    assert Anatomy(module).module == json.loads(module.to_json())


def test_without_the_packages_for_widgets_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from llm_playground import widgets

    def no_module(_: str) -> Any:
        raise ModuleNotFoundError("No module named 'anywidget'", name="anywidget")

    monkeypatch.setattr(widgets, "import_module", no_module)
    with pytest.raises(lp.PlaygroundError, match=r"need a few more packages: pip install .*\[notebook\]"):
        widgets.__getattr__("Tokens")
    with pytest.raises(AttributeError, match="nonsense"):
        widgets.__getattr__("nonsense")


def test_a_u_that_is_moved_draws_the_token_anew() -> None:
    step = lp.step("tiny-gpt2", f"{TEXT}, there was a little", "top_k", top_k=3, u=0.01)
    widget = Pipeline(step)
    widget.asked_u = 0.99
    assert widget.step == json.loads(step.drawn_by(0.99).to_json())
    assert widget.step["pipeline"]["choice"]["id"] != step.pipeline.choice.id


@pytest.mark.parametrize("view", COLOURED)
def test_a_view_takes_the_colours_that_it_has_and_refuses_others_in_a_sentence(view: str) -> None:
    kit = (FOLDER / "kit" / "bands.js").read_text("utf-8") + (FOLDER / f"{view}.js").read_text("utf-8")
    listed = re.findall(r"COLOURS = .*?\((\[.*?\])\)", kit)[-1]
    with pytest.raises(lp.UnknownName, match="There is no colour 'mauve'; choose one of probability, rank, "):
        made = shown_in_colour(view, "mauve")
    for colour in json.loads(listed):
        made = shown_in_colour(view, colour)
        assert made.colour == colour


def shown_in_colour(view: str, colour: str) -> Any:
    made = Score(lp.score("tiny-gpt2", "Once upon")) if view == "score" else Generation()
    made.colour = colour
    return made
