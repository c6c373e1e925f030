r"""Drawing a token with one random number.

Put the tokens in falling order of probability (of equal ones the lower id first), add up from the top, and take the
first token at which the sum is greater than $u$, the $n$-th in this order:

$$n = \min \left\{ m : \sum_{i=1}^{m} p_{(i)} > u \right\}$$

where $p_{(i)}$ is the $i$-th highest probability. With $u$ drawn evenly from $[0, 1)$, each token comes as often as its
probability says; and whoever knows $u$ can repeat the draw. If rounding leaves the sum of all at or below $u$, take the
last token in this order.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def draw_token(probabilities: np.ndarray, u: float) -> int:
    """The id of the token that a random number draws.

    Args:
        probabilities: shape (V,), all above 0; they sum to 1, up to rounding.
        u: from 0 up to, but not including, 1.
    """
    total = 0.0
    for id in np.argsort(-probabilities, kind="stable"):
        total += probabilities[id]
        if total > u:
            break
    return int(id)


def gives_the_place(probabilities, u):
    """You gave the place of the token in the falling order. What is asked for is its id: `order[place]`."""
    sums = np.cumsum(np.sort(probabilities)[::-1])
    return min(int(np.searchsorted(sums, u, side="right")), len(sums) - 1)


def adds_up_by_id(probabilities, u):
    """You added up in the order of the ids. That draws each token as often as it should; but here the most likely
    tokens come first, so that a person can follow the draw from the top of a table."""
    sums = np.cumsum(probabilities)
    return min(int(np.searchsorted(sums, u, side="right")), len(sums) - 1)


def takes_the_most_likely(probabilities, u):
    """You always take the most likely token, whatever u is. That is greedy decoding; here u decides."""
    return int(np.argmax(probabilities))


def stops_where_the_sum_is_reached(probabilities, u):
    """Where the sum is exactly u you stop one token too soon. It must be *greater* than u. Otherwise a first token with
    probability 1/2 would be drawn by 0.5 too."""
    order = np.argsort(-probabilities, kind="stable")
    place = np.searchsorted(np.cumsum(probabilities[order]), u, side="left")
    return int(order[min(place, len(order) - 1)])


def runs_off_the_end(probabilities, u):
    """Right, up to rounding: ten times 0.1 is a little less than 1 for a computer, so that u can lie beyond the sum of
    all. Then take the last token."""
    order = np.argsort(-probabilities, kind="stable")
    return int(order[np.searchsorted(np.cumsum(probabilities[order]), u, side="right")])


def draw(rng: np.random.Generator):
    for size in (2, 3, 8, 30):
        for _ in range(5):
            yield call(rng.dirichlet(np.full(size, 0.8)) + 1e-9, float(rng.uniform(0, 0.999)))
    for u in (0.0, 0.125, 0.5, 0.75, 0.875):
        yield call(rng.permutation([0.5, 0.125, 0.25, 0.125]), u, note="the sum is exactly u at some token")
        yield call(rng.permutation(np.repeat([1.0, 2.0, 5.0], 20) / 160), u, note="many are equally likely")


EXERCISE = Exercise(
    solution_function=draw_token,
    wrong=(
        gives_the_place,
        adds_up_by_id,
        takes_the_most_likely,
        stops_where_the_sum_is_reached,
        runs_off_the_end,
    ),
    hints=(
        "Go through the ids from the most to the least likely one, with a running sum, and stop as soon as it is "
        "greater than u.",
        '`np.argsort(-probabilities, kind="stable")` are the ids in falling order of probability, of equal ones the '
        "lower first. A loop over them with `break` ends with the last id by itself if the sum never exceeds u.",
    ),
    shown=(
        call(np.array([0.2, 0.5, 0.3]), 0.6),
        call(np.array([0.25, 0.5, 0.25]), 0.5, note="after the first token the sum is exactly u"),
        call(
            np.full(10, 0.1),
            float(np.nextafter(1, 0)),
            note="rounding leaves the sum of all below 1, and u is not below it",
        ),
    ),
    drawn=draw,
)
