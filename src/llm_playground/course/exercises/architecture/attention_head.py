r"""A head of attention.

Each token asks with its query $q$ which keys $k$ fit, and reads the values $v$ of those tokens in proportion:

$$z = \mathrm{softmax}\!\left(\frac{q k^\top}{\sqrt{D}} + M\right) v$$

The softmax goes over the keys. The mask $M$ is 0 where the key is the token itself or one before it, and $-\infty$
where it comes later. (Vaswani et al., "Attention Is All You Need", 2017.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def attention_head(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """What one head reads at each token, by causal attention.

    Args:
        q: shape (T, D), the queries.
        k: shape (T, D), the keys.
        v: shape (T, D), the values.

    Returns:
        z, of shape (T, D).
    """
    n_token, size = q.shape
    scores = q @ k.T / np.sqrt(size)
    scores = np.where(np.tri(n_token, dtype=bool), scores, -np.inf)
    pattern = np.exp(scores - scores.max(axis=-1, keepdims=True))
    pattern = pattern / pattern.sum(axis=-1, keepdims=True)
    return pattern @ v


def _attend(scores: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Causal attention of these scores."""
    scores = np.where(np.tri(len(v), dtype=bool), scores, -np.inf)
    pattern = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return pattern / pattern.sum(axis=-1, keepdims=True) @ v


def does_not_scale(q, k, v):
    """The scores are not divided by the root of D. Without that they grow with the size of the head, and the softmax
    puts nearly everything on one token."""
    return _attend(q @ k.T, v)


def divides_by_the_size(q, k, v):
    """You divided the scores by D. Divide by its root: a sum of D products of random numbers is about as large as the
    root of D."""
    return _attend(q @ k.T / q.shape[-1], v)


def looks_ahead(q, k, v):
    """Your tokens look ahead: the mask is missing. Make the scores of later keys minus infinity before the softmax."""
    scores = q @ k.T / np.sqrt(q.shape[-1])
    pattern = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return pattern / pattern.sum(axis=-1, keepdims=True) @ v


def masks_after_the_softmax(q, k, v):
    """You masked after the softmax, so that the weights of a token no longer sum to 1: what lay on later tokens is
    lost. Mask the scores, before the softmax."""
    scores = q @ k.T / np.sqrt(q.shape[-1])
    pattern = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.tril(pattern / pattern.sum(axis=-1, keepdims=True)) @ v


def softmax_over_the_queries(q, k, v):
    """Your softmax goes over the queries. The weights of each query, one *row*, must sum to 1: `axis=-1`."""
    scores = np.where(np.tri(len(v), dtype=bool), q @ k.T / np.sqrt(q.shape[-1]), -np.inf)
    pattern = np.exp(scores - scores.max(axis=0, keepdims=True))
    return pattern / pattern.sum(axis=0, keepdims=True) @ v


def draw(rng: np.random.Generator):
    for shape in ((2, 2), (3, 4), (6, 3), (8, 8), (5, 16)):
        for scale in (0.5, 1, 40):
            q, k, v = rng.normal(0, 1, (3, *shape))
            yield call(q * scale, k * scale, v)


EXERCISE = Exercise(
    solution_function=attention_head,
    wrong=(
        does_not_scale,
        divides_by_the_size,
        looks_ahead,
        masks_after_the_softmax,
        softmax_over_the_queries,
    ),
    hints=(
        "Four lines: scores, mask, softmax, values. `q @ k.T` is an array (T, T) with a row for each query. You have "
        "written the mask and the softmax in the exercises before.",
        "`np.tri(T, dtype=bool)` is True where the key is not later than the query. Take the softmax along `axis=-1`, "
        "with the largest score of each row subtracted; then `pattern @ v`.",
    ),
    shown=(
        call(
            np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
            np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 3.0]]),
            np.array([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]]),
        ),
        call(
            np.array([[2.0, 1.0, 0.5]]),
            np.array([[1.0, 1.0, 1.0]]),
            np.array([[1.0, 2.0, 3.0]]),
            note="there is one token, which reads its own value",
        ),
    ),
    drawn=draw,
)
