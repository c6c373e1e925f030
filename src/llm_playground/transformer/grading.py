"""Grades of numbers that a model computes of each token: how well each tells tokens with a label from those without.

A number at a threshold or above is a yes. Unit and threshold are chosen on some tokens, by F1, and graded on others.
F1 is the harmonic mean of precision (how many of the yeses are right) and recall (how many of the right ones are said).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain
from statistics import median
from typing import NamedTuple

import torch
from torch import Tensor

LEAST_TOKENS = 60  # with a label, among those that are graded on; of fewer an F1 says little
EARNED = 0.5  # the F1, where it was chosen, from which on a unit is called by a label

Labels = Sequence[Collection[str]]  # of each token of a text


class Grade(NamedTuple):
    """How well `unit`, at `threshold` or above, tells of a token (or, with `next`, of the one after it) that it has
    `label`, as `tokens` of those that were graded on have."""

    label: str
    next: bool
    tokens: int
    unit: int
    threshold: float
    precision: float
    recall: float
    f1: float


class Grades(NamedTuple):
    """The best unit for each label, and of each unit that earned a name the label it tells best."""

    labels: list[Grade]
    units: dict[int, Grade]

    @property
    def median(self) -> float | None:
        """Of the F1 of all labels; None if there is none."""
        return median(grade.f1 for grade in self.labels) if self.labels else None


class Tokens(NamedTuple):
    """`units` (N, F) of all tokens, text by text, and the labels of each text."""

    units: Tensor
    labels: Sequence[Labels]


def grades(choosing: Tokens, grading: Tokens, above: float = 0.0, least: int = LEAST_TOKENS) -> Grades:
    """Grade every unit on every label that at least `least` tokens of `grading` have.

    Each label is two questions, of the token itself and of the next one; the better one counts, by F1 on `choosing`.

    Args:
        above: a threshold is always above this: 0 for features, which are 0 where they do not fire; -inf for numbers
            that are never silent.
    """
    counts = Counter(chain.from_iterable(chain.from_iterable(grading.labels)))
    known = sorted(label for label, count in counts.items() if count >= least)
    if not known:
        return Grades([], {})
    questions = [(label, after) for after in (False, True) for label in known]
    thresholds, f1 = best_thresholds(choosing.units, answers(choosing.labels, known), above)
    asked = answers(grading.labels, known)

    def grade(unit: int, question: int) -> Grade:
        label, after = questions[question]
        found = scores(grading.units[:, unit] >= thresholds[unit, question], asked[:, question])
        return Grade(label, after, counts[label], unit, float(thresholds[unit, question]), *found)

    best = f1.max(0)
    n_label = len(known)
    chosen = [max((number, number + n_label), key=best.values.tolist().__getitem__) for number in range(n_label)]
    tells = f1.max(1)
    earned = (tells.values >= EARNED).nonzero()[:, 0].tolist()
    return Grades(
        [grade(int(best.indices[question]), question) for question in chosen],
        {unit: grade(unit, int(tells.indices[unit])) for unit in earned},
    )


def answers(texts: Sequence[Labels], known: Sequence[str]) -> Tensor:
    """Whether each token has each label, then whether the next one in its text has: bool (N, 2 labels)."""
    column = {label: number for number, label in enumerate(known)}
    rows = []
    for labels in texts:
        own = torch.zeros(len(labels) + 1, len(known), dtype=torch.bool)
        for token, of_token in enumerate(labels):
            own[token, [column[label] for label in of_token if label in column]] = True
        rows.append(torch.cat((own[:-1], own[1:]), dim=1))
    return torch.cat(rows)


def best_thresholds(units: Tensor, asked: Tensor, above: float) -> tuple[Tensor, Tensor]:
    """For each unit and question the threshold, out of the unit's own values, with the highest F1; and that F1.

    Args:
        units: (N, F).
        asked: bool (N, Q).

    Returns:
        (F, Q) each; infinity and 0 for a unit that is never above `above`.
    """
    positives = asked.sum(0)
    thresholds = torch.full((units.shape[1], asked.shape[1]), torch.inf)
    f1 = torch.zeros_like(thresholds)
    for unit, column in enumerate(units.T):
        which = (column > above).nonzero()[:, 0]
        if len(which) == 0:
            continue
        falling, order = column[which].sort(descending=True)
        hits = asked[which[order]].cumsum(0, dtype=torch.float32)
        found = 2 * hits / (torch.arange(1, len(which) + 1)[:, None] + positives)
        # Equal values are taken together: a threshold lies at the last of them.
        found[:-1][falling[:-1] == falling[1:]] = 0
        best = found.max(0)
        thresholds[unit], f1[unit] = falling[best.indices], best.values
    return thresholds, f1


def scores(said: Tensor, right: Tensor) -> tuple[float, float, float]:
    """Precision, recall and F1 of yeses, bool (N,) both; 0 where there is nothing to divide by."""
    hits, yeses, wanted = int((said & right).sum()), int(said.sum()), int(right.sum())
    return hits / max(1, yeses), hits / max(1, wanted), 2 * hits / max(1, yeses + wanted)


def both_signs(units: Tensor) -> Tensor:
    """Numbers that may tell by being low as well as by being high: (N, F) -> (N, 2 F)."""
    return torch.cat((units, -units), dim=1)
