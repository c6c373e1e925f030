"""The behaviour sheet over HTTP: what it streams is what Python gives, and files are read and written as there."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

import llm_playground as lp
from llm_playground.plain.static_behaviour import sheet_csv, sheet_page
from tests.web.conftest import Served, wait_until
from tests.web.test_api import events, problem

FILE = {"name": "p.csv", "text": "prompt,expect\nWhat is 3 + 4?,number: 7\nWho are you?,contains: model\nHello!,\n"}
MODELS = ["tiny-qwen", "tiny-qwen-chat"]


def body(**changes: Any) -> dict[str, Any]:
    return {"models": MODELS, "file": FILE, "seeds": 2, "seed": 7, "max_new_tokens": 8} | changes


def test_it_streams_what_fills_the_sheet_and_then_the_sheet_of_python(served: Served) -> None:
    told = [each for each in events(served.post("/api/behaviour-sheet", body())) if each[0] != "loading"]
    prompts = [{"prompt": "What is 3 + 4?", "expect": "number: 7"}]
    prompts += [{"prompt": "Who are you?", "expect": "contains: model"}, {"prompt": "Hello!"}]
    sheet = lp.behaviour_sheet(MODELS, prompts, seeds=[7, 8], max_new_tokens=8)
    (first, empty), (last, filled) = told[0], told[-1]
    assert (first, last) == ("sheet", "filled")
    assert filled == json.loads(sheet.to_json())
    # Whoever puts each cell where it is told, as the page does, has the same sheet before it comes as a whole.
    built = empty["sheet"]
    for name, data in told:
        if name == "column":
            built["models"][data["number"]] = data["model"]
        elif name == "answered":
            built["rows"][data["prompt"]][data["number"]] = data["cell"]
            built["tallies"][data["number"]], built["totals"][data["number"]] = data["tallies"], data["total"]
    assert built == filled
    writing = [data for name, data in told if name == "writing" and data["number"] == 1]
    answers = [answer for row in filled["rows"] for answer in row[1]["answers"]]
    assert (writing[-1]["done"], writing[-1]["asked"]) == (len(answers), len(answers)) == (6, 6)
    assert writing[-1]["tokens"] == sum(answer["tokens"] for answer in answers)


def test_files_are_read_and_sheets_are_written_as_in_python(served: Served) -> None:
    assert served.post("/api/prompts", FILE).json() == {"prompts": 3, "groups": {"": 3}, "rules": 2}
    broken = served.post("/api/prompts", FILE | {"text": "prompt,expect\na,b,c\nd,is: 3\n"})
    assert broken.status_code == 422
    assert [each["message"].split(":")[0] for each in broken.json()["error"]["problems"]] == [
        "p.csv, line 2",
        "p.csv, line 3",
    ]
    sheet = lp.behaviour_sheet("tiny-qwen", ["Hello!"], seeds=1, max_new_tokens=2)
    for ending, write in ((".csv", sheet_csv), (".html", sheet_page)):
        saved = served.post("/api/save-sheet", {"sheet": sheet.to_json(), "ending": ending})
        assert saved.json() == {"text": write(sheet)}
    for damaged in ("x", "{}", sheet.to_json().replace('"totals": [', '"totals": [{"kept": 1, "judged": 1}, ')):
        assert problem(served.post("/api/save-sheet", {"sheet": damaged}))[::2] == (422, "sheet")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"models": ["none"]}, "models"),
        ({"seeds": 21}, "seeds"),
        ({"strategy": "greedy", "seeds": 2}, "seeds"),
        ({"parameters": {"top_p": 2}, "strategy": "top_p"}, "parameters.top_p"),
        ({"templates": [True, False, True]}, "template"),
        ({"templates": ["none"]}, "template"),
        ({"max_new_tokens": 1_001}, "max_new_tokens"),
        ({"models": MODELS * 4}, "models"),
        ({"file": {"name": "p.txt", "text": "a\n" * 501}}, "prompts"),
        ({"file": {"name": "p.txt", "text": "a\n" * 400}, "seeds": 20}, "seeds"),
        ({"file": {"name": "p.txt", "text": "\n"}}, "prompts"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(served: Served, wrong: dict[str, Any], field: str) -> None:
    status, _, place = problem(served.post("/api/behaviour-sheet", body(**wrong)))
    assert (status, place) == (422, field)


def test_it_ends_when_the_client_leaves(served: Served) -> None:
    many = {"name": "p.txt", "text": "Once upon a time\n" * 300}
    asked = body(file=many, max_new_tokens=200, models=["tiny-gpt2"])
    with httpx.stream("POST", f"{served.url}/api/behaviour-sheet", json=asked, timeout=60) as answer:
        next(answer.iter_bytes())
        assert served.session.runs.count == 1
    wait_until(lambda: served.session.runs.count == 0)
