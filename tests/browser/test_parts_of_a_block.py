"""What opens inside the parts: a linear layer to play with, and what a part asks for when it comes near the screen."""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from llm_playground.engine.inside import neuron as reading
from llm_playground.engine.inside.kept import Kept
from llm_playground.plain.static_parts import label, percent
from tests.browser.actions import choose
from tests.browser.test_views_alone import mount as mount  # a fixture

TEXT = "The dog saw the cat, and the dog"


def opened(mount, model: str, part: str):
    """The drawing with this part of block 1 open; what it asks for is answered below, as a host does."""
    found, whole = lp.workings(model, TEXT, layer=1, head=2), lp.forward_pass(model, TEXT)
    state = {"workings": json.loads(found.to_json()), "forward_pass": json.loads(whole.to_json())}
    page = mount("forward_pass", state | {"layer": 1, "head": 2, "opened": [part]})
    node = page.locator(f'[data-opened="{part}"]')
    node.scroll_into_view_if_needed()
    return page, node


def answer(page, name: str, record) -> dict:
    """Wait for the question of this name, and answer it."""
    page.wait_for_function("name => (model.get('asked') ?? {})[name]", arg=name)
    question = page.evaluate("name => model.get('asked')[name]", name)
    page.evaluate(
        "([name, question, record]) => model.set('answers', {...model.get('answers'), [name]: {question, record}})",
        [name, question, json.loads(record(**question).to_json())],
    )
    return question


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen"])
def test_the_embedding_shows_tokens_that_are_alike_and_what_a_position_does(mount, axe, model: str) -> None:
    page, part = opened(mount, model, "embedding")
    asked = answer(page, "neighbours", lambda token: lp.neighbours(model, token))
    found = lp.neighbours(model, asked["token"])
    rows = part.get_by_role("table", name="Tokens with similar vectors").get_by_role("row")
    expect(rows).to_have_count(1 + 8)
    expect(rows.nth(1)).to_contain_text(label(found.nearest[0].piece))
    expect(rows.nth(1)).to_contain_text(f"{found.nearest[0].cosine:.3f}")
    answer(page, "positions", lambda **asked: lp.positions(model, TEXT, **asked))
    if model == "tiny-gpt2":
        curve = part.get_by_role("slider", name="Cosine of the vector of position 8")
        expect(curve).to_have_attribute("aria-valuetext", "position 8: cosine 1.000")
    else:
        turning = lp.positions(model, TEXT, layer=1, head=2).turning
        assert turning is not None
        part.get_by_role("slider", name="Position").fill("100")
        degrees = round(100 * turning.frequencies[0] * 180 / 3.141592653589793) % 360
        expect(part.get_by_role("listitem").filter(has_text="pair 0")).to_contain_text(f"{degrees}°")
        curve = part.get_by_role("slider", name="Both moved further on")
        curve.focus()
        page.keyboard.press("End")
        score = f"{turning.score:.3f}".replace("-", "\u2212")
        expect(curve).to_have_attribute("aria-valuetext", re.compile(f"further on: score {score}"))
    assert axe(page, '[data-opened="embedding"]') == []


def test_an_input_of_a_linear_layer_moves_each_output_by_its_weight(mount) -> None:
    _, part = opened(mount, "tiny-gpt2", "attention")
    shown = lp.workings("tiny-gpt2", TEXT, layer=1, head=2).head.linear
    rows = part.get_by_role("table", name="Each output as a sum of products").get_by_role("row")

    def output(at: int) -> str:
        return rows.nth(at + 1).locator("b").inner_text().replace("\u2212", "-")

    assert [output(at) for at in range(3)] == [f"{y:.2f}" for y in shown.outputs]
    field = part.get_by_role("spinbutton", name=f"input {shown.columns[0]}", exact=True)
    field.fill(str(round(shown.inputs[0] + 2, 2)))
    moved = [round(shown.inputs[0] + 2, 2) - shown.inputs[0]] * 3
    expected = [y + w[0] * by for y, w, by in zip(shown.outputs, shown.weights, moved, strict=True)]
    assert [float(output(at)) for at in range(3)] == pytest.approx(expected, abs=0.0051)
    part.get_by_role("button", name="Reset the inputs").click()
    assert [output(at) for at in range(3)] == [f"{y:.2f}" for y in shown.outputs]
    choose(part.get_by_role("radio", name="a small one"))
    assert [output(at) for at in range(2)] == ["-2.00", "5.50"]


def test_a_neuron_opens_to_the_texts_on_which_it_fires(mount, axe, monkeypatch) -> None:
    model = "tiny-qwen"
    monkeypatch.setattr(reading, "TEXTS", 6)
    monkeypatch.setattr(reading, "_KEPT", Kept(1))
    page, part = opened(mount, model, "mlp")
    assert page.evaluate("model.get('asked')") is None  # nothing large is asked before a neuron is opened
    first = lp.workings(model, TEXT, layer=1, head=2).neurons[0]
    button = part.get_by_role("button", name=f"{first.index:,}", exact=True)
    button.click()
    answer(page, "neuron", lambda **asked: lp.neuron(model, **asked))
    found = lp.neuron(model, 1, first.index)
    firings = part.locator(".lp-firings > li")
    expect(firings).to_have_count(5)
    firing = found.strongest[0]
    expect(firings.first).to_contain_text(f"{firing.activations[firing.at]:.2f}".replace("-", "\u2212"))
    assert firings.first.locator("mark").text_content() == firing.pieces[firing.at].decode()
    assert firings.first.locator("q").text_content() == b"".join(firing.pieces).decode(errors="replace")
    assert axe(page, '[data-opened="mlp"]') == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button.click()
    expect(firings).to_have_count(0)
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_temperature_redraws_what_the_softmax_makes_and_no_answer_is_a_sentence(mount) -> None:
    page, part = opened(mount, "tiny-qwen", "logits")
    page.evaluate("model.set('generate', '#/generate?model=tiny-qwen')")
    asked = answer(page, "temperatures", lambda **asked: lp.temperatures("tiny-qwen", TEXT, **asked))
    softmax = lp.temperatures("tiny-qwen", TEXT).softmax
    rows = part.get_by_role("table", name="The likeliest next tokens").get_by_role("row")
    for temperature in (1.0, 0.5, 2.0):
        at = softmax.temperatures.index(temperature)
        part.get_by_role("slider", name="Temperature", exact=True).fill(str(at))
        expect(rows.nth(1)).to_contain_text(f"{softmax.probabilities[at][0]:.1%}".replace("%", ""))
        expect(rows.last).to_contain_text(f"all others: {softmax.others_count:,} tokens")
        expect(rows.last).to_contain_text(f"{softmax.others_mass[at]:.1%}".replace("%", ""))
        expect(part.get_by_text("90\u202f% of the probability")).to_contain_text(f"{softmax.most[at]:,} token")
    way = part.get_by_role("link", name="Draw tokens at this temperature")
    expect(way).to_have_attribute("href", "#/generate?model=tiny-qwen&temperature=2")
    curve = part.get_by_role("slider", name="The whole vocabulary")
    text = percent(softmax.curve[-1][0]).replace(" ", "\u202f")
    expect(curve).to_have_attribute("aria-valuetext", re.compile(f"^rank 1: {text}"))
    page.evaluate(
        "question => model.set('answers', {temperatures: {question, problem: 'This model cannot be asked.'}})", asked
    )
    expect(part.get_by_text("This model cannot be asked.")).to_be_visible()


@pytest.mark.alone_too
def test_in_the_room_a_part_is_answered_and_goes_on_being_played_with_while_another_opens(open_page) -> None:
    page = open_page("#/inside?model=tiny-gpt2&prompt=The+dog+saw+the+cat%2C+and+the+dog")
    page.locator('[data-part="h.0.attention"]').click()
    field = page.get_by_role("table", name="Each output as a sum of products").get_by_role("spinbutton").first
    field.fill("2.5")
    page.locator('[data-part="embedding"]').click()
    nearest = page.get_by_role("table", name="Tokens with similar vectors").get_by_role("row")
    expect(nearest.nth(1)).to_contain_text(label(lp.neighbours("tiny-gpt2", " dog").nearest[0].piece))
    expect(field).to_have_value("2.5")
    page.locator('[data-part="logits"]').click()
    page.get_by_role("link", name="Draw tokens at this temperature").click()
    expect(page).to_have_url(re.compile("#/generate.*strategy=sample.*temperature=1"))
