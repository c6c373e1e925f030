r"""The logit lens.

What would the model say if it stopped after an earlier layer? Read the residual stream there as if it came out of the
last block: through the final norm (here RMSNorm, as in Llama and Qwen), then through the unembedding.

$$\mathrm{logits}_\ell =
\left(\frac{x_\ell}{\sqrt{\frac{1}{C} \sum_c x_{\ell,c}^2 + \varepsilon}} \odot w\right) U^\top$$

Each layer's stream is divided by its own root mean square. (nostalgebraist, "interpreting GPT: the logit lens", 2020.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def logit_lens(streams: np.ndarray, weight: np.ndarray, unembedding: np.ndarray, eps: float) -> np.ndarray:
    """The logits that each layer stands for.

    Args:
        streams: shape (n_layer, C), the residual stream of one token after each layer.
        weight: shape (C,), that of the final norm.
        unembedding: U, of shape (V, C): a row for each token of the vocabulary.
        eps: that of the norm, above 0.

    Returns:
        Shape (n_layer, V).
    """
    scale = np.sqrt((streams**2).mean(axis=-1, keepdims=True) + eps)
    return (streams / scale * weight) @ unembedding.T


def leaves_the_norm_out(streams, weight, unembedding, eps):
    """You left the final norm out. The unembedding has only ever read normed vectors; without the norm early layers,
    whose streams are small, would look undecided."""
    return streams @ unembedding.T


def uses_the_last_scale(streams, weight, unembedding, eps):
    """You divided every layer by the scale of the last one. Each is read as if it were the last, with a scale of its
    own."""
    scale = np.sqrt((streams[-1] ** 2).mean() + eps)
    return (streams / scale * weight) @ unembedding.T


def forgets_the_weight(streams, weight, unembedding, eps):
    """The weight of the norm is missing. The streams are normed, then each channel is multiplied by its weight."""
    return streams / np.sqrt((streams**2).mean(axis=-1, keepdims=True) + eps) @ unembedding.T


def gives_probabilities(streams, weight, unembedding, eps):
    """These are probabilities. What is asked for are the logits, before the softmax."""
    logits = (streams / np.sqrt((streams**2).mean(axis=-1, keepdims=True) + eps) * weight) @ unembedding.T
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def gives_the_last_layer(streams, weight, unembedding, eps):
    """You gave the last layer alone: those are the logits of the model itself. A lens has a row for every layer."""
    last = streams[-1]
    return (last / np.sqrt((last**2).mean() + eps) * weight) @ unembedding.T


def draw(rng: np.random.Generator):
    for n_layer, n_channel, vocab_size in ((2, 3, 4), (3, 4, 6), (5, 8, 3), (4, 2, 5)):
        for _ in range(3):
            sizes = np.geomspace(0.01, 5, n_layer)[:, None]
            yield call(
                rng.normal(0, 1, (n_layer, n_channel)) * sizes,
                rng.normal(1, 0.4, n_channel),
                rng.normal(0, 1, (vocab_size, n_channel)),
                1e-5,
            )


EXERCISE = Exercise(
    solution_function=logit_lens,
    wrong=(
        leaves_the_norm_out,
        uses_the_last_scale,
        forgets_the_weight,
        gives_probabilities,
        gives_the_last_layer,
    ),
    hints=(
        "You have written the norm before. What comes after it is one matrix product for all layers together.",
        "`np.sqrt((streams**2).mean(axis=-1, keepdims=True) + eps)` has shape (n_layer, 1), a scale for each layer. "
        "The unembedding has a row for each token: `@ unembedding.T`.",
    ),
    shown=(
        call(
            np.array([[0.1, 0.2], [3.0, 1.0]]),
            np.array([1.0, 2.0]),
            np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
            1e-5,
        ),
        call(np.zeros((2, 2)), np.ones(2), np.eye(2), 1e-5, note="the streams are zero, so no token is preferred"),
    ),
    drawn=draw,
)
