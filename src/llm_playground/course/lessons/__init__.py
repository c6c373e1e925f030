"""The lessons of the course by name, in their order. Each is a file of Markdown beside this one, read when used.

`reading` says what its forms mean. Of each the notebook makes a section and the page a lesson of the room Learn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from llm_playground.course.exercises import IN_ORDER as EXERCISES
from llm_playground.course.exercises import exercises
from llm_playground.course.lesson import Lesson
from llm_playground.course.reading import read_lesson
from llm_playground.errors import unknown

IN_ORDER = ("tokenization", "architecture", "generation", "base_and_instruct", "playground")


class Lessons(Mapping[str, Lesson]):
    """The lessons by name. A name that none has is told, with the one that was probably meant."""

    def __getitem__(self, name: str) -> Lesson:
        if name not in IN_ORDER:
            raise unknown("lesson", name, self, field="lesson")
        return _read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(IN_ORDER)

    def __len__(self) -> int:
        return len(IN_ORDER)


@cache
def _read(name: str) -> Lesson:
    text = files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")
    return read_lesson(name, text, {each: exercises[each] for each in EXERCISES.get(name, ())})


lessons = Lessons()
