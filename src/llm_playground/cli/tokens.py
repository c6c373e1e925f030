"""Texts cut into tokens, on a terminal or in a pipe."""

from __future__ import annotations

import json

from rich.console import Console
from rich.table import Table
from rich.text import Text

from llm_playground.records import Encoding
from llm_playground.tokenization.lab.comparison import Comparison, Statistics

BORDER = "|"  # between two tokens; on a terminal it is grey, so that a | of the text is another


def print_encoding(encoding: Encoding, *, as_json: bool) -> None:
    """One token a line: its id and its text, whitespace and broken characters made visible."""
    if as_json:
        pieces = [piece.hex() for piece in encoding.pieces]
        record = {"text": encoding.text, "ids": encoding.ids, "pieces": pieces, "spans": encoding.spans}
        print(json.dumps(record, ensure_ascii=False))
        return
    for id, piece in zip(encoding.ids, encoding.pieces, strict=True):
        print(f"{id:>7}  {visible(piece)}")
    characters, tokens = len(encoding.text), len(encoding.ids)
    each = f", {characters / tokens:.2f} characters a token" if tokens else ""
    print(f"{tokens} tokens for {characters} characters{each}")


def visible(piece: bytes) -> str:
    """The text of a token for the eye: a space as "·", other unprintable characters and half characters escaped."""
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return "".join(f"\\x{byte:02x}" for byte in piece)
    return "".join("·" if c == " " else c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def print_comparison(comparison: Comparison, *, as_json: bool) -> None:
    """The text in each tokenizer, one below the other, and a table of what each makes of it."""
    if as_json:
        print(comparison.to_json())
        return
    console = Console(highlight=False, soft_wrap=True)
    for encoding, statistics in zip(comparison.encodings, comparison.statistics, strict=True):
        console.print(statistics.name, style="bold")
        border = Text(BORDER, style="dim")
        console.print(border.join(Text(visible(piece)) for piece in encoding.pieces))
        console.print()
    console.print(_table(comparison.statistics))
    parts = comparison.disagreements_count
    differently = f"{parts} part{'' if parts == 1 else 's'} of the text differently" if parts else "the text alike"
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
            _ratio(each.tokens_per_word),
            _ratio(each.characters_per_token),
            f"{each.unknown_tokens:,}",
            f"{each.vocab_size:,}",
            "yes" if each.round_trip else "no",
        )
    return table


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
