"""Measures: how far one next-token distribution is from another, and how a text repeats itself and others.

What is measured of texts is measured on their token ids.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from llm_playground.decoding.distribution import log_softmax
from llm_playground.decoding.warpers import Logits
from llm_playground.records.arena import Loop

LONGEST = 4  # n-grams of self-BLEU
SMOOTHING = 0.1  # in place of no n-gram in common
LEAST_PHRASE, LEAST_TIMES = 2, 3  # of a loop

Ids = Sequence[int]


def kl_divergence(before: Logits, after: Logits) -> float:
    """KL(p || q) in nats of the distributions p and q that two rows of logits (V,) stand for.

    The mean, over tokens drawn from p, of how much more likely p makes them than q does: 0 if both are alike, infinite
    if q rules out what p does not (Kullback and Leibler 1951). Computed in float64.
    """
    logp, logq = log_softmax(before), log_softmax(after)
    possible = logp > -np.inf
    return max(0.0, float(np.sum(np.exp(logp[possible]) * (logp[possible] - logq[possible]))))


def distinct(texts: Sequence[Ids], n: int) -> float | None:
    """The different n-grams of all texts together, as a share of all their n-grams: distinct-n (Li et al. 2016).

    1 if no n-gram comes twice; None if every text is shorter than n tokens.
    """
    counts = Counter(ngram for ids in texts for ngram in ngrams(ids, n))
    return len(counts) / counts.total() if counts else None


def repeated(ids: Ids, n: int = 4) -> float | None:
    """The share of n-grams that have stood in the text before: rep-n (Welleck et al. 2020, seq-rep-n).

    0 if none has; None if the text is shorter than n tokens.
    """
    share = distinct([ids], n)
    return None if share is None else 1 - share


def self_bleu(texts: Sequence[Ids]) -> float | None:
    """How much the texts resemble one another, from 0 to 1 (all the same): the mean BLEU of each against all others.

    Self-BLEU is that of Zhu et al. 2018 (Texygen). BLEU (Papineni et al. 2002) is the geometric mean, over n from 1 to
    4, of the share of the text's n-grams that one of the others has too, each counted at most as often as there; times
    exp(1 - r / c) if the text (c tokens) is shorter than r, the length of the others nearest to its own. Where no
    n-gram is shared, 0.1 counts instead of 0 (Chen and Cherry 2014, method 1). Of shorter texts n goes up to their
    length. None for a single text, and if none has a token.
    """
    if len(texts) < 2 or not any(texts):
        return None
    if all(list(ids) == list(texts[0]) for ids in texts):
        return 1.0
    counts = [[Counter(ngrams(ids, n)) for n in range(1, LONGEST + 1)] for ids in texts]
    lengths = [len(ids) for ids in texts]
    return sum(_bleu(index, counts, lengths) for index in range(len(texts))) / len(texts)


def loop(ids: Ids) -> Loop | None:
    """The phrase in which a text is caught at its end, or None.

    A text loops if a phrase of at least two tokens stands at its end at least three times in a row (Holtzman et al.
    2020). The phrase told is the shortest one, a single token too; where the run breaks off within a phrase, that part
    belongs to it.
    """
    for period in range(1, len(ids) // LEAST_TIMES + 1):
        start = len(ids) - period
        while start and ids[start - 1] == ids[start - 1 + period]:
            start -= 1
        if len(ids) - start >= LEAST_TIMES * max(period, LEAST_PHRASE):
            return Loop(start, period)
    return None


def ngrams(ids: Ids, n: int) -> list[tuple[int, ...]]:
    """All runs of n tokens, first to last."""
    return [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]


def _bleu(index: int, counts: Sequence[Sequence[Counter[tuple[int, ...]]]], lengths: Sequence[int]) -> float:
    """BLEU of one text against all others."""
    length, others = lengths[index], [other for other in range(len(lengths)) if other != index]
    if not length:
        return 0.0
    logs = []
    for n, own in enumerate(counts[index][:length]):
        most: Counter[tuple[int, ...]] = Counter()
        for other in others:
            most |= counts[other][n]
        logs.append(math.log(((own & most).total() or SMOOTHING) / own.total()))
    nearest = min((lengths[other] for other in others), key=lambda other: (abs(other - length), other))
    return math.exp(min(0.0, 1 - nearest / length) + sum(logs) / len(logs))
