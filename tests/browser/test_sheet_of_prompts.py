"""The behaviour sheet on the page, from a file that is broken to files that open elsewhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import llm_playground as lp

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

from tests.browser.actions import choose


def test_a_sheet_from_a_file_fills_opens_stops_and_is_saved(open_page, new_page, served, axe, tmp_path: Path) -> None:
    page = open_page("#/compare", allow=("422",))
    section = page.locator(".sheet-section")
    upload = section.locator("input[type=file]")
    broken, file, many = (tmp_path / name for name in ("broken.csv", "prompts.csv", "many.txt"))
    broken.write_text("prompt,expect\nHello, you,\nWho?,is: 3\n", encoding="utf-8")
    upload.set_input_files(str(broken))
    expect(section.get_by_role("alert")).to_contain_text("broken.csv, line 2: there are 3 cells for 2 columns")
    expect(section.get_by_role("alert")).to_contain_text("broken.csv, line 3: expect is 'is: 3'")

    broken.write_bytes("Schöne Grüße\n".encode("cp1252"))  # which a browser reads with signs of what it cannot
    upload.set_input_files(str(broken))
    expect(section.get_by_role("alert")).to_have_text("broken.csv is not UTF-8; save it as UTF-8 first.")

    # A file that is read slowly comes too late once other prompts are chosen, good or not.
    slow, released = tmp_path / "slow.txt", []
    page.route("**/api/prompts", lambda route: released.append(route) if len(released) < 2 else route.continue_())
    for text in ("Hello!", "prompt,expect\n"):
        slow.write_text(text, encoding="utf-8")
        with page.expect_request("**/api/prompts"):
            upload.set_input_files(str(slow))
    many.write_text("Who are you?\n", encoding="utf-8")
    upload.set_input_files(str(many))
    expect(section.locator(".sheet-source")).to_contain_text("many.txt · 1 prompt")
    for route in released:
        with page.expect_response("**/api/prompts"):
            route.continue_()
    page.evaluate("fetch('api/catalog').then((answer) => answer.text())")  # by then they have been heard
    expect(section.locator(".sheet-source")).to_contain_text("many.txt · 1 prompt")
    expect(section.get_by_role("alert")).to_be_hidden()

    prompts = ['"What, please, is 3 + 4?",sums,number: 7', "Who are you?,talk,contains: language model", "Hello!,,"]
    file.write_text("\n".join(["prompt,group,expect", *prompts]), encoding="utf-8")
    upload.set_input_files(str(file))
    expect(section.locator(".sheet-source")).to_have_text("prompts.csv · 3 prompts · 3 groups · 2 of them with a rule")
    expect(section.get_by_role("alert")).to_be_hidden()
    section.get_by_role("checkbox", name="tiny-qwen", exact=True).uncheck()
    section.get_by_label("Answers to each").fill("2")
    section.get_by_label("Tokens of an answer, at most").fill("12")
    section.get_by_role("button", name="Ask them all").click()
    expect(section.locator(".sheet-progress")).to_contain_text("12 answers in")

    models = ["tiny-gpt2", "tiny-qwen-chat"]
    sheet = lp.behaviour_sheet(models, file, seeds=2, max_new_tokens=12)
    lines = section.locator(".lp-sheet-shares tbody tr")
    shares = [[each.inner_text().strip() for each in line.locator("th, td").all()] for line in lines.all()]
    groups = list(zip(*sheet.tallies, strict=True))[:2]  # the third prompt, in no group, has no rule
    assert shares == [
        [name, *(f"{each.kept} of {each.judged}" for each in tallies)]
        for name, tallies in zip(("sums", "talk", "all"), (*groups, sheet.totals), strict=True)
    ]
    cells = section.locator(".lp-sheet-cell")
    expect(cells).to_have_count(6)
    for number, cell in enumerate(cells.all()):
        made = sheet.rows[number // 2][number % 2]
        tally = made.tally
        marks = f"{tally.kept}/{tally.judged}" if tally.judged else ""
        assert marks in cell.inner_text()
        assert made.answers[0].text.split()[0] in cell.inner_text()
    cells.nth(3).click()
    answers = section.locator(".lp-sheet-story li .lp-sheet-text")
    assert [each.strip() for each in answers.all_inner_texts()] == [
        each.text.strip() for each in sheet.rows[1][1].answers
    ]
    assert axe(page, ".sheet-section") == []
    cells.nth(3).click()
    expect(section.locator(".lp-sheet-story")).to_have_count(0)

    with page.expect_download() as saved:
        section.get_by_role("button", name="Download as CSV").click()
    with Path(saved.value.path()).open(encoding="utf-8", newline="") as table:
        assert [row["answer"] for row in csv.DictReader(table)] == [
            answer.text for row in sheet.rows for cell in row for answer in cell.answers
        ]
    with page.expect_download() as saved:
        section.get_by_role("button", name="Download as a page").click()
    saved.value.save_as(tmp_path / "answers.html")
    address = (tmp_path / "answers.html").as_uri()
    alone = new_page(base=address)
    alone.goto(address)
    alone.get_by_text(f"{sheet.rows[0][1].tally.kept} of 2 keep the rule").last.click()
    expect(alone.get_by_text("seed 1:").locator("visible=true")).to_have_count(1)
    assert axe(alone, "body") == []

    many.write_text("Once upon a time\n" * 300, encoding="utf-8")
    upload.set_input_files(str(many))
    section.get_by_label("Tokens of an answer, at most").fill("200")
    section.get_by_role("button", name="Ask them all").click()
    expect(cells.first).to_be_visible()
    section.get_by_role("button", name="Stop").click()
    expect(section.locator(".sheet-progress")).to_contain_text("Stopped")
    served.wait_until_idle(60)


def written(page: Page, lane: int = 0) -> str:
    """The text of a lane, once it is there."""
    expect(page.locator('.lane [data-status="done"]').nth(lane)).to_be_visible()
    made = page.get_by_role("listbox", name="Generated tokens").nth(lane)
    text = "".join(made.get_by_role("option").all_text_contents())
    return " ".join(text.replace("<|im_end|>", "").replace("<|endoftext|>", "").replace("⏎", " ").split())


def test_the_lanes_are_asked_as_they_are_set_and_an_answer_leads_to_the_same_text(open_page, tmp_path: Path) -> None:
    lanes = "model=tiny-qwen&model=tiny-qwen-chat&template=twin&template="
    page = open_page(f"#/compare?{lanes}&strategy=top_k&top_k=5&max_new_tokens=30&sheet=lanes")
    section = page.locator(".sheet-section")
    expect(section.get_by_text("A (tiny-qwen), B (tiny-qwen-chat), each with its template.")).to_be_visible()
    expect(section.get_by_label("Strategy")).to_be_hidden()
    for lane in (0, 1):  # what they read stands above, and moves what is below until it is there
        expect(page.locator(".rendered").nth(lane)).to_contain_text("It reads")
    file = tmp_path / "prompts.txt"
    file.write_text("Who are you?\nSuggest a party theme.\n", encoding="utf-8")
    section.locator("input[type=file]").set_input_files(str(file))
    expect(section.locator(".sheet-source")).to_contain_text("2 prompts")
    section.get_by_label("Answers to each").fill("2")
    section.get_by_label("Tokens of an answer, at most").fill("12")
    section.get_by_role("button", name="Ask them all").click()
    expect(section.locator(".sheet-progress")).to_contain_text("8 answers in")
    models = ["tiny-qwen", "tiny-qwen-chat"]
    sheet = lp.behaviour_sheet(
        models, file, seeds=2, strategy="top_k", top_k=5, template=["twin", None], max_new_tokens=12
    )

    # Own template: to the Playground. A borrowed one, which only Compare has: to there.
    for column, room in ((1, "Playground"), (0, "Compare")):
        section.locator(".lp-sheet-cell").nth(2 + column).click()
        answer = sheet.rows[1][column].answers[1]
        line = section.locator(".lp-sheet-story li").nth(1)
        expect(line.locator(".lp-sheet-text")).to_have_text(answer.text.strip())
        href = line.get_by_role("link", name=f"See this text in {room}").get_attribute("href")
        assert written(open_page(href)) == " ".join(answer.text.split())

    choose(section.get_by_role("radio", name="models, as they were trained"))
    expect(section.get_by_label("Strategy")).to_be_visible()
    expect(section.get_by_role("checkbox", name="tiny-gpt2")).to_be_checked()
