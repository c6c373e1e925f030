"""`llm-playground course`: what is solved, the quiz, answers handed in, and what a class has solved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from llm_playground.cli.help import Commands, examples
from llm_playground.cli.options import Flag, JsonOption, command, name, path
from llm_playground.errors import InvalidValue

if TYPE_CHECKING:
    from llm_playground.course.quizzing import Quiz
    from llm_playground.records.quiz import QuizItem


@command(epilog=examples("llm-playground course progress"))
def progress(json: JsonOption = False) -> None:
    """Tell which exercises there are, and which of them you have solved."""
    from llm_playground.course.progress import progress
    from llm_playground.plain.static_course import progress_text

    found = progress()
    print(found.to_json() if json else progress_text(found))


@command(epilog=examples('llm-playground course export ada.json --learner "Ada Lovelace"'))
def export(
    file: Annotated[Path, path("The file to write, which ends with .json", metavar="ANSWERS")],
    learner: Annotated[str, name("Whose answers they are", "--learner", metavar="LEARNER", of="a name")],
) -> None:
    """Write your answers to one file, to be handed in."""
    from llm_playground.course.handing_in import export
    from llm_playground.plain.static_course import handed_in_text

    print(f"{handed_in_text(export(file, learner))} Written to {file}.")


@command(
    epilog=examples("llm-playground course report handed-in", "llm-playground course report handed-in --rerun --json"),
)
def report(
    folder: Annotated[Path, path("The folder with the files that were handed in", metavar="FOLDER")],
    rerun: Annotated[
        bool, Flag("--rerun", "Run the answers again. This runs what the learners wrote, on your machine.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Tell what the learners of a class have solved, from the files that they handed in."""
    from llm_playground.course.handing_in import report
    from llm_playground.plain.static_course import class_report_text

    found = report(folder, rerun)
    print(found.to_json() if json else class_report_text(found))


@command(epilog=examples("llm-playground course quiz pre", "llm-playground course quiz post"))
def quiz(
    form: Annotated[str, name("pre, before the course, or post, after it", metavar="FORM", of="pre or post")],
    anew: Annotated[bool, Flag("--anew", "Forget the answers that were given to this form.")] = False,
) -> None:
    """Ask the ten questions of the quiz, those that you have not answered yet. Ctrl+C keeps what you have answered."""
    from llm_playground.course.quizzing import quiz
    from llm_playground.plain.static_quiz import answer_text, item_text, score_text

    asked = quiz(form, anew)
    try:
        for item in asked.open_items():
            print(f"{item_text(item)}\n")
            print(f"{answer_text(_answered(asked, item.number))}\n")
    except (EOFError, KeyboardInterrupt):
        print("\nWhat you have answered is kept; the same command goes on from here.\n")
    print(score_text(asked.score))


def _answered(asked: Quiz, number: int) -> QuizItem:
    """The question, once an answer was typed that is one of the choices."""
    while True:
        try:
            return asked.answer(number, input("Your answer: "))
        except InvalidValue as error:
            print(error)


course = Commands(
    "course",
    commands=[progress, quiz, export, report],
    help="The exercises and the quiz of the course: what is solved, answers handed in, what a class has solved.",
)
