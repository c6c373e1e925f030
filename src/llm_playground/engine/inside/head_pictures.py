"""Where every head of a model looks, small enough to be drawn side by side on a page."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Mapping, Sequence

from llm_playground.decoding.warpers import Logits
from llm_playground.models.inside import Shape
from llm_playground.records import Encoding
from llm_playground.records.heads import AllHeads
from llm_playground.transformer.heads import EARNED, Floats, packed

Labels = tuple[tuple[str | None, ...], ...]

MOST_SHOWN = 64  # tokens of a picture; of more a small one shows nothing but grey


def all_heads(
    model: str,
    shape: Shape,
    encoding: Encoding,
    patterns: Sequence[Logits],
    scores: Mapping[str, Floats],
    labels: Labels,
    repeated: Mapping[str, Floats],
    repeated_labels: Labels,
    of_text: bool,
) -> AllHeads:
    """The record of a text from the patterns (H, T, T) of all layers and the scores (n_layer, H)."""
    left_out = max(0, len(encoding.ids) - MOST_SHOWN)
    return AllHeads(
        model,
        shape.n_layer,
        shape.n_head,
        shape.n_kv_head,
        encoding.pieces[left_out:],
        left_out,
        tuple(b64encode(packed(pattern[:, left_out:, left_out:])).decode() for pattern in patterns),
        _written(scores),
        labels,
        _written(repeated),
        repeated_labels,
        of_text,
        EARNED,
    )


def _written(scores: Mapping[str, Floats]) -> dict[str, tuple[tuple[float | None, ...], ...]]:
    return {name: tuple(tuple(map(_known, row)) for row in rows.tolist()) for name, rows in scores.items()}


def _known(score: float) -> float | None:
    return None if math.isnan(score) else round(score, 4)
