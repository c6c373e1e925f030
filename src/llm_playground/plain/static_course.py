"""Exercises, verdicts on answers and a learner's progress, as text and as HTML without style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Protocol

from llm_playground.plain.static_parts import count, percent, table
from llm_playground.plain.static_quiz import FORMS, standing
from llm_playground.records.handed_in import ClassReport, HandedIn, OfLearner
from llm_playground.records.quiz import ClassQuiz
from llm_playground.records.verdict import Progress, Verdict


class HasTask(Protocol):
    """An exercise of the course."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def task(self) -> str: ...
    @property
    def stub(self) -> str: ...


def exercise_text(exercise: HasTask) -> str:
    return f"{exercise.title}\n\n{exercise.task}\n\n{exercise.stub}"


def exercise_html(exercise: HasTask) -> str:
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in exercise.task.split("\n\n"))
    return f"<h4>{escape(exercise.title)}</h4>{paragraphs}<pre>{escape(exercise.stub)}</pre>"


def exercises_text(exercises: Mapping[str, HasTask]) -> str:
    return "\n".join(f"{name:<24} {each.title}" for name, each in exercises.items())


def exercises_html(exercises: Mapping[str, HasTask]) -> str:
    return table(["what it is"], ([name, each.title] for name, each in exercises.items()), first="exercise")


def verdict_text(verdict: Verdict) -> str:
    lines = [f"{'✓' if verdict.passed else '✗'} {verdict.title}. {verdict.message}"]
    return "\n".join([*lines, *(f"{name:<9} {value}" for name, value in _parts(verdict))])


def verdict_html(verdict: Verdict) -> str:
    mark = "✓" if verdict.passed else "✗"
    said = f"<p><b>{mark} {escape(verdict.title)}.</b> {escape(verdict.message)}</p>"
    # No <dl>: JupyterLab sets what is within it side by side, and what is longer than a line beside the wrong name.
    parts = (f"<div>{name}</div><pre><code>{escape(value)}</code></pre>" for name, value in _parts(verdict))
    return f"{said}{''.join(parts)}"


def progress_text(progress: Progress) -> str:
    lines = [_sum(progress)]
    for section, rows in _sections(progress):
        lines += ["", section, *("  ".join(["", *row]).rstrip() for row in rows)]
    return "\n".join(lines)


def progress_html(progress: Progress) -> str:
    tables = (table(["", "tries"], rows, first="", caption=section) for section, rows in _sections(progress))
    return f"<p>{_sum(progress)}</p>{''.join(tables)}"


def handed_in_text(handed: HandedIn) -> str:
    solved = count(sum(each.passed for each in handed.answers.values()), "exercise")
    answered = count(sum(map(len, handed.quiz.values())), "question")
    return f"{handed.learner}: {solved} solved{f', {answered} of the quiz answered' if handed.quiz else ''}."


def handed_in_html(handed: HandedIn) -> str:
    return f"<p>{escape(handed_in_text(handed))}</p>"


def class_report_text(report: ClassReport) -> str:
    """A line for each learner, then how many solved each exercise and knew each answer of the quiz, then the files that
    could not be read."""
    widest = max((len(each.learner) for each in report.learners), default=0)
    lines = [
        f"{each.learner:<{widest}}  {'; quiz: '.join(filter(None, (_score(report, each), _quiz(each))))}"
        for each in report.learners
    ]
    lines += ["", *(f"{solved:>4}  {name}" for name, solved in _solved(report))]
    for form in report.quiz:
        lines += ["", _of_class(form), *(f"{right:>4}  {name}" for name, right in form.objectives.items())]
    if report.gain is not None:
        lines += ["", f"Normalized gain of the class: {report.gain:.2f}"]
    lines += [f"{file}: {why}" for file, why in report.unreadable.items()]
    return "\n".join(lines)


def class_report_html(report: ClassReport) -> str:
    rows = [[each.learner, _score(report, each), _quiz(each)] for each in report.learners]
    forms = "".join(map(_form_html, report.quiz))
    gain = "" if report.gain is None else f"<p>Normalized gain of the class: {report.gain:.2f}</p>"
    solved = table(["learners"], ([name, str(number)] for name, number in _solved(report)), first="solved by")
    files = "".join(f"<p>{escape(file)}: {escape(why)}</p>" for file, why in report.unreadable.items())
    return f"{table(['solved', 'quiz'], rows, first='learner')}{solved}{forms}{gain}{files}"


def _form_html(quiz: ClassQuiz) -> str:
    rows = ([name, str(right)] for name, right in quiz.objectives.items())
    return table(["right"], rows, first="objective", caption=_of_class(quiz))


def _score(report: ClassReport, row: OfLearner) -> str:
    score = f"{len(row.solved)} of {len(report.exercises)}"
    return f"{score}; run again and not right: {', '.join(row.refuted)}" if row.refuted else score


def _quiz(row: OfLearner) -> str:
    """What a learner's row says of the quiz; nothing if none was begun."""
    return "; ".join(standing(row.quiz, row.gain))


def _of_class(quiz: ClassQuiz) -> str:
    mean = "" if quiz.mean is None else f", {percent(quiz.mean)} right"
    return f"Quiz {FORMS[quiz.form]}: {count(quiz.learners, 'learner')} answered all{mean}"


def _solved(report: ClassReport) -> list[tuple[str, int]]:
    return [(name, sum(name in each.solved for each in report.learners)) for name in report.exercises]


def _parts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    named = (("tried", verdict.tried), ("came out", verdict.got), ("expected", verdict.expected))
    return ((name, value) for name, value in named if value is not None)


def _sum(progress: Progress) -> str:
    return f"{sum(each.passed for each in progress.rows)} of {len(progress.rows)} exercises are solved."


def _sections(progress: Progress) -> Iterable[tuple[str, list[list[str]]]]:
    for section in Counter(each.section for each in progress.rows):
        rows = [each for each in progress.rows if each.section == section]
        marks = [["✓" if each.passed else "·", each.title, _tries(each.tries)] for each in rows]
        yield section.replace("_", " ").capitalize(), marks


def _tries(number: int) -> str:
    return "" if number == 0 else "1 try" if number == 1 else f"{number} tries"
