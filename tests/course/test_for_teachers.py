"""What the page for teachers shows runs as it stands; graders see a right answer pass and a wrong one fail."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

BLOCKS = re.findall(
    r"^```python\n(.*?)^```$",
    (Path(__file__).parents[2] / "docs" / "for-teachers.md").read_text(encoding="utf-8"),
    flags=re.DOTALL | re.MULTILINE,
)


def test_every_block_runs_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in BLOCKS:
        exec(compile(block, "for-teachers.md", "exec"), names)
    assert [row.learner for row in names["course"].report("handed-in").learners] == ["Ada Lovelace"]


def test_for_nbgrader_the_cell_of_the_tests_raises_where_the_solution_was_left_out() -> None:
    (answer,) = (block for block in BLOCKS if "### BEGIN SOLUTION" in block)
    tests = next(block for block in BLOCKS if block.endswith('course.check("softmax", softmax).assert_ok()\n'))
    left_out = re.sub(
        r" *### BEGIN SOLUTION.*### END SOLUTION", "    raise NotImplementedError()", answer, flags=re.DOTALL
    )
    names: dict[str, Any] = {}
    exec(answer, names)
    exec(tests, names)
    exec(left_out, names)
    with pytest.raises(AssertionError, match="is still to be written"):
        exec(tests, names)


def test_for_otter_the_doctest_passes_and_fails() -> None:
    (block,) = (block for block in BLOCKS if block.startswith("test = {"))
    names: dict[str, Any] = {}
    exec(block, names)
    (case,) = names["test"]["suites"][0]["cases"]
    exec(next(block for block in BLOCKS if "### BEGIN SOLUTION" in block), names)

    def failures(softmax: Any) -> int:
        example = doctest.DocTestParser().get_doctest(case["code"], {"softmax": softmax}, "softmax", None, None)
        return doctest.DocTestRunner(verbose=False).run(example, out=lambda text: None).failed

    assert failures(names["softmax"]) == 0
    assert failures(lambda logits: logits) == 1
