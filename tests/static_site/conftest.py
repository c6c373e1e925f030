"""The engine of the page, run by Node.js: all questions of a module in one process."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_playground.web.static_site import export_site

Ask = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def ask_engine(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The answers of `page/engine`, in a site as it is given out, to several questions (see `answers.mjs`)."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    folder = tmp_path_factory.mktemp("site")
    export_site(folder)
    # Node takes a .js file for a module where a package.json says so.
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    command = [node, str(Path(__file__).with_name("answers.mjs")), str(folder)]

    def ask(questions: list[dict[str, Any]]) -> list[Any]:
        asked = json.dumps(questions)
        done = subprocess.run(command, input=asked, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr[-3000:]
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return ask
