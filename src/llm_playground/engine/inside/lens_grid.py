"""A lens as a picture needs it: the last tokens of a text, and of each layer the few numbers that are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from llm_playground.decoding.distribution import Distribution, rank
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.records.inside import LensGrid
from llm_playground.transformer.rounding import rounded

if TYPE_CHECKING:
    from llm_playground.decoding.warpers import Logits
    from llm_playground.transformer.lens import LensRows

# 33 rows of 64 cells are 260 kB of JSON, and more than fits on a screen.
MOST_TOKENS = 64
MOST_ROWS = 33
TOP = 5


class _Cell(NamedTuple):
    ids: tuple[int, ...]
    probabilities: tuple[float, ...]
    others_mass: float
    entropy: float
    answer: tuple[int, float]  # rank and probability
    following: tuple[int, float] | tuple[None, None]


def lens_grid(
    model: LanguageModel, encoding: Encoding, kind: str, offered: tuple[str, ...], rows: LensRows
) -> LensGrid:
    """The grid of a lens that read `encoding`: at most the last 64 tokens, and 33 rows from the first to the last."""
    n_layer, n_token = rows.shape[0] - 1, len(encoding.ids)
    shown = range(max(0, n_token - MOST_TOKENS), n_token)
    layers = shown_layers(n_layer)
    answers = [int(id) for id in rows.logits_at(n_layer, shown).argmax(-1)]
    following: list[int | None] = [*(encoding.ids[position + 1] for position in shown[:-1]), None]
    cells = [
        [_cell(*each) for each in zip(rows.logits_at(layer, shown), answers, following, strict=True)]
        for layer in layers
    ]
    named = {*answers, *encoding.ids[shown[0] :], *(id for row in cells for cell in row for id in cell.ids)}
    return LensGrid(
        model=model.name,
        kind=kind,
        offered=offered,
        n_layer=n_layer,
        layers=layers,
        n_token=n_token,
        first=shown[0],
        pieces=tuple(encoding.pieces[position] for position in shown),
        vocab_size=rows.shape[2],
        vocabulary={id: model.piece(id) for id in sorted(named)},
        answers=tuple(answers),
        following=tuple(following),
        ids=tuple(tuple(cell.ids for cell in row) for row in cells),
        probabilities=tuple(tuple(cell.probabilities for cell in row) for row in cells),
        others_mass=tuple(tuple(cell.others_mass for cell in row) for row in cells),
        entropy=tuple(tuple(cell.entropy for cell in row) for row in cells),
        answer_ranks=tuple(tuple(cell.answer[0] for cell in row) for row in cells),
        answer_probabilities=tuple(tuple(cell.answer[1] for cell in row) for row in cells),
        following_ranks=tuple(tuple(cell.following[0] for cell in row) for row in cells),
        following_probabilities=tuple(tuple(cell.following[1] for cell in row) for row in cells),
    )


def shown_layers(n_layer: int) -> tuple[int, ...]:
    """The rows that are shown: all, or of a deep model evenly spaced ones; the model itself is always the last."""
    step = -(-n_layer // (MOST_ROWS - 1))
    return (*range(0, n_layer, max(1, step)), n_layer)


def _cell(logits: Logits, answer: int, following: int | None) -> _Cell:
    distribution = Distribution.of(logits)
    stage = distribution.stage("lens", {}, lambda _: b"", TOP)

    def standing(id: int) -> tuple[int, float]:
        return rank(logits, id), rounded(distribution.probability(id))

    return _Cell(
        tuple(each.id for each in stage.candidates),
        tuple(rounded(each.probability) for each in stage.candidates),
        rounded(stage.others_mass),
        rounded(distribution.entropy),
        standing(answer),
        (None, None) if following is None else standing(following),
    )
