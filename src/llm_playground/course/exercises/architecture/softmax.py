r"""A softmax that does not overflow.

Turn logits into probabilities along the last axis:

$$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$

Written down just like that it fails: $e^{1000}$ is more than a float can hold. But adding the same number to all logits
changes no probability, so first subtract the largest. Some logits may be $-\infty$ (masked tokens), though never a
whole row.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def softmax(logits: np.ndarray) -> np.ndarray:
    """The probabilities of logits.

    Args:
        logits: shape (..., V).

    Returns:
        Shape (..., V); each row sums to 1.
    """
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def overflows(logits):
    """This is the formula as it stands: right on small logits, but `np.exp(1000)` is infinite. Subtract the largest
    logit first."""
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits)
        return exponentials / exponentials.sum(axis=-1, keepdims=True)


def one_sum_for_all_rows(logits):
    """All rows together sum to 1, where each row should: sum along the last axis, with `keepdims=True`."""
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()


def along_the_first_axis(logits):
    """You went along the first axis; the tokens of the vocabulary lie along the last, `axis=-1`."""
    exponentials = np.exp(logits - logits.max(axis=0, keepdims=True))
    return exponentials / exponentials.sum(axis=0, keepdims=True)


def divides_by_the_largest(logits):
    """The largest logit is to be subtracted, not divided by: dividing changes the probabilities."""
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits / logits.max(axis=-1, keepdims=True))
        return exponentials / exponentials.sum(axis=-1, keepdims=True)


def draw(rng: np.random.Generator):
    for shape in ((4,), (3, 5), (2, 3, 4), (1, 7), (6, 1)):
        for scale in (1, 30, 3000):
            yield call(rng.normal(0, scale, shape))
    for _ in range(3):
        masked = rng.normal(0, 2, (3, 6))
        masked[rng.random((3, 6)) < 0.4] = -np.inf
        masked[:, 0] = 1.0
        yield call(masked, note="some tokens are masked: their logits are minus infinity")


EXERCISE = Exercise(
    solution_function=softmax,
    wrong=(overflows, one_sum_for_all_rows, along_the_first_axis, divides_by_the_largest),
    hints=(
        "What is `np.exp(logits - logits.max())` at most? And why are the probabilities the same as without the "
        "subtraction?",
        "Take the maximum and the sum along the last axis: `logits.max(axis=-1, keepdims=True)`. With `keepdims` the "
        "result has shape (..., 1), so that it can be subtracted from every column.",
    ),
    shown=(
        call(np.array([1.0, 2.0, 3.0])),
        call(np.array([1000.0, 1001.0, 1002.0]), note="the logits are large"),
        call(np.array([[0.0, 0.0], [0.0, -np.inf]]), note="there are two rows, and one logit is minus infinity"),
    ),
    drawn=draw,
)
