r"""How sure may one be of a share? The Wilson interval.

A prompt gave $k$ right answers to $n$ questions, a share of $\hat p = k / n$. With other questions of the same kind
it would have been another one. Which true shares $p$ go together with what was seen? Those for which $\hat p$ is not
further away than $z$ standard errors, $|\hat p - p| \le z \sqrt{p (1 - p) / n}$; with $z = 1.96$ they hold the true
one in about 95 of 100 experiments. Their lowest and highest are

$$\frac{\hat p + \frac{z^2}{2n} \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} + \frac{z^2}{4 n^2}}}{1 + \frac{z^2}{n}}$$

Unlike $\hat p \pm z \sqrt{\hat p (1 - \hat p) / n}$ it never leaves 0 to 1, and is no single point where all answers
were right. (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.)
"""

import math

import numpy as np

from llm_playground.course.exercise import Exercise, call


def success_interval(right: int, questions: int, z: float) -> tuple[float, float]:
    """The Wilson interval of a share.

    Args:
        right: k, how many answers were right.
        questions: n, of how many; at least 1.
        z: how many standard errors away the share may be, above 0.

    Returns:
        The lowest and the highest share.
    """
    share = right / questions
    middle = share + z**2 / (2 * questions)
    half = z * math.sqrt(share * (1 - share) / questions + z**2 / (4 * questions**2))
    scale = 1 + z**2 / questions
    return (middle - half) / scale, (middle + half) / scale


def takes_the_error_of_what_was_seen(right, questions, z):
    """This is the share and z standard errors of it. Where all answers were right it is the single point 1, as if
    nothing could ever go wrong; elsewhere it may end above 1. Use the formula of Wilson."""
    share = right / questions
    half = z * math.sqrt(share * (1 - share) / questions)
    return share - half, share + half


def forgets_to_scale(right, questions, z):
    """The division by 1 + z²/n is missing."""
    share = right / questions
    middle = share + z**2 / (2 * questions)
    half = z * math.sqrt(share * (1 - share) / questions + z**2 / (4 * questions**2))
    return middle - half, middle + half


def does_not_move_the_middle(right, questions, z):
    """Your interval lies around the share itself. Its middle is moved towards one half: add z²/(2n) to the share
    before you divide."""
    share = right / questions
    half = z * math.sqrt(share * (1 - share) / questions + z**2 / (4 * questions**2))
    scale = 1 + z**2 / questions
    return (share - half) / scale, (share + half) / scale


def forgets_the_second_term_of_the_root(right, questions, z):
    """Under the root z²/(4n²) is missing. It is what leaves some width where all answers were right, or none."""
    share = right / questions
    middle = share + z**2 / (2 * questions)
    half = z * math.sqrt(share * (1 - share) / questions)
    scale = 1 + z**2 / questions
    return (middle - half) / scale, (middle + half) / scale


def gives_the_higher_first(right, questions, z):
    """Both are right, but the higher one stands first. Give the lowest, then the highest."""
    return success_interval(right, questions, z)[::-1]


def draw(rng: np.random.Generator):
    for questions in (1, 2, 5, 16, 40, 300):
        for z in (1.0, 1.96, 2.5758):
            yield call(int(rng.integers(0, questions + 1)), questions, z)
    for questions in (3, 16):
        yield call(questions, questions, 1.96, note="all answers were right")
        yield call(0, questions, 1.96, note="no answer was right")


EXERCISE = Exercise(
    solution_function=success_interval,
    wrong=(
        takes_the_error_of_what_was_seen,
        forgets_to_scale,
        does_not_move_the_middle,
        forgets_the_second_term_of_the_root,
        gives_the_higher_first,
    ),
    hints=(
        "Give each part of the formula a name: the share, the middle before it is scaled, half the width, the scale.",
        "`half = z * math.sqrt(share * (1 - share) / questions + z**2 / (4 * questions**2))`, and both ends are "
        "divided by `1 + z**2 / questions`.",
    ),
    shown=(
        call(9, 16, 1.96),
        call(16, 16, 1.96, note="all answers were right"),
        call(90, 160, 1.96, note="ten times as many questions"),
    ),
    drawn=draw,
)
