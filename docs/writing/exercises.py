"""Every exercise of the course with what it is about, and the mistakes that its check answers in their own words."""

from __future__ import annotations

from collections.abc import Iterator

from llm_playground.course.exercise import Exercise
from llm_playground.course.exercises import exercises
from llm_playground.course.lessons import lessons


def page() -> str:
    """A section a lesson, and in it the exercises in their order, in Markdown."""
    return "\n\n".join(part for name, lesson in lessons.items() for part in _section(name, lesson.title))


def _section(name: str, title: str) -> Iterator[str]:
    asked = [each for each in exercises.values() if each.section == name]
    if asked:
        yield f"### {title}"
        yield from map(_exercise, asked)


def _exercise(exercise: Exercise) -> str:
    told = [" ".join((mistake.__doc__ or "").split()) for mistake in exercise.wrong]
    head = [f"`{exercise.name}`", f": {exercise.title}. Mistakes it knows:", ""]
    return "\n".join([*head, *(f"  - {each}" for each in told)])
