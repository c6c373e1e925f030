"""Each view alone, as a notebook mounts it: the joined text, the style, a recorded trace, nothing of the page."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.decoding import make_strategy, orders
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.engine.inside.inspection import anatomy, inspect
from llm_playground.engine.text import load_tokenizer
from llm_playground.plain.static_parts import percent
from llm_playground.records.difference import TraceDiff
from llm_playground.records.neurons import Firing, NeuronTexts
from llm_playground.transformer.cost_sheet import cost_sheet
from llm_playground.widgets.lanes import Lanes
from llm_playground.widgets.sweep import Sweep
from tests.browser.actions import choose
from tests.training.small_runs import preferred, tuned

# A model like anywidget's; `heard` holds what the view saved. The state is text: Playwright would pack up each number.
MOUNT = """
async ([view, state]) => {
  const handlers = {}, values = JSON.parse(state);
  window.heard = [];
  window.model = {
    get: (name) => values[name],
    set: (name, value) => { values[name] = value; (handlers[`change:${name}`] ?? []).forEach((each) => each()); },
    save_changes: () => window.heard.push(JSON.parse(JSON.stringify(values))),
    on: (event, handler) => (handlers[event] ??= []).push(handler),
    off: (event, handler) => { handlers[event] = (handlers[event] ?? []).filter((each) => each !== handler); },
    post: (message) => (handlers["msg:custom"] ?? []).forEach((each) => each(message)),
    listeners: () => Object.values(handlers).flat().length,
  };
  const el = document.querySelector("#here");
  window.leave = (await import(`/alone/${view}.js`)).default.render({ model: window.model, el });
}
"""


@pytest.fixture
def mount(new_page, served):
    """Mounts a view in a bare page, on data that went through JSON as it does in a notebook."""

    def mount(view: str, state: dict, **context):
        page = new_page(**context)
        page.goto(f"{served.url}alone/{view}")
        page.evaluate(MOUNT, [view, json.dumps(state)])
        return page

    return mount


def trace(strategy: str = "top_p", **parameters) -> dict:
    return json.loads(
        lp.trace("tiny-gpt2", "Once upon a time, there was a little", strategy, 12, seed=7, **parameters).to_json()
    )


def encoding(text: str) -> dict:
    return json.loads(load_tokenizer("tiny-gpt2").explain(text).to_json())


def inspection() -> dict:
    return json.loads(inspect("tiny-gpt2", "Once upon a time", 1, 2).to_json())


TEXT = "The dog saw the cat, and the dog"


def pictured() -> dict:
    return json.loads(lp.heads("tiny-qwen", TEXT).picture.to_json())


def module() -> dict:
    return json.loads(anatomy("tiny-gpt2").to_json())


def generation_state(**more) -> dict:
    found = trace()
    return {
        "prompt": {"text": found["start"]["prompt"]["text"]},
        "steps": found["steps"],
        "status": "done",
        "selected": None,
    } | more


def drawn(model: str) -> dict:
    """The drawing of the last token, with all parts of block 1 opened."""
    text = "Once upon a time"
    whole = lp.forward_pass(model, text)
    arithmetic = lp.workings(model, text, layer=1, head=2)
    place = {"position": whole.position, "layer": 1, "head": 2}
    last = {"layer": 1, "index": arithmetic.neurons[-1].index}
    firing = Firing(0, (b" the", b" dog"), (0.25, -1.5), 1)
    texts = NeuronTexts(model, *last.values(), "stories", 2, 128, mean_size=0.1, often=0.02, strongest=(firing,))
    answers = {
        "neighbours": ({"token": arithmetic.id}, lp.neighbours(model, arithmetic.id)),
        "positions": (place, lp.positions(model, text, **place)),
        "neuron": (last, texts),
        "temperatures": ({"position": whole.position}, lp.temperatures(model, text)),
    }
    return {
        "answers": {
            name: {"question": asked, "record": json.loads(found.to_json())} for name, (asked, found) in answers.items()
        },
        "forward_pass": json.loads(whole.to_json()),
        "workings": json.loads(arithmetic.to_json()),
        "opened": ["embedding", "ln_1", "attention", "attn_out", "ln_2", "mlp", "mlp_out", "ln_f", "logits"],
        "position": whole.position,
        "layer": 1,
        "head": 2,
    }


def strip(model: str) -> dict:
    return json.loads(lp.commitment(model, "The dog saw the cat", 4).to_json())


@cache
def searched() -> dict:
    """Greedy decoding misses the best text: it goes on where the search ends with a question answered."""
    return json.loads(lp.beam_tree("tiny-qwen", "What is 2 plus 3?", 16, num_beams=3).to_json())


@cache
def speculated() -> dict:
    """Among the drafted tokens are some of every fate."""
    made = lp.speculate("tiny-gpt2", "Once upon a time", "tiny-qwen", "sample", 24, temperature=1.5, seed=7)
    return json.loads(made.to_json())


def featured() -> dict:
    found = lp.features("tiny-qwen", TEXT)
    opened = {"position": 2, "index": found.active[2][0].index}
    return {
        "text": json.loads(found.to_json()),
        "feature": json.loads(found.feature(opened["index"], 2).to_json()),
    } | opened


def beside_the_truth() -> dict:
    truth = json.loads(lp.truth("tiny-gpt2", "Once upon a time, there was a purple fox").to_json())
    return {"score": truth["score"], "truth": truth, "colour": "kl", "selected": 2}


@cache
@cache
def answered() -> dict:
    prompts = [{"prompt": "What is 3 + 4?", "group": "sums", "expect": "number: 7"}, {"prompt": ["a", "b", "c"]}]
    models = ["tiny-qwen", "tiny-qwen-chat"]
    return json.loads(lp.behaviour_sheet(models, prompts, seeds=2, max_new_tokens=12).to_json())


def compared() -> dict:
    """A base model and its twin on an answer of the twin, which ends where the base model would go on."""
    answer = lp.trace("tiny-qwen-chat", "My name is Tom.", "greedy", 24)
    ids = [step.choice.id for step in answer.steps]
    return json.loads(lp.compare_models("tiny-qwen", "tiny-qwen-chat", ids, prompt="My name is Tom.").to_json())


@cache
def changed() -> dict[str, dict]:
    """A base model and its twin, inside: the states of the four views."""
    pair = "tiny-qwen", "tiny-qwen-chat"
    path = lp.weight_path(*pair, "Who are you?", [0, 0.5, 1], 6)
    squeezed = lp.low_rank_change(*pair, "Who are you?", [1, 8], 6)
    return {
        "weight_change": {"change": json.loads(lp.weight_change(*pair).to_json())},
        "weight_path": {"path": json.loads(path.to_json())},
        "cross_patching": {"map": json.loads(lp.cross_patching_map(*pair, "Who are you?").to_json())},
        "low_rank": {"change": json.loads(squeezed.to_json()), "rank": 8},
    }


@cache
def lanes_of(lanes: tuple[str, ...]) -> dict:
    """The lanes of an arena of two texts each, as the widget hands them to the page."""
    widget = Lanes(lp.compare("Once upon a time", lanes, max_new_tokens=12, repeats=2, seed=7))
    return {name: getattr(widget, name) for name in ("lanes", "summaries", "seconds", "repeat", "selected")}


@cache
def laid_beside() -> TraceDiff:
    """Two runs that part, and meet again."""
    trunk = lp.trace("tiny-gpt2", "Once upon a time", "top_p", 40, seed=7, top_p=0.9)
    return lp.diff(trunk, lp.branch(trunk, 12, " cat"))


@cache
def swept() -> dict:
    """Top-p at three values, two texts each, as the widget hands them to the page."""
    sweep = lp.sweep("tiny-gpt2", "Once upon a time", top_p=[0.01, 0.9, 1.0], repeats=2, max_new_tokens=8, seed=7)
    widget = Sweep(sweep)
    return {name: getattr(widget, name) for name in ("sweeps", "diversity", "selected")}


@cache
def states() -> dict[str, dict]:
    seen = inspection()
    shape = {name: seen[name] for name in ("n_layer", "n_head", "n_kv_head", "encoding")}
    return {
        "tokens": {"encoding": encoding("naïve fox\n☕"), "selected": None},
        "generation": generation_state(),
        "distribution": {"step": trace(temperature=0.8)["steps"][1]},
        "beam_tree": {"tree": searched(), "step": 4},
        "speculation": {"speculation": speculated(), "selected": None},
        "attention": shape | seen["attention"],
        "anatomy": {"module": module(), "selected": None},
        "pipeline": {
            "step": json.loads(
                lp.step("tiny-gpt2", "Once upon a time", "top_k", u=0.4, top_k=4, xtc_probability=0.5, seed=3).to_json()
            )
        },
        "score": beside_the_truth(),
        "model_comparison": {"comparison": compared(), "colour": "token", "selected": None},
        "behaviour_sheet": {"sheet": answered(), "selected": [0, 1]},
        "lanes": lanes_of(("greedy", "sample", "beam")),
        "diff": {"diff": json.loads(laid_beside().to_json()), "selected": None},
        "sweep": swept(),
        "lens": {"grid": json.loads(lp.lens("tiny-gpt2", "Once upon a time").grid().to_json()), "kind": "logit"},
        "commitment": {"strip": strip("tiny-gpt2"), "definition": "first_and_stays", "max_new_tokens": 4},
        "attribution": {"attribution": json.loads(lp.attribution("tiny-gpt2", "Once upon").to_json())},
        "forward_pass": drawn("tiny-gpt2"),
        "heads": {"heads": pictured(), "layer": 1, "head": 2},
        **changed(),
        "costs": {"sheet": json.loads(cost_sheet(lp.costs("tiny-qwen"), 9).to_json()), "bytes_a_number": 4},
        "quantization": {
            "quantization": json.loads(lp.quantize("tiny-gpt2", "Tom saw a big red", 4).to_json()),
            "type": "Q4_0",
        },
        "fine_tuning": {"fine_tuning": json.loads(tuned("Who are you?").to_json()), "look": None},
        "preference": {"preference": json.loads(preferred("Who are you?").to_json()), "look": None},
        "architectures": {
            "comparison": json.loads(lp.compare_architectures("gpt2", "qwen").to_json()),
            "choices": ["gpt2", "qwen"],
            "model": "gpt2",
            "other": "qwen",
        },
        "head_scatter": {"heads": pictured(), "layer": 1, "head": 2},
        "head_examples": {"examples": json.loads(lp.head_examples("tiny-qwen", 1, 2).to_json()), "layer": 1, "head": 2},
        "features": featured(),
        "attribution_graph": {"graph": json.loads(lp.attribution_graph("tiny-qwen", TEXT).to_json())},
        "effects": {"map": json.loads(lp.ablation_map("tiny-qwen", TEXT).to_json()), "part": "h.0.mlp", "to": "zero"}
        | {"effect": json.loads(lp.ablate("tiny-qwen", TEXT, "h.0.mlp").to_json())},
        "patching": {
            "map": json.loads(
                lp.patching_map("tiny-qwen", "The opposite of hot is", "The opposite of big is").to_json()
            )
        },
    }


VIEW_NAMES = (
    "tokens",
    "generation",
    "distribution",
    "beam_tree",
    "speculation",
    "attention",
    "anatomy",
    "lens",
    "pipeline",
    "lanes",
    "diff",
    "sweep",
    "score",
    "model_comparison",
    "behaviour_sheet",
    "commitment",
    "attribution",
    "forward_pass",
    "heads",
    "head_scatter",
    "head_examples",
    "features",
    "costs",
    "quantization",
    "fine_tuning",
    "preference",
    "architectures",
    "attribution_graph",
    "effects",
    "patching",
    "weight_change",
    "weight_path",
    "cross_patching",
    "low_rank",
)


@pytest.mark.parametrize("view", VIEW_NAMES)
def test_a_view_leaves_nothing_behind(mount, view: str) -> None:
    page = mount(view, states()[view])
    assert page.evaluate("model.listeners()") > 0
    assert page.locator("#here > *").count() > 0
    page.evaluate("leave()")
    assert page.evaluate("model.listeners()") == 0
    assert page.locator("#here").evaluate("el => el.outerHTML") in (
        '<div id="here" class=""></div>',
        '<div id="here"></div>',
    )


@pytest.mark.parametrize("view", VIEW_NAMES)
def test_a_view_with_nothing_to_show_says_so(mount, view: str) -> None:
    page = mount(view, {})
    assert page.locator("#here").inner_text().strip() != "" or view == "attention"


@pytest.mark.parametrize("view", VIEW_NAMES)
def test_axe_finds_nothing_in_a_view_alone(mount, axe, view: str) -> None:
    page = mount(view, states()[view])
    assert axe(page, "#here") == []


def test_a_chosen_token_is_told_to_the_model(mount) -> None:
    page = mount("tokens", states()["tokens"])
    page.get_by_role("option").nth(1).click()
    assert page.evaluate("heard.at(-1).selected") == 1
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    page.evaluate("model.set('selected', 0)")
    expect(page.locator(".lp-detail")).to_contain_text("Token 1 of")


def test_parts_of_a_character_show_their_bytes_and_the_character(mount) -> None:
    page = mount("tokens", {"encoding": encoding("☕")})
    expect(page.locator(".lp-part").first).to_contain_text("‹e2›")
    page.locator(".lp-part").first.hover()
    expect(page.locator(".lp-detail")).to_contain_text("part of “☕”")


def test_a_place_in_the_text_and_its_token_mark_each_other(mount) -> None:
    data = encoding("naïve fox\n☕ naïve fox")
    page = mount("tokens", {"encoding": data, "selected": None})
    for index, (start, end) in enumerate(data["spans"]):
        page.get_by_role("option").nth(index).hover()
        marked = page.locator(".lp-source .lp-lit")
        assert "".join(marked.all_text_contents()) == data["text"][start:end]
        if data["spans"].count([start, end]) == 1:
            marked.last.hover()
            assert [each.get_attribute("data-index") for each in page.locator(".lp-token.lp-lit").all()] == [str(index)]
            expect(page.locator(".lp-detail")).to_contain_text(f"Token {index + 1} of")
    page.locator(".lp-stretch").nth(1).click()
    assert page.evaluate("heard.at(-1).selected") == 1
    page.locator(".lp-stretch").nth(1).click()
    assert page.evaluate("heard.at(-1).selected") is None


def test_a_character_marks_all_tokens_that_are_parts_of_it_and_each_says_which(mount) -> None:
    text = "a ☕"
    pieces, spans = ["61", "20e2", "98", "95"], [[0, 1], [1, 3], [2, 3], [2, 3]]  # as GPT-2 joins a space and a byte
    page = mount("tokens", {"encoding": {"text": text, "ids": [1, 2, 3, 4], "pieces": pieces, "spans": spans}})
    page.locator(".lp-stretch").last.hover()
    assert [each.get_attribute("data-index") for each in page.locator(".lp-token.lp-lit").all()] == ["1", "2", "3"]
    expect(page.locator(".lp-detail")).to_contain_text("☕ needs 3 tokens")
    for index, said in ((1, "byte 1 of 3 in ☕"), (2, "byte 2 of 3 in ☕"), (3, "byte 3 of 3 in ☕")):
        page.get_by_role("option").nth(index).hover()
        expect(page.locator(".lp-detail")).to_contain_text(said)


def test_what_a_tokenizer_drops_is_in_no_token(mount) -> None:
    data = {"text": "a  b", "ids": [1, 2], "pieces": ["2061", "2062"], "spans": [[0, 1], [3, 4]]}
    page = mount("tokens", {"encoding": data})
    assert page.locator(".lp-source").text_content() == "a  b"
    page.locator(".lp-dropped").hover()
    expect(page.locator(".lp-detail")).to_contain_text("No token contains")
    assert page.locator(".lp-lit[data-index]").count() == 0


def test_a_very_long_token_is_shown_shortened_with_its_length(mount) -> None:
    text = "a" * 1_000_000
    page = mount(
        "tokens", {"encoding": {"text": text, "ids": [7], "pieces": [text.encode().hex()], "spans": [[0, len(text)]]}}
    )
    page.get_by_role("option").hover()
    for part in (".lp-source", ".lp-token", ".lp-detail"):
        expect(page.locator(part)).to_contain_text("1,000,000\u00a0characters")
    expect(page.locator(".lp-detail")).to_contain_text("(1,000,000 bytes)")
    assert len(page.locator("#here").inner_text()) < 2000
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_text_is_shown_as_far_as_its_tokens_are(mount) -> None:
    data = encoding("Once upon a time. " * 1000)
    page = mount("tokens", {"encoding": data})
    assert len(page.locator(".lp-source").text_content()) == data["spans"][1499][1]
    page.get_by_role("button", name="Show more").click()
    assert len(page.locator(".lp-source").text_content()) == data["spans"][2999][1]
    assert page.locator(".lp-source").bounding_box()["height"] < 250


def test_new_steps_are_added_as_they_come(mount) -> None:
    steps = trace()["steps"]
    page = mount("generation", generation_state(steps=[], status="running"))
    for step in steps[:3]:
        page.evaluate("step => model.post({ kind: 'step', step })", step)
    expect(page.get_by_role("option")).to_have_count(3)
    expect(page.locator(".lp-text")).to_have_text(
        "Once upon a time, there was a little" + "".join(s["text"] for s in steps[:3])
    )
    page.get_by_text("All generated tokens as a table").click()
    terms = page.get_by_role("columnheader").get_by_role("button").all_inner_texts()
    assert terms == ["Token", "Model’s probability", "Rank", "Entropy", "nats", "Draw u"]


def test_every_status_has_its_words(mount) -> None:
    page = mount("generation", generation_state())
    for status, more, said in (
        ("loading", {"message": "Loading tiny-gpt2 …"}, "Loading tiny-gpt2 …"),
        ("stopped", {}, "Stopped after 12 tokens."),
        ("error", {"message": "The model is gone."}, "The model is gone."),
        ("done", {"finish_reason": "stop"}, "The model ended the text"),
        ("done", {"finish_reason": "length"}, "The requested length is reached"),
        ("done", {"finish_reason": "context"}, "context is full"),
    ):
        page.evaluate("(more) => Object.entries(more).forEach((each) => model.set(...each))", more | {"status": status})
        expect(page.locator(".lp-state")).to_contain_text(said)


def test_a_surprising_token_is_underlined_and_a_certain_one_is_not(mount) -> None:
    page = mount("generation", generation_state())
    for step, token in zip(trace()["steps"], page.get_by_role("option").all(), strict=True):
        line, thickness = token.locator(".lp-ink").evaluate(
            "el => [getComputedStyle(el).textDecorationLine, getComputedStyle(el).textDecorationThickness]"
        )
        p = step["choice"]["model_probability"]
        shown = 0 if line == "none" else float(thickness.removesuffix("px"))
        assert shown == [4, 3, 2, 1, 0][sum(p >= bound for bound in (0.01, 0.1, 0.4, 0.8))]


def test_a_distribution_shows_every_stage_and_what_was_cut(mount) -> None:
    step = trace("top_k", top_k=3, temperature=0.5)["steps"][1]
    page = mount("distribution", {"step": step})
    heads = page.get_by_role("columnheader").all_inner_texts()
    assert [head.removeprefix("→\u00a0") for head in heads] == ["Token", "Logit", "Model", "Temperature 0.5", "Top-k 3"]
    for folded in page.locator(".lp-opener").all():
        folded.click()
    assert page.locator("tbody .lp-cut").count() == 7
    assert (
        f"{step['stages'][0]['others_count']:,}" in page.get_by_role("row").filter(has_text="all others").inner_text()
    )
    # Each term explains itself where it stands, in a notebook too; until then its meaning is not in the text.
    for name, meaning in (("Logit", "softmax"), ("entropy", "uncertain"), ("nats", "1.44 bits"), ("Top-k 3", "cut")):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("note")).to_contain_text(meaning)
        page.keyboard.press("Escape")
        expect(page.get_by_role("note")).to_have_count(0)
    # The bars reach up to the largest probability of the table, and that is said; the numbers stay as they are.
    most = max(each["probability"] for stage in step["stages"] for each in stage["candidates"])
    expect(page.get_by_text(f"The longest bar is {percent(most)}.")).to_be_visible()
    filled = "el => getComputedStyle(el).backgroundSize.match(/[0-9.]+(?=%)/)[0] / 100"
    for row, candidate in zip(page.locator("tbody tr").all(), step["stages"][0]["candidates"], strict=False):
        if candidate["probability"] > 0.001:
            share = row.locator(".lp-before i").evaluate(filled)
            assert share == pytest.approx(candidate["probability"] / most, abs=0.01)
    u = step["choice"]["u"]
    box, needle = page.locator(".lp-parts").bounding_box(), page.locator(".lp-needle").bounding_box()
    assert needle["x"] == pytest.approx(box["x"] + u * box["width"], abs=2)
    # On a phone the widest part still has its label, and what is said beside the token taken stays in one line.
    page.set_viewport_size({"width": 390, "height": 800})
    parts = page.locator(".lp-parts > span")
    widest = max(range(parts.count()), key=lambda at: parts.nth(at).bounding_box()["width"])
    part, label = parts.nth(widest).bounding_box(), parts.nth(widest).locator("span").first.bounding_box()
    assert label["height"] > 10
    assert part["y"] - 1 <= label["y"] < part["y"] + part["height"] / 2
    assert page.locator(".lp-taken .lp-arrow").evaluate("each => each.getClientRects().length") == 1


def test_a_distribution_tells_why_it_was_this_token(mount) -> None:
    """A penalty makes another token the likeliest than the model does; greedy takes it, and no beam is at work."""
    made = lp.trace("tiny-gpt2", "play play play play", "greedy", 12, repetition_penalty=3.0)
    branch = lp.branch(made, 2, " cat", max_new_tokens=3)
    penalised = next(step for step in made.steps if step.choice.rank > 1)
    page = mount("distribution", {"step": json.loads(penalised.to_json())})
    expect(page.locator(".lp-sentence")).to_contain_text("It was taken because no token is more likely.")
    page.evaluate("step => model.set('step', step)", json.loads(branch.steps[2].to_json()))
    expect(page.locator(".lp-sentence")).to_contain_text("It was taken by hand.")


def test_the_needle_falls_on_the_token_that_was_drawn(mount) -> None:
    page = mount("distribution", {"step": None})
    for step in trace()["steps"][:6]:
        last = step["stages"][-1]
        if step["choice"]["id"] not in [each["id"] for each in last["candidates"]]:
            continue
        page.evaluate("step => model.set('step', step)", step)
        taken, needle = page.locator(".lp-parts .lp-taken").bounding_box(), page.locator(".lp-needle").bounding_box()
        assert taken["x"] - 1 <= needle["x"] <= taken["x"] + taken["width"] + 1


def test_a_chosen_head_is_told_to_the_model(mount) -> None:
    page = mount("attention", states()["attention"])
    choose(page.get_by_role("group", name="Head").get_by_label("3"))
    assert page.evaluate("[heard.at(-1).layer, heard.at(-1).head]") == [1, 3]


def test_the_colours_follow_the_theme_of_jupyterlab(mount) -> None:
    page = mount("tokens", states()["tokens"], color_scheme="dark")
    ground = "getComputedStyle(document.querySelector('#here')).backgroundColor"
    dark = page.evaluate(ground)
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    assert page.evaluate(ground) != dark


def a_step_whose_likeliest_token_was_cut() -> dict:
    """Typical sampling may cut the most likely token of all, and keep more tokens than a stage lists."""
    for seed in range(50):
        run = lp.trace("tiny-gpt2", "Once upon a time, there was a", "typical", 12, seed=seed, typical_p=0.5)
        for step in run.steps:
            first, last = step.stages[0], step.stages[-1]
            if last.kept > 10 and first.candidates[0].id not in {each.id for each in last.candidates}:
                return json.loads(step.to_json())
    raise AssertionError("no such step; choose another prompt")


def test_a_likely_token_that_is_cut_is_never_said_to_be_among_the_others(mount) -> None:
    step = a_step_whose_likeliest_token_was_cut()
    page = mount("distribution", {"step": step})
    kept = {each["id"] for each in step["stages"][-1]["candidates"]}
    for candidate, row in zip(step["stages"][0]["candidates"], page.locator("tbody tr").all(), strict=False):
        expect(row.locator("td").last).to_contain_text("%" if candidate["id"] in kept else "cut")


def test_what_became_of_a_token_is_what_python_knows(mount, served) -> None:
    """Laid beside the whole distributions: no token is said to be cut that has a probability, and none left that has
    none."""
    rows, truths = [], []
    for seed in range(60):
        draw = np.random.default_rng(seed)
        logits = (draw.normal(size=14) * 3).astype(np.float32)
        values = {"repetition_penalty": 3.0, "temperature": 0.6, "top_k": 9, "top_p": 0.97, "min_p": 0.02}
        chosen = {name: values[name] for name in draw.permutation(list(values))[:3]}
        order = draw.permutation(orders()["transformers"].warpers).tolist()
        chain = make_strategy("sample", order=order, **chosen).chain
        seen = observe(logits, chain, Past.of_prompt(draw.integers(0, 14, 5).tolist()))
        stages = seen.stages(lambda token: bytes([65 + token]), 4)
        rows.append([json.loads(stage.to_json()) for stage in stages])
        truths.append([distribution.all_probabilities.tolist() for distribution in seen.distributions])
    page = mount("distribution", {"step": None})
    said = page.evaluate(
        """async ([url, rows]) => {
            const { fate } = await import(url);
            return rows.map((stages) => [...Array(14).keys()].map((id) => fate(stages, id)));
        }""",
        [f"{served.url}views/kit/stages.js", rows],
    )
    counted = Counter()
    for truth, by_token in zip(truths, said, strict=True):
        for id, fates in enumerate(by_token):
            for stage, fate in enumerate(fates):
                p = truth[stage][id]
                counted[fate if isinstance(fate, str) else "listed"] += 1
                match fate:
                    case "cut":
                        assert p == 0
                    case "below":
                        assert p > 0
                    case "unlisted":
                        assert not any(isinstance(later, (int, float)) for later in fates[stage:])
                    case _:
                        assert fate == pytest.approx(p)
    assert min(counted[each] for each in ("cut", "below", "unlisted", "listed")) > 20


def test_a_model_named_by_its_folder_has_an_anatomy_as_any_other(mount) -> None:
    page = mount("anatomy", {"module": module() | {"name": "/home/me/a model"}, "selected": None})
    page.get_by_role("treeitem").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", level=3)).to_have_text(module()["children"][0]["name"])
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=3)).to_have_text("/home/me/a model")


def test_rows_that_say_little_are_folded_and_open_without_losing_the_focus(mount) -> None:
    step = next(
        step
        for step in trace()["steps"]
        if sum(each["probability"] < 0.001 for each in step["stages"][0]["candidates"][1:]) > 1
    )
    page = mount("distribution", {"step": step})
    chosen = step["choice"]["id"]
    small = [
        each
        for each in step["stages"][0]["candidates"]
        if each["id"] != chosen
        and all(
            other["probability"] < 0.001
            for stage in step["stages"]
            for other in stage["candidates"]
            if other["id"] == each["id"]
        )
    ]
    opener = page.get_by_role("button", name=f"{len(small)} more tokens, each below 0.1\u202f%")
    before = page.locator("tbody tr").count()
    opener.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(before - 1 + len(small))
    expect(page.locator(".lp-scroll")).to_be_focused()


def test_the_bars_of_a_column_are_equally_long(mount) -> None:
    page = mount("distribution", {"step": trace(temperature=0.8)["steps"][0]})
    for opener in page.locator(".lp-opener").all():
        opener.click()
    for column in (2, 3, 4):
        bars = page.locator(f"tbody tr > :nth-child({column + 1}) .lp-meter > i").all()
        widths = [bar.bounding_box()["width"] for bar in bars]
        assert max(widths) - min(widths) < 0.5, widths
        assert page.locator(f"tbody tr > :nth-child({column + 1}) .lp-meter > span").all_inner_texts()


def test_a_token_takes_its_colour_without_the_space_before_it(mount) -> None:
    # A line breaks at that space, and a coloured space at the end of the line above is a sliver of another box.
    page = mount("generation", generation_state(), viewport={"width": 390, "height": 900})
    for token in page.get_by_role("option").all():
        ink = token.locator(".lp-ink")
        assert ink.evaluate("each => each.getClientRects().length") == 1
        assert ink.inner_text() == ink.inner_text().lstrip(" ")


def test_the_picture_of_a_head_has_its_tokens_at_both_sides_and_tells_the_weight_pointed_at(mount) -> None:
    state = states()["attention"]
    page = mount("attention", state)
    pieces = [bytes.fromhex(piece).decode().replace(" ", "␣") for piece in state["encoding"]["pieces"]]
    for side in (".lp-left", ".lp-top"):
        assert page.locator(f"{side} span").all_text_contents() == pieces
    page.locator(".lp-heat").hover()  # the pointer waits until what is above it has its height
    box = page.locator(".lp-heat").bounding_box()
    size = len(pieces)
    page.mouse.move(box["x"] + box["width"] * 1.5 / size, box["y"] + box["height"] * 3.5 / size)
    weight = state["patterns"][state.get("head", 0)][3][1]
    expect(page.locator(".lp-value")).to_contain_text(f"looks at 2 {pieces[1]}: {100 * weight:.1f}")
    assert page.locator(".lp-side .lp-lit").all_text_contents() == [pieces[1], pieces[3]]
    page.mouse.move(box["x"] + box["width"] * 3.5 / size, box["y"] + box["height"] * 1.5 / size)
    expect(page.locator(".lp-value")).to_contain_text("cannot look at")
    masked = page.locator(".lp-weights tr.lp-rest td")
    assert masked.get_attribute("colspan") == "2"


def test_on_a_phone_the_rows_of_an_attribution_graph_are_broken_into_lines_that_fit(mount) -> None:
    state = {"graph": json.loads(lp.attribution_graph("tiny-qwen", TEXT).to_json())}
    page = mount("attribution_graph", state, viewport={"width": 390, "height": 800})
    nodes = page.get_by_role("group", name="The graph").get_by_role("button")
    expect(nodes).to_have_count(len(state["graph"]["nodes"]))
    frame = page.locator(".lp-graph-frame")
    assert frame.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    for node in nodes.all():
        box = node.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    ends = "(line) => ['x2', 'y2'].map((name) => Number(line.getAttribute(name)))"
    logit, line = page.locator(".lp-graph-logit").bounding_box(), frame.locator(".lp-lit").first
    drawing = frame.locator("svg").bounding_box()
    across, down = line.evaluate(ends)
    assert drawing["x"] + drawing["width"] * across / 100 == pytest.approx(logit["x"] + logit["width"] / 2, abs=3)
    assert drawing["y"] + down == pytest.approx(logit["y"], abs=4)
    page.locator(".lp-graph-error").first.click()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".lp-graph-lines > div")).to_have_count(state["graph"]["n_layer"] + 2)
    expect(page.locator(".lp-graph-node[aria-pressed=true]")).to_have_class("lp-graph-node lp-graph-error")


def test_a_generated_text_is_coloured_by_probability_rank_or_entropy(mount) -> None:
    state = generation_state()
    page = mount("generation", state)
    facts = {
        "rank": [sum(step["choice"]["rank"] <= last for last in (1, 5, 20, 100)) for step in state["steps"]],
        "entropy": [
            sum(step["stages"][0]["entropy"] <= last for last in (0.1, 0.5, 1.5, 3)) for step in state["steps"]
        ],
    }
    for colour, bands in facts.items():
        choose(page.get_by_role("radio", name=colour))
        classes = [token.get_attribute("class") for token in page.locator(".lp-tok").all()]
        assert [int(re.search(r"lp-p(\d)", each)[1]) for each in classes] == bands
    assert page.evaluate("heard.at(-1).colour") == "entropy"


def test_a_colour_that_a_view_does_not_have_is_told_and_the_first_one_taken(mount) -> None:
    for view, state in (("generation", generation_state()), ("score", beside_the_truth())):
        page = mount(view, {**state, "colour": "mauve"})
        expect(page.get_by_text("cannot be coloured by “mauve”, only by probability, rank")).to_be_visible()
        expect(page.locator("[role=option]:is(.lp-p0, .lp-p1, .lp-p4)").first).to_be_visible()
        choose(page.get_by_role("radio", name="rank"))
        expect(page.get_by_text("cannot be coloured")).to_have_count(0)


def test_lanes_mark_where_they_part_and_sort_by_their_measures(mount) -> None:
    state = lanes_of(("greedy", "sample", "beam"))
    page = mount("lanes", state)
    marks = state["summaries"][1]["marks"][0]
    parts = page.get_by_role("listbox", name="Text of lane B").get_by_role("option").nth(marks["parts"])
    expect(parts).to_have_class(re.compile("lp-leaves"))
    expect(page.locator("[data-lane='1'] .lp-shared")).to_have_count(marks["parts"])
    page.get_by_role("group", name="look at in lane B").get_by_role("button", name="Parts from A").click()
    expect(parts).to_have_attribute("aria-selected", "true")
    expect(page.locator(".lp-every-lane tbody tr")).to_have_count(3)
    expect(page.get_by_text("All 2 texts of this lane are the same.")).to_have_count(2)
    rows = page.locator(".lp-measures-table tbody th")
    for way, order in (("ascending", 1), ("descending", -1)):
        page.get_by_role("button", name="Sort by perplexity").click()
        sort = sorted(range(3), key=lambda lane: order * state["summaries"][lane]["measures"]["perplexity"])
        expect(rows).to_contain_text(["ABC"[lane] for lane in sort])
        expect(page.locator(f"[aria-sort='{way}']")).to_have_count(1)
    choose(page.get_by_role("radio", name="2", exact=True))
    second = state["lanes"][1]["texts"][1]["steps"]
    expect(page.get_by_role("listbox", name="Text of lane B").get_by_role("option")).to_have_count(len(second))
    assert page.evaluate("heard.at(-1).repeat") == 1
    # A lane that cannot go on says why, and the others are compared with the next one.
    page.evaluate("""() => {
      const [first, ...others] = model.get("lanes");
      const failed = { ...first, error: "No.", texts: [{ steps: [], status: "error", note: "No." }] };
      model.set("lanes", [failed, ...others]);
    }""")
    expect(page.get_by_role("alert")).to_have_text("No.")
    expect(page.locator("[data-lane='1'] :is(.lp-shared, .lp-leaves)")).to_have_count(0)
    expect(page.locator("[data-lane='2'] .lp-leaves")).to_have_count(1)


def test_two_runs_stand_side_by_side_and_a_token_is_told_of_in_both(mount) -> None:
    diff = laid_beside()
    page = mount("diff", {"diff": json.loads(diff.to_json()), "selected": None})
    both = page.get_by_role("listbox", name="Both texts").get_by_role("option")
    expect(both).to_have_count(len(diff.a.steps) + len(diff.b.steps) - len(diff.pairs))
    told = page.get_by_role("group", name="The token under the pointer")
    # Where they part is told first: what each took, out of what, and how far apart the distributions are.
    expect(told).to_contain_text("They part at token 13")
    expect(told.locator(".lp-diff-facts tr").nth(1)).to_have_text("Token␣little␣cat")
    expect(told.locator(".lp-diff-kl")).to_contain_text("≥\u202f0 nats by the models")
    page.get_by_role("button", name="Next difference").click()
    page.keyboard.press("n")
    expect(page.get_by_role("group", name="Difference 2").get_by_role("option").first).to_be_focused()
    expect(told).to_contain_text("of A: ")
    # A token of both is pinned, and stays when another one is pointed at.
    at, its = diff.pairs[-1].a, diff.pairs[-1].b
    page.locator(f'[data-a="{at}"][data-b="{its}"]').click()
    page.locator("body").hover(position={"x": 2, "y": 2})
    expect(told).to_contain_text(f"is token {at + 1} in A and {its + 1} in B")
    assert page.evaluate("window.heard.at(-1).selected") == {"a": at, "b": its}
    page.get_by_text("All tokens that stand beside").click()
    expect(page.locator(".lp-diff-pairs tbody tr")).to_have_count(len(diff.pairs))


def test_a_point_of_a_sweep_opens_its_texts_and_another_measure_moves_it(mount) -> None:
    state = swept()
    (sweep,) = state["sweeps"]
    page = mount("sweep", state)
    points = page.get_by_role("listbox", name="Diversity against perplexity").get_by_role("option")
    measures = [each["measures"] for each in sweep["summaries"]]
    said = [
        f"Top-p {value}: perplexity {each['perplexity']:.2f}"
        for value, each in zip((0.01, 0.9, 1), measures, strict=True)
    ]
    for point, words in zip(points.all(), said, strict=True):
        expect(point).to_have_attribute("aria-label", re.compile(re.escape(words)))
    points.nth(1).focus()
    page.keyboard.press("Enter")
    texts = page.locator(".lp-swept-texts li .lp-lane-text")
    expect(texts).to_have_text(["".join(step["text"] for step in steps) for steps in sweep["texts"][1]])
    # Where all texts are the same one stands for all, and says so.
    points.nth(0).focus()
    page.keyboard.press("Enter")
    expect(texts).to_have_count(1)
    expect(page.get_by_text("All 2 texts are the same.", exact=True)).to_be_visible()
    choose(page.get_by_role("radio", name="self-BLEU"))
    expect(points.nth(0)).to_have_attribute("aria-label", re.compile("self-BLEU 1.00"))
    page.get_by_text("As a table").click()
    expect(page.locator(".lp-measures-table tbody tr")).to_have_count(3)
