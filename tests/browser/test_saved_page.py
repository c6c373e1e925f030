"""A saved run opened from the disk: no server, no network, and everything in it alive."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

GOLDEN = Path(__file__).parents[1] / "golden" / "story.json"


def test_the_golden_trace_opens_from_the_disk_and_can_be_pointed_at_and_walked_through(
    new_page: Callable[..., Any], axe: Callable[..., Any], tmp_path: Path
) -> None:
    trace = lp.read_trace(GOLDEN)
    file = lp.save_trace(trace, tmp_path / "story.html").as_uri()
    page = new_page(base=file, viewport={"width": 390, "height": 844})
    page.goto(file)
    expect(page.locator("dl.card")).to_contain_text("tiny-gpt2")
    tokens = page.get_by_role("option")
    expect(tokens).to_have_count(len(trace.steps))
    tokens.nth(4).click()
    expect(page.locator("#which")).to_have_text(f"Token 5 of {len(trace.steps)}")
    expect(page.locator(".lp-why")).to_contain_text("Token 5")
    kinds = "[...document.querySelector('.lp-facts').childNodes].map((node) => node.nodeName)"
    assert set(page.evaluate(kinds)) == {"DIV"}, "what does not hold of a token leaves nothing behind"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#which")).to_have_text(f"Token 6 of {len(trace.steps)}")
    page.get_by_role("button", name="The next token").click()
    expect(page.locator(".lp-why")).to_contain_text("Token 7")
    expect(page.locator("#step")).to_contain_text(f"{trace.steps[6].choice.u:.4f}")
    page.get_by_text("All generated tokens as a table").click()
    expect(page.get_by_role("row")).not_to_have_count(0)
    page.get_by_text("The same tokens in Python").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []


def test_a_text_is_saved_from_the_page_as_python_reads_it(open_page: Callable[..., Any], tmp_path: Path) -> None:
    page = open_page("#/playground?model=tiny-gpt2&strategy=top_p&top_p=0.9&seed=7&max_new_tokens=8&prompt=One+day")
    page.locator(".primary").click()
    page.get_by_text("Save this text").click()
    saved = {}
    for name in ("as a page", "as data", "as a Python program"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        saved[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[name])
    trace = lp.trace("tiny-gpt2", "One day", "top_p", 8, seed=7, top_p=0.9)
    assert lp.read_trace(saved["as data"]) == trace
    html = saved["as a page"].read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "<title>One day, " in html
    assert runpy.run_path(str(saved["as a Python program"]))["trace"] == trace

    page.locator(".lp-tok").nth(3).click()
    page.locator(f'.lp-take[data-id="{(token := second_best(trace, 3))}"]').click()
    expect(page.get_by_role("tree").get_by_role("treeitem")).to_have_count(2)
    page.get_by_text("Save this text").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="as data").click()
    download.value.save_as(tmp_path / "branch.json")
    branch = lp.branch(trace, 3, token)
    assert lp.read_trace(tmp_path / "branch.json") == branch

    # It is laid beside the other one: this from its menu, that as a file which is dropped here.
    with page.expect_response("**/api/trace"):
        page.get_by_role("button", name="Lay another beside it").click()
    expect(page.get_by_role("region", name="Run A")).to_contain_text(f"tiny-gpt2, seed {branch.start.seed}")
    page.go_back()
    with page.expect_response("**/api/diff") as answer:
        page.locator(".primary").dispatch_event("drop", {"dataTransfer": files(page, saved["as data"].read_text())})
    assert answer.value.json() == json.loads(lp.diff(branch, trace).to_json())
    expect(page.locator(".lp-diff-told")).to_contain_text("begin with the same 3 tokens")


def test_a_file_that_is_no_run_is_told_at_its_place(open_page: Callable[..., Any]) -> None:
    page = open_page("#/diff", allow=("422",))
    page.locator("#run-a").set_input_files(GOLDEN)
    expect(page.get_by_role("main").get_by_role("option")).to_have_count(len(lp.read_trace(GOLDEN).steps))
    second = page.get_by_role("region", name="Run B")
    for text, said in (
        ('{"schema": 3}', "This trace has schema 3; this version reads schema"),
        ("[1, 2]", "This JSON is not a trace"),
        ("\x00\xff", "is not JSON, so it holds no trace"),
        (re.sub(r'"logit": [-.\d]+', '"logit": NaN', GOLDEN.read_text("utf-8"), count=1), "holds the number NaN"),
    ):
        page.locator("#run-b").set_input_files({"name": "b.json", "mimeType": "", "buffer": text.encode()})
        expect(second.get_by_role("alert")).to_contain_text(said)
    second.get_by_role("button", name="Take away").click()
    expect(second.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("main").get_by_role("option").first).to_be_visible()
    # An answer that nobody can read is told as that: the server is there.
    page.route("**/api/diff", lambda route: route.fulfill(body='{"nats": NaN}', content_type="application/json"))
    page.locator("#run-b").set_input_files(GOLDEN)
    expect(page.get_by_text("The server’s answer cannot be read: it is not JSON.")).to_be_visible()
    expect(page.locator("#banner")).to_be_hidden()


def files(page: Any, text: str) -> Any:
    """A file on its way through the air."""
    make = "(text) => { const all = new DataTransfer(); all.items.add(new File([text], 'other.json')); return all; }"
    return page.evaluate_handle(make, text)


def second_best(trace: lp.Trace, at: int) -> int:
    """The likeliest token that was not taken."""
    return next(each.id for each in trace.steps[at].stages[0].candidates if each.id != trace.ids[at])
