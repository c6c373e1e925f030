r"""One matrix becomes many heads.

The queries of all heads come out of one matrix product: each token has one row of $C$ channels, the first $D$ of which
belong to head 0, the next $D$ to head 1, and so on, with $D = C / H$. Give each head a matrix of its own:

$$\mathrm{heads}_{h,t,d} = x_{t,\,hD + d}$$

Nothing is computed. But a reshape in the wrong order gives an array of the right shape, in which the tokens are mixed.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def split_heads(x: np.ndarray, n_head: int) -> np.ndarray:
    """The channels of all tokens, head by head.

    Args:
        x: shape (T, C).
        n_head: H, how many heads there are; C is a multiple of it.

    Returns:
        Shape (H, T, D), where D = C / H.
    """
    n_token, n_channel = x.shape
    return x.reshape(n_token, n_head, n_channel // n_head).transpose(1, 0, 2)


def reshapes_at_once(x, n_head):
    """The shape is right, and the numbers lie in the wrong places: a reshape only reads the numbers in their order, so
    that your head 0 has whole tokens, and not a part of each. Reshape to (T, H, D) first; then swap the first two axes
    with `transpose`."""
    n_token, n_channel = x.shape
    return x.reshape(n_head, n_token, n_channel // n_head)


def leaves_tokens_first(x, n_head):
    """The channels are split, but the tokens still come first: this is (T, H, D). Each head needs a matrix of its own,
    (H, T, D): swap the first two axes."""
    n_token, n_channel = x.shape
    return x.reshape(n_token, n_head, n_channel // n_head)


def deals_the_channels_out(x, n_head):
    """You dealt the channels out like cards, every H-th to the same head. A head has D channels that lie side by side:
    reshape to (T, H, D), and not to (T, D, H)."""
    n_token, n_channel = x.shape
    return x.reshape(n_token, n_channel // n_head, n_head).transpose(2, 0, 1)


def draw(rng: np.random.Generator):
    for n_token, n_head, size in ((1, 2, 2), (3, 2, 2), (2, 3, 4), (5, 4, 2), (4, 1, 3), (3, 3, 3), (2, 4, 1)):
        for _ in range(2):
            yield call(rng.normal(size=(n_token, n_head * size)).round(2), n_head)


EXERCISE = Exercise(
    solution_function=split_heads,
    wrong=(reshapes_at_once, leaves_tokens_first, deals_the_channels_out),
    hints=(
        "Go by two steps: first cut each row into H pieces of D channels, then bring the heads to the front.",
        "`x.reshape(n_token, n_head, -1)` cuts each row; `.transpose(1, 0, 2)` swaps the axes of tokens and heads.",
    ),
    shown=(
        call(np.array([[0.0, 1.0, 2.0, 3.0], [10.0, 11.0, 12.0, 13.0], [20.0, 21.0, 22.0, 23.0]]), 2),
        call(np.array([[0.0, 1.0, 2.0], [10.0, 11.0, 12.0]]), 1, note="there is one head, which has all channels"),
    ),
    drawn=draw,
)
