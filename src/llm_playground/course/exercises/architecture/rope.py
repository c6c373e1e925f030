r"""RoPE: positions as angles.

Turn the dimensions of a query, two by two, by an angle that grows with its position $p$. The first pairs turn quickly,
the last slowly:

$$\theta_d = p \cdot b^{-2d/D}, \qquad
\begin{pmatrix} q'_d \\ q'_{d + D/2} \end{pmatrix} =
\begin{pmatrix} \cos\theta_d & -\sin\theta_d \\ \sin\theta_d & \cos\theta_d \end{pmatrix}
\begin{pmatrix} q_d \\ q_{d + D/2} \end{pmatrix}, \qquad d = 0 \dots D/2 - 1$$

The pairs are those of the Llama and Qwen checkpoints: dimension $d$ of the first half with dimension $d$ of the second
half (GPT-J pairs neighbours). If keys are turned in the same way, $q \cdot k$ depends only on how far apart the two
tokens are. (Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def rope(q: np.ndarray, positions: np.ndarray, base: float) -> np.ndarray:
    """The queries, turned by their positions.

    Args:
        q: shape (T, D), D even.
        positions: shape (T,), the position of each row.
        base: b, such as 10000.

    Returns:
        Shape (T, D).
    """
    half = q.shape[-1] // 2
    frequencies = base ** (-np.arange(half) / half)
    angles = positions[:, None] * frequencies
    first, second = q[:, :half], q[:, half:]
    turned = (
        first * np.cos(angles) - second * np.sin(angles),
        second * np.cos(angles) + first * np.sin(angles),
    )
    return np.concatenate(turned, axis=-1)


def _turned(first: np.ndarray, second: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cos, sin = np.cos(angles), np.sin(angles)
    return first * cos - second * sin, second * cos + first * sin


def pairs_neighbours(q, positions, base):
    """You paired neighbours: dimensions 0 and 1, 2 and 3, as GPT-J does. Llama and Qwen pair by halves: dimension d
    with dimension d + D/2. With their weights yours would give nonsense."""
    half = q.shape[-1] // 2
    angles = positions[:, None] * base ** (-np.arange(half) / half)
    return np.stack(_turned(q[:, 0::2], q[:, 1::2], angles), axis=-1).reshape(q.shape)


def turns_backwards(q, positions, base):
    """You turned the other way round: the sign of the sines is swapped. The first half gets *minus* the second times
    the sine."""
    half = q.shape[-1] // 2
    angles = positions[:, None] * base ** (-np.arange(half) / half)
    return np.concatenate(_turned(q[:, :half], q[:, half:], -angles), axis=-1)


def halves_the_exponent(q, positions, base):
    """Your angles fall half as fast as they should: the exponent is -2d/D, and not -d/D."""
    half = q.shape[-1] // 2
    angles = positions[:, None] * base ** (-np.arange(half) / q.shape[-1])
    return np.concatenate(_turned(q[:, :half], q[:, half:], angles), axis=-1)


def counts_the_rows(q, positions, base):
    """You took the number of the row for the position. Right while a text is read from its beginning; but with a KV
    cache the only new token may have position 100. Use `positions`."""
    half = q.shape[-1] // 2
    angles = np.arange(len(q))[:, None] * base ** (-np.arange(half) / half)
    return np.concatenate(_turned(q[:, :half], q[:, half:], angles), axis=-1)


def turns_all_alike(q, positions, base):
    """You turned every pair by the same angle. Each pair has its own frequency: pair d turns by p times b to the power
    of -2d/D."""
    half = q.shape[-1] // 2
    return np.concatenate(_turned(q[:, :half], q[:, half:], positions[:, None] * np.ones(half)), axis=-1)


def draw(rng: np.random.Generator):
    for n_token, size in ((1, 4), (3, 4), (2, 8), (5, 6), (1, 16)):
        for base in (10000.0, 50.0):
            yield call(rng.normal(0, 1, (n_token, size)), np.arange(n_token), base)
            start = int(rng.integers(1, 200))
            yield call(
                rng.normal(0, 1, (n_token, size)),
                np.arange(start, start + n_token),
                base,
                note="the first row is not at position 0",
            )


EXERCISE = Exercise(
    solution_function=rope,
    wrong=(pairs_neighbours, turns_backwards, halves_the_exponent, counts_the_rows, turns_all_alike),
    hints=(
        "Cut q into its two halves. There are two lines to write, one for each half; both use the same angles.",
        "`half = D // 2`; the angles are `positions[:, None] * base ** (-np.arange(half) / half)`. The first half "
        "becomes `first * cos - second * sin`, the second `second * cos + first * sin`; `np.concatenate(..., axis=-1)` "
        "joins them.",
    ),
    shown=(
        call(np.array([[1.0, 2.0, 0.0, 0.0], [1.0, 2.0, 0.0, 0.0]]), np.array([0, 1]), 10000.0),
        call(np.array([[1.0, 0.0]]), np.array([100]), 10000.0, note="its single token is at position 100"),
    ),
    drawn=draw,
)
