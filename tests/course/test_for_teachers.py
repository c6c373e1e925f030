"""What the page for teachers shows runs as it stands; graders see a right answer pass and a wrong one fail."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

import llm_playground as lp
from llm_playground.course.lesson import Prediction, Task
from llm_playground.course.lessons import lessons
from llm_playground.course.questions.item import next_tokens, percent
from llm_playground.course.quizzing import FORMS

TEXT = (Path(__file__).parents[2] / "docs" / "for-teachers.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


def test_every_block_runs_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in BLOCKS:
        exec(compile(block, "for-teachers.md", "exec"), names)
    assert [row.learner for row in names["course"].report("handed-in").learners] == ["Ada Lovelace"]


def test_for_nbgrader_the_cell_of_the_tests_raises_where_the_solution_was_left_out() -> None:
    (answer,) = (block for block in BLOCKS if "### BEGIN SOLUTION" in block)
    tests = next(block for block in BLOCKS if block.endswith('course.check("softmax", softmax).assert_ok()\n'))
    left_out = re.sub(
        r" *### BEGIN SOLUTION.*### END SOLUTION", "    raise NotImplementedError()", answer, flags=re.DOTALL
    )
    names: dict[str, Any] = {}
    exec(answer, names)
    exec(tests, names)
    exec(left_out, names)
    with pytest.raises(AssertionError, match="is still to be written"):
        exec(tests, names)


def test_for_otter_the_doctest_passes_and_fails() -> None:
    (block,) = (block for block in BLOCKS if block.startswith("test = {"))
    names: dict[str, Any] = {}
    exec(block, names)
    (case,) = names["test"]["suites"][0]["cases"]
    exec(next(block for block in BLOCKS if "### BEGIN SOLUTION" in block), names)

    def failures(softmax: Any) -> int:
        example = doctest.DocTestParser().get_doctest(case["code"], {"softmax": softmax}, "softmax", None, None)
        return doctest.DocTestRunner(verbose=False).run(example, out=lambda text: None).failed

    assert failures(names["softmax"]) == 0
    assert failures(lambda logits: logits) == 1


def test_what_the_class_will_see_is_what_comes_out() -> None:
    section = TEXT.partition("## What the class will see")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `#/(\S+)` \| (.+) \|$", section, re.MULTILINE))
    checked = 0
    for link, outcome in told.items():
        room, _, query = link.partition("?")
        asked = dict(parse_qsl(query, keep_blank_values=True))
        model, prompt = asked.get("model", "tiny-gpt2"), asked["prompt"]
        if room == "tokenize":
            pieces = lp.load(model).tokenizer.explain(prompt[-1]).pieces
            assert outcome.startswith(f"The pizza is {len(pieces)} tokens, one for each of its bytes")
            assert len(pieces) == len(prompt[-1].encode())
        elif room == "inside":
            assert (
                outcome
                == ", ".join(
                    f'"{token}" has {percent(share)}' if at == 0 else f'"{token}" {percent(share)}'
                    for at, (token, share) in enumerate(next_tokens(model, prompt, 2))
                )
                + "."
            )
        elif "top_p" in asked:
            p = float(asked["top_p"])
            steps = (lp.stream(model, prompt, "top_p", 1, top_p=p, temperature=each) for each in (1.0, 0.5, 2.0))
            kept = [next(step).stages[-1].kept for step in steps]
            assert re.findall(r"keeps (\d+)", outcome) == [str(each) for each in kept]
        elif room == "generate":
            (token, share), (without, _) = next_tokens(model, prompt, 1)[0], next_tokens(model, prompt.rstrip(), 1)[0]
            assert f'"{token}", with {percent(share)}. Without that space it is "{without}"' in outcome
            assert token.isdigit()
        else:
            text = lp.generate(model, prompt, asked["strategy"], int(asked["max_new_tokens"]))
            assert outcome.startswith(f'"{text.removeprefix(prompt)}"')
        checked += 1
    assert checked == section.count("\n| `#/")


def test_the_plans_name_what_is_there() -> None:
    plans = TEXT.partition("## A lesson of 90 minutes")[2].partition("## What the class will see")[0]
    steps = re.findall(r"#/learn\?lesson=(\w+)&step=(\d+)", plans)
    assert steps
    for name, number in steps:
        assert any(isinstance(block, Prediction) for block in lessons[name].steps[int(number) - 1].blocks)
    asked = {name for lesson in lessons.values() for name in (b.name for b in lesson.blocks if isinstance(b, Task))}
    named = set(re.findall(r"`([a-z]\w+)`", plans)) - set(FORMS)
    assert asked == named
