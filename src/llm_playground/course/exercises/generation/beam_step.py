r"""A step of beam search.

A few texts are followed side by side, each with the sum $s$ of its tokens' log-probabilities. Continue each of them
with every token:

$$s_{b,i} = s_b + \ln p(i \mid b)$$

and take the best $2n$ of *all* these sums as candidates, best first. A candidate with the stop token ends there; it is
kept, under a score that makes up for its length, only if it is among the first $n$:

$$\text{score} = \frac{s}{\text{length}^{\,\alpha}}$$

The first $n$ candidates that do not end live on, with their sums as they are. (This is how transformers does it. Why
$2n$? So that $n$ are left even if all texts want to end.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def beam_step(
    sums: np.ndarray, logprobs: np.ndarray, n: int, stop: int, length: int, alpha: float
) -> tuple[list[tuple[int, int, float]], list[tuple[int, int, float]]]:
    """Which texts live on, and which end here.

    Args:
        sums: shape (B,), of the texts that live.
        logprobs: shape (B, V), the log-probability of each next token after each text.
        n: how many beams to follow; B · V is at least 2n.
        stop: the id of the token that ends a text.
        length: how many tokens a text has after this step.
        alpha: the length penalty.

    Returns:
        Those that live on as (text, token, sum), and those that end as (text, token, score), each best first.
    """
    totals = sums[:, None] + logprobs
    live, ended = [], []
    for place, at in enumerate(np.argsort(-totals, axis=None, kind="stable")[: 2 * n]):
        text, token = divmod(int(at), logprobs.shape[1])
        total = float(totals[text, token])
        if token != stop and len(live) < n:
            live.append((text, token, total))
        if token == stop and place < n:
            ended.append((text, token, total / length**alpha))
    return live, ended


def _candidates(totals: np.ndarray, n: int) -> list[tuple[int, int, float]]:
    places = np.argsort(-totals, axis=None, kind="stable")[: 2 * n].tolist()
    found = [divmod(place, totals.shape[1]) for place in places]
    return [(text, token, float(totals[text, token])) for text, token in found]


def _decide(
    candidates: list[tuple[int, int, float]], n: int, stop: int, divisor: float
) -> tuple[list[tuple[int, int, float]], list[tuple[int, int, float]]]:
    live = [each for each in candidates if each[1] != stop][:n]
    return live, [(text, token, total / divisor) for text, token, total in candidates[:n] if token == stop]


def forgets_the_past(sums, logprobs, n, stop, length, alpha):
    """You compared the log-probabilities of the next tokens alone. Add to them the sum that each text has already: a
    beam is judged by the whole of its text."""
    return _decide(_candidates(logprobs, n), n, stop, length**alpha)


def takes_the_best_of_each_text(sums, logprobs, n, stop, length, alpha):
    """You took the best continuations text by text. All continuations compete with one another: one text may give
    several of the next beams, and another none."""
    totals = sums[:, None] + logprobs
    candidates = sorted(
        ((text, int(row.argmax()), float(row.max())) for text, row in enumerate(totals)), key=lambda each: -each[2]
    )
    return _decide(candidates, n, stop, length**alpha)


def takes_too_few_candidates(sums, logprobs, n, stop, length, alpha):
    """You took only n candidates. Where one of them ends, a place among the living stays empty: take 2n."""
    return _decide(_candidates(sums[:, None] + logprobs, n)[:n], n, stop, length**alpha)


def ends_any_candidate(sums, logprobs, n, stop, length, alpha):
    """You kept every candidate that ends. Only one among the first n is good enough; the others are there to take over
    the places of those that end."""
    candidates = _candidates(sums[:, None] + logprobs, n)
    live, _ = _decide(candidates, n, stop, 1)
    return live, [(text, token, total / length**alpha) for text, token, total in candidates if token == stop]


def scores_the_living(sums, logprobs, n, stop, length, alpha):
    """You divided the sums of the living, too. They go on growing: the length counts only once a text has ended."""
    live, ended = _decide(_candidates(sums[:, None] + logprobs, n), n, stop, length**alpha)
    return [(text, token, total / length**alpha) for text, token, total in live], ended


def leaves_the_length_out(sums, logprobs, n, stop, length, alpha):
    """The scores of those that end are still sums. Divide by the length to the power of alpha; else a long text, with
    its many negative numbers, could never win."""
    return _decide(_candidates(sums[:, None] + logprobs, n), n, stop, 1)


def draw(rng: np.random.Generator):
    for n_text, size, n in ((1, 4, 2), (2, 3, 2), (3, 5, 3), (2, 8, 2), (4, 6, 4)):
        for alpha in (0.0, 1.0, float(rng.uniform(0.3, 2))):
            for _ in range(2):
                logprobs = np.log(rng.dirichlet(np.full(size, 0.7), n_text) + 1e-9)
                stop, length = int(rng.integers(size)), int(rng.integers(2, 9))
                yield call(-rng.uniform(0, 3, n_text), logprobs, n, stop, length, alpha)
    for n in (2, 3, 4):
        probabilities = rng.dirichlet(np.full(6, 0.7), n) * 0.1
        probabilities[:, 0] += 0.9
        yield call(-rng.uniform(0, 1, n), np.log(probabilities), n, 0, 6 - n, 1.0, note="all texts want to end")


EXERCISE = Exercise(
    solution_function=beam_step,
    wrong=(
        forgets_the_past,
        takes_the_best_of_each_text,
        takes_too_few_candidates,
        ends_any_candidate,
        scores_the_living,
        leaves_the_length_out,
    ),
    hints=(
        "Make one array (B, V) of all sums, and put all its numbers in falling order at once. Then go through the "
        "first 2n: which end, and which live on?",
        "`np.argsort(-totals, axis=None)` gives places in the flat array; `divmod(place, V)` makes text and token of "
        "one. Count the places as you go: a candidate that ends counts only while its place is below n.",
    ),
    shown=(
        call(np.array([-1.0, -2.0]), np.log(np.array([[0.6, 0.3, 0.1], [0.1, 0.8, 0.1]])), 2, 2, 5, 1.0),
        call(
            np.array([-1.0, -1.1]),
            np.log(np.array([[0.1, 0.2, 0.7], [0.25, 0.15, 0.6]])),
            2,
            2,
            4,
            1.0,
            note="both of the best candidates end here",
        ),
    ),
    drawn=draw,
)
