"""The visual parts: ES modules in anywidget's front-end format, for a page by address, for a notebook as text.

A view imports from `./kit/` and nothing else; a module of the kit may import others of the kit. What a view says stands
in `words/`, a file a language. A notebook takes one text, in which relative imports fail, so `module_text` joins a view
and what it imports.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from posixpath import dirname, join, normpath

_FOLDER = files(__name__)

VIEWS = tuple(sorted(file.name.removesuffix(".js") for file in _FOLDER.iterdir() if file.name.endswith(".js")))
"""The views there are: each a module of that name and the style beside it."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)


def module_text(view: str, language: str = "en") -> str:
    """The view and all that it imports as one module, to be `_esm` of an anywidget.

    What is imported stands before what imports it, each module once. Only a view has a default export.

    Args:
        view: one of `VIEWS`.
        language: one of `languages()`.
    """
    return "\n".join(_joined(view, language).values())


def script_text(view: str, language: str = "en") -> str:
    """A view with what shows it, to be one script of a page that stands alone: it is called `view` there, and `State`
    and `mount` are those of `kit/host.js`.

    Args:
        view: one of `VIEWS`.
        language: one of `languages()`.
    """
    joined = _joined(view, language)
    _join("kit/host.js", language, joined)
    return re.sub(r"^export default ", "const view = ", "\n".join(joined.values()), count=1, flags=re.MULTILINE)


def languages() -> list[str]:
    """The languages that the views speak, by their tags: there is a file of words for each."""
    return sorted(file.name.removesuffix(".js") for file in (_FOLDER / "words").iterdir())


def _joined(view: str, language: str = "en") -> dict[str, str]:
    """The modules of a view by name, each behind all that it imports."""
    joined: dict[str, str] = {}
    _join(f"{view}.js", language, joined)
    return joined


def _join(name: str, language: str, joined: dict[str, str]) -> None:
    """Put the modules that `name` imports into `joined`, then itself."""
    text = _module(name, language)
    for address in _IMPORT.findall(text):
        imported = normpath(join(dirname(name), address))
        if imported not in joined:
            _join(imported, language, joined)
    # In one text everybody sees everything: an import and the word `export` would only be errors there.
    joined[name] = re.sub(r"^export (?!default )", "", _IMPORT.sub("", text), flags=re.MULTILINE)


def _module(name: str, language: str) -> str:
    """The text of a module; where the page asks its document for the language, the answer."""
    if name == "kit/language.js":
        return f"export const language = {json.dumps(language)};\n"
    if name == "kit/words.js":
        return _read(f"words/{language}.js").replace('from "../kit/', 'from "./')
    return _read(name)


def style(*views: str) -> str:
    """What views look like, to be `_css` of an anywidget: what all views share, what their parts need, and their own.

    Args:
        views: some of `VIEWS`.
    """
    modules = {name.removesuffix(".js") for view in views for name in _joined(view)}
    parts = [_read(f"{part}.css") for part in _styled_parts() if part in modules]
    return "\n".join([_shared_style(), *parts, *(_read(f"{view}.css") for view in views)])


def styles() -> str:
    """What all views look like, for a page that shows any of them."""
    return "\n".join([_shared_style(), *(_read(f"{name}.css") for name in (*_styled_parts(), *VIEWS))])


def colours() -> str:
    """The colours, the sizes of text and the fonts alone, for a page without a view."""
    return _read("kit/colours.css")


def _shared_style() -> str:
    """The look of the kit: a file a part. They stand in the order of their names; no part leans on another."""
    names = sorted(file.name for file in (_FOLDER / "kit").iterdir() if file.name.endswith(".css"))
    return "\n".join(_read(f"kit/{name}") for name in names)


def _styled_parts() -> list[str]:
    """The modules in the folders of the kit that have a style beside them, which goes where they go."""
    folders = sorted((folder for folder in (_FOLDER / "kit").iterdir() if folder.is_dir()), key=lambda each: each.name)
    return [
        f"kit/{folder.name}/{name.removesuffix('.css')}"
        for folder in folders
        for name in sorted(file.name for file in folder.iterdir())
        if name.endswith(".css")
    ]


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
