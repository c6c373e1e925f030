r"""Speculative decoding: to accept or to reject.

A small model drafts a token, drawn with its own probabilities $q$; the large one would have drawn it with $p$. Accept
it with the probability

$$\min\left(1, \frac{p_x}{q_x}\right)$$

and if it is rejected, draw another one from what the small model left too little of, the *residual*:

$$r_i = \frac{\max(0, p_i - q_i)}{\sum_j \max(0, p_j - q_j)}$$

Together the two give every token exactly the probability $p$, however bad the draft. (Leviathan et al., "Fast Inference
from Transformers via Speculative Decoding", 2023.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def speculative_acceptance(p: np.ndarray, q: np.ndarray, token: int) -> tuple[float, np.ndarray]:
    """With which probability a drafted token is accepted, and what is drawn from if it is not.

    Args:
        p: shape (V,), the probabilities of the large model.
        q: shape (V,), those of the draft model, other than p.
        token: the id of the drafted token; q gives it more than 0.

    Returns:
        The probability of acceptance, and the residual of shape (V,).
    """
    left = np.maximum(p - q, 0)
    return float(min(1, p[token] / q[token])), left / left.sum()


def divides_the_wrong_way(p, q, token):
    """You divided q by p. A token that the large model finds less likely than the draft did must be rejected at times:
    accept with p / q."""
    left = np.maximum(p - q, 0)
    with np.errstate(all="ignore"):
        return float(min(1, q[token] / p[token])), left / left.sum()


def exceeds_one(p, q, token):
    """A probability cannot be above 1. Where p is larger than q, the token is accepted for certain: take the smaller of
    1 and p / q."""
    left = np.maximum(p - q, 0)
    return float(p[token] / q[token]), left / left.sum()


def draws_from_p_again(p, q, token):
    """You draw from p after a rejection. Then tokens that the draft proposes often would come too often: they have had
    their chance already. Draw from max(0, p - q), scaled to sum to 1."""
    return float(min(1, p[token] / q[token])), p


def takes_the_distance(p, q, token):
    """You took the distance between p and q. Only tokens of which the draft gave too *little* may come in its place:
    where q is larger, the residual is 0."""
    left = np.abs(p - q)
    return float(min(1, p[token] / q[token])), left / left.sum()


def does_not_renormalize(p, q, token):
    """The residual does not sum to 1. Divide it by its sum."""
    return float(min(1, p[token] / q[token])), np.maximum(p - q, 0)


def draw(rng: np.random.Generator):
    for size in (2, 3, 6, 20):
        for _ in range(4):
            p, q = rng.dirichlet(np.full(size, 0.8), 2)
            yield call(p, q, int(rng.choice(size, p=q)))
    q = rng.dirichlet(np.ones(4))
    yield call(np.array([0.0, 0.5, 0.5, 0.0]), q, 0, note="the large model rules the token out")


EXERCISE = Exercise(
    solution_function=speculative_acceptance,
    wrong=(
        divides_the_wrong_way,
        exceeds_one,
        draws_from_p_again,
        takes_the_distance,
        does_not_renormalize,
    ),
    hints=(
        "Two lines: a number for the token, and a distribution over all of them. Where may the second not be above 0?",
        "`min(1, p[token] / q[token])` is the first. `np.maximum(p - q, 0)` is what the draft left too little of; "
        "divide it by its sum.",
    ),
    shown=(
        call(np.array([0.3, 0.6, 0.1]), np.array([0.6, 0.3, 0.1]), 0),
        call(
            np.array([0.3, 0.6, 0.1]), np.array([0.6, 0.3, 0.1]), 1, note="p is larger than q, so it is always accepted"
        ),
        call(np.array([0.0, 1.0]), np.array([0.5, 0.5]), 0, note="the large model rules the token out"),
    ),
    drawn=draw,
)
