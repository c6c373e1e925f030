"""The page without a server as one HTML file that opens by a double click: modules and models are packed into it."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from llm_playground.engine.inside.facts import FACTS, facts_of
from llm_playground.engine.session import Session
from llm_playground.errors import CheckpointError, InvalidValue, reason
from llm_playground.views import styles
from llm_playground.web.app import PACKAGE, page_html, page_style
from llm_playground.web.static_site import CATALOG, OF_A_MODEL, OF_ONE_FILE, static_catalog

MODELS = ("tiny-gpt2", "tiny-qwen-chat")
"""One that continues and one that answers: the three would be 17 MB."""
DOOR = "web/page/engine/door.js"
"""All of the engine that the page itself has; the rest is in its thread."""
TOO_OLD = "This page needs a browser of 2023 or newer."

_STATIC = re.compile(r'^((?:import|export) [^;"]*?from |import )"(\.[^"]+)";', re.MULTILINE)
_DYNAMIC = re.compile(r'\bimport\((["`])(\.[^"`]+\.js)\1\)')


def export_file(file: Path, *, replace: bool = False) -> int:
    """Write `file`, with the page, its engine and two of the bundled models; the bytes that it takes.

    Args:
        replace: whether a file of that name may be written over.

    Raises:
        InvalidValue: the name does not end with .html, or there is such a file.
        CheckpointError: it cannot be written.
    """
    if file.suffix != ".html":
        raise InvalidValue(
            f"single is {str(file)!r}; it must be the path of a file that ends with .html.", field="single"
        )
    if file.is_dir() or (file.exists() and not replace):
        raise InvalidValue(f"{file} is there already; give another name, or --force.")
    text = single_page()
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CheckpointError(f"The file {file} cannot be written ({reason(error)}).") from error
    return file.stat().st_size


def single_page() -> str:
    """The whole text. What is needed first stands first, since a browser begins before it has read the rest."""
    page = page_html()
    own = PACKAGE / "web" / "page"
    unpacking = re.sub("^export ", "", (own / "engine" / "packed.js").read_text(encoding="utf-8"), flags=re.MULTILINE)
    start = unpacking + (own / OF_ONE_FILE).read_text(encoding="utf-8")
    theme, language = ((own / f"{name}.js").read_text(encoding="utf-8") for name in ("theme", "chosen-language"))
    icon = base64.b64encode((own / "icon.svg").read_bytes()).decode()
    modules = _modules()
    engine = {name: text for name, text in modules.items() if name.startswith("web/page/engine/")}
    asking = {name: text for name, text in modules.items() if name not in engine or name == DOOR}
    packed: dict[str, dict[str, str] | bytes] = {"engine": engine, "page": asking, **_files()}
    parts = {
        "<html ": '<html data-server="none" ',
        'href="web/page/icon.svg"': f'href="data:image/svg+xml;base64,{icon}"',
        '<link rel="stylesheet" href="views/views.css">': f"<style>{styles()}</style>",
        '<link rel="stylesheet" href="web/page/page.css">': f"<style>{page_style()}</style>",
        '<script src="web/page/theme.js"></script>': f"<script>{theme}</script>",
        '<script src="web/page/chosen-language.js"></script>': f"<script>{language}</script>",
        '<script type="module" src="web/page/page.js"></script>': "",
        "</body>": f'{_data("too-old", TOO_OLD)}<script id="start">{start}</script>\n'
        + "".join(f"{_data(name, _packed(data))}<script>single.take()</script>\n" for name, data in packed.items())
        + "</body>",
    }
    for before, after in parts.items():
        assert before in page
        page = page.replace(before, after, 1)
    return page


def _data(id: str, text: str) -> str:
    return f'<script id="{id}" type="text/plain">{text}</script>\n'


def _packed(data: dict[str, str] | bytes) -> str:
    """As `unpacked` in the page reads it."""
    plain = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return base64.b64encode(gzip.compress(plain, 9, mtime=0)).decode()


def _files() -> dict[str, bytes]:
    """What the engine reads, by the names that these files have in a folder."""
    catalog: dict[str, Any] = static_catalog(Session())
    for kind in ("models", "tokenizers"):
        catalog[kind] = [each for each in catalog[kind] if each["key"] in MODELS]
    files = {CATALOG: json.dumps(catalog, ensure_ascii=False).encode()}
    for key in MODELS:
        for name in OF_A_MODEL:
            data = (PACKAGE / "models" / "bundled" / key / name).read_bytes()
            files[f"models/{key}/{name}"] = _apart(data) if name.endswith(".safetensors") else data
        files[f"models/{key}/{FACTS}"] = facts_of(key, MODELS, has_lens=False)
    return files


def _apart(weights: bytes) -> bytes:
    """The first byte of each pair, then the second of each, as `paired` in the page reads them: a tenth less."""
    return weights[::2] + weights[1::2]


def _modules() -> dict[str, str]:
    """The scripts of the page by their names.

    The address of what a script imports is written "single:name"; what it imports later is looked up then.
    """

    def absolute(folder: str, address: str) -> str:
        return normpath(join(folder, address))

    def named(name: str, text: str) -> str:
        folder = dirname(name)
        text = _STATIC.sub(lambda found: f'{found[1]}"single:{absolute(folder, found[2])}";', text)
        return _DYNAMIC.sub(lambda found: f"import(single.url({found[1]}{absolute(folder, found[2])}{found[1]}))", text)

    texts = {
        file.relative_to(PACKAGE).as_posix(): file.read_text(encoding="utf-8")
        for part in (Path("views"), Path("web", "page"))
        for file in sorted((PACKAGE / part).rglob("*.js"))
        if file.name not in ("theme.js", "chosen-language.js", OF_ONE_FILE)
    }
    return {name: named(name, text) for name, text in texts.items()}
