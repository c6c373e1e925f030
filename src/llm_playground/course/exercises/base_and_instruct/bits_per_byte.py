r"""Bits per byte.

The loss per token of two models can be compared only if they cut the text alike: fewer and longer tokens are each
harder to guess. Spread over the $B$ bytes of the text it can always be compared, and it says to how few bits the model
could compress the text:

$$\text{bits per byte} = -\frac{1}{B \ln 2} \sum_{t} \ln p(x_t \mid x_{<t})$$

A model that takes all bytes for equally likely needs 8 bits for each.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def bits_per_byte(logprobs: np.ndarray, n_bytes: int) -> float:
    """How many bits a model needs for each byte of a text.

    Args:
        logprobs: shape (T,), the log-probability of each token in nats, which means natural logarithms.
        n_bytes: the length of the text in bytes of UTF-8, at least 1.

    Returns:
        Bits per byte, 0 or more.
    """
    return -logprobs.sum() / np.log(2) / n_bytes


def stays_in_nats(logprobs, n_bytes):
    """These are nats per byte. A bit is ln 2 ≈ 0.69 nats, so divide by `np.log(2)`."""
    return -logprobs.sum() / n_bytes


def divides_by_the_tokens(logprobs, n_bytes):
    """These are bits per token, which say little without the tokenizer. Divide the sum by the number of bytes."""
    return -logprobs.mean() / np.log(2)


def forgets_the_sign(logprobs, n_bytes):
    """The sign is the wrong way round: log-probabilities are never above 0, and what the text costs is minus their
    sum."""
    return logprobs.sum() / np.log(2) / n_bytes


def multiplies_by_ln_2(logprobs, n_bytes):
    """You multiplied by ln 2. A bit is smaller than a nat, so that there must be *more* of them: divide."""
    return -logprobs.sum() * np.log(2) / n_bytes


def gives_the_perplexity(logprobs, n_bytes):
    """This is the perplexity: e to the mean loss of a token. It depends on how the text was cut; spread the sum over
    the bytes instead."""
    return np.exp(-logprobs.mean())


def draw(rng: np.random.Generator):
    for length in (1, 2, 5, 20, 100):
        for scale in (0.1, 1.0, 5.0):
            yield call(-rng.exponential(scale, length), int(length * rng.integers(1, 7)))
    yield call(np.zeros(5), 20, note="the model was sure of every token, and right")


EXERCISE = Exercise(
    solution_function=bits_per_byte,
    wrong=(stays_in_nats, divides_by_the_tokens, forgets_the_sign, multiplies_by_ln_2, gives_the_perplexity),
    hints=(
        "Minus the sum of the log-probabilities is what the whole text costs, in nats. How many bits is that, and for "
        "how many bytes?",
        "A token of probability 1/2 costs 1 bit, and its log-probability is -ln 2: so nats become bits by dividing by "
        "`np.log(2)`.",
    ),
    shown=(
        call(np.log([0.5, 0.25, 0.125]), 6),
        call(np.log([1 / 256, 1 / 256]), 2, note="each token is one byte, and all bytes are equally likely"),
    ),
    drawn=draw,
)
