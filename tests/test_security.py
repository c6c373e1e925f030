"""Every promise in the threat model is held by a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [line.strip("| ").split(" | ") for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()]
PROMISES = [row for row in ROWS if len(row) > 1 and row[0] != "Threat" and not row[0].startswith("---")]


def test_there_are_promises_for_a_laptop_a_class_a_server_and_a_file() -> None:
    assert len(PROMISES) >= 20


@pytest.mark.parametrize("promise", PROMISES, ids=lambda row: row[0][:50])
def test_a_promise_names_tests_that_exist(promise: list[str]) -> None:
    _, _, held_by = promise
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", held_by)
    assert named
    assert held_by == ", ".join(f"`{file}::{name}`" for file, name in named)
    for file, name in named:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), f"{file}::{name}"
