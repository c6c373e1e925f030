"""The page as a folder of files: without a server it computes by itself what it can, with its engine in JavaScript.

Any file server gives it out, under any address; nothing of it is asked of anybody else.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from llm_playground.engine.inside.facts import FACTS, LENS, facts_of, lens_of
from llm_playground.engine.session import Session
from llm_playground.errors import CheckpointError, InvalidValue, reason
from llm_playground.views import styles
from llm_playground.web.app import PACKAGE, SHOWN, page_html, page_style
from llm_playground.web.routes.catalog import catalog_of

CATALOG = "catalog.json"
OF_ONE_FILE = "packed-start.js"  # the script that a page of one file begins with
OF_A_MODEL = ("config.json", "generation_config.json", "tokenizer.json", "model.safetensors")

FROM_DISK = (
    "This folder is to be given out by a file server, such as: python -m http.server. "
    "A page that opens by a double click is one file: llm-playground export-site --single page.html"
)
_IF_FROM_DISK = (
    '<script>if (location.protocol === "file:") '
    f'document.querySelector("main .waiting").textContent = {json.dumps(FROM_DISK)}</script>\n</body>'
)


def export_site(folder: Path, *, replace: bool = False) -> int:
    """Fill `folder` with the page, its engine and the bundled models; the bytes that they take.

    Args:
        replace: whether what is in the folder may be written over.

    Raises:
        InvalidValue: there is something in the folder already.
        CheckpointError: it cannot be written.
    """
    if not replace and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidValue(f"{folder} is there already, and not empty; give another folder, or --force.")
    catalog = static_catalog(Session())
    try:
        _write(folder, catalog)
    except OSError as error:
        raise CheckpointError(f"The folder {folder} cannot be written ({reason(error)}).") from error
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def static_catalog(session: Session) -> dict[str, Any]:
    """What there is to choose from without a server: the bundled models, and what the engine of the page can do."""
    known = catalog_of(session)
    models = [model | {"loaded": True} for model in known["models"] if model["state"] == "bundled"]
    keys = {model["key"] for model in models}
    nothing = {"rounded": [], "broken": [], "free_memory": 0, "free_disk": None, "fetching": "never", "class": None}
    return (
        known
        | nothing
        | {
            "models": models,
            "tokenizers": [each for each in known["tokenizers"] if each["key"] in keys],
        }
    )


def _write(folder: Path, catalog: dict[str, Any]) -> None:
    for part in (Path("views"), Path("web", "page")):
        for file in (PACKAGE / part).rglob("*"):
            if file.suffix in SHOWN and file.suffix != ".css" and file.name != OF_ONE_FILE:
                _copy(file, folder / file.relative_to(PACKAGE))
    texts = {
        "index.html": page_html().replace("<html ", '<html data-server="none" ', 1).replace("</body>", _IF_FROM_DISK),
        "views/views.css": styles(),
        "web/page/page.css": page_style(),
        CATALOG: json.dumps(catalog, ensure_ascii=False),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    keys = [model["key"] for model in catalog["models"]]
    for key in keys:
        own = folder / "models" / key
        for name in OF_A_MODEL:
            _copy(PACKAGE / "models" / "bundled" / key / name, own / name)
        (own / FACTS).write_bytes(facts_of(key, keys, has_lens=True))
        (own / LENS).write_bytes(lens_of(key))


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)
