"""What a head of attention does, as far as numbers can say: a few scores of its pattern on one text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SCORES = ("self", "previous", "first", "distance", "spread", "entropy", "induction")
EARNED = 0.5  # the score from which on a head is called by what it does
LEAST_TOKENS = 4  # of fewer, the first token and the one before are nearly always the same
FAINT = 0.01  # weights below it are left out of the induction score: many small ones would make a large one


def scores_of_heads(pattern: NDArray[np.float32], ids: Sequence[int]) -> dict[str, Floats]:
    """The scores of every head of a layer on a text: name -> (H,).

        self         weight of a token on itself
        previous     weight on the token before
        first        weight on the first token
        distance     how far back the head looks: |q - k| in tokens, weighted by attention
        spread       the variance of that distance
        entropy      of the row, in nats: 0 where the token looks at one other alone
        induction    of a token that stood in the text before, the weight on what followed it there

    Each is a mean over the tokens after the first, which can look at nothing but itself; induction is one over those
    that have an earlier occurrence. All but `first` are after those by which HeadVis arranges heads (Anthropic 2026).

    Args:
        pattern: (H, T, T), rows the queries.
        ids: the T tokens of the text.

    Returns:
        NaN where the text gives no answer: nothing of a single token, no induction where no token comes twice.
    """
    n_token = len(ids)
    if n_token == 1:
        return dict.fromkeys(SCORES, np.full(len(pattern), np.nan))
    rows = pattern[:, 1:].astype(np.float64)  # (H, T - 1, T)
    query, key = np.arange(1, n_token)[:, None], np.arange(n_token)
    back = query - key
    distance = (rows * back).sum(-1)  # (H, T - 1)
    information = np.log(rows, where=rows > 0, out=np.zeros_like(rows))
    return {
        "self": _mean_at(rows, back == 0),
        "previous": _mean_at(rows, back == 1),
        "first": rows[..., 0].mean(-1),
        "distance": distance.mean(-1),
        "spread": ((rows * back**2).sum(-1) - distance**2).mean(-1),
        "entropy": -(rows * information).sum(-1).mean(-1),
        "induction": _mean_at(np.where(rows < FAINT, 0, rows), _after_earlier_occurrence(ids)[1:]),
    }


def induction_on_repeated(pattern: NDArray[np.float32]) -> Floats:
    """How much each head, over the second half of a text that repeats its first half, looks at what comes next: (H,).

    The mean of pattern[q, q - L + 1] over the queries q of the second half, where a half has L tokens (Olsson et al.
    2022).

    Args:
        pattern: (H, 2 L, 2 L), rows the queries.
    """
    half = pattern.shape[-1] // 2
    queries = np.arange(half, 2 * half)
    return np.asarray(pattern[:, queries, queries - half + 1].astype(np.float64).mean(-1))


def packed(pattern: NDArray[np.float32]) -> bytes:
    """A byte for each weight that the mask leaves, head by head, of each query its keys up to itself.

    It is 255 times the square root of the weight, so that small ones, which are the most, are told apart; the weight
    is found again within 1 / 255.

    Args:
        pattern: (H, T, T), rows the queries.
    """
    queries, keys = np.tril_indices(pattern.shape[-1])
    return np.rint(255 * np.sqrt(pattern[:, queries, keys])).astype(np.uint8).tobytes()


def by_layer(scores: Sequence[dict[str, Floats]]) -> dict[str, Floats]:
    """The scores (H,) of each layer as one array a score: (n_layer, H)."""
    return {name: np.stack([layer[name] for layer in scores]) for name in scores[0]}


def labels_of_heads(
    scores: dict[str, Floats], repeated_induction: Floats, n_token: int
) -> tuple[tuple[str | None, ...], ...]:
    """What each head may be called, by layer: "previous", "self", "first", "induction", or None.

    It is the name of its highest score, if that is at least `EARNED`: half of its attention goes there. Induction
    counts as on random tokens that come twice (Olsson et al. 2022): in a text, a token that comes twice may be looked
    at for other reasons.

    Args:
        scores: those of a text, (n_layer, H) each.
        repeated_induction: (n_layer, H).
        n_token: how many tokens that text has; of fewer than `LEAST_TOKENS` only induction gives a name.
    """
    candidates = {"induction": repeated_induction}
    if n_token >= LEAST_TOKENS:
        candidates |= {name: scores[name] for name in ("previous", "self", "first")}
    names, values = list(candidates), np.stack(list(candidates.values()))  # (names, n_layer, H)
    best, highest = values.argmax(0), values.max(0)
    return tuple(
        tuple(names[name] if value >= EARNED else None for name, value in zip(*row, strict=True))
        for row in zip(best.tolist(), highest.tolist(), strict=True)
    )


def repeated_tokens(vocab_size: int, length: int, avoid: Collection[int] = (), seed: int = 0) -> list[int]:
    """`length` tokens drawn at random, each at most once if there are as many, and then the same again."""
    ids = np.setdiff1d(np.arange(vocab_size), list(avoid))
    drawn = np.random.default_rng(seed).choice(ids, length, replace=len(ids) < length)
    return [*drawn.tolist(), *drawn.tolist()]


def _after_earlier_occurrence(ids: Sequence[int]) -> NDArray[np.bool_]:
    """(T, T): whether the token before the key is the query's own, from an earlier place."""
    tokens = np.asarray(ids)
    same = np.tril(tokens[:, None] == tokens, -1)  # (T, T), of the query and an earlier place
    return np.concatenate((np.zeros((len(ids), 1), np.bool_), same[:, :-1]), axis=1)


def _mean_at(rows: Floats, where: NDArray[np.bool_]) -> Floats:
    """The weight of each row at these keys, as a mean over the rows that have any: (H, Q, T), (Q, T) -> (H,)."""
    some = where.any(-1)
    if not some.any():
        return np.full(len(rows), np.nan)
    return np.asarray((rows * where).sum(-1)[:, some].mean(-1))
