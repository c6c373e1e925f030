r"""Grouped-query attention.

The KV cache of a long text is large, so Llama and Qwen have fewer heads of keys and values ($G$) than of queries ($H$).
Query heads that lie side by side share one: head $h$ reads with

$$g(h) = \left\lfloor \frac{h}{H / G} \right\rfloor, \qquad
z_h = \mathrm{softmax}\!\left(\frac{q_h k_{g(h)}^\top}{\sqrt{D}} + M\right) v_{g(h)}$$

where $M$ is the causal mask. With $G = H$ it is the attention that you know, with $G = 1$ all heads share one. (Ainslie
et al., "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", 2023.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def grouped_query_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """What every head reads at each token, by causal attention.

    Args:
        q: shape (H, T, D), the queries.
        k: shape (G, T, D), the keys; H is a multiple of G.
        v: shape (G, T, D), the values.

    Returns:
        z, of shape (H, T, D).
    """
    n_head, n_token, size = q.shape
    times = n_head // len(k)
    k, v = np.repeat(k, times, axis=0), np.repeat(v, times, axis=0)
    scores = q @ k.swapaxes(1, 2) / np.sqrt(size)
    scores = np.where(np.tri(n_token, dtype=bool), scores, -np.inf)
    pattern = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return pattern @ v / pattern.sum(axis=-1, keepdims=True)


def _attend(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Causal attention of heads with keys and values of their own."""
    scores = np.where(np.tri(q.shape[1], dtype=bool), q @ k.swapaxes(1, 2) / np.sqrt(q.shape[2]), -np.inf)
    pattern = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return pattern @ v / pattern.sum(axis=-1, keepdims=True)


def takes_turns(q, k, v):
    """You gave the key-value heads out in turns: 0, 1, 0, 1. Query heads that lie side by side share one: 0, 0, 1, 1.
    `np.repeat` does that, `np.tile` does not."""
    times = len(q) // len(k)
    return _attend(q, np.tile(k, (times, 1, 1)), np.tile(v, (times, 1, 1)))


def shares_the_first(q, k, v):
    """All your heads read with the first key-value head. There are G of them, one for each group of query heads."""
    return _attend(q, k[:1], v[:1])


def averages_the_queries(q, k, v):
    """You took the mean of the queries of a group. Only keys and values are shared: each query head keeps its own
    query, and reads something of its own."""
    n_head, times = len(q), len(q) // len(k)
    together = q.reshape(len(k), times, *q.shape[1:]).mean(axis=1)
    return np.repeat(_attend(together, k, v), n_head // len(k), axis=0)


def looks_ahead(q, k, v):
    """Your tokens look ahead: the causal mask is missing. It is the same for every head."""
    k, v = np.repeat(k, len(q) // len(k), axis=0), np.repeat(v, len(q) // len(v), axis=0)
    scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[2])
    pattern = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return pattern @ v / pattern.sum(axis=-1, keepdims=True)


def draw(rng: np.random.Generator):
    for n_head, n_shared in ((4, 2), (6, 2), (6, 3), (3, 3), (4, 1)):
        for n_token, size, scale in ((3, 2, 1), (5, 4, 1), (4, 3, 1000)):
            q = rng.normal(0, scale, (n_head, n_token, size))
            k, v = rng.normal(0, 1, (2, n_shared, n_token, size))
            yield call(q, k, v)


EXERCISE = Exercise(
    solution_function=grouped_query_attention,
    wrong=(takes_turns, shares_the_first, averages_the_queries, looks_ahead),
    hints=(
        "Give every query head its own keys and values first, by repeating those that are shared. Then it is the "
        "attention that you have written, for all heads at once.",
        "`np.repeat(k, H // G, axis=0)` makes 0, 0, 1, 1 of the heads 0, 1. `q @ k.swapaxes(1, 2)` are the scores "
        "(H, T, T); mask and softmax are those of a single head.",
    ),
    shown=(
        call(
            np.ones((4, 2, 1)),
            np.array([[[0.0], [1.0]], [[0.0], [0.0]]]),
            np.array([[[1.0], [2.0]], [[10.0], [20.0]]]),
        ),
        call(
            np.array([[[1.0, 0.0]], [[0.0, 1.0]]]),
            np.array([[[1.0, 1.0]]]),
            np.array([[[3.0, 4.0]]]),
            note="there is one token, and one key-value head for all",
        ),
    ),
    drawn=draw,
)
