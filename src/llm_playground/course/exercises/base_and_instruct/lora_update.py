r"""LoRA: what is added to a matrix.

To fine-tune a large matrix $W$ of $m \times n$ weights, LoRA leaves it as it is and trains two small ones: $A$ of
$r \times n$ and $B$ of $m \times r$ weights, where the rank $r$ is far below $m$ and $n$. After training they are added
in once and for all, so that the model is as fast as before:

$$W' = W + \frac{\alpha}{r} \, B A$$

With the factor $\alpha / r$ a new rank hardly needs a new learning rate. (Hu et al., "LoRA: Low-Rank Adaptation of
Large Language Models", 2021.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def lora_update(weight: np.ndarray, a: np.ndarray, b: np.ndarray, alpha: float) -> np.ndarray:
    """The matrix with what LoRA has learned.

    Args:
        weight: W, shape (m, n).
        a: A, shape (r, n).
        b: B, shape (m, r).
        alpha: the constant of which the r-th part scales the product.

    Returns:
        A new matrix, shape (m, n).
    """
    rank = a.shape[0]
    return weight + alpha / rank * (b @ a)


def forgets_the_scale(weight, a, b, alpha):
    """The product is added unscaled: alpha has no effect. Multiply it by alpha / r."""
    return weight + b @ a


def does_not_divide_by_the_rank(weight, a, b, alpha):
    """The update is r times too large: the scale is alpha / r, and r is the number of rows of A."""
    return weight + alpha * (b @ a)


def divides_by_the_root_of_the_rank(weight, a, b, alpha):
    """You scale by alpha / √r. That is rsLoRA, a later proposal for large ranks; LoRA itself divides by r."""
    return weight + alpha / np.sqrt(len(a)) * (b @ a)


def divides_by_the_width(weight, a, b, alpha):
    """You divided by n, the number of columns. The rank is the short side, which A and B have in common: the rows of A,
    the columns of B."""
    return weight + alpha / a.shape[1] * (b @ a)


def multiplies_the_other_way_round(weight, a, b, alpha):
    """You computed A B. The product has to have the shape of W, which is that of B A: (m, r) times (r, n) makes (m,
    n)."""
    return weight + alpha / len(a) * (a @ b)


def draw(rng: np.random.Generator):
    for m, n, r in ((2, 3, 1), (4, 4, 2), (3, 5, 2), (6, 4, 3), (5, 8, 4), (8, 8, 1)):
        for alpha in (float(r), 16.0):
            yield call(rng.normal(0, 1, (m, n)), rng.normal(0, 0.3, (r, n)), rng.normal(0, 0.3, (m, r)), alpha)
    yield call(rng.normal(0, 1, (3, 4)), rng.normal(0, 1, (2, 4)), np.zeros((3, 2)), 4.0, note="B is zero, as at first")


EXERCISE = Exercise(
    solution_function=lora_update,
    wrong=(
        forgets_the_scale,
        does_not_divide_by_the_rank,
        divides_by_the_root_of_the_rank,
        divides_by_the_width,
        multiplies_the_other_way_round,
    ),
    hints=(
        "Write down the three shapes. In which order can B and A be multiplied, and what shape does the product have?",
        "`b @ a` is the product of matrices, shape (m, n). The rank is `a.shape[0]`, and the scale `alpha / rank`.",
    ),
    shown=(
        call(np.eye(2), np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, 1.0]]), 4.0),
        call(np.zeros((3, 4)), np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[1.0], [0.0], [2.0]]), 2.0, note="r is 1"),
        call(np.zeros((1, 3)), np.ones((2, 3)), np.ones((1, 2)), 8.0, note="m, n and r are three different numbers"),
    ),
    drawn=draw,
)
