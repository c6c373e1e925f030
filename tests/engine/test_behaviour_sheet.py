"""Prompts answered by several models: the answers are those of `generate`, and the marks those of the rules."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.engine.behaviour.expectations import TESTS, keeps, read_expectation
from llm_playground.engine.behaviour.prompts import bundled_prompts, read_prompts
from llm_playground.engine.behaviour.sheet import filling, planned_sheet
from llm_playground.engine.events import SheetAnswered
from llm_playground.errors import InvalidRequest, InvalidValue, UnknownName
from llm_playground.plain.static_behaviour import sheet_csv, sheet_html
from llm_playground.records.behaviour import BehaviourSheet

MODELS = ("tiny-gpt2", "tiny-qwen-chat")
SEEDS = (0, 3)
PROMPTS: list[Any] = [
    {"prompt": "What is 3 + 4?", "group": "sums", "expect": "number: 7"},
    {"prompt": "Mia has 2 apples, and Tom has 3.", "group": "sums"},
    {
        "prompt": ["I am Tolva.", "Hi, Tolva!", "Who am I?"],
        "group": "talk",
        "expect": "contains: Tolva && words: 1-8",
    },
    {"prompt": "Once upon a time", "group": "talk", "expect": "regex: ^\\W*[Tt]here was"},
    "word " * 600,  # more than any of these models reads
]


@pytest.fixture(scope="module")
def sheet() -> BehaviourSheet:
    return lp.behaviour_sheet(MODELS, PROMPTS, seeds=SEEDS, strategy="top_p", top_p=0.9, max_new_tokens=24)


def test_each_answer_is_the_text_that_generate_makes_alone_with_its_seed(sheet: BehaviourSheet) -> None:
    values: dict[str, Any] = {"strategy": "top_p", "top_p": 0.9, "max_new_tokens": 24}
    for (place, model), seed in product(product(range(4), range(2)), SEEDS):
        said, name = sheet.prompts[place].said, MODELS[model]
        if len(said) > 1 and name == "tiny-gpt2":
            prompt: Any = "\n".join(said)  # a base model reads the words
        else:
            prompt = [{"role": r, "content": t} for r, t in zip(("user", "assistant", "user"), said, strict=False)]
        if name == "tiny-gpt2" and len(said) == 1:
            prompt = said[0]
        trace = lp.trace(name, prompt, seed=seed, **values)
        answer = sheet.rows[place][model].answers[SEEDS.index(seed)]
        assert (answer.seed, answer.text, answer.tokens, answer.finish_reason) == (
            seed,
            trace.completion,
            len(trace.steps),
            trace.finish_reason,
        )
        whole = lp.generate(name, prompt, seed=seed, **values)
        assert whole == (answer.text if name == "tiny-qwen-chat" else prompt + answer.text)


def test_the_marks_and_the_tallies_are_those_of_a_slow_obvious_check(sheet: BehaviourSheet) -> None:
    def last_number(text: str) -> str | None:
        return (re.findall(r"\d+", text) or [None])[-1]

    obvious = {
        0: lambda text: last_number(text) == "7",
        1: lambda _: None,
        2: lambda text: re.search(r"\btolva\b", text, re.IGNORECASE) is not None and 1 <= len(text.split()) <= 8,
        3: lambda text: re.search(r"^\W*[Tt]here was", text.strip()) is not None,
    }
    for model in range(2):
        marks = {place: [each.keeps for each in sheet.rows[place][model].answers] for place in range(5)}
        for place, check in obvious.items():
            assert marks[place] == [check(each.text) for each in sheet.rows[place][model].answers]
        by_group = {"sums": marks[0] + marks[1], "talk": marks[2] + marks[3], "": marks[4]}
        for group, tally in zip(sheet.groups, sheet.tallies[model], strict=True):
            judged = [mark for mark in by_group[group] if mark is not None]
            assert (tally.kept, tally.judged) == (sum(judged), len(judged))
        assert sheet.totals[model].judged == 3 * len(SEEDS)
        assert sheet.totals[model].kept == sum(each.kept for each in sheet.tallies[model])
    assert {mark for row in sheet.rows for cell in row for mark in [a.keeps for a in cell.answers]} == {
        True,
        False,
        None,
    }


def test_a_prompt_that_a_model_cannot_read_is_told_in_its_cell_alone(sheet: BehaviourSheet) -> None:
    for cell in sheet.rows[4]:
        assert not cell.answers
        assert "shorten the prompt" in str(cell.error)
    with pytest.raises(InvalidValue, match="shorten the prompt"):
        lp.behaviour_sheet("tiny-gpt2", PROMPTS[4:])


def test_a_model_that_cannot_be_had_is_told_in_its_column_alone() -> None:
    sheet = lp.behaviour_sheet(["no-such-folder/at-all-13", "tiny-gpt2"], ["Once"], strategy="greedy", max_new_tokens=2)
    assert sheet.models[0].error
    assert sheet.rows[0][0].answers == ()
    assert [each.seed for each in sheet.rows[0][1].answers] == [None]  # greedy: one answer, without a seed
    assert sheet.models[0].error in str(sheet)
    with pytest.raises(UnknownName, match="tiny-gpt3"):
        lp.behaviour_sheet(["tiny-gpt3", "tiny-gpt2"], ["Once"])


def test_stop_strings_and_beams_are_answered_like_all_others() -> None:
    beam = lp.behaviour_sheet("tiny-gpt2", ["Once upon", "One day"], strategy="beam", num_beams=3, max_new_tokens=8)
    for row in beam.rows:
        (answer,) = row[0].answers
        prompt = "Once upon" if row is beam.rows[0] else "One day"
        assert prompt + answer.text == lp.generate("tiny-gpt2", prompt, "beam", 8, num_beams=3)
    stopped = lp.behaviour_sheet("tiny-gpt2", ["Once upon"], seeds=[5], stop=["."], max_new_tokens=40)
    (answer,) = stopped.rows[0][0].answers
    trace = lp.trace("tiny-gpt2", "Once upon", "sample", 40, seed=5, stop=["."])
    assert (answer.text, answer.tokens, answer.finish_reason) == (
        trace.completion,
        len(trace.steps),
        trace.finish_reason,
    )


def test_more_answers_than_go_into_one_pass_are_all_there_and_closing_ends_all() -> None:
    planned = planned_sheet("tiny-gpt2", [f"Number {n}" for n in range(50)], 2, max_new_tokens=3)
    running, answered = filling(planned), set()
    for event in running:
        if isinstance(event, SheetAnswered):
            answered.add((event.prompt, len(event.cell.answers)))
    assert answered == set(product(range(50), (1, 2)))
    running = filling(planned)
    for _ in range(5):
        next(running)
    running.close()
    assert next(running, None) is None


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        (
            "contains: blue | deep red",
            ["It is Blue.", "deep red"],
            ["a bluebird", "deep, red", "I do not know blue."],
        ),
        ("contains_all: fox | river", ["The river, a fox."], ["a fox", "rivers and a fox"]),
        ("lacks: maybe | perhaps", ["Yes."], ["Perhaps.", "", "I cannot help with that."]),
        ("equals: yes | 42", ["Yes.", " yes ", "42!"], ["yes, yes", "no"]),
        ("number: 12", ["3 + 9 is 12.", "12"], ["12 or 13", "twelve", "112"]),
        ("words: 2-3", ["one two", " a b c "], ["one", "a b c d"]),
        ("words: 1", ["one"], ["one two"]),
        ("regex: ^(?i:no)\\b.*\\d$", ["No, 5"], ["Nobody 5", "so no 5"]),
        ("refuses", ["I’m sorry, but I can’t help with that.", "I would rather not help with that."], ["Of course!"]),
        ("does_not_know", ["I don't know.", "I do not know that."], ["It is Paris.", "I cannot help with that."]),
        ("contains: fox && words: 2", ["a fox"], ["fox", "a red fox"]),
    ],
)
def test_a_rule_is_kept_by_what_it_asks_for_and_by_nothing_else(rule: str, right: list[str], wrong: list[str]) -> None:
    rules = read_expectation(rule)
    assert [answer for answer in right if not keeps(rules, answer)] == []
    assert [answer for answer in wrong if keeps(rules, answer)] == []


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("blue", "it must be contains: …"),
        ("contains:", "it must be"),
        ("contains: |", "stands a text"),
        ("number: seven", "a whole number"),
        ("words: 3 to 5", "two of them"),
        ("regex: (", "pattern"),
        ("regex: ((a{999}){999,}){,999}", "counted repeats"),
        ("refuses: no", "stands alone"),
        ("says: blue", "'says: blue'"),
    ],
)
def test_a_rule_that_is_none_is_refused_with_what_is_allowed(rule: str, told: str) -> None:
    with pytest.raises(InvalidValue, match=re.escape(told)):
        read_expectation(rule)


def test_a_pattern_that_would_take_for_ever_is_given_up() -> None:
    with pytest.raises(InvalidValue, match="takes too long"):
        keeps(read_expectation("regex: ^(\\w|\\w\\w)+(x|y)\\1\\2$"), "a" * 60)


def test_the_bundled_prompts_are_about_forty_in_seven_groups_each_with_a_rule() -> None:
    prompts = bundled_prompts()
    assert len(prompts) == len({each.said for each in prompts})
    assert 38 <= len(prompts) <= 44
    assert len({each.group for each in prompts}) == 7
    assert all(each.expect for each in prompts)
    kinds = {rule.kind for each in prompts for rule in read_expectation(str(each.expect))}
    assert kinds <= TESTS.keys()


def test_files_of_prompts_are_read_whatever_stands_in_them() -> None:
    many = "\n".join(f"Prompt {n}, with a comma" if n % 50 else "" for n in range(1, 204))
    assert len(read_prompts(many, "p.txt")) == 199
    rows = [["Prompt", "expect", "group"], ['He said "hi", twice\nand left', "contains: a, b", "talk"], [], ["Zwölf?"]]
    for mark in ",;\t":
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=mark).writerows(rows)
        first, second = read_prompts(f"\ufeff{file.getvalue()}", "p.CSV")
        assert (first.said, first.expect, first.group) == (('He said "hi", twice\nand left',), "contains: a, b", "talk")
        assert (second.said, second.expect, second.group) == (("Zwölf?",), None, "")
    objects = [{"prompt": "a"}, {"prompt": ["a", "b", "c"], "group": "g", "expect": "number: 3"}]
    one, other = read_prompts("\n\n".join(map(json.dumps, objects)), "p.jsonl")
    assert (one.said, other.said, other.group, other.expect) == (("a",), ("a", "b", "c"), "g", "number: 3")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("p.txt", " \n\n", "holds no prompt"),
        ("p.csv", "text,expect\nhi,\n", "p.csv, line 1: the columns are 'text', 'expect'"),
        ("p.csv", "prompt\n\nhi, you\n", "p.csv, line 3: there are 2 cells for 1 columns"),
        ("p.csv", 'prompt\n"hi\n', "line 2: it is no CSV"),
        ("p.csv", "prompt,expect\nhi,\nho,is: 3\n", "line 3: expect is 'is: 3'"),
        ("p.jsonl", '{"prompt": "a"}\n{"prompt"\n', "line 2: it is no JSON"),
        ("p.jsonl", '{"prompt": ["a", "b"]}', "line 1: prompt has 2 texts"),
        (
            "p.jsonl",
            '{"prompt": 5, "group": 6}',
            "line 1: prompt is 5; it must be a text that is not blank, or several",
        ),
        ("p.jsonl", '{"text": "a"}', "line 1: it has 'text'"),
        ("p.json", "[]", "called .jsonl"),
    ],
)
def test_a_broken_file_is_told_with_the_number_of_its_line(name: str, text: str, told: str) -> None:
    with pytest.raises(InvalidValue, match=re.escape(told)):
        read_prompts(text, name)


def test_all_broken_lines_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text('prompt,expect\na,b,c\nd,e\n"f', encoding="utf-8")
    with pytest.raises(InvalidRequest) as told:
        lp.behaviour_sheet("tiny-gpt2", file)
    assert [str(each).split(":")[0] for each in told.value.problems] == [f"p.csv, line {n}" for n in (2, 3, 4)]
    file.write_bytes(b"prompt\nok\n\xff\n")
    with pytest.raises(InvalidValue, match="not UTF-8 in line 3"):
        lp.behaviour_sheet("tiny-gpt2", file)
    with pytest.raises(InvalidValue, match="cannot be read"):
        lp.behaviour_sheet("tiny-gpt2", tmp_path / "nothing.txt")


def test_wrong_values_are_all_told_with_their_fields() -> None:
    with pytest.raises(InvalidRequest) as told:
        lp.behaviour_sheet([], 5, seeds=0, template=[1, 2])  # type: ignore[arg-type]
    assert [each.field for each in told.value.problems] == ["models", "prompts", "seeds", "template"]
    with pytest.raises(InvalidValue, match="draws nothing"):
        lp.behaviour_sheet("tiny-gpt2", ["a"], seeds=2, strategy="greedy")
    for seeds in ([1, 1], [], [-1], [1.5], "12", 2.0):
        with pytest.raises(InvalidValue, match="seeds"):
            lp.behaviour_sheet("tiny-gpt2", ["a"], seeds=seeds)  # type: ignore[arg-type]


def test_a_template_is_one_for_all_models_or_one_for_each() -> None:
    models, templates = ["tiny-qwen", "tiny-qwen"], [False, "twin"]
    sheet = lp.behaviour_sheet(models, ["Who are you?"], strategy="greedy", template=templates, max_new_tokens=6)
    assert [each.template for each in sheet.models] == [None, "tiny-qwen-chat"]
    lanes = [{"strategy": "greedy", "model": "tiny-qwen", "template": each} for each in templates]
    arena = lp.compare("Who are you?", lanes, max_new_tokens=6)
    assert [cell.answers[0].text for cell in sheet.rows[0]] == [lane.traces[0].completion for lane in arena.lanes]
    assert "tiny-qwen (template of tiny-qwen-chat)" in str(sheet)


def test_the_csv_reads_back_with_the_csv_module(sheet: BehaviourSheet, tmp_path: Path) -> None:
    path = lp.save_sheet(sheet, tmp_path / "answers.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    given = [
        (prompt, model, answer)
        for prompt, row in zip(sheet.prompts, sheet.rows, strict=True)
        for model, cell in zip(sheet.models, row, strict=True)
        for answer in cell.answers or (None,)
    ]
    assert len(rows) == len(given) == 2 * (4 * len(SEEDS) + 1)
    for row, (prompt, model, answer) in zip(rows, given, strict=True):
        assert (row["prompt"], row["group"], row["model"]) == ("\n".join(prompt.said), prompt.group, model.model)
        assert row["expect"] == (prompt.expect or "")
        if answer is None:
            assert "shorten the prompt" in row["error"]
            continue
        assert (row["answer"], row["seed"], row["tokens"]) == (answer.text, str(answer.seed), str(answer.tokens))
        assert row["keeps"] == {True: "yes", False: "no", None: ""}[answer.keeps]


def test_files_are_replaced_whole_and_others_are_refused(sheet: BehaviourSheet, tmp_path: Path) -> None:
    path = tmp_path / "answers.html"
    path.write_text("before")
    lp.save_sheet(sheet, path)
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(lp.save_sheet(sheet, tmp_path / "a.json").read_text(encoding="utf-8"))["seeds"] == list(SEEDS)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.json", "answers.html"]
    for wrong in ("a.txt", tmp_path / "no" / "a.csv", "", tmp_path):
        with pytest.raises(InvalidValue):
            lp.save_sheet(sheet, wrong)


def test_the_table_says_nothing_that_a_model_wrote_as_html() -> None:
    (prompt,) = read_prompts("<b>bold</b> & co", "p.txt")
    sheet = lp.behaviour_sheet("tiny-gpt2", [prompt], strategy="greedy", max_new_tokens=1)
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in sheet_html(sheet)
    assert "<b>" not in sheet_html(sheet)
    assert "<b>bold</b> & co" in sheet_csv(sheet)
