"""The quiz asks what is true: every right answer is found here by another way, and every wrong one is wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from transformers import AutoModelForCausalLM, AutoTokenizer

from llm_playground import course
from llm_playground.cli.app import app
from llm_playground.course.progress import place
from llm_playground.course.questions import (
    IN_ORDER,
    attention_weights,
    beam_search,
    chat_template,
    fine_tuning,
    item_of,
    multi_head_attention,
    residual_stream,
    temperature,
    top_p,
)
from llm_playground.course.questions.item import Item
from llm_playground.course.quizzing import FORMS, LETTERS, RIGHT
from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.models.catalog import CATALOG
from llm_playground.plain.faces import face_of
from llm_playground.records.quiz import normalized_gain

CASES = (0, 1)


@pytest.fixture(autouse=True)
def nothing_answered() -> Iterator[None]:
    place().unlink(missing_ok=True)
    yield
    place().unlink(missing_ok=True)


class Reference:
    """A bundled model and its tokenizer as `transformers` reads them."""

    def __init__(self, name: str) -> None:
        folder = str(CATALOG[name].bundled_folder)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self.model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")

    def run(self, text: str) -> dict[str, np.ndarray]:
        with torch.no_grad():
            ids = self.tokenizer(text, return_tensors="pt").input_ids
            out = self.model(ids, output_attentions=True, output_hidden_states=True)
        return {
            "next": torch.softmax(out.logits[0, -1].double(), -1).numpy(),
            "patterns": torch.stack(out.attentions)[:, 0].numpy(),
            "stream": torch.stack(out.hidden_states)[:, 0].numpy(),
        }

    def next(self, text: str, top: int) -> list[tuple[str, float]]:
        shares = self.run(text)["next"]
        return [(self.tokenizer.decode([int(at)]), float(shares[at])) for at in np.argsort(-shares)[:top]]


@pytest.fixture(scope="module")
def references() -> dict[str, Reference]:
    return {name: Reference(name) for name in ("tiny-gpt2", "tiny-qwen", "tiny-qwen-chat")}


def right(item: Item) -> str:
    return item.choices[0].text


@pytest.mark.parametrize("case", CASES)
def test_the_right_answer_is_what_transformers_computes(case: int, references: dict[str, Reference]) -> None:
    asked = {name: item_of(name, case) for name in IN_ORDER}
    gpt2, chat = references["tiny-gpt2"], references["tiny-qwen-chat"]

    texts = [each.text.strip('"') for each in asked["tokenization_cost"].choices]
    costs = [len(gpt2.tokenizer(text).input_ids) for text in texts]
    assert costs.index(max(costs)) == 0
    assert Counter(costs)[costs[0]] == 1
    assert costs[0] == len(texts[0].encode())  # "no merge was learned for them"
    assert max(map(len, texts)) == len(texts[1])

    text, layer, head, at = attention_weights.CASES[case]
    row = gpt2.run(text)["patterns"][layer, head, at]
    tokens = gpt2.tokenizer.convert_ids_to_tokens(gpt2.tokenizer(text).input_ids)
    assert right(asked["attention_weights"]) == f'"{tokens[row.argmax()].replace("Ġ", " ")}"'

    patterns = gpt2.run(multi_head_attention.CASES[case])["patterns"][0]
    heads, rows, columns = patterns.shape
    assert right(asked["multi_head_attention"]) == f"{heads} patterns of {rows} × {columns}"

    model, text, layer, which = residual_stream.CASES[case]
    stream = references[model].run(text)["stream"]
    assert right(asked["residual_stream"]) == f"{stream[layer + 1, -1, which]:.2f}"
    why = asked["residual_stream"].choices[0].why
    parts, _, total = why.partition(":")[0].partition(" = ")
    assert f"{eval(parts):.2f}" == total  # as it stands there, with rounded numbers

    text, warmth = temperature.CASES[case]
    logits = np.log(gpt2.run(text)["next"])
    warmed = np.sort(np.exp(logits / warmth))
    assert right(asked["temperature"]) == f"{warmed[-1] / warmed[-2]:.1f} times"

    model, text, p = top_p.CASES[case]
    shares = np.sort(references[model].run(text)["next"])
    dropped = int((np.cumsum(shares) <= 1 - p).sum())  # as `transformers` does it, from the other end
    assert right(asked["top_p"]) == str(len(shares) - dropped)

    text = beam_search.CASES[case]
    found = {
        first + second: log(p) + log(q) for first, p in gpt2.next(text, 9) for second, q in gpt2.next(text + first, 9)
    }
    best = sorted(found, key=lambda each: -found[each])[:2]
    assert right(asked["beam_search"]) == " and ".join(f'"{each}"' for each in best)

    words = chat_template.CASES[case]
    messages = [{"role": role, "content": each} for role, each in zip(chat_template.ROLES, words, strict=True)]
    read = chat.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    assert right(asked["chat_template"]) == read.replace("\n", "⏎")

    both = [references[name] for name in ("tiny-qwen", "tiny-qwen-chat")]
    said = [{"role": "user", "content": fine_tuning.CASES[case]}]
    text = chat.tokenizer.apply_chat_template(said, tokenize=False, add_generation_prompt=True)
    assert both[0].tokenizer(text).input_ids == both[1].tokenizer(text).input_ids
    one, other = (each.next(text, 1)[0] for each in both)
    assert one[0] != other[0]
    assert f'"{other[0]}" ({100 * other[1]:.1f} %)' in asked["fine_tuning"].text
    weights = [each.model.state_dict() for each in both]
    assert weights[0].keys() == weights[1].keys()
    assert all(weights[0][name].shape == weights[1][name].shape for name in weights[0])
    assert any(not torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


@pytest.mark.parametrize("case", CASES)
def test_bpe_is_what_the_bundled_kind_of_tokenizer_makes_of_the_same_merges(case: int) -> None:
    """Hand-made: of lo+wer and low+er the first, since er and wer were learned before low."""
    item = item_of("bpe_merge", case)
    assert right(item) == ("lo · wer", "th · ing")[case]
    assert [each.text for each in item.choices[1:]] == (
        ["low · er", "l · o · w · er", "lower"],
        ["thin · g", "t · h · in · g", "thing"],
    )[case]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("objective", IN_ORDER)
def test_one_choice_is_right_and_each_other_is_a_mistake_with_a_sentence(objective: str, case: int) -> None:
    item = item_of(objective, case)
    assert [bool(each.mistake) for each in item.choices] == [False, True, True, True]
    for one in ("text", "why", "mistake"):
        assert len({getattr(each, one) for each in item.choices}) == len(LETTERS), one
    assert all(
        (each.why.endswith(".") and each.why[0].isupper()) or each.why[0] in '"-0123456789' for each in item.choices
    )


@pytest.mark.parametrize("objective", IN_ORDER)
def test_both_forms_ask_the_same_of_other_cases(objective: str) -> None:
    one, other = (item_of(objective, case) for case in CASES)
    assert {(one.text, each.text) for each in one.choices} != {(other.text, each.text) for each in other.choices}
    assert {each.mistake for each in one.choices} == {each.mistake for each in other.choices}


@pytest.mark.parametrize("form", FORMS)
def test_the_right_choice_stands_at_each_place_about_equally_often(form: str) -> None:
    quiz = course.quiz(form)
    places = Counter(quiz.answer(number, "a").right or 0 for number in range(1, 11))
    assert sorted(places) == [0, 1, 2, 3]
    assert {*places.values()} == {2, 3}


def choose(form: str, number: int, is_right: bool) -> str:
    """The letter of the right choice, or of a wrong one, found by the text of the choices."""
    item = course.quiz(form).sheet.items[number - 1]
    at = item.choices.index(right(item_of(item.objective, FORMS.index(form))))
    return LETTERS[at if is_right else (at + 1) % len(LETTERS)]


def test_nothing_is_told_before_an_answer_and_all_after_it() -> None:
    quiz = course.quiz("pre")
    assert all((each.given, each.right, each.whys) == (None, None, ()) for each in quiz.sheet.items)
    told = quiz.answer(7, choose("pre", 7, True))
    assert told.given == told.right
    assert len(told.whys) == 4
    assert "carries the sum to p" in face_of(told).text(told)
    assert "✓" in face_of(told).html(told)
    assert quiz.sheet.items[6] == told
    assert "✗" not in repr(quiz)
    assert "Right: 1 of 1 answered before the course." in repr(quiz)
    assert quiz.sheet.items[0].right is None


def test_scores_are_kept_by_objective_and_give_the_normalized_gain() -> None:
    for form, known in (("pre", 4), ("post", 7)):
        for number in range(1, 11):
            course.quiz(form).answer(number, choose(form, number, number <= known))
    sheet = course.quiz("post").sheet
    assert (sheet.scores["pre"].right, sheet.scores["post"].right) == (4, 7)
    assert sheet.scores["pre"].objectives["temperature"] is False
    assert sheet.scores["post"].objectives["temperature"] is True
    assert sheet.gain == pytest.approx((0.7 - 0.4) / (1 - 0.4))
    assert "normalized gain 0.50" in repr(course.quiz("post"))
    assert normalized_gain(1, 1) is None
    course.quiz("pre", anew=True)
    assert course.quiz("post").sheet.gain is None
    assert course.quiz("pre").score.objectives == {}


def test_what_is_chosen_is_kept_beside_the_exercises_by_its_mistake() -> None:
    course.check("softmax", lambda logits: logits)
    letter = next(
        LETTERS[at]
        for at, text in enumerate(course.quiz("pre").sheet.items[6].choices)
        if text == next(each.text for each in item_of("top_p", 0).choices if each.mistake == "keeps_what_is_above_p")
    )
    course.quiz("pre").answer(7, letter)
    course.check("softmax", lambda logits: logits)
    kept = json.loads(place().read_text())
    assert kept["quiz"] == {"pre": {"top_p": "keeps_what_is_above_p"}}
    assert kept["softmax"]["tries"] == 2
    assert len(course.progress().rows) == len(course.exercises)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda quiz: quiz.answer(11, "a"), "from 1 to 10"),
        (lambda quiz: quiz.answer("1", "a"), "number is '1'"),
        (lambda quiz: quiz.answer(1, "e"), "one of a, b, c, d"),
        (lambda quiz: quiz.answer(1, ""), "one of a, b, c, d"),
        (lambda quiz: quiz.answer(1, 2), "one of a, b, c, d"),
        (lambda quiz: (quiz.answer(1, "a"), quiz.answer(1, "b")), "the first answer counts"),
        (lambda quiz: course.quiz(quiz.form, "yes"), "anew"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(wrong: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        wrong(course.quiz("pre"))


@pytest.mark.parametrize("form", ["mid", None, 3])
def test_there_are_two_forms(form: str) -> None:
    with pytest.raises(UnknownName, match="pre, post"):
        course.quiz(form)


def test_the_terminal_asks_what_is_open_and_keeps_what_was_answered() -> None:
    def asked(typed: str, *words: str) -> str:
        return CliRunner().invoke(app, ["course", "quiz", "pre", *words], input=typed).output

    first = asked("a\nz\nB\n")
    assert "choice is 'z'" in first
    assert "What you have answered is kept" in first
    assert "of 2 answered" in first
    assert course.quiz("pre").sheet.items[1].given == 1
    second = asked("c\n" * 8)
    assert "1. What a text costs" not in second
    assert "3. Where a head" in second
    assert "of 10" in second
    assert "Before the course" in asked("")
    assert "1. What a text costs" in asked("", "--anew")


def test_a_class_is_compared_by_what_it_handed_in(tmp_path: Path) -> None:
    def hand_in(name: str, pre: int, post: int | None) -> None:
        course.export(tmp_path / f"{name}.json", learner=name)
        data = json.loads((tmp_path / f"{name}.json").read_text())
        forms = {"pre": pre} if post is None else {"pre": pre, "post": post}
        data["quiz"] = {
            form: {each: RIGHT if at < known else "a_mistake" for at, each in enumerate(IN_ORDER)}
            for form, known in forms.items()
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(data))

    hand_in("Ada", 2, 6)
    hand_in("Bob", 4, 8)
    hand_in("Eve", 9, None)
    report = course.report(tmp_path)
    assert [each.learner for each in report.learners] == ["Ada", "Bob", "Eve"]
    assert [each.gain for each in report.learners[:2]] == pytest.approx([0.5, 4 / 6])
    assert report.learners[2].gain is None
    assert [(each.form, each.learners) for each in report.quiz] == [("pre", 3), ("post", 2)]
    assert [each.mean for each in report.quiz] == pytest.approx([0.5, 0.7])
    assert report.quiz[1].objectives["chat_template"] == 0
    assert report.quiz[1].objectives["beam_search"] == 1
    assert report.gain == pytest.approx((0.7 - 0.3) / (1 - 0.3))
    text, html = face_of(report).text(report), face_of(report).html(report)
    of = f"0 of {len(course.exercises)}"
    assert f"Ada  {of}; quiz: 2 of 10 before the course; 6 of 10 after the course; normalized gain 0.50" in text
    assert "Quiz after the course: 2 learners answered all, 70.0 % right" in text
    assert "Normalized gain of the class: 0.57" in text
    assert "Normalized gain of the class: 0.57" in html
    (tmp_path / "Ada.json").write_text((tmp_path / "Ada.json").read_text().replace('"right"', "3", 1))
    assert "was changed" in course.report(tmp_path).unreadable["Ada.json"]


def test_what_is_exported_holds_the_quiz_and_files_without_one_are_read(tmp_path: Path) -> None:
    course.quiz("pre").answer(1, "a")
    handed = course.export(tmp_path / "ada.json", learner="Ada")
    assert "1 question of the quiz answered" in face_of(handed).text(handed)
    data = json.loads((tmp_path / "ada.json").read_text())
    assert data["quiz"]["pre"].keys() == {"tokenization_cost"}
    (tmp_path / "old.json").write_text(json.dumps({key: value for key, value in data.items() if key != "quiz"}))
    assert course.report(tmp_path).unreadable == {}
