"""The course's notebook as a page: its text, its code, and what each cell had shown when it was saved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[2] / "lm_playground.ipynb"
_BADGE = re.compile(r"^\[!\[[^\n]*\n", re.MULTILINE)  # it leads to a service that the page does not need
_MATH = re.compile(r"^\$\$(.*?)\$\$", re.DOTALL | re.MULTILINE)


def page() -> str:
    """The notebook in Markdown."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(part for cell in cells for part in _cell(cell))


def _cell(cell: dict[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield _MATH.sub(r"```{math}\n\1\n```", _BADGE.sub("", source))
        return
    yield _fenced("python", source)
    yield from map(_output, cell["outputs"])


def _output(output: dict[str, Any]) -> str:
    """The richest form of an output that needs no kernel."""
    if output["output_type"] == "stream":
        return _html(f"<pre>{escape(''.join(output['text']))}</pre>")
    data = {form: "".join(text) for form, text in output["data"].items()}
    if "text/html" in data:
        return _html(data["text/html"])
    if "text/markdown" in data:
        return f"````{{container}} shown\n{data['text/markdown']}\n````"
    return _html(f"<pre>{escape(data['text/plain'])}</pre>")


def _html(html: str) -> str:
    return f'````{{raw}} html\n<div class="shown">{html}</div>\n````'


def _fenced(language: str, text: str) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}{language}\n{text}\n{fence}"
