"""Who watches a run: the terminal here, a notebook in `widgets/training.py`."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from llm_playground.training.trainer import Progress

if TYPE_CHECKING:
    import rich.console


class Observer(Protocol):
    """Is told what happens, in this order: notes, then all steps between `__enter__` and `__exit__`, then notes."""

    def note(self, text: str) -> None:
        """Something to know before the first step or after the last one."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def step(self, progress: Progress) -> None: ...

    def sample(self, progress: Progress, text: str) -> None:
        """Text that the model wrote after this step, where the held-out loss was measured."""


class Silent:
    """Of several processes, all but one."""

    def note(self, text: str) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def step(self, progress: Progress) -> None: ...

    def sample(self, progress: Progress, text: str) -> None: ...


class Terminal(Silent):
    """A bar that moves, and above it a line and a sample for every measurement of the held-out loss."""

    def __init__(self, steps: int, console: rich.console.Console | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        self.console = console or Console()
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self.bar = Bar(*columns, console=self.console)
        self.task = self.bar.add_task("", total=steps)

    def note(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def step(self, progress: Progress) -> None:
        left = f"{int(progress.seconds_left // 60)}:{int(progress.seconds_left % 60):02d} left"
        loss = f"loss {progress.loss:.3f} (guessing {progress.uniform_loss:.2f})"
        text = f"{loss}  {progress.tokens_per_second:,.0f} tokens/s  {left}"
        self.bar.update(self.task, completed=progress.step, description=text)

    def sample(self, progress: Progress, text: str) -> None:
        self.note(summary(progress))
        self.console.print(text, style="dim", markup=False, highlight=False)


def summary(progress: Progress) -> str:
    """One line for a log file, where a moving bar cannot be seen."""
    return (
        f"step {progress.step:,}/{progress.steps:,}  loss {progress.loss:.4f}  "
        f"held-out {progress.held_out_loss:.4f} (guessing {progress.uniform_loss:.2f})  "
        f"{progress.tokens_per_second:,.0f} tokens/s  {progress.seconds_left / 60:.1f} minutes left"
    )
