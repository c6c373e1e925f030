"""Compare: one prompt to two models and more, each with the template that is chosen for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

import llm_playground as lp
from llm_playground.engine.session import Session
from tests.browser.actions import choose, read_on
from tests.checkpoints import model_folder

PROMPT = "Suggest a party theme."
TWINS = "#/compare?model=tiny-qwen&model=tiny-qwen-chat&strategy=greedy&max_new_tokens=30&prompt=Suggest+a+party+theme."


def reads(page: Page, lane: int) -> str:
    """What the lane reads, without the marks of line ends and what is only spoken."""
    pre = page.locator(".rendered pre").nth(lane)
    text = pre.evaluate("(pre) => [...pre.children].map((each) => each.lastChild.textContent).join('')")
    return text.replace("⏎", "")


def says(page: Page, lane: int) -> str:
    made = page.locator(".compared-lanes > .lane").nth(lane).get_by_role("listbox", name="Generated tokens")
    text = "".join(made.get_by_role("option").all_text_contents())
    return text.replace("⏎", "").replace("<|im_end|>", "").replace("<|endoftext|>", "").strip()


def said(model: str, template: bool | str | None = None, prompt: str | list[dict[str, str]] = PROMPT) -> str:
    ids = lp.render(model, prompt, template).prompt.ids
    return "".join(step.text for step in lp.trace(model, list(ids), "greedy", 30).steps).strip()


def ended(page: Page, lanes: int) -> None:
    expect(page.locator('.lane [data-status="done"]')).to_have_count(lanes)


def test_two_models_side_by_side_each_with_what_it_really_reads(open_page) -> None:
    page = open_page(TWINS)
    expect(page.get_by_text("B was A before it was trained to answer")).to_be_visible()
    for lane, model in enumerate(("tiny-qwen", "tiny-qwen-chat")):
        rendered = lp.render(model, PROMPT)
        place = page.locator(".rendered").nth(lane)
        expect(place).to_contain_text(f"It reads {len(rendered.prompt.ids)} tokens")
        assert reads(page, lane) == rendered.prompt.text
        assert place.locator(".role.user").inner_text().endswith(PROMPT)
        assert place.locator(".special").count() == len(rendered.special)
    page.locator(".text-card .primary").click()
    ended(page, 2)
    assert [says(page, lane) for lane in (0, 1)] == [said("tiny-qwen"), said("tiny-qwen-chat")]

    # Without its template the trained model goes on as the other one does; what stands there is out of date meanwhile.
    page.get_by_label("Template of lane B").select_option("none")
    expect(page.get_by_text("B was A before it was trained to answer")).to_be_hidden()
    expect(page.locator(".lane.stale")).to_have_count(1)
    expect(page.locator(".rendered").nth(1)).to_contain_text("It reads 5 tokens, without a template")
    page.locator(".text-card .primary").click()
    expect(page.locator(".lane.stale")).to_have_count(0)
    ended(page, 2)
    assert says(page, 1) == said("tiny-qwen-chat", False)
    expect(page.locator(".lane").nth(1).locator(".tag", has_text="no template")).to_be_visible()


def test_a_third_lane_parts_the_template_from_the_training_and_the_link_says_all(open_page) -> None:
    page = open_page(TWINS)
    page.get_by_role("button", name="Training or template?").click()
    ended(page, 3)
    expect(page.get_by_text("C has the weights of A and reads what B reads")).to_be_visible()
    assert reads(page, 2) == reads(page, 1)
    assert says(page, 2) == said("tiny-qwen", "twin")

    # What two of the lanes make of one text: here of A and of C, which are one model behind two prompts.
    section = page.locator(".card", has=page.get_by_role("heading", name="Where they part"))
    with page.expect_request(lambda each: "compare-models" in each.url and "twin" in each.post_data) as asked:
        section.get_by_label("Here B is").select_option("2")
        read_on(section, lambda: section.locator(".lp-sentence").is_visible())
    question = json.loads(asked.value.post_data)
    assert (question["model"], question["other"], question["template"]) == ("tiny-qwen", "tiny-qwen", [None, "twin"])
    found = lp.compare_models("tiny-qwen", "tiny-qwen", question["text"], prompt=PROMPT, template=(None, "twin"))
    expect(section.locator(".lp-sentence").first).to_contain_text(f"{found.apart.mean_kl_ba:.3f}")

    other = open_page(page.url[page.url.index("#") :])
    other.locator(".text-card .primary").click()
    ended(other, 3)
    assert [says(other, lane) for lane in range(3)] == [says(page, lane) for lane in range(3)]
    other.get_by_role("button", name="Remove A").click()
    expect(other.locator(".compared-lanes > .lane")).to_have_count(2)
    assert says(other, 1) == says(page, 2)
    expect(other.get_by_role("button", name="Remove A")).to_have_count(0)


def test_lanes_may_have_strategies_of_their_own_and_a_template_of_another_vocabulary(open_page, served) -> None:
    page = open_page("#/compare?model=tiny-gpt2&model=tiny-gpt2&template=&template=tiny-qwen-chat&max_new_tokens=8")
    rendered = lp.render("tiny-gpt2", "What is 2+2?", "tiny-qwen-chat")
    page.get_by_label("Prompt for all").fill("What is 2+2?")
    place = page.locator(".rendered").nth(1)
    expect(place).to_contain_text(f"It reads {len(rendered.prompt.ids)} tokens")
    assert place.locator(".special").count() == len(rendered.special)
    page.get_by_label("A strategy for each lane").check()
    choose(page.get_by_role("group", name="Strategy of text B").get_by_label("Sample", exact=True))
    page.get_by_label("Seed").fill("4")
    with page.expect_request("**/api/compare") as asked:
        page.locator(".text-card .primary").click()
    runs = json.loads(asked.value.post_data)["runs"]
    assert [(run["strategy"], run["seed"], run.get("template")) for run in runs] == [
        ("greedy", None, None),
        ("sample", 4, "tiny-qwen-chat"),
    ]
    ended(page, 2)


def test_what_a_link_asks_for_and_cannot_have_is_told(open_page, served) -> None:
    page = open_page(
        "#/compare?model=tiny-gpt2&model=nope&template=twin&template=tiny-qwen&own_strategies=maybe&strategy=foo&go",
        allow=("422",),
    )
    notices = page.locator(".notice")
    expect(notices).to_have_count(5)  # one for the strategy of both lanes
    for each in ("the strategy “foo”", "“twin” for tiny-gpt2", "the model “nope”", "“tiny-qwen” for", "“maybe”"):
        expect(notices.filter(has_text=each)).to_have_count(1)
    expect(page.locator('[data-status="empty"]')).to_have_count(2)  # nothing runs that was asked in another way

    # A model from another room stands in the first lane, and its twin beside it.
    page.goto(f"{served.url}#/generate?model=tiny-qwen-chat")
    expect(page.get_by_label("Model", exact=True)).to_have_value("tiny-qwen-chat")
    page.evaluate("localStorage.removeItem('room:compare')")
    page.goto(f"{served.url}#/compare")
    expect(page.get_by_label("Model of text A", exact=True)).to_have_value("tiny-qwen-chat")
    expect(page.get_by_label("Model of text B", exact=True)).to_have_value("tiny-qwen")


def test_a_conversation_goes_on_with_a_reply_and_from_a_turn_that_is_changed(open_page) -> None:
    def answers(*turns: tuple[str, str]) -> list[str]:
        messages = [{"role": role, "content": content} for role, content in turns]
        return [said("tiny-qwen", False, messages), said("tiny-qwen-chat", None, messages)]

    page = open_page(f"{TWINS[: TWINS.index('&prompt')]}&prompt=I+have+a+dog+named+Max.")
    expect(page.get_by_role("heading", name="Conversation")).to_be_hidden()
    page.locator(".text-card .primary").click()
    ended(page, 2)
    told, prompt = says(page, 1), page.get_by_label("Prompt for all")
    page.get_by_role("button", name="Reply to B").click()
    expect(prompt).to_be_focused()
    expect(page.locator(".turn textarea")).to_have_count(2)
    prompt.fill("What is the name of my dog?")
    asked = [("user", "I have a dog named Max."), ("assistant", told), ("user", "What is the name of my dog?")]
    expect(page.locator(".rendered").nth(1).locator(".role.assistant")).to_contain_text(told)
    page.locator(".text-card .primary").click()
    expect(page.locator(".lane.stale")).to_have_count(0)
    ended(page, 2)
    assert [says(page, lane) for lane in (0, 1)] == answers(*asked)
    assert "Max" in says(page, 1)

    # Another name in the first turn: what stands there is out of date in all lanes, and all answer anew.
    page.locator(".turn textarea").first.fill("I have a dog named Rosie.")
    page.locator(".turn textarea").nth(1).fill("Hello to Rosie, your dog!")
    expect(page.locator(".lane.stale")).to_have_count(2)
    page.locator(".text-card .primary").click()
    expect(page.locator(".lane.stale")).to_have_count(0)
    ended(page, 2)
    edited = [("user", "I have a dog named Rosie."), ("assistant", "Hello to Rosie, your dog!"), asked[2]]
    assert [says(page, lane) for lane in (0, 1)] == answers(*edited)
    other = open_page(page.url[page.url.index("#") :])
    for at, (_, content) in enumerate(edited[:2]):
        expect(other.locator(".turn textarea").nth(at)).to_have_value(content)

    page.get_by_role("button", name="Ask again from here").click()
    expect(page.locator(".turn textarea")).to_have_count(0)
    expect(prompt).to_have_value("I have a dog named Rosie.")
    expect(page.locator(".lane.stale")).to_have_count(0)
    ended(page, 2)
    assert says(page, 1) == said("tiny-qwen-chat", None, "I have a dog named Rosie.")


def test_a_template_that_refuses_a_system_prompt_says_so_at_the_system_prompt(
    open_page, serve, axe, tmp_path: Path
) -> None:
    lender = model_folder(tmp_path, "qwen2", chat=True)
    refusing = "{% if messages[0].role == 'system' %}{{ raise_exception('No system role') }}{% endif %}"
    (lender / "chat_template.jinja").write_text(refusing + "{{ messages[0].content }}", encoding="utf-8")
    base = serve(Session(named=[str(lender)]))
    path = f"#/compare?model=tiny-qwen&model=tiny-qwen-chat&template={lender}&template=&prompt=Hello!"
    page = open_page(f'{path}&turns=[["sister","x"]]', base=base, allow=("422", "ERR_CONNECTION_REFUSED"))
    expect(page.locator(".notice")).to_contain_text("They are left out")
    page.get_by_role("button", name="Add a system prompt").click()
    system = page.locator(".turn textarea")
    expect(system).to_be_focused()
    system.fill("Be kind.")
    refusal = page.locator(".turn .field-problem")
    expect(refusal).to_contain_text("A: The model's chat template takes no system message: No system role")
    expect(system).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".rendered").nth(1).locator(".role.system")).to_contain_text("Be kind.")
    assert axe(page) == []
    page.locator(".text-card .primary").click()
    ended(page, 1)  # the other lane answers
    expect(refusal).to_contain_text("A: The model's chat template takes no system message")  # still with its lane
    broken_off = page.locator('.lane [data-status="error"]')
    expect(broken_off).to_contain_text("takes no system message")
    page.get_by_role("button", name="Leave it out").click()
    expect(broken_off).to_have_count(0)  # what is asked now is not refused
    page.get_by_role("button", name="Add a system prompt").click()
    system.fill("Be kind.")
    expect(refusal).to_contain_text("A: The model's chat template takes no system message")
    page.get_by_label("Template of lane A").select_option("twin")
    expect(refusal).to_be_hidden()
    expect(system).to_have_attribute("aria-invalid", "false")

    # What a model reads is not asked for before the model is loaded: to show a prompt loads nothing.
    page.get_by_role("button", name="Leave it out").click()
    page.get_by_label("Model of text B", exact=True).select_option(str(lender))
    expect(page.locator(".rendered").nth(1)).to_contain_text("shown once the model is loaded")
    page.locator(".text-card .primary").click()
    expect(page.locator(".rendered").nth(1).locator(".role.user")).to_contain_text("Hello!")
    ended(page, 2)  # before the server goes
