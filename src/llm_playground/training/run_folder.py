"""The folder of one run, and what is kept in it so that the run can be taken up again.

FOLDER/recipe.json     what is trained; another recipe is refused here
FOLDER/tokenizer/      see `data_folder.py`
FOLDER/data/
FOLDER/checkpoint.pt   the last checkpoint: model, optimizer, step
FOLDER/loss.csv        one line a step
FOLDER/loss.svg        its picture
FOLDER/model/          the result: a Hugging Face checkpoint folder with its model card
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from llm_playground.errors import CheckpointError, InvalidValue, shown
from llm_playground.training.checkpointing import write_whole
from llm_playground.training.data_folder import DataFolder
from llm_playground.training.recipes import Recipe


@dataclass(frozen=True)
class RunFolder:
    """The paths of a run, and whose run it is."""

    path: Path

    @property
    def recipe(self) -> Path:
        return self.path / "recipe.json"

    @property
    def tokenizer(self) -> Path:
        return self.path / "tokenizer"

    @property
    def data(self) -> DataFolder:
        return DataFolder(self.path / "data", self.tokenizer)

    @property
    def has_data(self) -> bool:
        """Whether the text of this run is written. Without a recipe it may be that of another run, which was killed."""
        return self.recipe.is_file() and self.data.is_written

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.pt"

    @property
    def loss_log(self) -> Path:
        return self.path / "loss.csv"

    @property
    def loss_picture(self) -> Path:
        return self.path / "loss.svg"

    @property
    def model(self) -> Path:
        return self.path / "model"

    def refuse_another(self, recipe: Recipe, processes: int) -> None:
        """Check that the run begun here, if any, is of this recipe and in as many processes.

        Raises:
            InvalidValue: it is another recipe, or other values of this one; or the folder holds what is no run's, and
                what a training would replace.
            CheckpointError: `recipe.json` is damaged.
        """
        if not self.recipe.is_file():
            results = (self.checkpoint, self.loss_log, self.loss_picture, self.model)
            if there := [path.name for path in results if path.exists()]:
                raise InvalidValue(
                    f"{self.path} holds {', '.join(there)}, but no run: a training would replace them. "
                    "Name another folder."
                )
            return
        try:
            found = json.loads(self.recipe.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CheckpointError(f"{self.recipe} cannot be read ({error}). Name another folder.") from error
        wanted = json.loads(_as_json(recipe, processes))
        changed = [name for name in wanted if found.get(name) != wanted[name]]
        if changed:
            differences = "; ".join(f"{name} is {found.get(name)}, now {wanted[name]}" for name in changed)
            raise InvalidValue(
                f"{self.path} holds a run of another recipe ({differences}). "
                "Name another folder, or go on as it was begun."
            )

    def make(self) -> None:
        """Make the folder, if it is not there.

        Raises:
            InvalidValue: there is a file of that name.
            CheckpointError: it cannot be made.
        """
        if self.path.exists() and not self.path.is_dir():
            raise InvalidValue(
                f"out is {shown(str(self.path))}, which is a file; name a folder for the run.", field="out"
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CheckpointError(f"The run folder {self.path} cannot be made ({error.strerror}).") from error

    def claim(self, recipe: Recipe, processes: int) -> None:
        write_whole(self.recipe, _as_json(recipe, processes).encode())


def _as_json(recipe: Recipe, processes: int) -> str:
    entries: dict[str, Any] = asdict(recipe)
    entries["source"]["kind"] = type(recipe.source).__name__  # two sources may have the same values
    return json.dumps({**entries, "processes": processes}, indent=2)
