r"""The induction score of a head.

"Mia Tan … Mia" is continued by "Tan" by a head that finds the earlier "Mia" and looks at the token *after* it. Let
$R$ be the tokens that have stood in the text before. Of each take the attention to what followed its earlier
occurrences, all of them together; the score is the mean:

$$\frac{1}{|R|} \sum_{q \in R} \; \sum_{k \le q,\; x_{k-1} = x_q} A_{qk}, \qquad
R = \{\, q : x_q \text{ stands before position } q \,\}$$

(Olsson et al., "In-context Learning and Induction Heads", 2022.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def induction_score(pattern: np.ndarray, ids: list[int]) -> float:
    """How much a head looks at what followed a token's earlier occurrences.

    Args:
        pattern: A, of shape (T, T), rows the queries; each row sums to 1, and no token looks ahead.
        ids: the T tokens of the text; at least one comes twice.
    """
    found = []
    for query in range(len(ids)):
        after = [key for key in range(1, query + 1) if ids[key - 1] == ids[query]]
        if after:
            found.append(pattern[query, after].sum())
    return float(np.mean(found))


def looks_at_the_earlier_token(pattern, ids):
    """You took the attention to the earlier occurrence itself, which is what a *duplicate-token head* does. An
    induction head looks at the token after it: at position k + 1."""
    found = []
    for query in range(len(ids)):
        same = [key for key in range(query) if ids[key] == ids[query]]
        if same:
            found.append(pattern[query, same].sum())
    return float(np.mean(found))


def divides_by_all_tokens(pattern, ids):
    """You divided by the number of all tokens. A token that comes for the first time has nothing to look for: the mean
    goes over those that have stood before."""
    total = sum(
        pattern[query, key] for query in range(len(ids)) for key in range(1, query + 1) if ids[key - 1] == ids[query]
    )
    return float(total / len(ids))


def averages_over_pairs(pattern, ids):
    """Right where no token comes more than twice. Where one does, add up the attention to what followed *all* its
    earlier occurrences first; the mean goes over the queries, not over the pairs."""
    pairs = [
        pattern[query, key] for query in range(len(ids)) for key in range(1, query + 1) if ids[key - 1] == ids[query]
    ]
    return float(np.mean(pairs))


def takes_the_last_occurrence(pattern, ids):
    """Right where no token comes more than twice. Where one does, all its earlier occurrences count, not only the last
    one."""
    found = []
    for query in range(len(ids)):
        after = [key for key in range(1, query + 1) if ids[key - 1] == ids[query]]
        if after:
            found.append(pattern[query, after[-1]])
    return float(np.mean(found))


def swaps_query_and_key(pattern, ids):
    """You swapped rows and columns. Rows are the queries, those who look; columns the keys, that are looked at:
    `pattern[query, key]`."""
    found = []
    for query in range(len(ids)):
        after = [key for key in range(1, query + 1) if ids[key - 1] == ids[query]]
        if after:
            found.append(pattern[after, query].sum())
    return float(np.mean(found))


def draw(rng: np.random.Generator):
    for length, size in ((3, 2), (6, 3), (8, 3), (12, 5)):
        for _ in range(3):
            ids = rng.integers(0, size, length)
            ids[-1] = ids[0]
            rows = np.tril(rng.random((length, length)) ** 2)
            yield call(rows / rows.sum(-1, keepdims=True), ids.tolist())
    for half in (2, 4):
        ids = rng.permutation(10)[:half].tolist() * 2
        rows = np.tril(rng.random((2 * half, 2 * half)) ** 2)
        yield call(rows / rows.sum(-1, keepdims=True), ids, note="the second half of the text repeats the first")


INDUCTION = np.array([[1.0, 0, 0, 0], [0.5, 0.5, 0, 0], [0.1, 0.8, 0.1, 0], [0.0, 0.1, 0.7, 0.2]])

EXERCISE = Exercise(
    solution_function=induction_score,
    wrong=(
        looks_at_the_earlier_token,
        divides_by_all_tokens,
        averages_over_pairs,
        takes_the_last_occurrence,
        swaps_query_and_key,
    ),
    hints=(
        "Go through the queries. For each, which keys have the query's own token right before them?",
        "The keys are those of `range(1, query + 1)` with `ids[key - 1] == ids[query]`. A list of keys can be an "
        "index: `pattern[query, keys].sum()`. Leave out a query that has no such keys.",
    ),
    shown=(
        call(INDUCTION, [7, 8, 7, 8]),
        call(INDUCTION, [7, 7, 7, 8], note="one token comes three times, and follows itself"),
    ),
    drawn=draw,
)
