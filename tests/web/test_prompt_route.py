"""What a model is asked, over HTTP: the record of Python; and runs whose chat template is chosen."""

from __future__ import annotations

import json
from typing import Any

import pytest

import llm_playground as lp
from tests.web.conftest import Served
from tests.web.test_api import events, problem

TALK = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello!"}]


@pytest.mark.parametrize("template", [None, True, False, "twin", "tiny-qwen-chat"])
def test_it_is_the_record_of_python(served: Served, template: Any) -> None:
    model = "tiny-qwen" if isinstance(template, str) else "tiny-qwen-chat"
    answer = served.post("/api/prompt", {"model": model, "prompt": TALK, "template": template})
    assert answer.status_code == 200
    assert answer.json() == json.loads(lp.render(model, TALK, template).to_json())


def test_what_cannot_be_rendered_is_told_at_its_field(served: Served) -> None:
    asked = {"model": "tiny-gpt2", "prompt": "Hello!"}
    for wrong, field in (
        ({"template": "twin"}, "template"),
        ({"template": "/etc"}, "template"),
        ({"template": True}, "template"),
        ({"prompt": TALK}, "prompt"),
        ({"template_options": {"enable_thinking": False}}, "template_options"),
        ({"prompt": []}, "prompt"),
    ):
        status, _, told = problem(served.post("/api/prompt", asked | wrong))
        assert (status, told) == (422, field)
    assert problem(served.post("/api/prompt", asked | {"model": "nope"}))[::2] == (404, "model")


def test_each_run_has_the_template_that_it_asks_for(served: Served) -> None:
    runs = [
        {"model": model, "prompt": "Hello!", "template": template, "max_new_tokens": 3}
        for model, template in (("tiny-qwen-chat", False), ("tiny-qwen", "twin"), ("tiny-qwen", None))
    ]
    started = {
        data["lane"]: data for name, data in events(served.post("/api/compare", {"runs": runs})) if name == "start"
    }
    for lane, run in enumerate(runs):
        asked = lp.render(str(run["model"]), "Hello!", run["template"])
        assert started[lane]["prompt"]["ids"] == list(asked.prompt.ids)
        assert started[lane]["template"] == asked.template
        assert started[lane]["is_instruct"] == (asked.template is not None)
    lanes = [{"model": run["model"], "template": run["template"]} for run in runs]
    arena = events(served.post("/api/arena", {"model": "tiny-qwen", "prompt": "Hello!", "lanes": lanes}))
    assert {data["lane"]: data["template"] for name, data in arena if name == "start"} == {
        0: None,
        1: "tiny-qwen-chat",
        2: None,
    }


def test_a_template_comes_from_the_models_of_the_session_alone(served: Served, tmp_path: Any) -> None:
    (tmp_path / "config.json").write_text("{}")
    run = {"model": "tiny-qwen", "prompt": "Hello!", "template": str(tmp_path)}
    assert problem(served.post("/api/generate", run))[2] == "template"
    assert problem(served.post("/api/compare", {"runs": [run, run]}))[2] == "runs.0.template"
    arena = {"model": "tiny-qwen", "prompt": "Hello!", "lanes": [{"strategy": "greedy", "template": str(tmp_path)}]}
    assert problem(served.post("/api/arena", arena))[2] == "lanes.0.template"
