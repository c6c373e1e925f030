"""`loss.csv`: one line a step of a run."""

from __future__ import annotations

import csv
from pathlib import Path

from llm_playground.errors import CheckpointError
from llm_playground.training.checkpointing import write_whole
from llm_playground.training.trainer import Progress


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
