r"""Top-k sampling: the k most likely tokens.

Keep the $k$ highest logits and make all others $-\infty$, so that the softmax gives them nothing:

$$z'_i = \begin{cases} z_i & z_i \ge z_{(k)} \\ -\infty & \text{otherwise} \end{cases}$$

where $z_{(k)}$ is the $k$-th highest. Tokens that tie with it stay too, since there is no reason to prefer one of them.
If $k$ is larger than the vocabulary, everything stays. (Fan et al., "Hierarchical Neural Story Generation", 2018.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def top_k(logits: np.ndarray, k: int) -> np.ndarray:
    """The logits, with minus infinity for every token that top-k cuts.

    Args:
        logits: shape (V,).
        k: how many tokens to keep, at least 1.

    Returns:
        Shape (V,), in the order of the vocabulary.
    """
    falling = np.sort(logits)[::-1]
    last_kept = falling[min(k, len(logits)) - 1]
    return np.where(logits >= last_kept, logits, -np.inf)


def makes_logits_zero(logits, k):
    """You made the logits of the other tokens 0. A logit of 0 is not a probability of 0: `np.exp(0)` is 1. Make
    them minus infinity."""
    return np.where(logits >= np.sort(logits)[::-1][min(k, len(logits)) - 1], logits, 0)


def gives_the_highest_alone(logits, k):
    """You gave the k highest logits alone. Give all V of them in their old places, so that position i still means
    token i."""
    return np.sort(logits)[::-1][:k]


def keeps_one_too_many(logits, k):
    """One token too many stays: counting begins at 0, so that the k-th highest has the index k - 1."""
    return np.where(logits >= np.sort(logits)[::-1][min(k, len(logits) - 1)], logits, -np.inf)


def cuts_ties(logits, k):
    """Right as long as no logits are alike; but here some tie with the k-th highest, and you kept only the first of
    them. Compare the values with that of the k-th, in place of choosing k ids."""
    kept = np.full(len(logits), -np.inf)
    chosen = np.argsort(-logits, kind="stable")[:k]
    kept[chosen] = logits[chosen]
    return kept


def counts_past_the_vocabulary(logits, k):
    """When k is larger than the vocabulary there is no k-th highest logit. Then everything stays: look for the
    `min(k, len(logits))`-th."""
    return np.where(logits >= np.sort(logits)[::-1][k - 1], logits, -np.inf)


def draw(rng: np.random.Generator):
    for size in (2, 5, 12):
        for k in (1, 2, size - 1, size):
            yield call(rng.normal(0, 3, size), k)
    for _ in range(4):
        yield call(rng.integers(0, 4, 9).astype(float), int(rng.integers(1, 6)), note="some logits are alike")
    yield call(rng.normal(0, 3, 4), 50, note="k is larger than the vocabulary")


EXERCISE = Exercise(
    solution_function=top_k,
    wrong=(
        makes_logits_zero,
        gives_the_highest_alone,
        keeps_one_too_many,
        cuts_ties,
        counts_past_the_vocabulary,
    ),
    hints=(
        "Find the k-th highest logit; then compare every logit with it.",
        "`np.sort(logits)[::-1]` are the logits in falling order, the k-th of which has the index `k - 1`. "
        "`np.where(logits >= last_kept, logits, -np.inf)` leaves each token in its place.",
    ),
    shown=(
        call(np.array([1.0, 5.0, 3.0, 4.0]), 2),
        call(np.array([2.0, 0.0, 2.0, 1.0]), 1, note="two logits tie for the highest"),
        call(np.array([1.0, 0.0]), 10, note="k is larger than the vocabulary"),
    ),
    drawn=draw,
)
