r"""DPO: a loss on preferences.

Somebody was shown two answers to a question, and chose one. Direct preference optimization trains a model $\pi$ with
nothing but such pairs. It compares how much more likely the model has made each answer than the model that it began as,
the reference, whose weights stay as they are. With $y_w$ for the answer that was chosen and $y_l$ for the rejected one:

$$h = \beta \left( \ln \frac{\pi(y_w)}{\pi_{\text{ref}}(y_w)} - \ln \frac{\pi(y_l)}{\pi_{\text{ref}}(y_l)}
\right) \qquad L = -\ln \sigma(h) = \ln \left( 1 + e^{-h} \right)$$

The loss is the mean of $L$ over all pairs, and $e^{-h}$ must not overflow. (Rafailov et al., "Direct Preference
Optimization: Your Language Model is Secretly a Reward Model", 2023.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def preference_loss(
    chosen: np.ndarray,
    rejected: np.ndarray,
    reference_chosen: np.ndarray,
    reference_rejected: np.ndarray,
    beta: float,
) -> float:
    """The DPO loss over N pairs of answers.

    Args:
        chosen: shape (N,), log-probabilities of the chosen answers under the model, each summed over its tokens.
        rejected: the same of the rejected answers.
        reference_chosen: those of the chosen answers under the reference.
        reference_rejected: those of the rejected answers under the reference.
        beta: how strongly the model is held near the reference, above 0.

    Returns:
        The mean loss; ln 2 as long as model and reference are alike.
    """
    h = beta * ((chosen - reference_chosen) - (rejected - reference_rejected))
    return np.logaddexp(0, -h).mean()


def forgets_the_reference(chosen, rejected, reference_chosen, reference_rejected, beta):
    """The reference has no effect on your loss. What counts is how far the model has *moved*: subtract from each
    log-probability that of the reference."""
    return np.logaddexp(0, -beta * (chosen - rejected)).mean()


def prefers_the_rejected(chosen, rejected, reference_chosen, reference_rejected, beta):
    """The sign of h is the wrong way round: this loss falls when the *rejected* answer becomes likelier. Chosen comes
    first, and in ln(1 + e^(-h)) there is a minus."""
    h = beta * ((chosen - reference_chosen) - (rejected - reference_rejected))
    return np.logaddexp(0, h).mean()


def overflows(chosen, rejected, reference_chosen, reference_rejected, beta):
    """This is the formula as it stands, but `np.exp(1000)` is infinite. `np.logaddexp(0, -h)` is ln(1 + e^(-h)) without
    overflow."""
    h = beta * ((chosen - reference_chosen) - (rejected - reference_rejected))
    with np.errstate(all="ignore"):
        return -np.log(1 / (1 + np.exp(-h))).mean()


def takes_the_mean_first(chosen, rejected, reference_chosen, reference_rejected, beta):
    """You took the mean of h over all pairs, and its loss then. A pair that is right by far would make up for one that
    is wrong: compute the loss of each pair, and take the mean at the end."""
    h = beta * ((chosen - reference_chosen) - (rejected - reference_rejected))
    return np.logaddexp(0, -h.mean())


def puts_beta_outside(chosen, rejected, reference_chosen, reference_rejected, beta):
    """You multiplied the loss by beta, which only changes its unit. It belongs to h, within the exponential."""
    h = (chosen - reference_chosen) - (rejected - reference_rejected)
    return beta * np.logaddexp(0, -h).mean()


def draw(rng: np.random.Generator):
    for count in (1, 2, 5, 20):
        for beta in (0.05, 0.1, 1.0):
            reference = -rng.exponential(20, (2, count))
            moved = reference + rng.normal(0, 3, (2, count))
            yield call(*moved, *reference, beta)
    for _ in range(3):
        reference = -rng.exponential(20, (2, 4))
        yield call(
            *(reference - rng.exponential(4000, (2, 4))), *reference, 1.0, note="the model is far from the reference"
        )


EXERCISE = Exercise(
    solution_function=preference_loss,
    wrong=(
        forgets_the_reference,
        prefers_the_rejected,
        overflows,
        takes_the_mean_first,
        puts_beta_outside,
    ),
    hints=(
        "The logarithm of a ratio is a difference of logarithms, and these are given. What does an h above 0 say?",
        "`h = beta * ((chosen - reference_chosen) - (rejected - reference_rejected))`. ln(1 + e^(-h)) is a sum of "
        "exponentials, e^0 + e^(-h), and NumPy has `np.logaddexp` for its logarithm.",
    ),
    shown=(
        call(np.array([-10.0]), np.array([-12.0]), np.array([-11.0]), np.array([-11.0]), 0.5),
        call(
            np.array([-9.0, -20.0]),
            np.array([-9.0, -14.0]),
            np.array([-10.0, -18.0]),
            np.array([-10.0, -15.0]),
            0.1,
            note="the first pair is right by as much as it began, the second has become worse",
        ),
        call(
            np.array([-3000.0]), np.array([-10.0]), np.array([-20.0]), np.array([-20.0]), 1.0, note="h is far below 0"
        ),
    ),
    drawn=draw,
)
