"""Where a chat template knows `enable_thinking`, the rooms that ask with templates offer it, and the link says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.engine.session import Session
from tests.browser.actions import choose
from tests.checkpoints import model_folder

THINKS = (
    """{{ messages[-1].content }}{% if enable_thinking is defined and not enable_thinking %}(no thoughts){% endif %}"""
)


def test_thinking_is_offered_for_the_templates_that_know_it_and_told_to_these_alone(
    open_page, serve, axe, tmp_path: Path
) -> None:
    thinker = model_folder(tmp_path, "qwen2", chat=True)
    (thinker / "chat_template.jinja").write_text(THINKS, encoding="utf-8")
    base = serve(Session(named=[str(thinker)]))
    twins = "model=tiny-qwen&model=tiny-qwen-chat&strategy=greedy&max_new_tokens=4&prompt=Hello!"
    page = open_page(f"#/compare?{twins}&thinking=maybe", base=base, allow=("ERR_CONNECTION_REFUSED",))
    expect(page.locator(".notice")).to_contain_text("“maybe”")
    thinking = page.get_by_role("group", name="Thinking")
    expect(thinking).to_be_hidden()
    page.get_by_label("Template of lane A").select_option(str(thinker))
    choose(thinking.get_by_role("radio", name="answer at once"))
    expect(page.locator(".rendered").first).to_contain_text("Hello!(no thoughts)")
    assert axe(page, ".thinking") == []
    with page.expect_request("**/api/compare") as asked:
        page.locator(".text-card .primary").click()
    told = [run.get("template_options") for run in json.loads(asked.value.post_data)["runs"]]
    assert told == [{"enable_thinking": False}, None]
    expect(page.locator('.lane [data-status="done"]')).to_have_count(2)

    other = open_page(page.url[page.url.index("#") :], base=base, allow=("ERR_CONNECTION_REFUSED",))
    expect(other.get_by_role("radio", name="answer at once")).to_be_checked()
    expect(other.locator(".rendered").first).to_contain_text("Hello!(no thoughts)")
    other.get_by_label("Template of lane A").select_option("twin")
    expect(other.get_by_role("group", name="Thinking")).to_be_hidden()

    other.goto(f"{base}#/playground?model={thinker}&strategy=greedy&max_new_tokens=4&prompt=Hello!&thinking=on")
    expect(other.get_by_role("radio", name="think first")).to_be_checked()
    with other.expect_request("**/api/compare") as asked:
        other.locator(".text-card .primary").click()
    assert json.loads(asked.value.post_data)["runs"][0]["template_options"] == {"enable_thinking": True}
    expect(other.locator('.lane [data-status="done"]')).to_be_visible()
    other.get_by_label("Model", exact=True).select_option("tiny-qwen-chat")
    expect(other.get_by_role("group", name="Thinking")).to_be_hidden()
