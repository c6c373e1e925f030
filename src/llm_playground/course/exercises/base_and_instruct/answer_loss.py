r"""A loss on answers only.

To make an instruct model of a base model, one shows it conversations, and lets only the tokens of the answers count: it
is to learn to answer, not to ask. With $A$ for the positions of these tokens the loss is

$$L = -\frac{1}{|A|} \sum_{t \in A} \ln p(x_t \mid x_{<t})$$

The model reads the whole text at once and gives logits at each position $t$; they are about the *next* token,
$x_{t+1}$. The first token, which nothing predicts, belongs to no answer. Logits may be large: take care of overflow, as
in the exercise `softmax`.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def answer_loss(logits: np.ndarray, ids: np.ndarray, in_answer: np.ndarray) -> float:
    """The mean loss in nats of the tokens of the answers.

    Args:
        logits: shape (T, V); row t was computed from the tokens up to t.
        ids: shape (T,), the tokens of the text.
        in_answer: shape (T,), True for each token of an answer; False for the first token, and True at least once.

    Returns:
        Minus the mean log-probability.
    """
    logits, targets, counted = logits[:-1], ids[1:], in_answer[1:]
    logits = logits - logits.max(axis=-1, keepdims=True)
    logprobs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    of_targets = logprobs[np.arange(len(targets)), targets]
    return -of_targets[counted].mean()


def losses(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The loss of each target, (T,), with the logits of its own row."""
    logits = logits - logits.max(axis=-1, keepdims=True)
    return np.log(np.exp(logits).sum(axis=-1)) - logits[np.arange(len(targets)), targets]


def does_not_shift(logits, ids, in_answer):
    """You compared the logits of a position with the token that stands there. They are about the token after it: row t
    belongs to `ids[t + 1]`, and the last row to nothing."""
    return losses(logits, ids)[in_answer].mean()


def shifts_the_tokens_but_not_the_mask(logits, ids, in_answer):
    """Tokens and logits fit together, but the mask is one place off: it counts the token after each token of an answer.
    It belongs to the tokens, so shift it along with them."""
    return losses(logits[:-1], ids[1:])[in_answer[:-1]].mean()


def counts_the_questions_too(logits, ids, in_answer):
    """All tokens count in your loss. Choose those of the answers before you take the mean."""
    return losses(logits[:-1], ids[1:]).mean()


def divides_by_all_tokens(logits, ids, in_answer):
    """You added up the right losses, but divided by the number of all tokens, so that a long question makes the loss
    small. Divide by the number of tokens in answers."""
    return (losses(logits[:-1], ids[1:]) * in_answer[1:]).mean()


def overflows(logits, ids, in_answer):
    """The loss is right as long as logits are small; `np.exp(1000)` is infinite. Subtract the largest logit of each row
    first, and take the logarithm of the sum, not of each probability."""
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits[:-1])
        probabilities = exponentials / exponentials.sum(axis=-1, keepdims=True)
        return -np.log(probabilities[np.arange(len(ids) - 1), ids[1:]])[in_answer[1:]].mean()


def draw(rng: np.random.Generator):
    for length, size in ((3, 2), (5, 4), (8, 3), (12, 20)):
        for scale in (1, 5, 2000):
            in_answer = np.zeros(length, bool)
            in_answer[int(rng.integers(1, length - 1)) :] = True
            in_answer[1] |= rng.random() < 0.5
            note = "the logits are large" if scale == 2000 else ""
            yield call(rng.normal(0, scale, (length, size)), rng.integers(0, size, length), in_answer, note=note)


EXERCISE = Exercise(
    solution_function=answer_loss,
    wrong=(
        does_not_shift,
        shifts_the_tokens_but_not_the_mask,
        counts_the_questions_too,
        divides_by_all_tokens,
        overflows,
    ),
    hints=(
        "Which row of the logits predicts `ids[1]`? Cut logits, ids and mask so that what stands at the same place "
        "belongs together.",
        "They are `logits[:-1]`, `ids[1:]` and `in_answer[1:]`. The log-probabilities of a row are its logits less the "
        "logarithm of the sum of their exponentials; `logprobs[np.arange(n), targets]` takes one from each row.",
    ),
    shown=(
        call(
            np.array([[0.0, 1.0], [2.0, 0.0], [1.0, 1.0], [0.0, 0.0]]),
            np.array([0, 1, 0, 0]),
            np.array([False, False, True, True]),
        ),
        call(
            np.array([[0.0, 900.0], [1000.0, 0.0], [0.0, 800.0], [0.0, 0.0]]),
            np.array([1, 1, 0, 0]),
            np.array([False, True, True, True]),
            note="the logits are large",
        ),
    ),
    drawn=draw,
)
