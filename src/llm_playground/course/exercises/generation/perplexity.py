r"""Perplexity: how surprised a model is by a text.

Row $t$ of the logits says what the model expects *after* token $t$, so it is token $t + 1$ that it is held against.
Perplexity is the exponential of the mean surprise of the tokens that are predicted, all but the first:

$$\mathrm{PPL} = \exp\left(-\frac{1}{T - 1} \sum_{t=0}^{T-2} \ln p(x_{t+1} \mid x_0 \dots x_t)\right)$$

A perplexity of 20 means: on average the text was as hard to guess as one of 20 tokens that are equally likely. Logits
may be large; take the logarithm of the softmax in one step, $\ln p_i = z_i - \max z - \ln \sum_j e^{z_j - \max z}$.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def perplexity(logits: np.ndarray, ids: list[int]) -> float:
    """The perplexity of a text.

    Args:
        logits: shape (T, V), a row for each token of the text.
        ids: the T tokens of the text, at least two.
    """
    below = logits - logits.max(axis=-1, keepdims=True)
    logprobs = below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
    predicted = logprobs[np.arange(len(ids) - 1), ids[1:]]
    return float(np.exp(-predicted.mean()))


def _logprobs(logits: np.ndarray) -> np.ndarray:
    below = logits - logits.max(axis=-1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=-1, keepdims=True))


def reads_each_token_in_its_own_row(logits, ids):
    """You held each token against its own row. That row was computed when the model had already read the token; what it
    expected there stands in the row *before*. Shift by one: rows 0 to T - 2, tokens 1 to T - 1."""
    return float(np.exp(-_logprobs(logits)[np.arange(len(ids)), ids].mean()))


def adds_up(logits, ids):
    """You took the sum of the surprises. Take their mean, or every long text would be surprising."""
    return float(np.exp(-_logprobs(logits)[np.arange(len(ids) - 1), ids[1:]].sum()))


def divides_by_all_tokens(logits, ids):
    """You divided by T. The first token is predicted by nothing, so only T - 1 tokens count."""
    return float(np.exp(-_logprobs(logits)[np.arange(len(ids) - 1), ids[1:]].sum() / len(ids)))


def averages_before_the_logarithm(logits, ids):
    """You took the mean of the probabilities. Take the mean of their logarithms: a single token that the model held to
    be impossible must not be hidden by the others."""
    return float(1 / np.exp(_logprobs(logits)[np.arange(len(ids) - 1), ids[1:]]).mean())


def stays_in_nats(logits, ids):
    """This is the mean surprise in nats, the *cross-entropy*. Perplexity is its exponential."""
    return float(-_logprobs(logits)[np.arange(len(ids) - 1), ids[1:]].mean())


def overflows(logits, ids):
    """Right on small logits, but `np.exp(1000)` is infinite. Subtract the largest logit of each row first."""
    with np.errstate(all="ignore"):
        probabilities = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
        return float(np.exp(-np.log(probabilities[np.arange(len(ids) - 1), ids[1:]]).mean()))


def draw(rng: np.random.Generator):
    for n_token, size in ((2, 3), (3, 5), (6, 4), (9, 12)):
        for scale in (1, 4):
            for _ in range(2):
                yield call(rng.normal(0, scale, (n_token, size)), rng.integers(0, size, n_token).tolist())
    yield call(rng.normal(1000, 2, (4, 5)), rng.integers(0, 5, 4).tolist(), note="the logits are large")
    ids = rng.permutation(5)[:4].tolist()
    sure = np.eye(5)[[*ids[1:], 0]] * 2000
    yield call(sure + rng.normal(0, 1, (4, 5)), ids, note="the logits lie far apart")


EXERCISE = Exercise(
    solution_function=perplexity,
    wrong=(
        reads_each_token_in_its_own_row,
        adds_up,
        divides_by_all_tokens,
        averages_before_the_logarithm,
        stays_in_nats,
        overflows,
    ),
    hints=(
        "Which row of the logits says what was expected in the place of token 1? And which token does the last row "
        "speak of?",
        "`logprobs[np.arange(T - 1), ids[1:]]` takes from row t the logarithm of token t + 1. Then: mean, minus, "
        "`np.exp`.",
    ),
    shown=(
        call(np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8], [0.3, 0.3, 0.4]])), [0, 1, 2]),
        call(np.zeros((3, 5)), [4, 0, 2], note="all five tokens are equally likely: the perplexity is 5"),
    ),
    drawn=draw,
)
