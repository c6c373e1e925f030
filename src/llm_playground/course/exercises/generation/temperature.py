r"""Temperature.

Divide the logits by the temperature $T$, then take the softmax:

$$p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}$$

Below 1 the likely tokens become likelier still, above 1 the distribution becomes flatter. At $T = 0$ the formula has no
value, but a limit: all of the probability goes to the token with the highest logit. As $T$ comes near 0 the quotients
become large, so subtract the largest before you take the exponential.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def temperature(logits: np.ndarray, t: float) -> np.ndarray:
    """The distribution at a temperature.

    Args:
        logits: shape (V,), no two alike.
        t: the temperature, at least 0.

    Returns:
        The probabilities, of shape (V,).
    """
    if t == 0:
        only = np.zeros_like(logits)
        only[logits.argmax()] = 1
        return only
    exponentials = np.exp((logits - logits.max()) / t)
    return exponentials / exponentials.sum()


def multiplies(logits, t):
    """You multiplied by the temperature. Divide by it: a temperature above 1 must bring the logits closer together."""
    exponentials = np.exp((logits - logits.max()) * t)
    return exponentials / exponentials.sum()


def divides_probabilities(logits, t):
    """You divided the probabilities by the temperature. Once they are made to sum to 1 again, nothing has changed.
    Divide the logits, before the softmax."""
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits - logits.max())
        divided = exponentials / exponentials.sum() / t
        return divided / divided.sum()


def divides_by_zero(logits, t):
    """Right for every temperature above 0, but at 0 you divide by zero. There the token with the highest logit has
    probability 1, and all others have 0."""
    with np.errstate(all="ignore"):
        exponentials = np.exp((logits - logits.max()) / t)
        return exponentials / exponentials.sum()


def overflows(logits, t):
    """Right as long as the quotients are small; but 20 divided by 0.01 is 2,000, and `np.exp(2000)` is infinite.
    Subtract the largest first."""
    if t == 0:
        return np.eye(len(logits))[logits.argmax()]
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits / t)
        return exponentials / exponentials.sum()


def draw(rng: np.random.Generator):
    for size in (2, 4, 10):
        for t in (0.0, 0.3, 1.0, 2.5, float(rng.uniform(0.1, 3))):
            yield call(rng.normal(0, 3, size), t)
    yield call(rng.normal(20, 2, 6), 0.001, note="the temperature is near 0")


EXERCISE = Exercise(
    solution_function=temperature,
    wrong=(multiplies, divides_probabilities, divides_by_zero, overflows),
    hints=(
        "It is a softmax with a division before it. Treat 0 as a case of its own.",
        "For 0, begin with `np.zeros_like(logits)` and set the place `logits.argmax()` to 1. For all others "
        "`np.exp((logits - logits.max()) / t)` cannot overflow, since no exponent is above 0.",
    ),
    shown=(
        call(np.array([1.0, 2.0, 4.0]), 1.0),
        call(np.array([1.0, 2.0, 4.0]), 0.5),
        call(np.array([1.0, 2.0, 4.0]), 0.0, note="the temperature is 0"),
    ),
    drawn=draw,
)
