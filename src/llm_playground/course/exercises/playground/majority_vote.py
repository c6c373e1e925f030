r"""Self-consistency: the answer that most samples give.

Draw several answers to one question, read the result out of each, and take the one that comes most often. Wrong ways
lead to many different results, right ones to the same; so the vote is right more often than a single answer. Samples
in which no result was found do not vote. Of results that come equally often the one that came first wins. (Wang et
al., "Self-Consistency Improves Chain of Thought Reasoning in Language Models", 2023.)
"""

from collections import Counter

import numpy as np

from llm_playground.course.exercise import Exercise, call


def majority_vote(results: list[int | None]) -> int | None:
    """The result that comes most often; None if there is none at all.

    Args:
        results: one of each sample, in the order in which they were drawn; None where none was found.
    """
    votes = Counter(result for result in results if result is not None)
    return max(votes, key=lambda result: votes[result]) if votes else None


def lets_nothing_vote(results):
    """Samples without a result vote as well, and may win: then no answer is given, although there were some. Leave
    out every None first."""
    votes = Counter(results)
    return max(votes, key=lambda result: votes[result]) if votes else None


def takes_the_last_of_a_tie(results):
    """Of results that come equally often you take the one that came last. Take the one that came first."""
    found = [result for result in results if result is not None]
    return max(reversed(found), key=found.count) if found else None


def takes_the_smallest_of_a_tie(results):
    """Of results that come equally often you take the smallest. How large a number is says nothing of how right it
    is: take the one that came first."""
    found = sorted(result for result in results if result is not None)
    return max(found, key=found.count) if found else None


def takes_the_first(results):
    """You take the first result, without a vote. Count how often each of them comes."""
    return next((result for result in results if result is not None), None)


def takes_the_middle(results):
    """You take the one in the middle (the median). One that only few samples gave may stand there: count them."""
    found = sorted(result for result in results if result is not None)
    return found[len(found) // 2] if found else None


def fails_without_a_vote(results):
    """Where no sample has a result you raise an error. There is nothing to vote for, so give `None`."""
    votes = Counter(result for result in results if result is not None)
    return max(votes, key=lambda result: votes[result])


def draw(rng: np.random.Generator):
    for size in (1, 2, 3, 5, 8, 13):
        for choices in (2, 4):
            drawn = rng.integers(-1, choices, size).tolist()
            yield call([None if each < 0 else 10 - each for each in drawn])
    yield call([7, 3, 3, 7], note="two results come equally often")
    yield call([2, 9, 9, 2, 5], note="two results come equally often")
    yield call([None, 4, None, None], note="most samples have no result")
    yield call([0, 0, 5], note="the result is 0")
    yield call([], note="nothing was drawn")


EXERCISE = Exercise(
    solution_function=majority_vote,
    wrong=(
        lets_nothing_vote,
        takes_the_last_of_a_tie,
        takes_the_smallest_of_a_tie,
        takes_the_first,
        takes_the_middle,
        fails_without_a_vote,
    ),
    hints=(
        "A `Counter` counts them, and keeps the order in which it met them first. What must not be counted?",
        "`max(votes, key=…)` goes through the results in their order and takes the first of those that are largest by "
        "the key: here by how often each comes, `votes[result]`.",
    ),
    shown=(
        call([7, 8, 7]),
        call([9, 5, 5, 9], note="two results come equally often"),
        call([None, 4, None], note="most samples have no result"),
        call([None, None], note="no sample has a result"),
    ),
    drawn=draw,
)
