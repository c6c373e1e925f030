r"""Between base and instruct.

A base model and the instruct model that was trained from it have the same weights by name and shape, and only their
values differ. So one can walk from one to the other on a straight line. For each array:

$$W(\alpha) = (1 - \alpha) \, W_{\text{base}} + \alpha \, W_{\text{instruct}}$$

At 0 that is the base model and at 1 the instruct model; between them lie models that answer a little, and beyond 1 the
direction of the fine-tuning goes on. (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.)
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def interpolate_weights(
    base: dict[str, np.ndarray], instruct: dict[str, np.ndarray], alpha: float
) -> dict[str, np.ndarray]:
    """The weights of a model on the line through two others.

    Args:
        base: arrays by name.
        instruct: arrays of the same names and shapes.
        alpha: where on the line; it may lie outside of 0 to 1.

    Returns:
        New arrays by name; what was given stays as it is.
    """
    return {name: (1 - alpha) * base[name] + alpha * instruct[name] for name in base}


def swaps_the_ends(base, instruct, alpha):
    """At alpha = 0 you give the instruct model. It is the other way round: alpha says how much of *instruct* there
    is."""
    return {name: alpha * base[name] + (1 - alpha) * instruct[name] for name in base}


def adds_the_instruct_weights(base, instruct, alpha):
    """You added the instruct weights to the whole of the base weights, and both together are far too large. What is
    added to base is the *difference*, alpha times instruct minus base."""
    return {name: base[name] + alpha * instruct[name] for name in base}


def stays_between_the_ends(base, instruct, alpha):
    """You kept alpha between 0 and 1. The line goes on beyond both models: at alpha = 1.5 the weights have moved half
    as far again as fine-tuning moved them."""
    return interpolate_weights(base, instruct, min(max(alpha, 0), 1))


def takes_one_name_only(base, instruct, alpha):
    """Only one of the arrays is there. Do so with every name that the models have: a comprehension goes over all of
    them."""
    first = next(iter(base))
    return {first: (1 - alpha) * base[first] + alpha * instruct[first]}


def writes_into_the_base_model(base, instruct, alpha):
    """`+=` writes into the arrays of the base model itself, which is then no base model any more. Compute a new array
    for each name."""
    for name, weights in base.items():
        weights += alpha * (instruct[name] - weights)
    return base


def draw(rng: np.random.Generator):
    shapes = {"wte": (3, 2), "attn.q": (2, 2), "ln_f": (2,), "bias": (1,)}
    for alpha in (0.0, 1.0, 0.5, 0.25, float(rng.uniform()), 1.5, -0.5):
        base = {name: rng.normal(0, 1, shape) for name, shape in shapes.items()}
        yield call(base, {name: each + rng.normal(0, 0.1, each.shape) for name, each in base.items()}, alpha)


EXERCISE = Exercise(
    solution_function=interpolate_weights,
    wrong=(
        swaps_the_ends,
        adds_the_instruct_weights,
        stays_between_the_ends,
        takes_one_name_only,
        writes_into_the_base_model,
    ),
    hints=(
        "Whatever is done with one array is done with all of them. What must come out at alpha = 0, and what at 1?",
        "`{name: ... for name in base}` makes a new dictionary; `base[name]` and `instruct[name]` are the two arrays. "
        "NumPy multiplies and adds them number by number.",
    ),
    shown=(
        call({"w": np.array([1.0, 2.0])}, {"w": np.array([3.0, 0.0])}, 0.25),
        call(
            {"w": np.array([[1.0]]), "b": np.array([0.0])},
            {"w": np.array([[2.0]]), "b": np.array([4.0])},
            1.5,
            note="alpha is above 1, and there are two arrays",
        ),
    ),
    drawn=draw,
)
