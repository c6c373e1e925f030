r"""Entropy: how undecided a distribution is.

$$H = -\sum_i p_i \ln p_i$$

With the natural logarithm it is measured in nats: 0 where one token has all of the probability, and $\ln V$ where all
$V$ tokens are equally likely. A token with probability 0 adds nothing, as $p \ln p$ goes to 0 with $p$. (Shannon, "A
Mathematical Theory of Communication", 1948.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def entropy(probabilities: np.ndarray) -> np.ndarray:
    """The entropy of each distribution, in nats.

    Args:
        probabilities: shape (T, V); each row sums to 1, and may hold zeros.

    Returns:
        Shape (T,).
    """
    logs = np.log(np.where(probabilities > 0, probabilities, 1))
    return -(probabilities * logs).sum(axis=-1)


def takes_the_log_of_zero(probabilities):
    """Right where no probability is 0. But the logarithm of 0 is minus infinity, and 0 times that is NaN. Take the
    logarithm of something harmless there, such as 1, whose logarithm is 0."""
    with np.errstate(all="ignore"):
        return -(probabilities * np.log(probabilities)).sum(axis=-1)


def measures_in_bits(probabilities):
    """This is the entropy in bits: you took the logarithm to base 2. In nats it is the natural one, `np.log`."""
    return -(probabilities * np.log2(np.where(probabilities > 0, probabilities, 1))).sum(axis=-1)


def forgets_the_sign(probabilities):
    """The sign is missing. Logarithms of probabilities are negative, and an entropy is never below 0."""
    return (probabilities * np.log(np.where(probabilities > 0, probabilities, 1))).sum(axis=-1)


def averages_over_the_vocabulary(probabilities):
    """You took the mean over the vocabulary. Each term is already weighted by its probability: take the sum."""
    return -(probabilities * np.log(np.where(probabilities > 0, probabilities, 1))).mean(axis=-1)


def adds_up_all_rows(probabilities):
    """You gave one number for all rows. Each row is a distribution of its own, and has its own entropy: sum along the
    last axis."""
    return -(probabilities * np.log(np.where(probabilities > 0, probabilities, 1))).sum()


def draw(rng: np.random.Generator):
    for n_row, size in ((1, 2), (3, 4), (2, 9), (5, 3), (4, 30)):
        for _ in range(2):
            yield call(rng.dirichlet(np.full(size, 0.5), n_row))
        cut = rng.dirichlet(np.full(size, 0.5), n_row)
        cut[:, 0] = 0
        yield call(cut / cut.sum(-1, keepdims=True), note="some probabilities are 0")


EXERCISE = Exercise(
    solution_function=entropy,
    wrong=(
        takes_the_log_of_zero,
        measures_in_bits,
        forgets_the_sign,
        averages_over_the_vocabulary,
        adds_up_all_rows,
    ),
    hints=(
        "Multiply each probability by its logarithm, add up along the last axis, turn the sign. What happens at 0?",
        "`np.where(probabilities > 0, probabilities, 1)` puts a 1 where the logarithm would be infinite; the "
        "probability that you multiply by is 0 there in any case.",
    ),
    shown=(
        call(np.array([[0.25, 0.25, 0.25, 0.25], [0.7, 0.1, 0.1, 0.1]])),
        call(np.array([[0.0, 1.0]]), note="one token has all of the probability, and another has none"),
    ),
    drawn=draw,
)
