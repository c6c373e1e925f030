"""The engine of the page, run by Node.js: all questions of a module in one process."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import llm_playground
from llm_playground.engine.session import Session
from llm_playground.web.static_site import static_catalog

PACKAGE = Path(llm_playground.__file__).parent
Ask = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def ask_engine(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The answers of `page/engine` to several questions (see `answers.mjs`)."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    # Node takes a .js file for a module where a package.json says so.
    folder = tmp_path_factory.mktemp("engine")
    shutil.copytree(PACKAGE / "web" / "page" / "engine", folder / "engine")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    script = Path(__file__).with_name("answers.mjs")
    command = [node, str(script), str(folder / "engine"), str(PACKAGE / "models" / "bundled")]

    catalog = static_catalog(Session())

    def ask(questions: list[dict[str, Any]]) -> list[Any]:
        asked = json.dumps({"catalog": catalog, "questions": questions})
        done = subprocess.run(command, input=asked, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr[-3000:]
        answers: list[Any] = json.loads(done.stdout)
        return answers

    return ask
