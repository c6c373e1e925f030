r"""KL divergence: how far one distribution is from another.

What fine-tuning has changed shows in the distributions of the next token: $p$ before, $q$ after. The KL divergence is
the mean, over tokens drawn from $p$, of how much more likely $p$ makes them than $q$ does, in nats (natural
logarithms):

$$\mathrm{KL}(p \,\|\, q) = \sum_{i:\, p_i > 0} p_i \ln \frac{p_i}{q_i}$$

Tokens that $p$ rules out add nothing. If $q$ rules out one that $p$ does not, the divergence is infinite. (Kullback and
Leibler, "On Information and Sufficiency", 1951.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def kl_divergence(p: np.ndarray, q: np.ndarray) -> float:
    """KL(p || q) in nats.

    Args:
        p: shape (V,), probabilities that sum to 1; some may be 0.
        q: the same.

    Returns:
        0 if both are alike, otherwise more; it may be infinite.
    """
    possible = p > 0
    with np.errstate(divide="ignore"):  # the logarithm of 0 is minus infinity, which is right here
        return np.sum(p[possible] * (np.log(p[possible]) - np.log(q[possible])))


def adds_tokens_that_p_rules_out(p, q):
    """Where p is 0, NumPy computes 0 times minus infinity, and that is NaN. Such a token adds nothing to the sum: leave
    it out before you take logarithms."""
    with np.errstate(all="ignore"):
        return np.sum(p * (np.log(p) - np.log(q)))


def swaps_the_two(p, q):
    """This is KL(q || p). The two are not alike: tokens are weighed by how likely *p* makes them."""
    return kl_divergence(q, p)


def gives_bits(p, q):
    """You took logarithms to the base 2, so this is in bits. Nats take the natural logarithm, `np.log`."""
    return kl_divergence(p, q) / np.log(2)


def is_never_infinite(p, q):
    """You left out the tokens that q rules out. It is just they that matter: if q can never write what p may write, no
    number is large enough."""
    possible = (p > 0) & (q > 0)
    return np.sum(p[possible] * (np.log(p[possible]) - np.log(q[possible])))


def adds_up_the_logarithms(p, q):
    """The differences of the logarithms are added up as they are. Each has to be weighed with the probability of its
    token, p[i]."""
    possible = p > 0
    with np.errstate(divide="ignore"):
        return np.sum(np.log(p[possible]) - np.log(q[possible]))


def draw(rng: np.random.Generator):
    for size in (2, 3, 10, 50):
        for _ in range(3):
            yield call(rng.dirichlet(np.ones(size)), rng.dirichlet(np.ones(size)))
    for _ in range(3):
        p = np.append(rng.dirichlet(np.ones(4)), [0.0, 0.0])
        yield call(p, rng.dirichlet(np.ones(6)), note="p rules out two tokens")
        yield call(rng.dirichlet(np.ones(6)), p, note="q rules out two tokens that p does not")
    same = rng.dirichlet(np.ones(5))
    yield call(same, same, note="both are alike")


EXERCISE = Exercise(
    solution_function=kl_divergence,
    wrong=(adds_tokens_that_p_rules_out, swaps_the_two, gives_bits, is_never_infinite, adds_up_the_logarithms),
    hints=(
        "Which tokens add something to the sum? Choose them first, in p and in q, and take logarithms only then.",
        "`possible = p > 0` is a mask, and `p[possible]` are the probabilities that it lets through. `np.log(0.0)` is "
        "minus infinity, which gives just the right result here.",
    ),
    shown=(
        call(np.array([0.5, 0.5]), np.array([0.25, 0.75])),
        call(np.array([0.5, 0.5, 0.0]), np.array([0.4, 0.4, 0.2]), note="p rules out a token"),
        call(np.array([0.5, 0.5]), np.array([1.0, 0.0]), note="q rules out a token that p does not"),
    ),
    drawn=draw,
)
