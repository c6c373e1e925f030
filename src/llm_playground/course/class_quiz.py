"""How a class did in the quiz. Only who answered all questions of a form counts for it."""

from __future__ import annotations

from collections.abc import Sequence

from llm_playground.course.questions import IN_ORDER
from llm_playground.course.quizzing import FORMS
from llm_playground.records.handed_in import OfLearner
from llm_playground.records.quiz import ClassQuiz, QuizScore, normalized_gain


def class_quiz(learners: Sequence[OfLearner]) -> tuple[ClassQuiz, ...]:
    """How the class did in each form that somebody began."""
    return tuple(
        _of_form(form, [each.quiz[form] for each in learners if form in each.quiz])
        for form in FORMS
        if any(form in each.quiz for each in learners)
    )


def class_gain(learners: Sequence[OfLearner]) -> float | None:
    """The normalized gain of the class, from the means of those who completed both forms."""
    both = [each.quiz for each in learners if len(each.quiz) == len(FORMS)]
    done = [scores for scores in both if all(score.is_complete for score in scores.values())]
    before, after = (_mean([scores[form] for scores in done]) for form in FORMS)
    return None if before is None or after is None else normalized_gain(before, after)


def _of_form(form: str, scores: list[QuizScore]) -> ClassQuiz:
    done = [each for each in scores if each.is_complete]
    rightly = {name: sum(each.objectives[name] for each in done) for name in IN_ORDER}
    return ClassQuiz(form, len(done), rightly, _mean(done))


def _mean(scores: list[QuizScore]) -> float | None:
    return sum(each.right / each.items for each in scores) / len(scores) if scores else None
