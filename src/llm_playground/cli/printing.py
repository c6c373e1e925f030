"""Records as text on a terminal or in a pipe. On a terminal, colour shows how likely each token was."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from llm_playground.engine.generation import Run
from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog import CATALOG
from llm_playground.models.references import read_name
from llm_playground.records import Ending, FinishReason, Start, Step

# Lower bound of the probability, its colour, and what the legend calls it. Readable on dark and on light.
LIKELY = ((0.5, "green", "50 % or more"), (0.1, "yellow", "10 to 50 %"), (0.0, "red", "below 10 %"))

FINISHED: dict[FinishReason, str] = {
    "stop": "the model ended the text",
    "length": "max_new_tokens reached",
    "context": "the model's context is full",
}


def print_run(run: Run) -> None:
    """Stream a run: the text on stdout, a line about the run on stderr (only if someone watches)."""
    console = Console(highlight=False, soft_wrap=True)
    events = run.events(top=0)  # raises what there is to raise, before anything is printed
    started, count = time.perf_counter(), 0
    reason = ""
    try:
        for event in events:
            match event:
                case Start(is_instruct=False):
                    _write(event.prompt.text, "bold", console)
                case Step():
                    count += 1
                    _write(event.text, _style(event), console)
                case Ending():
                    reason = FINISHED[event.finish_reason]
    except KeyboardInterrupt:
        events.close()
        reason = "stopped by you"
    print()
    if console.is_terminal:
        _print_summary(run, count, time.perf_counter() - started, reason)


def _print_summary(run: Run, count: int, seconds: float, reason: str) -> None:
    seed = "" if run.seed is None else f" · seed {run.seed}"
    legend = Text("probability: ", style="dim")
    for _, colour, name in LIKELY:
        legend.append(f"■ {name}  ", style=colour)
    console = Console(stderr=True, highlight=False)
    console.print(legend)
    console.print(
        f"{run.model.name} · {run.strategy.name}{seed} · {count} tokens in {seconds:.2f} s · {reason}", style="dim"
    )


def _style(step: Step) -> str:
    return next(colour for bound, colour, _ in LIKELY if step.choice.model_probability >= bound)


def _write(text: str, style: str, console: Console) -> None:
    """Into a pipe the text as it is. On a terminal in colour, control characters shown, not obeyed: a model may
    write any."""
    if console.is_terminal:
        shown = "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
        console.print(Text(shown, style=style), end="")
    else:
        sys.stdout.write(text)
    sys.stdout.flush()


def print_catalog() -> None:
    """The catalog as a table."""
    names = ("key", "what it is", "kind", "parameters", "size", "at hand", "licence")
    columns = [Column(name, no_wrap=True) for name in names]  # a key cut off cannot be typed
    table = Table(*columns, box=None, pad_edge=False, collapse_padding=True)  # 80 columns are enough
    recommendations: list[str] = []
    for entry in CATALOG.values():
        known = SHELF.state(entry.key, read_name(entry.key))
        state = known.state.replace("remote", "on the hub")
        if known.recommended:
            recommendations.append(f"{entry.key} recommends {known.recommended}")
        megabytes = _bundled_megabytes(entry.bundled_folder) if entry.bundled_folder else str(entry.download_megabytes)
        millions = f"{entry.parameters / 1e6:.1f} M"
        table.add_row(entry.key, entry.note, entry.kind, millions, f"{megabytes} MB", state, entry.licence)
    Console(highlight=False, soft_wrap=True).print(table)
    if recommendations:
        print("\n".join(recommendations))
    print("Any other causal language model: give its hub id (organisation/name) or its folder.")


def _bundled_megabytes(folder: Path) -> str:
    return f"{sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f}"
