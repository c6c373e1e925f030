r"""Direct logit attribution.

The last residual stream is a sum of what the embedding, every head and every MLP wrote. Why does the model prefer token
$a$ to token $b$? Hold the scale $s$ of the final RMSNorm at that of the whole stream; then the difference of the two
logits is a sum as well, with a part for each component $c_i$:

$$z_a - z_b = \sum_i \frac{c_i}{s} \cdot \big(w \odot (U_a - U_b)\big), \qquad
s = \sqrt{\textstyle\frac{1}{C} \sum_c x_c^2 + \varepsilon}, \qquad x = \sum_i c_i$$

It is called direct since what a component makes later ones write counts as theirs. (Elhage et al., "A Mathematical
Framework for Transformer Circuits", 2021.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def direct_logit_attribution(
    components: np.ndarray, weight: np.ndarray, unembedding: np.ndarray, eps: float, token: int, against: int
) -> np.ndarray:
    """What each component adds to the logit of one token less that of another.

    Args:
        components: shape (N, C); their sum is the stream that the final norm reads.
        weight: w, of shape (C,), that of the norm.
        unembedding: U, of shape (V, C).
        eps: that of the norm, above 0.
        token: the id a.
        against: the id b.

    Returns:
        Shape (N,); the sum is the difference of the two logits.
    """
    stream = components.sum(axis=0)
    scale = np.sqrt((stream**2).mean() + eps)
    direction = weight * (unembedding[token] - unembedding[against])
    return components @ direction / scale


def norms_each_component(components, weight, unembedding, eps, token, against):
    """You normed each component by its own scale, so that the parts no longer sum to the difference of the logits.
    There is one scale: that of the whole stream."""
    scale = np.sqrt((components**2).mean(axis=-1) + eps)
    return components @ (weight * (unembedding[token] - unembedding[against])) / scale


def leaves_the_scale_out(components, weight, unembedding, eps, token, against):
    """You did not divide by the scale of the norm: the parts sum to something larger or smaller than the difference of
    the logits."""
    return components @ (weight * (unembedding[token] - unembedding[against]))


def forgets_the_weight(components, weight, unembedding, eps, token, against):
    """The weight of the norm is missing: the direction that is read is w times the difference of the two rows."""
    scale = np.sqrt((components.sum(axis=0) ** 2).mean() + eps)
    return components @ (unembedding[token] - unembedding[against]) / scale


def takes_one_logit(components, weight, unembedding, eps, token, against):
    """These are the parts of the logit of `token` alone. Take the row of `against` away: what speaks for both tokens
    alike then falls out."""
    scale = np.sqrt((components.sum(axis=0) ** 2).mean() + eps)
    return components @ (weight * unembedding[token]) / scale


def swaps_the_tokens(components, weight, unembedding, eps, token, against):
    """All signs are turned: you took the row of `token` away from that of `against`."""
    scale = np.sqrt((components.sum(axis=0) ** 2).mean() + eps)
    return components @ (weight * (unembedding[against] - unembedding[token])) / scale


def draw(rng: np.random.Generator):
    for n_part, n_channel, vocab_size in ((2, 3, 4), (4, 2, 3), (6, 8, 5), (3, 5, 2)):
        for scale in (0.002, 1, 4):
            token, against = rng.permutation(vocab_size)[:2].tolist()
            yield call(
                rng.normal(0, scale, (n_part, n_channel)),
                rng.normal(1, 0.4, n_channel),
                rng.normal(0, 1, (vocab_size, n_channel)),
                1e-5,
                token,
                against,
            )


EXERCISE = Exercise(
    solution_function=direct_logit_attribution,
    wrong=(
        norms_each_component,
        leaves_the_scale_out,
        forgets_the_weight,
        takes_one_logit,
        swaps_the_tokens,
    ),
    hints=(
        "First add the components up, to know the scale. With it held, the logit difference is a dot product of the "
        "stream with one direction, and so a sum over components.",
        "The direction is `weight * (unembedding[token] - unembedding[against])`; `components @ direction` has a "
        "number for each component. Divide by `np.sqrt((stream**2).mean() + eps)`.",
    ),
    shown=(
        call(
            np.array([[3.0, 0.0], [0.0, 4.0], [1.0, 0.0]]),
            np.array([1.0, 0.5]),
            np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
            1e-5,
            0,
            1,
        ),
        call(
            np.array([[1.0, 2.0], [-1.0, 0.0]]),
            np.ones(2),
            np.array([[1.0, 3.0], [1.0, 3.0]]),
            1e-5,
            0,
            1,
            note="both tokens have the same row, so that nothing can prefer one",
        ),
    ),
    drawn=draw,
)
