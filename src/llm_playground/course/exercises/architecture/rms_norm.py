r"""RMSNorm, as in Llama and Qwen.

LayerNorm without its mean and its bias: divide each vector by its root mean square, then scale every channel:

$$y = \frac{x}{\sqrt{\frac{1}{C} \sum_c x_c^2 + \varepsilon}} \odot w$$

It is cheaper than LayerNorm and works as well. (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def rms_norm(x: np.ndarray, weight: np.ndarray, eps: float) -> np.ndarray:
    """Each vector divided by its root mean square, then scaled.

    Args:
        x: shape (..., C).
        weight: shape (C,).
        eps: what is added to the mean square, above 0.

    Returns:
        Shape (..., C).
    """
    mean_square = (x**2).mean(axis=-1, keepdims=True)
    return x / np.sqrt(mean_square + eps) * weight


def subtracts_the_mean(x, weight, eps):
    """You took the mean out first, which makes it LayerNorm. RMSNorm leaves the mean where it is."""
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps) * weight


def divides_by_the_length(x, weight, eps):
    """You divided by the length of the vector, the root of the *sum* of squares. Take the root of their *mean*, so that
    the size of a channel does not depend on how many there are."""
    return x / np.sqrt((x**2).sum(axis=-1, keepdims=True) + eps) * weight


def forgets_the_root(x, weight, eps):
    """You divided by the mean square. Divide by its root."""
    return x / ((x**2).mean(axis=-1, keepdims=True) + eps) * weight


def adds_eps_to_the_root(x, weight, eps):
    """You added eps after the square root. It belongs under the root, to the mean square; the two differ where the
    vector is small."""
    return x / (np.sqrt((x**2).mean(axis=-1, keepdims=True)) + eps) * weight


def norms_all_tokens_together(x, weight, eps):
    """You took one mean square for all tokens. Each token has its own: take it along the last axis, with
    `keepdims=True`."""
    return x / np.sqrt((x**2).mean() + eps) * weight


def draw(rng: np.random.Generator):
    for shape in ((4,), (3, 5), (2, 3, 4), (5, 3)):
        for scale in (0.002, 1, 30):
            yield call(rng.normal(scale, scale, shape), rng.normal(1, 0.3, shape[-1]), 1e-6)


EXERCISE = Exercise(
    solution_function=rms_norm,
    wrong=(
        subtracts_the_mean,
        divides_by_the_length,
        forgets_the_root,
        adds_eps_to_the_root,
        norms_all_tokens_together,
    ),
    hints=(
        "Read the name backwards: square each channel, take the mean of the squares, take the root. Where does eps go?",
        "`(x**2).mean(axis=-1, keepdims=True)` is the mean square of each vector, of shape (..., 1). Add eps, take "
        "`np.sqrt`, divide `x` by it and multiply by the weight.",
    ),
    shown=(
        call(np.array([[3.0, 4.0], [1.0, 1.0]]), np.array([1.0, 2.0]), 1e-6),
        call(np.array([1.0, 1.0, 5.0, 3.0]), np.ones(4), 1e-6, note="it is a single vector"),
        call(np.zeros((1, 3)), np.ones(3), 1e-6, note="the vector is zero, and stays so"),
    ),
    drawn=draw,
)
