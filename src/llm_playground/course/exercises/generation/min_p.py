r"""Min-p sampling: a bound that moves with the most likely token.

Keep each token that is at least $m$ times as probable as the most likely one, and make what stays sum to 1 again:

$$\text{token } i \text{ stays} \iff p_i \ge m \cdot \max_j p_j$$

Where the model is sure the bound is high and few tokens stay; where it is not, many do. (Nguyen et al., "Turning Up the
Heat: Min-p Sampling for Creative and Coherent LLM Outputs", 2024.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def min_p(probabilities: np.ndarray, m: float) -> np.ndarray:
    """The distribution that min-p leaves.

    Args:
        probabilities: shape (V,); they sum to 1.
        m: the share of the highest probability that a token must have, from 0 to 1.

    Returns:
        Shape (V,), in the order of the vocabulary; zero where a token was cut.
    """
    kept = np.where(probabilities >= m * probabilities.max(), probabilities, 0)
    return kept / kept.sum()


def keeps_what_is_above_m(probabilities, m):
    """You compared each probability with m itself. The bound is m *times the highest probability*: it moves with how
    sure the model is, and always leaves the most likely token."""
    kept = np.where(probabilities >= m, probabilities, 0)
    with np.errstate(all="ignore"):
        return kept / kept.sum()


def measures_the_distance(probabilities, m):
    """You kept what lies within m of the highest probability. Min-p multiplies: a token needs m times the probability
    of the most likely one."""
    kept = np.where(probabilities >= probabilities.max() - m, probabilities, 0)
    return kept / kept.sum()


def does_not_renormalize(probabilities, m):
    """The right tokens stay, but their probabilities no longer sum to 1. Divide by their sum."""
    return np.where(probabilities >= m * probabilities.max(), probabilities, 0)


def cuts_at_the_bound(probabilities, m):
    """You cut the tokens that lie exactly at the bound, and at m = 1 even the most likely one. They stay: compare with
    `>=`."""
    kept = np.where(probabilities > m * probabilities.max(), probabilities, 0)
    with np.errstate(all="ignore"):
        return kept / kept.sum()


def draw(rng: np.random.Generator):
    for size in (2, 3, 8, 30):
        for _ in range(4):
            yield call(rng.dirichlet(np.full(size, 0.7)), float(rng.uniform(0, 0.6)))
    yield call(rng.dirichlet(np.ones(6)), 0.0, note="m is 0, so every token stays")
    yield call(rng.dirichlet(np.ones(6)), 1.0, note="m is 1, so the most likely token alone stays")


EXERCISE = Exercise(
    solution_function=min_p,
    wrong=(keeps_what_is_above_m, measures_the_distance, does_not_renormalize, cuts_at_the_bound),
    hints=(
        "How probable is the most likely token? Every other is compared with a share of that.",
        "`np.where(probabilities >= m * probabilities.max(), probabilities, 0)` keeps the right tokens. Divide by the "
        "sum of what is left.",
    ),
    shown=(
        call(np.array([0.5, 0.3, 0.15, 0.05]), 0.25),
        call(np.array([0.05, 0.9, 0.05]), 0.25, note="the model is sure"),
        call(np.array([0.25, 0.5, 0.25]), 0.5, note="two tokens lie exactly at the bound"),
    ),
    drawn=draw,
)
