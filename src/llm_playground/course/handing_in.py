"""A learner's answers as one file that can be handed in, and such files read into a table.

What a file says has passed, the learner's own machine has checked. Whoever has to be sure runs the answers again; that
runs what others wrote, so it is done only when asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

from llm_playground import __version__
from llm_playground.course.checking import judge
from llm_playground.course.class_quiz import class_gain, class_quiz
from llm_playground.course.exercise import Call, Exercise, with_imports
from llm_playground.course.exercises import exercises
from llm_playground.course.progress import is_quiz, read, read_quiz
from llm_playground.course.quizzing import scores_of
from llm_playground.course.running import run
from llm_playground.errors import InvalidValue, filled, reason, shown, true_or_false
from llm_playground.records.handed_in import Answer, ClassReport, HandedIn, OfLearner
from llm_playground.records.quiz import gain_of

FORMAT = "llm-playground course 1"


def export(path: str | Path, learner: str) -> HandedIn:
    """Write a learner's answers to a file, to be handed in.

        course.export("ada.json", learner="Ada Lovelace")

    Args:
        path: a file that ends with .json; one of that name is replaced.
        learner: whose answers they are, as the report on the class is to name them.

    Raises:
        InvalidValue: no name, another ending, or a file that cannot be written.
        CheckpointError: the file of the learner's progress cannot be read.
    """
    file = Path(filled("path", str(path), "the name of a file, such as ada.json")).expanduser()
    if file.suffix.lower() != ".json":
        raise InvalidValue(f"{shown(file.name)} must end with .json.", field="path")
    handed = hand_in(learner, kept_answers(), read_quiz())
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(text_of(handed), encoding="utf-8")
        os.replace(part, file)
    except OSError as error:
        raise InvalidValue(f"{shown(str(file))} cannot be written: {reason(error)}.", field="path") from error
    return handed


def kept_answers() -> dict[str, Answer]:
    """The learner's answers on this machine, by exercise.

    Raises:
        CheckpointError: the file of the learner's progress cannot be read.
    """
    return {key: Answer(**value) for key, value in read().items()}


def hand_in(learner: str, answers: Mapping[str, Answer], quiz: Mapping[str, Mapping[str, str]]) -> HandedIn:
    """What a learner hands in, under a name.

    Raises:
        InvalidValue: no name.
    """
    return HandedIn(filled("learner", learner, "the name of whoever hands in"), __version__, answers, quiz)


def text_of(handed: HandedIn) -> str:
    """The text of the file that holds it."""
    return json.dumps({"format": FORMAT} | json.loads(handed.to_json()), indent=1)


def report(folder: str | Path, rerun: bool = False) -> ClassReport:
    """What a class has solved, from the files in a folder that its learners handed in.

        course.report("handed-in")

    Args:
        folder: its .json files are read.
        rerun: run every answer again that is said to have passed. This runs what the learners wrote, with your rights
            on your machine.

    Raises:
        InvalidValue: no folder of that name, or there is no .json file in it.
    """
    place = Path(filled("folder", str(folder), "the path of a folder")).expanduser()
    again = true_or_false("rerun", rerun)
    if not place.is_dir():
        raise InvalidValue(f"There is no folder {shown(str(place))}.", field="folder")
    files = sorted(place.glob("*.json"))
    if not files:
        raise InvalidValue(f"There are no .json files in {shown(str(place))}.", field="folder")
    learners, unreadable = [], {}
    for file in files:
        try:
            learners.append(_row(file.name, read_handed_in(file), again))
        except InvalidValue as error:
            unreadable[file.name] = str(error)
    rows = tuple(sorted(learners, key=lambda each: each.learner.lower()))
    return ClassReport(tuple(exercises), rows, unreadable, class_quiz(rows), class_gain(rows))


def read_handed_in(file: Path) -> HandedIn:
    """The answers in a file.

    Raises:
        InvalidValue: the file holds something else.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidValue(f"It cannot be read: {reason(error)}.") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InvalidValue("It is not a file of the command course export.")
    answers, quiz, is_named = data.get("answers"), data.get("quiz", {}), isinstance(data.get("learner"), str)
    if not (is_named and isinstance(answers, dict) and all(map(_is_one, answers.values())) and is_quiz(quiz)):
        raise InvalidValue("It was changed since it was handed in, and cannot be read any more.")
    kept = {key: Answer(**each) for key, each in answers.items()}
    return HandedIn(data["learner"], str(data.get("version")), kept, quiz)


def _is_one(answer: object) -> bool:
    return (
        isinstance(answer, Mapping)
        and answer.keys() == {"tries", "passed", "answer"}
        and isinstance(answer["passed"], bool)
        and isinstance(answer["tries"], int)
        and isinstance(answer["answer"], str | None)
    )


def _row(file: str, handed: HandedIn, again: bool) -> OfLearner:
    passed = [name for name in exercises if name in handed.answers and handed.answers[name].passed]
    scores = scores_of(handed.quiz)
    gain = gain_of(scores)
    if not again:
        return OfLearner(handed.learner, file, tuple(passed), None, scores, gain)
    refuted = [name for name in passed if not _passes(exercises[name], handed.answers[name].answer)]
    solved = tuple(name for name in passed if name not in refuted)
    return OfLearner(handed.learner, file, solved, tuple(refuted), scores, gain)


def _passes(exercise: Exercise, source: str | None) -> bool:
    """Whether an answer passes here. It is read where an endless loop is stopped, as the answer itself is run."""
    if source is None:
        return False
    names: dict[str, Any] = {}
    (reading,) = run(lambda: exec(with_imports(source), names), [Call(())])  # noqa: S102 (what `rerun` asks for)
    made = [value for value in names.values() if isinstance(value, FunctionType)]
    return reading.error is None and bool(made) and judge(exercise, names.get(exercise.name, made[-1])).passed
