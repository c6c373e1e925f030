"""The folder of one run, and what is kept in it so that the run can be taken up again.

FOLDER/recipe.json     what is trained; another recipe is refused here
FOLDER/tokenizer/      tokenizer.json, tokenizer_config.json
FOLDER/data/           train.npy, held_out.npy: token ids; facts.json: how many, and what the corpus is
FOLDER/checkpoint.pt   the last checkpoint: model, optimizer, step
FOLDER/loss.csv        one line a step
FOLDER/model/          the result: a Hugging Face checkpoint folder with its model card
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.training.checkpointing import write_whole
from llm_playground.training.packing import Rows, held_out_texts, pack
from llm_playground.training.pretraining import Progress
from llm_playground.training.recipes import Recipe
from llm_playground.training.tokenizer import load_tokenizer, save_tokenizer, train_tokenizer

if TYPE_CHECKING:
    import tokenizers


class Written(Protocol):
    """A document of a corpus; the story world's also have a `logprob`."""

    @property
    def text(self) -> str: ...


Corpus = Callable[[int, int], Iterable[Written]]  # (count, seed) -> documents


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
    def tokenizer(self) -> Path:
        return self.path / "tokenizer"

    @property
    def data(self) -> Path:
        return self.path / "data"

    def claim(self, recipe: Recipe) -> None:
        """Make the folder for `recipe`, or see that it was made for the same one.

        Raises:
            InvalidValue: another recipe, or other values of this one, were begun here.
            CheckpointError: the folder cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CheckpointError(f"The run folder {self.path} cannot be made ({error}).") from error
        file, wanted = self.path / "recipe.json", json.dumps(asdict(recipe), indent=2)
        if not file.is_file():
            write_whole(file, wanted.encode())
            return
        found, wanted_entries = json.loads(file.read_text(encoding="utf-8")), json.loads(wanted)
        changed = [name for name in wanted_entries if found.get(name) != wanted_entries[name]]
        if changed:
            differences = "; ".join(f"{name} is {found.get(name)}, now {wanted_entries[name]}" for name in changed)
            raise InvalidValue(
                f"{self.path} holds a run of another recipe ({differences}). "
                "Name another folder, or go on as it was begun."
            )

    def prepare(self, recipe: Recipe, corpus: Corpus, tokenizer_folder: Path | None) -> tuple[Facts, Rows, Rows]:
        """The facts, the training rows and the held-out rows: read from the folder, or written first."""
        if not (self.data / "facts.json").is_file():  # it is written last
            self._write_data(recipe, corpus, tokenizer_folder)
        try:
            facts = Facts(**json.loads((self.data / "facts.json").read_text(encoding="utf-8")))
            arrays = [np.load(self.data / name, allow_pickle=False) for name in ("train.npy", "held_out.npy")]
        except (OSError, ValueError, TypeError) as error:
            raise CheckpointError(
                f"The data in {self.data} cannot be read ({error}). Delete that folder: it is written again."
            ) from error
        train, held_out = (Rows(ids, recipe.model.context_length) for ids in arrays)
        return facts, train, held_out

    def _write_data(self, recipe: Recipe, corpus: Corpus, tokenizer_folder: Path | None) -> None:
        self.data.mkdir(exist_ok=True)
        texts = [document.text for document in corpus(recipe.documents, recipe.corpus_seed)]
        tokenizer = self._make_tokenizer(recipe, texts, tokenizer_folder)
        if tokenizer.get_vocab_size() != recipe.model.vocab_size:
            raise InvalidValue(
                f"The tokenizer has {tokenizer.get_vocab_size()} tokens, the recipe's model {recipe.model.vocab_size}."
            )
        written = list(corpus(recipe.held_out_documents, recipe.held_out_seed))
        held_out = held_out_texts((document.text for document in written), set(texts))
        ids, held_out_ids = pack(texts, tokenizer), pack(held_out, tokenizer)
        logprobs = {document.text: getattr(document, "logprob", None) for document in written}
        known = [logprob for text in held_out if (logprob := logprobs[text]) is not None]
        facts = Facts(
            documents=len(texts),
            tokens=len(ids),
            held_out_documents=len(held_out),
            held_out_removed=len(written) - len(held_out),
            held_out_tokens=len(held_out_ids),
            # Every token but the first is predicted, the end of text after each document among them.
            generator_loss=-sum(known) / (len(held_out_ids) - 1) if held_out and len(known) == len(held_out) else None,
        )
        for name, array in (("train.npy", ids), ("held_out.npy", held_out_ids)):
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            write_whole(self.data / name, buffer.getbuffer())
        write_whole(self.data / "facts.json", json.dumps(asdict(facts), indent=2).encode())

    def _make_tokenizer(self, recipe: Recipe, texts: list[str], folder: Path | None) -> tokenizers.Tokenizer:
        if folder is not None:
            tokenizer = load_tokenizer(folder)
        else:
            tokenizer = train_tokenizer(texts[: recipe.tokenizer_documents], recipe.model.vocab_size)
        save_tokenizer(tokenizer, self.tokenizer, context_length=recipe.model.context_length)
        return tokenizer

    def copy_tokenizer(self) -> None:
        """Put the tokenizer beside the model's weights."""
        shutil.copytree(self.tokenizer, self.model, dirs_exist_ok=True)


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
