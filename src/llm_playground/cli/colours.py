"""A run on a terminal: colour shows how likely each token was."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from llm_playground.engine.generation import Run
from llm_playground.plain.badge import badge
from llm_playground.plain.static import spelled_text

# Lower bound of the probability, its colour, and what the legend calls it. Readable on dark and on light.
LIKELY = ((0.5, "green", "50 % or more"), (0.1, "yellow", "10 to 50 %"), (0.0, "red", "below 10 %"))


class Terminal:
    """Writes what a run yields. Control characters are shown, not obeyed: a model may write any."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def write_prompt(self, text: str) -> None:
        self._write(text, "bold")

    def write_token(self, text: str, probability: float) -> None:
        self._write(text, next(colour for bound, colour, _ in LIKELY if probability >= bound))

    def _write(self, text: str, style: str) -> None:
        shown = "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
        self._console.print(Text(shown, style=style), end="")

    def summarize(self, run: Run, count: int, seconds: float, reason: str) -> None:
        """A line about the run, and what the colours mean, on stderr."""
        seed = "" if run.seed is None else f" · seed {run.seed}"
        words = "".join(f" · {spelled_text(each)}" for each in run.spelled)
        legend = Text("probability: ", style="dim")
        for _, colour, name in LIKELY:
            legend.append(f"■ {name}  ", style=colour)
        console = Console(stderr=True, highlight=False)
        console.print(legend)
        console.print(
            f"{run.model.name} · {run.strategy.name}{words}{seed} · {count} tokens in {seconds:.2f} s · {reason}",
            style="dim",
            markup=False,
        )
        if stored := badge(run.model.info.quantization):
            console.print(stored, style="dim", markup=False)
