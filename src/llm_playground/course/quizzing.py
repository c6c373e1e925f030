"""`course.quiz`: ten questions before the course, and ten on the same objectives after it.

Both forms ask the same with other cases, so that what was learned is measured and not what was remembered. Each
question is answered once; what was chosen is kept with the learner's progress, by its mistake. So the score is there
without a model, and a teacher sees which mistakes a class makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from random import Random

from llm_playground.course.lessons import lessons
from llm_playground.course.progress import keep_quiz, read_quiz
from llm_playground.course.questions import IN_ORDER, item_of, taught_in, title_of
from llm_playground.course.questions.item import Choice, Item
from llm_playground.errors import InvalidValue, shown, true_or_false, unknown, whole_number
from llm_playground.plain.static_quiz import quiz_text
from llm_playground.records.quiz import ListOfObjectives, Objective, QuizItem, QuizScore, QuizSheet, TaughtIn, gain_of

FORMS = ("pre", "post")  # the first case of each objective, and the second
LETTERS = "abcd"
RIGHT = "right"  # what is kept of an answer that makes no mistake


class Quiz:
    """A quiz, as far as it is answered.

    Attributes:
        form: "pre" or "post".
    """

    def __init__(self, form: str) -> None:
        self.form = form

    def __repr__(self) -> str:
        return quiz_text(self)

    @property
    def sheet(self) -> QuizSheet:
        """All questions, what was answered, and the scores.

        Raises:
            CheckpointError: the file of the learner's progress cannot be read.
        """
        return sheet_of(self.form, read_quiz())

    @property
    def score(self) -> QuizScore:
        """What was right, by objective."""
        return scores_of(read_quiz()).get(self.form, QuizScore(self.form, len(IN_ORDER), {}))

    def open_items(self) -> Iterator[QuizItem]:
        """The questions that are still to be answered, each computed when its turn comes."""
        kept = read_quiz().get(self.form, {})
        return (question(self.form, at) for at, objective in enumerate(IN_ORDER, 1) if objective not in kept)

    def answer(self, number: int, choice: str) -> QuizItem:
        """Answer a question, and be told why each choice is right or wrong.

            quiz.answer(1, "b")

        Args:
            number: of the question, from 1.
            choice: its letter.

        Raises:
            InvalidValue: no such question or choice, or the question has been answered: the first answer counts.
            CheckpointError: the file of the learner's progress cannot be read or written.
        """
        objective = _objective(number)
        letter = choice.strip().lower() if isinstance(choice, str) else choice
        if not isinstance(letter, str) or len(letter) != 1 or letter not in LETTERS:
            raise InvalidValue(f"choice is {shown(choice)}; it must be one of {', '.join(LETTERS)}.", field="choice")
        kept = read_quiz().get(self.form, {})
        if objective in kept:
            raise InvalidValue(
                f"Question {number} has been answered, and the first answer counts. "
                f'course.quiz("{self.form}", anew=True) forgets all answers of this quiz.',
                field="number",
            )
        answered = answer(self.form, number, LETTERS.index(letter))
        keep_quiz(self.form, kept | {objective: answered.kept or RIGHT})
        return answered


def quiz(form: str, anew: bool = False) -> Quiz:
    """The quiz before the course ("pre") or after it ("post"), as far as you have answered it.

        quiz = course.quiz("pre")
        quiz.answer(1, "b")
        quiz.score

    Each form asks ten questions, one an objective, computed with the models that ship with the package; the other form
    asks the same with other cases. Why an answer is right or wrong is told once it is given.

    Args:
        form: "pre" or "post".
        anew: forget the answers that were given to this form.

    Raises:
        UnknownName: another form.
        InvalidValue: `anew` is neither True nor False.
        CheckpointError: the file of the learner's progress cannot be read or written.
    """
    _check(form)
    if true_or_false("anew", anew):
        keep_quiz(form, {})
    return Quiz(form)


def list_of_objectives() -> ListOfObjectives:
    """What is asked, in the order of the questions. It needs no model."""
    named = enumerate(IN_ORDER, 1)
    return ListOfObjectives(tuple(Objective(at, name, title_of(name), _taught_in(name)) for at, name in named))


def question(form: str, number: int, kept: str | None = None) -> QuizItem:
    """A question of a form; with what was `kept` of an answer to it also why each choice is right or wrong.

    Raises:
        UnknownName: another form.
        InvalidValue: no question has this number.
    """
    _check(form)
    objective = _objective(number)
    choices = _in_order(form, objective)
    open_item = QuizItem(
        number,
        objective,
        title_of(objective),
        _asked(form, objective).text,
        tuple(each.text for each in choices),
        _taught_in(objective),
    )
    if kept is None:
        return open_item
    names = [each.mistake or RIGHT for each in choices]
    given = names.index(kept) if kept in names else None
    return replace(
        open_item, given=given, right=names.index(RIGHT), whys=tuple(each.why for each in choices), kept=kept
    )


def answer(form: str, number: int, choice: int) -> QuizItem:
    """A question once it is answered with a choice, from 0. Nothing is kept here.

    Raises:
        UnknownName: another form.
        InvalidValue: no such question or choice.
    """
    _check(form)
    choices = _in_order(form, _objective(number))
    chosen = choices[whole_number("choice", choice, 0, len(choices) - 1, why=" (which choice)")]
    return question(form, number, chosen.mistake or RIGHT)


def sheet_of(form: str, kept: Mapping[str, Mapping[str, str]]) -> QuizSheet:
    """A form as far as it is answered, from what is kept of both.

    Raises:
        UnknownName: another form.
    """
    _check(form)
    scores, of_form = scores_of(kept), kept.get(form, {})
    items = (question(form, number, of_form.get(objective)) for number, objective in enumerate(IN_ORDER, 1))
    return QuizSheet(form, tuple(items), scores, gain_of(scores))


def scores_of(kept: Mapping[str, Mapping[str, str]]) -> dict[str, QuizScore]:
    """The score of each form that was begun."""
    return {
        form: QuizScore(
            form, len(IN_ORDER), {name: kept[form][name] == RIGHT for name in IN_ORDER if name in kept[form]}
        )
        for form in FORMS
        if kept.get(form)
    }


def _check(form: str) -> None:
    if form not in FORMS:
        raise unknown("form of the quiz", form, FORMS, field="form")


def _objective(number: int) -> str:
    return IN_ORDER[whole_number("number", number, 1, len(IN_ORDER), why=" (which question)") - 1]


@cache
def _taught_in(objective: str) -> TaughtIn:
    lesson, name = taught_in(objective)
    at, step = next((at, each) for at, each in enumerate(lessons[lesson].steps, 1) if each.name == name)
    return TaughtIn(lesson, at, step.number, step.title)


@cache
def _asked(form: str, objective: str) -> Item:
    return item_of(objective, FORMS.index(form))


@cache
def _in_order(form: str, objective: str) -> tuple[Choice, ...]:
    """The choices in the order in which they are shown. Each place is that of the right one about equally often."""
    random = Random(form)  # noqa: S311 (an order)
    places = [at % len(LETTERS) for at in range(len(IN_ORDER))]
    random.shuffle(places)
    right, *wrong = _asked(form, objective).choices
    Random(f"{form}/{objective}").shuffle(wrong)  # noqa: S311 (an order)
    place = places[IN_ORDER.index(objective)]
    return (*wrong[:place], right, *wrong[place:])
