r"""Top-p (nucleus) sampling: which tokens stay.

Of the tokens in falling order of probability, $p_{(1)} \ge p_{(2)} \ge \dots$, keep the fewest whose probabilities sum
to at least $p$; set all others to zero and make the rest sum to 1 again:

$$\text{the } i\text{-th stays} \iff \sum_{j < i} p_{(j)} < p$$

The token that carries the sum to $p$ stays. At least one token always does.
(Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def top_p(probabilities: np.ndarray, p: float) -> np.ndarray:
    """The distribution that top-p leaves.

    Args:
        probabilities: shape (V,), no two alike; they sum to 1.
        p: how much probability to keep, above 0 and at most 1.

    Returns:
        Shape (V,), in the order of the vocabulary; zero where a token was cut.
    """
    order = np.argsort(probabilities)[::-1]
    before = np.cumsum(probabilities[order]) - probabilities[order]
    kept = np.zeros_like(probabilities)
    chosen = order[before < p]
    kept[chosen] = probabilities[chosen]
    return kept / kept.sum()


def cuts_the_token_that_reaches_p(probabilities, p):
    """The token that carries the sum across p is gone. It stays: what is kept must hold *at least* p. Ask how much
    probability lies before a token, not up to it."""
    order = np.argsort(probabilities)[::-1]
    chosen = order[np.cumsum(probabilities[order]) <= p]
    kept = np.zeros_like(probabilities)
    kept[chosen] = probabilities[chosen]
    with np.errstate(all="ignore"):
        return kept / kept.sum()


def does_not_renormalize(probabilities, p):
    """The right tokens stay, but their probabilities no longer sum to 1. Divide by their sum."""
    order = np.argsort(probabilities)[::-1]
    before = np.cumsum(probabilities[order]) - probabilities[order]
    kept = np.zeros_like(probabilities)
    chosen = order[before < p]
    kept[chosen] = probabilities[chosen]
    return kept


def gives_them_in_falling_order(probabilities, p):
    """The numbers are right, but they come in falling order. Position i must still mean token i: put them back where
    they were."""
    falling = np.sort(probabilities)[::-1]
    kept = np.where(np.cumsum(falling) - falling < p, falling, 0)
    return kept / kept.sum()


def keeps_what_is_above_p(probabilities, p):
    """You compared each token's probability with p. That is not top-p: p bounds the *sum* of what is kept."""
    kept = np.where(probabilities >= p, probabilities, 0)
    with np.errstate(all="ignore"):
        return kept / kept.sum()


def draw(rng: np.random.Generator):
    for size in (2, 3, 5, 10, 50):
        for _ in range(4):
            yield call(rng.dirichlet(np.full(size, 0.5)), float(rng.uniform(0.05, 1)))
    yield call(rng.dirichlet(np.ones(6)), 1.0, note="p is 1, so every token stays")
    for p in (0.5, 0.75, 0.9375):
        yield call(rng.permutation([0.5, 0.25, 0.1875, 0.0625]), p, note="the likeliest hold exactly p")


EXERCISE = Exercise(
    solution_function=top_p,
    wrong=(cuts_the_token_that_reaches_p, does_not_renormalize, gives_them_in_falling_order, keeps_what_is_above_p),
    hints=(
        "Put the tokens in falling order and add up. A token stays if the tokens before it do not hold p yet.",
        "`order = np.argsort(probabilities)[::-1]` are the ids in falling order; `np.cumsum(probabilities[order])` "
        "less the token's own probability is what lies before each. Index with `order[...]` to come back to ids.",
    ),
    shown=(
        call(np.array([0.1, 0.5, 0.15, 0.25]), 0.7),
        call(np.array([0.1, 0.6, 0.3]), 0.2, note="one token alone holds more than p"),
    ),
    drawn=draw,
)
