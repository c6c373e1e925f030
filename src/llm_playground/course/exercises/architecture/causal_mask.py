r"""A mask against looking ahead.

Row $q$ of the scores $s$ says how well the query of token $q$ fits the key of every token $k$. A token may look at
itself and at what stands before it. Make every score that looks ahead $-\infty$, of which the softmax will make 0:

$$m_{qk} = \begin{cases} s_{qk} & k \le q \\ -\infty & k > q \end{cases}$$

The scores may be those of one head or of several at once; the last two axes are always query and key.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def causal_mask(scores: np.ndarray) -> np.ndarray:
    """The scores, with minus infinity wherever a token would look ahead.

    Args:
        scores: shape (..., T, T), rows the queries, columns the keys.

    Returns:
        Shape (..., T, T).
    """
    n_token = scores.shape[-1]
    ahead = np.triu(np.ones((n_token, n_token), dtype=bool), k=1)
    return np.where(ahead, -np.inf, scores)


def hides_the_past(scores):
    """You hid the past and left the future. Rows are queries, columns keys: what looks ahead lies above the diagonal,
    where the column is larger than the row."""
    behind = np.tril(np.ones(scores.shape[-2:], dtype=bool), k=-1)
    return np.where(behind, -np.inf, scores)


def hides_the_token_from_itself(scores):
    """The diagonal is hidden, too. A token may look at itself; and the first token has nothing else to look at, so that
    its softmax would be zero by zero."""
    ahead = np.triu(np.ones(scores.shape[-2:], dtype=bool))
    return np.where(ahead, -np.inf, scores)


def makes_scores_zero(scores):
    """You made the scores that look ahead 0. A score of 0 is not an attention of 0: `np.exp(0)` is 1. Only
    `np.exp(-np.inf)` is 0."""
    return np.tril(scores)


def multiplies_by_infinity(scores):
    """Where nothing is masked you computed 0 times infinity, which is NaN. Do not multiply by the mask: choose with it,
    `np.where(mask, -np.inf, scores)`."""
    with np.errstate(all="ignore"):
        return scores + np.triu(np.ones(scores.shape[-2:]), k=1) * -np.inf


def draw(rng: np.random.Generator):
    for shape in ((2, 2), (5, 5), (8, 8), (2, 3, 3), (3, 6, 6), (2, 2, 4, 4)):
        for _ in range(3):
            yield call(rng.normal(0, 2, shape))


EXERCISE = Exercise(
    solution_function=causal_mask,
    wrong=(hides_the_past, hides_the_token_from_itself, makes_scores_zero, multiplies_by_infinity),
    hints=(
        "First make an array (T, T) of True and False that says where the key comes after the query; then choose.",
        "`np.triu(..., k=1)` keeps what lies above the diagonal, without the diagonal. `np.where(ahead, -np.inf, "
        "scores)` also works for several heads: the mask (T, T) is used for each of them.",
    ),
    shown=(
        call(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])),
        call(np.array([[0.5]]), note="there is one token, which can look at nothing but itself"),
        call(np.arange(8.0).reshape(2, 2, 2), note="there are two heads"),
    ),
    drawn=draw,
)
