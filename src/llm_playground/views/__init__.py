"""The visual parts: ES modules in anywidget's front-end format, for a page by address, for a notebook as text.

A view imports from `./kit/` and nothing else; a module of the kit may import others of the kit. A notebook takes one
text, in which relative imports fail, so `module_text` joins a view and what it imports.
"""

from __future__ import annotations

import re
from importlib.resources import files
from posixpath import dirname, join, normpath

VIEWS = (
    *("tokens", "comparison", "merges", "word", "token", "languages", "chunks"),
    *("generation", "distribution", "attention", "anatomy"),
)

_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)


def module_text(view: str) -> str:
    """The view and all that it imports as one module, to be `_esm` of an anywidget.

    What is imported stands before what imports it, each module once. Only a view has a default export.

    Args:
        view: one of `VIEWS`.
    """
    joined: dict[str, str] = {}
    _join(f"{view}.js", joined)
    return "\n".join(joined.values())


def _join(name: str, joined: dict[str, str]) -> None:
    """Put the modules that `name` imports into `joined`, then itself."""
    text = _read(name)
    for address in _IMPORT.findall(text):
        imported = normpath(join(dirname(name), address))
        if imported not in joined:
            _join(imported, joined)
    # In one text everybody sees everything: an import and the word `export` would only be errors there.
    joined[name] = re.sub(r"^export (?!default )", "", _IMPORT.sub("", text), flags=re.MULTILINE)


def style() -> str:
    """The style of all views, to be `_css` of an anywidget."""
    return _read("views.css")


def _read(name: str) -> str:
    return (files("llm_playground.views") / name).read_text(encoding="utf-8")
