r"""Repetition penalty.

Make every token that the text already holds less likely, by a penalty $\theta$ above 1:

$$z'_i = \begin{cases} z_i / \theta & z_i > 0 \\ z_i \cdot \theta & z_i \le 0 \end{cases}$$

Two cases, since dividing a negative logit would make its token *more* likely. A token is penalized once, however often
it has come. (Keskar et al., "CTRL: A Conditional Transformer Language Model for Controllable Generation", 2019, who
always divide; the two cases are those of transformers.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def repetition_penalty(logits: np.ndarray, ids: list[int], penalty: float) -> np.ndarray:
    """The logits after the penalty.

    Args:
        logits: shape (V,).
        ids: the text so far; a token may come more than once.
        penalty: above 0; 1 changes nothing.

    Returns:
        Shape (V,).
    """
    penalized = logits.copy()
    for id in set(ids):
        penalized[id] = logits[id] / penalty if logits[id] > 0 else logits[id] * penalty
    return penalized


def always_divides(logits, ids, penalty):
    """You divided negative logits, too. -4 divided by 2 is -2, which is higher: their tokens became more likely.
    Multiply them instead."""
    penalized = logits.copy()
    penalized[list(set(ids))] /= penalty
    return penalized


def penalizes_each_time(logits, ids, penalty):
    """A token that came twice was penalized twice. Each is penalized once: go through `set(ids)`."""
    penalized = logits.copy()
    for id in ids:
        penalized[id] = penalized[id] / penalty if penalized[id] > 0 else penalized[id] * penalty
    return penalized


def penalizes_all_tokens(logits, ids, penalty):
    """You penalized the whole vocabulary. Only the tokens that stand in the text are to become less likely."""
    return np.where(logits > 0, logits / penalty, logits * penalty)


def subtracts(logits, ids, penalty):
    """You subtracted the penalty. That is the *presence penalty*, another method; this one divides positive logits and
    multiplies negative ones."""
    penalized = logits.copy()
    penalized[list(set(ids))] -= penalty
    return penalized


def draw(rng: np.random.Generator):
    for size in (3, 6, 20):
        for length in (1, 4, 12):
            for penalty in (1.3, float(rng.uniform(0.5, 3))):
                ids = rng.integers(0, size, length).tolist()
                yield call(rng.normal(0, 3, size), ids, penalty)
    yield call(rng.normal(0, 3, 5), [0, 1, 2], 1.0, note="the penalty is 1, which changes nothing")


EXERCISE = Exercise(
    solution_function=repetition_penalty,
    wrong=(always_divides, penalizes_each_time, penalizes_all_tokens, subtracts),
    hints=(
        "Work on a copy of the logits, and change in it the tokens that occur in the text, each of them once.",
        "`for id in set(ids)` meets every token once. Read from `logits[id]` and write into the copy: divided where it "
        "is above 0, multiplied where it is not.",
    ),
    shown=(
        call(np.array([3.0, -4.0, 1.0]), [0, 1], 2.0),
        call(np.array([3.0, -4.0, 1.0]), [2, 2, 2], 2.0, note="one token came three times"),
        call(np.array([3.0, -4.0, 1.0]), [], 2.0, note="the text is empty"),
    ),
    drawn=draw,
)
