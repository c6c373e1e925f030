r"""A step with a KV cache.

When a text grows by one token, the keys and values of the tokens before it stay what they were. Keep them, and only one
row is left to compute. Append the new key and value to those of the past; then let the new query read all of them:

$$K = [K_{\text{past}};\, k], \qquad V = [V_{\text{past}};\, v], \qquad
z = \mathrm{softmax}\!\left(\frac{q K^\top}{\sqrt{D}}\right) V$$

No mask is needed, as nothing comes after the newest token.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def kv_cache_step(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, past_k: np.ndarray, past_v: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What one head reads at the newest token, and the cache for the next step.

    Args:
        q: shape (D,), the query of the new token.
        k: shape (D,), its key.
        v: shape (D,), its value.
        past_k: shape (P, D), the keys of the tokens before it; P may be 0.
        past_v: shape (P, D), their values.

    Returns:
        z of shape (D,), then all keys and all values, each of shape (P + 1, D).
    """
    keys = np.concatenate([past_k, k[None]])
    values = np.concatenate([past_v, v[None]])
    scores = keys @ q / np.sqrt(len(q))
    weights = np.exp(scores - scores.max())
    return weights @ values / weights.sum(), keys, values


def _read(q: np.ndarray, keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    scores = keys @ q / np.sqrt(len(q))
    weights = np.exp(scores - scores.max())
    return weights @ values / weights.sum()


def reads_the_past_alone(q, k, v, past_k, past_v):
    """The new token does not look at itself: you let it read before its own key and value were appended. Append first,
    then read."""
    z = _read(q, past_k, past_v) if len(past_k) else np.zeros_like(v)
    return z, np.concatenate([past_k, k[None]]), np.concatenate([past_v, v[None]])


def gives_the_old_cache(q, k, v, past_k, past_v):
    """z is right, but the cache that you gave back is the old one: the next token would not see this one. Give the
    longer keys and values back."""
    keys, values = np.concatenate([past_k, k[None]]), np.concatenate([past_v, v[None]])
    return _read(q, keys, values), past_k, past_v


def puts_the_new_in_front(q, k, v, past_k, past_v):
    """z is right, as attention itself knows no order; but you put the new key and value in front. The cache keeps the
    order of the text: append them."""
    keys, values = np.concatenate([k[None], past_k]), np.concatenate([v[None], past_v])
    return _read(q, keys, values), keys, values


def does_not_scale(q, k, v, past_k, past_v):
    """The scores are not divided by the root of D, as those of the whole text are. Cached and uncached must be
    equal."""
    keys, values = np.concatenate([past_k, k[None]]), np.concatenate([past_v, v[None]])
    return _read(q * np.sqrt(len(q)), keys, values), keys, values


def draw(rng: np.random.Generator):
    for n_past, size in ((1, 2), (2, 4), (5, 3), (9, 8), (0, 4)):
        for scale in (0.5, 1, 40):
            q, k, v = rng.normal(0, 1, (3, size))
            past_k, past_v = rng.normal(0, 1, (2, n_past, size))
            yield call(q * scale, k * scale, v, past_k * scale, past_v, note="" if n_past else "there is no past")


EXERCISE = Exercise(
    solution_function=kv_cache_step,
    wrong=(reads_the_past_alone, gives_the_old_cache, puts_the_new_in_front, does_not_scale),
    hints=(
        "It is the last row of the attention that you have written, with keys and values that are nearly all there "
        "already.",
        "`np.concatenate([past_k, k[None]])` appends a row: `k[None]` has shape (1, D). The scores `keys @ q` have "
        "shape (P + 1,), one for each token.",
    ),
    shown=(
        call(
            np.array([1.0, 0.0]),
            np.array([1.0, 1.0]),
            np.array([0.0, 6.0]),
            np.array([[2.0, 0.0], [0.0, 1.0]]),
            np.array([[3.0, 0.0], [0.0, 3.0]]),
        ),
        call(
            np.array([1.0, 2.0]),
            np.array([0.5, 0.5]),
            np.array([4.0, 5.0]),
            np.zeros((0, 2)),
            np.zeros((0, 2)),
            note="it is the first token: there is no past",
        ),
    ),
    drawn=draw,
)
