"""Texts cut into tokens, on a terminal or in a pipe."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from llm_playground.plain.static import lengths
from llm_playground.plain.static_parts import count, label, ratio
from llm_playground.records import Encoding
from llm_playground.tokenization.lab.comparison import Comparison, Statistics

BORDER = "|"  # between two tokens; on a terminal it is grey, so that a | of the text is another


def print_encoding(encoding: Encoding, *, as_json: bool) -> None:
    """One token a line: its id and its text, whitespace and broken characters made visible."""
    if as_json:
        print(encoding.to_json())
        return
    for id, piece in zip(encoding.ids, encoding.pieces, strict=True):
        print(f"{id:>7}  {label(piece)}")
    tokens = len(encoding.ids)
    each = f", {len(encoding.text) / tokens:.2f} characters a token" if tokens else ""
    print(f"{lengths(encoding)}{each}")


def print_comparison(comparison: Comparison, *, as_json: bool) -> None:
    """The text in each tokenizer, one below the other, and a table of what each makes of it."""
    if as_json:
        print(comparison.to_json())
        return
    console = Console(highlight=False, soft_wrap=True)
    for encoding, statistics in zip(comparison.encodings, comparison.statistics, strict=True):
        console.print(statistics.name, style="bold")
        border = Text(BORDER, style="dim")
        console.print(border.join(Text(label(piece)) for piece in encoding.pieces))
        console.print()
    console.print(_table(comparison.statistics))
    parts = comparison.disagreements_count
    differently = f"{count(parts, 'part')} of the text differently" if parts else "the text alike"
    console.print(f"They cut {differently}.")


def _table(statistics: tuple[Statistics, ...]) -> Table:
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    table.add_column("tokenizer", no_wrap=True)
    for name in ("tokens", "tokens\na word", "characters\na token", "unknown", "vocabulary", "comes back\nexactly"):
        table.add_column(name, justify="right")
    for each in statistics:
        table.add_row(
            each.name,
            f"{each.tokens:,}",
            ratio(each.tokens_per_word),
            ratio(each.characters_per_token),
            f"{each.unknown_tokens:,}",
            f"{each.vocab_size:,}",
            "yes" if each.round_trip else "no",
        )
    return table
