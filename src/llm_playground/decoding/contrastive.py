"""Contrastive search (Su et al. 2022): of the most likely tokens the one that is also unlike the text so far.

    score(v) = (1 - alpha) p(v)  -  alpha max over the tokens j of the text of cos(h_v, h_j)

h is the vector that the model's last layer has for a token, from which its logits are made. Where a text goes round in
circles its vectors are nearly parallel, so the second term, the degeneration penalty, steers away from that. Nothing is
drawn. As in `transformers`, p is the distribution over the whole vocabulary, after the penalties and before the k are
picked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from llm_playground.decoding.distribution import Distribution, Piece
from llm_playground.decoding.seam import HiddenStates
from llm_playground.records import ContrastedToken


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate; of the tokens of the text, number `nearest` is the one that it is most `similar` to (a cosine)."""

    id: int
    probability: float
    similarity: float
    nearest: int
    score: float


def contrasted(
    distribution: Distribution, ids: Sequence[int], hidden: HiddenStates, num_candidates: int, penalty_alpha: float
) -> tuple[Rival, ...]:
    """The candidates after the text `ids`, by falling score (the more likely first among equals).

    Each of them takes a pass over the text with it: what comes before a token does not depend on it, so the vectors of
    the text are the same in all.
    """
    rivals = []
    for id in distribution.likeliest(num_candidates).tolist():
        states = hidden((*ids, id)).astype(np.float64)  # (T + 1, C)
        states /= np.linalg.norm(states, axis=1, keepdims=True)
        cosines = states[:-1] @ states[-1]
        nearest = int(np.argmax(cosines))
        probability, similarity = distribution.probability(id), float(cosines[nearest])
        score = (1 - penalty_alpha) * probability - penalty_alpha * similarity
        rivals.append(Rival(id, probability, similarity, nearest, score))
    return tuple(sorted(rivals, key=lambda rival: -rival.score))


def contrasted_tokens(rivals: Sequence[Rival], ids: Sequence[int], piece: Piece) -> tuple[ContrastedToken, ...]:
    """Their record: those of the text `ids` that they are like come with their bytes."""
    return tuple(
        ContrastedToken(
            each.id,
            piece(each.id),
            each.probability,
            each.similarity,
            each.nearest,
            piece(ids[each.nearest]),
            each.score,
        )
        for each in rivals
    )
