"""The quiz of the course, its questions and scores, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from textwrap import fill, indent
from typing import Protocol

from llm_playground.plain.static_parts import table
from llm_playground.records.quiz import QuizItem, QuizScore, QuizSheet

LETTERS = "abcd"
FORMS = {"pre": "before the course", "post": "after the course"}
WIDTH = 100


class HasSheet(Protocol):
    """A quiz of the course."""

    @property
    def sheet(self) -> QuizSheet: ...


def quiz_text(quiz: HasSheet) -> str:
    """Every question, with what is told of those that are answered, and how it stands."""
    sheet = quiz.sheet
    return "\n\n".join([f"Quiz {FORMS[sheet.form]}", *map(item_text, sheet.items), "\n".join(_standing(sheet))])


def quiz_html(quiz: HasSheet) -> str:
    sheet = quiz.sheet
    standing = "".join(f"<p>{escape(line)}</p>" for line in _standing(sheet))
    return f"<h4>Quiz {FORMS[sheet.form]}</h4>{''.join(map(item_html, sheet.items))}{standing}"


def item_text(item: QuizItem) -> str:
    """The question and its choices; once it is answered with why each is right or wrong."""
    question = "\n".join(line if line.startswith(" ") else fill(line, WIDTH) for line in item.text.split("\n"))
    lines = [f"{item.number}. {item.title}", question]
    for at, choice in enumerate(item.choices):
        lines.append(f"{_mark(item, at)} {LETTERS[at]}) {choice}")
        if item.whys:
            lines.append(indent(fill(item.whys[at], WIDTH - 5), " " * 5))
    return "\n".join([*lines, *_verdict(item)])


def answer_text(item: QuizItem) -> str:
    """Of a question that was answered, why what was chosen is wrong, and why what is right is right."""
    told = dict.fromkeys(at for at in (item.given, item.right) if at is not None)
    return "\n".join(fill(f"{_mark(item, at)} {LETTERS[at]}) {item.whys[at]}", WIDTH) for at in told)


def item_html(item: QuizItem) -> str:
    # No <dl>: JupyterLab sets what is within it side by side.
    choices = "".join(
        f"<p>{_mark(item, at)} {LETTERS[at]}) <code>{escape(choice)}</code>"
        + (f"<br>{escape(item.whys[at])}</p>" if item.whys else "</p>")
        for at, choice in enumerate(item.choices)
    )
    asked = escape(item.text).replace("\n", "<br>")
    verdict = "".join(f"<p>{escape(line)}</p>" for line in _verdict(item))
    return f"<p><b>{item.number}. {escape(item.title)}</b></p><p>{asked}</p>{choices}{verdict}"


def score_text(score: QuizScore) -> str:
    """How many were right, then by objective."""
    marks = (f"  {'✓' if right else '✗'} {name}" for name, right in score.objectives.items())
    return "\n".join([f"{FORMS[score.form].capitalize()}: {share(score)}", *marks])


def score_html(score: QuizScore) -> str:
    rows = (["✓" if right else "✗", name] for name, right in score.objectives.items())
    return table(["objective"], rows, first="", caption=f"{FORMS[score.form].capitalize()}: {share(score)}")


def share(score: QuizScore) -> str:
    """ "4 of 10", or while questions are open "2 of 5 answered"."""
    if score.is_complete:
        return f"{score.right} of {score.items}"
    return f"{score.right} of {len(score.objectives)} answered"


def standing(scores: Mapping[str, QuizScore], gain: float | None) -> Iterator[str]:
    """Each form that was begun, and what was gained, as parts of a sentence."""
    for form, score in scores.items():
        yield f"{share(score)} {FORMS[form]}"
    if gain is not None:
        yield f"normalized gain {gain:.2f}"


def _standing(sheet: QuizSheet) -> Iterator[str]:
    score = sheet.scores.get(sheet.form)
    if score is None or not score.is_complete:
        yield 'Answer with quiz.answer(1, "b"), for a quiz = course.quiz(…): the question and the letter.'
    if sheet.scores:
        yield f"Right: {'; '.join(standing(sheet.scores, sheet.gain))}."


def _mark(item: QuizItem, at: int) -> str:
    return "✓" if at == item.right else "✗" if at == item.given else " "


def _verdict(item: QuizItem) -> list[str]:
    if item.right is None:
        return []
    taught = item.taught_in
    return [
        f"{LETTERS[item.right]} is right{'.' if item.given != item.right else ', as you said.'}",
        f"Section {taught.number} of the course teaches it: {taught.title}.",
    ]
