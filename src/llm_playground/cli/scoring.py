"""The probability of a given text, on a terminal or in a pipe."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from llm_playground.cli.printing import print_badge
from llm_playground.plain.static_score import surprising_text, token_rows, totals_text
from llm_playground.records.score import Score


def print_score(score: Score, *, as_json: bool) -> None:
    """A line for each token, then the text as a whole."""
    if as_json:
        print(score.to_json())
        return
    print_badge(score)
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    table.add_column("token", no_wrap=True)
    for name in ("probability", "rank", "bits", "log-probability"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in token_rows(score.tokens):
        table.add_row(*row)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(table)
    print(f"\n{totals_text(score)}\n{surprising_text(score)}")
