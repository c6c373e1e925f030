"""The text of a run as token ids, written once and read by every process and every session of the run.

FOLDER/data/train.npz, held_out.npz   token ids, and of dialogues which of them are learned
FOLDER/data/facts.json                how many, and what the text is; written last, so it stands for the rest
FOLDER/tokenizer/                     tokenizer.json, tokenizer_config.json
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from llm_playground.corpus.dialogues import CHAT_TEMPLATE
from llm_playground.errors import CheckpointError
from llm_playground.training.checkpointing import write_whole
from llm_playground.training.held_out import SeenTexts, not_in_training
from llm_playground.training.packing import Documents, Packed, Rows, pack
from llm_playground.training.recipes import Recipe
from llm_playground.training.tokenizer import (
    copy_tokenizer,
    end_of_text_id,
    load_tokenizer,
    save_tokenizer,
    train_tokenizer,
)

if TYPE_CHECKING:
    import tokenizers


@dataclass(frozen=True)
class Facts:
    """What the data are, for the model card.

    `generator_loss` is what the held-out documents cost the generator that wrote them, in nats per token.
    None where the corpus does not know its probabilities.
    """

    documents: int
    tokens: int
    held_out_documents: int
    held_out_removed: int  # because the training corpus has the same text
    held_out_tokens: int
    generator_loss: float | None


@dataclass(frozen=True)
class DataFolder:
    """`path` holds the ids, `tokenizer` the tokenizer that made them."""

    path: Path
    tokenizer: Path

    @property
    def is_written(self) -> bool:
        return (self.path / "facts.json").is_file()

    def read(self, context: int, end_of_text_id: int) -> tuple[Facts, Rows, Documents]:
        """The facts, the training rows and the held-out documents.

        Raises:
            CheckpointError: a file is damaged.
            InvalidValue: the text is too short for rows of `context` tokens.
        """
        try:
            facts = Facts(**json.loads((self.path / "facts.json").read_text(encoding="utf-8")))
            train, held_out = (_read_packed(self.path / name) for name in ("train.npz", "held_out.npz"))
        except (OSError, ValueError, TypeError, KeyError, zipfile.BadZipFile) as error:
            raise CheckpointError(
                f"The data in {self.path} cannot be read ({error}). Delete that folder: it is written again."
            ) from error
        return facts, Rows(train, context), Documents(held_out, context, end_of_text_id)

    def write(self, recipe: Recipe, base: Path | None) -> None:
        """Write the tokenizer, and the text of `recipe` as its tokens. A base model brings its own tokenizer.

        Raises:
            InvalidValue: the text cannot be had.
            CheckpointError: the folder cannot be written.
        """
        tokenizer = self._write_tokenizer(recipe, base)
        end_id, seen = end_of_text_id(tokenizer), SeenTexts()
        train_ids = pack(seen.watch(recipe.source.training()), tokenizer, end_id)
        written = list(recipe.source.held_out())
        held_out = not_in_training(written, seen)
        held_out_ids = pack(held_out, tokenizer, end_id)
        known = [sample.logprob for sample in held_out if sample.logprob is not None]
        facts = Facts(
            documents=seen.count,
            tokens=len(train_ids.ids),
            held_out_documents=len(held_out),
            held_out_removed=len(written) - len(held_out),
            held_out_tokens=len(held_out_ids.ids),
            # Every token but the first is predicted, the end of text after each document among them.
            generator_loss=-sum(known) / (len(held_out_ids.ids) - 1) if known and len(known) == len(held_out) else None,
        )
        _write_packed(train_ids, self.path / "train.npz")
        _write_packed(held_out_ids, self.path / "held_out.npz")
        write_whole(self.path / "facts.json", json.dumps(asdict(facts), indent=2).encode())

    def _write_tokenizer(self, recipe: Recipe, base: Path | None) -> tokenizers.Tokenizer:
        if base is None:
            texts = [sample.text for sample in islice(recipe.source.training(), recipe.tokenizer_documents)]
            tokenizer = train_tokenizer(texts, recipe.model.vocab_size)
        else:
            tokenizer = load_tokenizer(base)
        try:
            for folder in (self.path, self.tokenizer):
                folder.mkdir(parents=True, exist_ok=True)
            if base is not None and not recipe.is_chat:
                copy_tokenizer(base, self.tokenizer)
                return tokenizer
        except OSError as error:
            raise CheckpointError(f"The run folder {self.path.parent} cannot be written ({error.strerror}).") from error
        template = CHAT_TEMPLATE if recipe.is_chat else None
        save_tokenizer(tokenizer, self.tokenizer, context_length=recipe.model.context_length, chat_template=template)
        return tokenizer


def _write_packed(packed: Packed, path: Path) -> None:
    arrays = {name: array for name, array in packed._asdict().items() if array is not None}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_whole(path, buffer.getbuffer())


def _read_packed(path: Path) -> Packed:
    with np.load(path, allow_pickle=False) as arrays:
        return Packed(arrays["ids"], arrays.get("counts"))
