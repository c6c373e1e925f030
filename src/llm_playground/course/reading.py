"""Reading a lesson: Markdown, in which a few forms say more than their text.

    ## 1 Tokenization: …           the lesson; below "After this section you can" stand its aims
    ### 1.1 Words                  a step
    <!-- step: Its vocabulary -->  a step that the page begins here, under the same number; a notebook goes on
    #### exercise: top_p           a step of one exercise of the course; below stands why it comes here
    **Before you run it:** …?      a prediction; on the next lines stand its choices as tasks, the right one ticked
    [Generate](#/generate?…)       alone: a room of the page with these settings; a notebook leaves it out
    <!-- notebook -->              the paragraph or code on the next lines is only for a notebook; so is `page`

`<other exercises>` becomes the names of those of the section that the lesson does not ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, pairwise

from llm_playground.course.exercise import Exercise
from llm_playground.course.lesson import Block, Code, Face, Lesson, Prediction, Step, Task, Text, View

HEADING = re.compile(r"###? ([\d.]+) (.+)")
STEP = re.compile(r"<!-- step: (.+) -->")
EXERCISE = re.compile(r"#### exercise: (\w+)\n(.+)", re.DOTALL)
CODE = re.compile(r"```python\n(.+)\n```", re.DOTALL)
VIEW = re.compile(r"\[(.+)\]\((#/.+)\)")
CHOICE = re.compile(r"\n- \[([ x])\] ")
ITEM = re.compile(r"^- ", re.MULTILINE)
BEFORE = "**Before you run it:** "
AIMS = "After this section you can"
OTHERS = "<other exercises>"
ONLY: dict[str, Face] = {"<!-- notebook -->\n": "notebook", "<!-- page -->\n": "page"}


def read_lesson(name: str, text: str, exercises: Mapping[str, Exercise]) -> Lesson:
    """The lesson that `text` writes out; `exercises` are those of its section."""
    numbers, number = count(), ""
    begun: list[tuple[str, str, str, list[Block]]] = []
    for chunk in _with_others(list(_chunks(text)), exercises):
        if heading := HEADING.fullmatch(chunk):
            number = heading[1]
            begun.append((_name_of(heading[2]), number, heading[2], []))
        elif exercise := EXERCISE.fullmatch(chunk):
            begun.append((f"exercise-{exercise[1]}", number, exercises[exercise[1]].title, []))
        elif marked := STEP.fullmatch(chunk):
            begun.append((_name_of(marked[1]), number, marked[1], []))
            continue
        begun[-1][3].append(_block(chunk, numbers))
    steps = tuple(Step(name, number, title, tuple(blocks)) for name, number, title, blocks in begun)
    return Lesson(name, steps[0].number, steps[0].title, _aims(steps[0]), steps)


def read_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text that has no steps."""
    numbers = count()
    return (_block(chunk, numbers) for chunk in _chunks(text))


def _chunks(text: str) -> Iterator[str]:
    """What stands between empty lines; code with empty lines in it is one."""
    chunk: list[str] = []
    in_code = False
    for line in [*text.splitlines(), ""]:
        if line.startswith("```"):
            in_code = not in_code
        if line or in_code:
            chunk.append(line)
        elif chunk:
            yield "\n".join(chunk)
            chunk = []
    assert not chunk, "a block of code has no end"


def _with_others(chunks: list[str], exercises: Mapping[str, Exercise]) -> list[str]:
    """The chunks with the names of the exercises that they do not ask for: "`a`, `b` and `c`"."""
    asked = {exercise[1] for chunk in chunks if (exercise := EXERCISE.fullmatch(chunk))}
    *first, last = [f"`{name}`" for name in exercises if name not in asked] or [""]
    return [chunk.replace(OTHERS, f"{', '.join(first)} and {last}") for chunk in chunks]


def _block(chunk: str, numbers: Iterable[int]) -> Block:
    """`numbers` are those of the code to come."""
    only = next((face for mark, face in ONLY.items() if chunk.startswith(mark)), None)
    chunk = chunk.partition("\n")[2] if only else chunk
    if HEADING.fullmatch(chunk):
        return Text(chunk, "notebook")  # the page has a place of its own for the title
    if code := CODE.fullmatch(chunk):
        return Code(code[1], next(iter(numbers)), only)
    if exercise := EXERCISE.fullmatch(chunk):
        return Task(exercise[1], exercise[2])
    if view := VIEW.fullmatch(chunk):
        return View(view[1], view[2])
    if chunk.startswith(BEFORE):
        return _prediction(chunk.removeprefix(BEFORE))
    return Text(chunk, only)


def _prediction(text: str) -> Prediction:
    question, *rest = CHOICE.split(text)
    marks, choices = rest[::2], rest[1::2]
    assert marks.count("x") == 1, f"of the choices of {question!r} one is right"
    return Prediction(question, tuple(map(_line, choices)), marks.index("x"))


def _aims(first: Step) -> tuple[str, ...]:
    for before, after in pairwise(first.blocks):
        if isinstance(before, Text) and isinstance(after, Text) and before.markdown == AIMS:
            return tuple(_line(item).rstrip(",.") for item in ITEM.split(after.markdown)[1:])
    return ()


def _line(text: str) -> str:
    return " ".join(text.split())


def _name_of(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower()))
