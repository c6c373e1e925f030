"""The folder of one run, and what is kept in it so that the run can be taken up again.

FOLDER/recipe.json     what is trained; another recipe is refused here
FOLDER/tokenizer/      tokenizer.json, tokenizer_config.json
FOLDER/data/           train.npz, held_out.npz: token ids; facts.json: how many, and what the corpus is
FOLDER/checkpoint.pt   the last checkpoint: model, optimizer, step
FOLDER/loss.csv        one line a step
FOLDER/loss.svg        its picture
FOLDER/model/          the result: a Hugging Face checkpoint folder with its model card
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.training.checkpointing import write_whole
from llm_playground.training.dialogues import CHAT_TEMPLATE
from llm_playground.training.packing import Packed, Rows, not_in_training, pack
from llm_playground.training.recipes import Recipe
from llm_playground.training.sources import Sample
from llm_playground.training.tokenizer import (
    copy_tokenizer,
    end_of_text_id,
    load_tokenizer,
    save_tokenizer,
    train_tokenizer,
)
from llm_playground.training.trainer import Progress

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
class RunFolder:
    """The paths of a run, and the few things that are read and written there."""

    path: Path

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.pt"

    @property
    def model(self) -> Path:
        return self.path / "model"

    @property
    def loss_log(self) -> Path:
        return self.path / "loss.csv"

    @property
    def loss_picture(self) -> Path:
        return self.path / "loss.svg"

    @property
    def tokenizer(self) -> Path:
        return self.path / "tokenizer"

    @property
    def data(self) -> Path:
        return self.path / "data"

    def claim(self, recipe: Recipe, processes: int = 1) -> None:
        """Make the folder for `recipe` in so many processes, or see that it was made for the same.

        Raises:
            InvalidValue: another recipe, or other values of this one, were begun here.
            CheckpointError: the folder cannot be written, or its `recipe.json` is damaged.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CheckpointError(f"The run folder {self.path} cannot be made ({error}).") from error
        wanted = json.loads(json.dumps({**_entries(recipe), "processes": processes}))
        file = self.path / "recipe.json"
        if not file.is_file():
            write_whole(file, json.dumps(wanted, indent=2).encode())
            return
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CheckpointError(f"{file} cannot be read ({error}). Name another folder.") from error
        changed = [name for name in wanted if found.get(name) != wanted[name]]
        if changed:
            differences = "; ".join(f"{name} is {found.get(name)}, now {wanted[name]}" for name in changed)
            raise InvalidValue(
                f"{self.path} holds a run of another recipe ({differences}). "
                "Name another folder, or go on as it was begun."
            )

    def has_data(self) -> bool:
        return (self.data / "facts.json").is_file()  # it is written last

    def read_data(self, context: int) -> tuple[Facts, Rows, Rows]:
        """The facts, the training rows and the held-out rows.

        Raises:
            CheckpointError: a file is damaged.
        """
        try:
            facts = Facts(**json.loads((self.data / "facts.json").read_text(encoding="utf-8")))
            train, held_out = (_read_packed(self.data / name) for name in ("train.npz", "held_out.npz"))
        except (OSError, ValueError, TypeError, KeyError, zipfile.BadZipFile) as error:
            raise CheckpointError(
                f"The data in {self.data} cannot be read ({error}). Delete that folder: it is written again."
            ) from error
        return facts, Rows(train, context), Rows(held_out, context)

    def write_data(self, recipe: Recipe, base_folder: Path | None) -> None:
        """Write the tokenizer, and the text of `recipe` as its tokens. A base model brings its own tokenizer."""
        samples = list(recipe.source.training())
        tokenizer = self._make_tokenizer(recipe, samples, base_folder)
        written = list(recipe.source.held_out())
        held_out = not_in_training(written, {sample.text for sample in samples})
        end_id = end_of_text_id(tokenizer)
        train_ids, held_out_ids = pack(samples, tokenizer, end_id), pack(held_out, tokenizer, end_id)
        known = [sample.logprob for sample in held_out if sample.logprob is not None]
        facts = Facts(
            documents=len(samples),
            tokens=len(train_ids.ids),
            held_out_documents=len(held_out),
            held_out_removed=len(written) - len(held_out),
            held_out_tokens=len(held_out_ids.ids),
            # Every token but the first is predicted, the end of text after each document among them.
            generator_loss=-sum(known) / (len(held_out_ids.ids) - 1) if known and len(known) == len(held_out) else None,
        )
        self.data.mkdir(exist_ok=True)
        _write_packed(train_ids, self.data / "train.npz")
        _write_packed(held_out_ids, self.data / "held_out.npz")
        write_whole(self.data / "facts.json", json.dumps(asdict(facts), indent=2).encode())

    def _make_tokenizer(
        self, recipe: Recipe, samples: Sequence[Sample], base_folder: Path | None
    ) -> tokenizers.Tokenizer:
        if base_folder is None:
            texts = [sample.text for sample in samples[: recipe.tokenizer_documents]]
            tokenizer = train_tokenizer(texts, recipe.model.vocab_size)
        else:
            tokenizer = load_tokenizer(base_folder)
        if base_folder is None or recipe.is_chat:
            template = CHAT_TEMPLATE if recipe.is_chat else None
            save_tokenizer(
                tokenizer, self.tokenizer, context_length=recipe.model.context_length, chat_template=template
            )
        else:
            copy_tokenizer(base_folder, self.tokenizer)
        return tokenizer


def _entries(recipe: Recipe) -> dict[str, Any]:
    """The recipe for `recipe.json`; two sources of one shape differ in their names."""
    return {**asdict(recipe), "source": {"kind": type(recipe.source).__name__, **asdict(recipe.source)}}  # type: ignore[call-overload]


def _write_packed(packed: Packed, path: Path) -> None:
    arrays = {name: array for name, array in packed._asdict().items() if array is not None}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_whole(path, buffer.getbuffer())


def _read_packed(path: Path) -> Packed:
    with np.load(path, allow_pickle=False) as arrays:
        return Packed(arrays["ids"], arrays.get("counts"))


class LossLog:
    """`loss.csv`: one line a step. Opening it at a step drops later lines: those steps will be done again.

    Raises:
        CheckpointError: the file cannot be written.
    """

    HEADER = ("step", "tokens", "learning_rate", "loss", "held_out_loss", "seconds")

    def __init__(self, path: Path, step: int) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []
        kept = [line for line in lines if line.partition(",")[0].isdecimal() and int(line.partition(",")[0]) <= step]
        self.path = path
        write_whole(path, "\n".join([",".join(self.HEADER), *kept, ""]).encode())

    def add(self, progress: Progress) -> None:
        held_out = "" if progress.held_out_loss is None else f"{progress.held_out_loss:.6f}"
        row = (
            progress.step,
            progress.tokens,
            f"{progress.learning_rate:.8f}",
            f"{progress.loss:.6f}",
            held_out,
            f"{progress.seconds:.2f}",
        )
        try:
            with self.path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow(row)
        except OSError as error:
            raise CheckpointError(f"{self.path} could not be written ({error}).") from error
