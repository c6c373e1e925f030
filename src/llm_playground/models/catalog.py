"""The models that have a short name: those that ship inside the package, and a few of the hub worth comparing."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class CatalogEntry:
    """One model with a short name.

    `hub_id` is None for a bundled model. `revision` pins the commit, so that the same name is the same model for
    everyone. `download_megabytes` (10^6 bytes) counts the weights; a bundled model needs none.
    """

    key: str
    hub_id: str | None
    revision: str | None
    parameters: int
    download_megabytes: int
    kind: Literal["base", "instruct"]
    licence: str
    note: str

    @property
    def bundled_folder(self) -> Path | None:
        """Where the model lies inside the package; None if it is not one of the bundled models."""
        if self.hub_id is not None:
            return None
        return Path(str(files("llm_playground.models"))) / "bundled" / self.key


CATALOG = {
    entry.key: entry
    for entry in (
        CatalogEntry("tiny-gpt2", None, None, 2_271_360, 0, "base", "MIT", "a story teller"),
        CatalogEntry("tiny-qwen", None, None, 2_165_952, 0, "base", "MIT", "a story teller"),
        CatalogEntry("tiny-qwen-chat", None, None, 2_165_952, 0, "instruct", "MIT", "learned to chat"),
        CatalogEntry(
            "gpt2",
            "openai-community/gpt2",
            "607a30d783dfa663caf39e06633721c8d4cfcd7e",
            124_439_808,
            548,
            "base",
            "MIT",
            "GPT-2 small",
        ),
        CatalogEntry(
            "gpt2-medium",
            "openai-community/gpt2-medium",
            "6dcaa7a952f72f9298047fd5137cd6e4f05f41da",
            354_823_168,
            1520,
            "base",
            "MIT",
            "GPT-2 medium",
        ),
        CatalogEntry(
            "distilgpt2",
            "distilbert/distilgpt2",
            "2290a62682d06624634c1f46a6ad5be0f47f38aa",
            81_912_576,
            353,
            "base",
            "Apache-2.0",
            "GPT-2 distilled",
        ),
        CatalogEntry(
            "qwen",
            "Qwen/Qwen2.5-0.5B-Instruct",
            "7ae557604adf67be50417f59c2c2f167def9a775",
            494_032_768,
            988,
            "instruct",
            "Apache-2.0",
            "Qwen2.5",
        ),
        CatalogEntry(
            "qwen-base",
            "Qwen/Qwen2.5-0.5B",
            "060db6499f32faf8b98477b0a26969ef7d8b9987",
            494_032_768,
            988,
            "base",
            "Apache-2.0",
            "Qwen2.5",
        ),
    )
}

DEFAULT_MODEL = "tiny-gpt2"  # of every face, where nobody names another


def entry_of_hub_id(hub_id: str) -> CatalogEntry | None:
    """The catalog's entry for a hub id, if it has one."""
    return next((entry for entry in CATALOG.values() if entry.hub_id == hub_id), None)


def nearest_key(name: str) -> str | None:
    """The catalog key most like a mistyped name, if any is alike."""
    return next(iter(difflib.get_close_matches(name.lower(), CATALOG, n=1, cutoff=0.5)), None)
