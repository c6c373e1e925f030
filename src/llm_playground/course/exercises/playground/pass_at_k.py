r"""pass@k: right at least once in k tries.

Where a result can be checked (a program by its tests, a sum by adding), a model may try several times. Its measure is
the probability that at least one of $k$ tries is right. To estimate it, draw $n \ge k$ answers to a task and count
the $c$ right ones. If $k$ of the $n$ are picked, all of them are wrong in $\binom{n - c}{k}$ of $\binom{n}{k}$ cases;
so

$$\text{pass@}k = 1 - \frac{\binom{n - c}{k}}{\binom{n}{k}}$$

for one task, and for several the mean over them. (Chen et al., "Evaluating Large Language Models Trained on Code",
2021.)
"""

import math

import numpy as np

from llm_playground.course.exercise import Exercise, call


def pass_at_k(right: list[int], samples: int, k: int) -> float:
    """The mean of pass@k over some tasks.

    Args:
        right: for each task, how many of its answers were right.
        samples: n, how many answers were drawn to each task.
        k: how many tries there are, from 1 to `samples`.
    """
    missed = [math.comb(samples - each, k) / math.comb(samples, k) for each in right]
    return 1 - sum(missed) / len(missed)


def draws_with_replacement(right, samples, k):
    """You computed 1 - (1 - c/n)^k, as if an answer could be picked twice. That is too low where few samples were
    drawn: count the ways to pick k different ones, with `math.comb`."""
    missed = [(1 - each / samples) ** k for each in right]
    return 1 - sum(missed) / len(missed)


def multiplies_by_k(right, samples, k):
    """You took k times the share of right answers. Tries that are right together would count more than once, and the
    result may be above 1."""
    return k * sum(right) / (samples * len(right))


def throws_all_tasks_together(right, samples, k):
    """You counted the right answers of all tasks in one heap. An answer to one task is no try at another: compute
    each task by itself, and take the mean at the end."""
    answers = samples * len(right)
    return 1 - math.comb(answers - sum(right), k) / math.comb(answers, k)


def gives_the_failures(right, samples, k):
    """This is the probability that all k tries are wrong. Subtract it from 1."""
    missed = [math.comb(samples - each, k) / math.comb(samples, k) for each in right]
    return sum(missed) / len(missed)


def asks_for_k_right_ones(right, samples, k):
    """You asked that all k tries are right. One is enough: compute how likely it is that none is."""
    return sum(math.comb(each, k) / math.comb(samples, k) for each in right) / len(right)


def draw(rng: np.random.Generator):
    for tasks in (1, 2, 5):
        for samples in (3, 10, 20):
            for k in sorted({1, 2, samples // 2, samples}):
                yield call(rng.integers(0, samples + 1, tasks).tolist(), samples, k)
    yield call([0, 0], 5, 3, note="no answer was right")
    yield call([1, 10], 10, 10, note="all samples are tried")


EXERCISE = Exercise(
    solution_function=pass_at_k,
    wrong=(
        draws_with_replacement,
        multiplies_by_k,
        throws_all_tasks_together,
        gives_the_failures,
        asks_for_k_right_ones,
    ),
    hints=(
        "First one task: in how many ways can k answers be picked of n, and in how many of them are all k wrong?",
        "`math.comb(samples, k)` is the number of ways to pick k. Of wrong answers there are `samples - each`; where "
        "they are fewer than k, `math.comb` gives 0, which is right.",
    ),
    shown=(
        call([5], 10, 1),
        call([5], 10, 2, note="two tries"),
        call([0, 3, 10], 10, 2, note="three tasks"),
        call([6], 10, 5, note="there are fewer than k wrong answers"),
    ),
    drawn=draw,
)
