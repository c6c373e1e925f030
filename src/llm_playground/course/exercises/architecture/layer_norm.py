r"""LayerNorm, as in GPT-2.

Bring each vector of the residual stream to mean 0 and variance 1, then scale and shift every channel:

$$y = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} \odot w + b, \qquad
\mu = \frac{1}{C} \sum_c x_c, \qquad \sigma^2 = \frac{1}{C} \sum_c (x_c - \mu)^2$$

Mean and variance are those of one token: they are taken over its $C$ channels, the last axis. The small $\varepsilon$
keeps a vector whose channels are all alike from being divided by zero. (Ba et al., "Layer Normalization", 2016.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def layer_norm(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float) -> np.ndarray:
    """Each vector normalized, then scaled and shifted.

    Args:
        x: shape (..., C).
        weight: shape (C,).
        bias: shape (C,).
        eps: what is added to the variance, above 0.

    Returns:
        Shape (..., C).
    """
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + eps) * weight + bias


def divides_by_the_variance(x, weight, bias, eps):
    """You divided by the variance. Divide by its square root, the standard deviation: only then is the variance of
    what comes out 1."""
    mean = x.mean(axis=-1, keepdims=True)
    return (x - mean) / (x.var(axis=-1, keepdims=True) + eps) * weight + bias


def divides_by_one_channel_less(x, weight, bias, eps):
    """You took the variance of a sample, with C - 1 below (`ddof=1`; PyTorch's `var` does so by itself). LayerNorm
    divides by C."""
    mean, channels = x.mean(axis=-1, keepdims=True), x.shape[-1]
    variance = ((x - mean) ** 2).sum(axis=-1, keepdims=True) / (channels - 1)
    return (x - mean) / np.sqrt(variance + eps) * weight + bias


def adds_eps_to_the_deviation(x, weight, bias, eps):
    """You added eps after the square root. It belongs under the root, to the variance; that differs where the
    variance is small."""
    return (x - x.mean(axis=-1, keepdims=True)) / (x.std(axis=-1, keepdims=True) + eps) * weight + bias


def norms_all_tokens_together(x, weight, bias, eps):
    """You took one mean and one variance for all tokens. Each token is normalized by itself: take both along the last
    axis, with `keepdims=True`. Otherwise what a token looks like would depend on its neighbours."""
    return (x - x.mean()) / np.sqrt(x.var() + eps) * weight + bias


def shifts_before_it_scales(x, weight, bias, eps):
    """You added the bias before the weight was multiplied in. First scale by the weight, then add the bias."""
    normed = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    return (normed + bias) * weight


def draw(rng: np.random.Generator):
    for shape in ((4,), (3, 5), (2, 3, 4), (5, 3)):
        for scale in (0.003, 1, 30):
            weight, bias = rng.normal(1, 0.3, shape[-1]), rng.normal(0, 0.5, shape[-1])
            yield call(rng.normal(2 * scale, scale, shape), weight, bias, 1e-5)


EXERCISE = Exercise(
    solution_function=layer_norm,
    wrong=(
        divides_by_the_variance,
        divides_by_one_channel_less,
        adds_eps_to_the_deviation,
        norms_all_tokens_together,
        shifts_before_it_scales,
    ),
    hints=(
        "Three steps: take the mean out, divide by the root of the variance, then use weight and bias. Over which axis "
        "do the mean and the variance go?",
        "`x.mean(axis=-1, keepdims=True)` has shape (..., 1), so that it can be subtracted from every channel. "
        "`x.var(axis=-1, keepdims=True)` is the variance; eps is added to it before `np.sqrt`.",
    ),
    shown=(
        call(np.array([[1.0, 2.0, 3.0, 6.0], [4.0, 0.0, 0.0, 4.0]]), np.ones(4), np.zeros(4), 1e-5),
        call(np.array([1.0, 3.0]), np.array([2.0, 0.5]), np.array([10.0, -1.0]), 1e-5, note="it is a single vector"),
        call(np.full((1, 3), 7.0), np.ones(3), np.ones(3), 1e-5, note="all channels are alike: the variance is 0"),
    ),
    drawn=draw,
)
