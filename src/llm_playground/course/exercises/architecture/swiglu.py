r"""The MLP of Llama and Qwen: SwiGLU.

Two matrices look at the vector. One gives values, the other a gate for each of them, which opens by SiLU; a third
brings the product back to the residual stream:

$$\mathrm{MLP}(x) = \left(\mathrm{SiLU}(x W_{\text{gate}}) \odot x W_{\text{up}}\right) W_{\text{down}}, \qquad
\mathrm{SiLU}(z) = z \cdot \frac{1}{1 + e^{-z}}$$

(Shazeer, "GLU Variants Improve Transformer", 2020.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def swiglu(x: np.ndarray, gate: np.ndarray, up: np.ndarray, down: np.ndarray) -> np.ndarray:
    """What the MLP adds to the residual stream.

    Args:
        x: shape (T, C).
        gate: shape (C, M), where M is the width of the MLP.
        up: shape (C, M).
        down: shape (M, C).

    Returns:
        Shape (T, C).
    """
    opened = x @ gate
    opened = opened / (1 + np.exp(-opened))
    return (opened * (x @ up)) @ down


def opens_the_values(x, gate, up, down):
    """You put the values through SiLU, and left the gate as it is. It is the gate that opens: SiLU belongs around
    `x @ gate`."""
    value = x @ up
    return ((x @ gate) * (value / (1 + np.exp(-value)))) @ down


def uses_a_sigmoid(x, gate, up, down):
    """Your gate is a sigmoid alone, which is the older GLU (Dauphin et al. 2017). SiLU multiplies it by z once more."""
    return ((1 / (1 + np.exp(-(x @ gate)))) * (x @ up)) @ down


def uses_relu(x, gate, up, down):
    """Your gate is a ReLU, which is 0 for all that is negative. SiLU is smooth, and a little below 0 there."""
    return (np.maximum(x @ gate, 0) * (x @ up)) @ down


def adds_gate_and_value(x, gate, up, down):
    """You added gate and value. A gate *multiplies*: where it is 0, the value does not come through."""
    opened = x @ gate
    return (opened / (1 + np.exp(-opened)) + x @ up) @ down


def has_no_value(x, gate, up, down):
    """`up` has no part in what you gave: this is an MLP without a gate. Multiply by `x @ up` before `down`."""
    opened = x @ gate
    return (opened / (1 + np.exp(-opened))) @ down


def draw(rng: np.random.Generator):
    for n_token, n_channel, width in ((1, 2, 3), (3, 4, 8), (5, 2, 2), (2, 6, 4)):
        for scale in (0.5, 1, 2):
            gate, up = rng.normal(0, 1, (2, n_channel, width))
            yield call(rng.normal(0, scale, (n_token, n_channel)), gate, up, rng.normal(0, 1, (width, n_channel)))


EXERCISE = Exercise(
    solution_function=swiglu,
    wrong=(opens_the_values, uses_a_sigmoid, uses_relu, adds_gate_and_value, has_no_value),
    hints=(
        "Three matrix products and one non-linearity. Which of the two first products goes through it?",
        "`z / (1 + np.exp(-z))` is SiLU of `z = x @ gate`. Multiply it with `x @ up`, number by number, before "
        "`@ down`.",
    ),
    shown=(
        call(np.array([[1.0, 2.0]]), np.eye(2), np.array([[1.0, 0.0], [0.0, 10.0]]), np.eye(2)),
        call(
            np.array([[-3.0], [0.0]]),
            np.ones((1, 2)),
            np.ones((1, 2)),
            np.ones((2, 1)),
            note="the gate is negative, or 0",
        ),
    ),
    drawn=draw,
)
