"""Python writes tokens and probabilities as the views do, so that a terminal, a saved page and a view agree."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("playwright.sync_api")

from llm_playground.plain.static_parts import label, percent

BOTH = """
async ([pieces, shares]) => {
  const { pieceLabel } = await import("/views/kit/pieces.js");
  const { percent } = await import("/views/kit/numbers.js");
  return [pieces.map((piece) => pieceLabel(piece)), shares.map(percent)];
}
"""
TEXTS = [
    "",
    " fox",
    "\n\t\r ",
    "é",
    "日本",
    "🐉",
    "\0\x1b[31m\x7f",
    "\u00a0\u00ad\u200b\u2028\u202e\ufeff",
    "\U000e0001",
    "\ue000",
]


def test_a_token_and_a_probability_look_the_same_in_python_and_in_the_views(open_page) -> None:
    draw = random.Random(1)
    shares = [0.0, 1.0, *(draw.random() for _ in range(100)), *(10 ** draw.uniform(-8, 0) for _ in range(200))]
    shares += [1 - share for share in shares]
    pieces = [text.encode() for text in TEXTS] + ["é".encode()[:1], "🐉".encode()[1:3]]
    labels, percents = open_page("").evaluate(BOTH, [[piece.hex() for piece in pieces], shares])
    assert labels == [label(piece) for piece in pieces]
    assert [each.replace("\u202f", " ") for each in percents] == [percent(share) for share in shares]
