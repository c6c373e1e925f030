"""The visual parts: ES modules in anywidget's front-end format, for a page by address, for a notebook as text.

A view imports `./kit.js` and nothing else. A notebook takes one text, so `module_text` joins the two.
"""

from __future__ import annotations

import re
from importlib.resources import files

VIEWS = (
    *("tokens", "comparison", "merges", "word", "token", "languages", "chunks"),
    *("generation", "distribution", "attention", "anatomy"),
)

_IMPORT = re.compile(r'^import \{[^}]*\}\s*from "\./kit\.js";\n', re.MULTILINE)


def module_text(view: str) -> str:
    """The view and the kit as one module, to be `_esm` of an anywidget.

    Args:
        view: one of `VIEWS`.
    """
    # Without its exports the kit is only functions, and a function may stand before or after its use.
    kit = re.sub(r"^export (?=function )", "", _read("kit.js"), flags=re.MULTILINE)
    return f"{kit}\n{_IMPORT.sub('', _read(f'{view}.js'))}"


def style() -> str:
    """The style of all views, to be `_css` of an anywidget."""
    return _read("views.css")


def _read(name: str) -> str:
    return (files("llm_playground.views") / name).read_text(encoding="utf-8")
