"""Which architectures the `transformers` of this machine knows, from the text of its tables.

To import it takes seconds, and a list of models is there in milliseconds.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from llm_playground.errors import LONGEST_NAME, CheckpointError, shown

# Where its tables lie, by version one or the other: of checkpoint folders, and of GGUF files.
OF_FOLDERS = ("models/auto/*.py",)
OF_GGUF = ("modeling_gguf*.py", "integrations/ggml.py", "integrations/gguf/*.py")
UPDATE = "Update transformers (pip install --upgrade transformers)"


def check_known(architecture: str, name: str) -> None:
    """Refuse the folder of a model whose architecture `transformers` does not know.

    Args:
        architecture: what `config.json` says.
        name: what the model was asked for as.
    """
    if not _is_named(architecture, OF_FOLDERS):
        raise unknown_architecture(architecture, name)


def check_known_in_gguf(architecture: str, name: str) -> None:
    """The same of a GGUF file, of which it knows fewer."""
    if not _is_named(architecture, OF_GGUF):
        raise CheckpointError(
            f"{name} is of the architecture {shown(architecture[:LONGEST_NAME])}, which transformers "
            f"{version('transformers')} does not read from a GGUF file. {UPDATE}, or give the hub id of what the file "
            "was made from."
        )


def unknown_architecture(architecture: str, name: str) -> CheckpointError:
    """The error for the folder of a model whose architecture `transformers` does not know."""
    return CheckpointError(
        f"{name} is of the architecture {shown(architecture[:LONGEST_NAME])}, which transformers "
        f"{version('transformers')} does not know, and code that comes with a checkpoint is never run. {UPDATE}, or "
        "choose a model of another architecture."
    )


def _is_named(architecture: str, tables: tuple[str, ...]) -> bool:
    text = _text(tables)
    return not text or f'"{architecture}"' in text or f"'{architecture}'" in text


@lru_cache
def _text(tables: tuple[str, ...]) -> str:
    spec = find_spec("transformers")
    home = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else Path()
    files = [file for pattern in tables for file in sorted(home.glob(pattern))] if spec else []
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
