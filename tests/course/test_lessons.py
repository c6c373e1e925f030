"""A lesson is one text: what its forms say is read, and the notebook and the page leave nothing of it out."""

from __future__ import annotations

import ast

import pytest

from llm_playground.course.exercises import exercises
from llm_playground.course.lesson import Code, Prediction, Task, Text, View
from llm_playground.course.lessons import lessons
from llm_playground.course.reading import read_lesson
from llm_playground.errors import UnknownName

TEXT = """\
## 7 Small things

Words of
two lines.

After this section you can

- count to
  three,
- stop.

### 7.1 Counting

**Before you run it:** how many?
- [ ] two, or
  less
- [x] three

```python
x = 1

y = 2
```

<!-- step: And on -->

[Look at it](#/generate?prompt=a%20b&seed=1)

<!-- notebook -->
```python
z = 3
```

<!-- page -->
Only here. The others are <other exercises>.

#### exercise: top_p
Why.
"""


def test_the_forms_of_a_lesson_are_read() -> None:
    lesson = read_lesson("small", TEXT, {name: exercises[name] for name in ("top_k", "top_p", "min_p", "entropy")})
    assert (lesson.number, lesson.title, lesson.aims) == ("7", "Small things", ("count to three", "stop"))
    assert [(step.name, step.number, step.title) for step in lesson.steps] == [
        ("small-things", "7", "Small things"),
        ("counting", "7.1", "Counting"),
        ("and-on", "7.1", "And on"),
        ("exercise-top_p", "7.1", exercises["top_p"].title),
    ]
    assert lesson.steps[0].blocks[1] == Text("Words of\ntwo lines.")
    assert lesson.blocks[4:] == (
        Text("### 7.1 Counting", "notebook"),
        Prediction("how many?", ("two, or less", "three"), 1),
        Code("x = 1\n\ny = 2", 0),
        View("Look at it", "#/generate?prompt=a%20b&seed=1"),
        Code("z = 3", 1, "notebook"),
        Text("Only here. The others are `top_k`, `min_p` and `entropy`.", "page"),
        Task("top_p", "Why."),
    )


@pytest.mark.parametrize("name", lessons)
def test_every_lesson_has_steps_of_different_names_and_code_that_is_python(name: str) -> None:
    lesson = lessons[name]
    names = [step.name for step in lesson.steps]
    assert len(set(names)) == len(names)
    assert all(step.blocks for step in lesson.steps)
    # What somebody predicted is kept by the name of the step.
    assert all(sum(isinstance(block, Prediction) for block in step.blocks) <= 1 for step in lesson.steps)
    code = [block for block in lesson.blocks if isinstance(block, Code)]
    assert [block.number for block in code] == [*range(len(code))]
    for block in code:
        ast.parse(block.source)
    assert not any(
        "<!--" in block.markdown or "- [" in block.markdown for block in lesson.blocks if isinstance(block, Text)
    )


def test_a_lesson_that_does_not_exist_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownName, match=r"no lesson 'tokenisation'.* Did you mean tokenization\?") as told:
        lessons["tokenisation"]
    assert told.value.field == "lesson"
