"""A linear layer, y = W x + b, cut down to what a person can follow: a few outputs, and the inputs that matter most."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from llm_playground.records import Record
from llm_playground.transformer.reading import exact
from llm_playground.transformer.rounding import Numbers, numbers

OUTPUTS = 3
INPUTS = 6


@dataclass(frozen=True, slots=True)
class LinearSlice(Record):
    """A few outputs of a linear layer, each a sum: `weights[row] · inputs + rest[row] + bias[row] = outputs[row]`.

    `rows` and `columns` say which of the `n_out` outputs and of the `n_in` inputs these are; `rest` is what all other
    inputs add. `bias` is None for a layer that has none.
    """

    n_in: int
    n_out: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    inputs: Numbers
    weights: tuple[Numbers, ...]
    rest: Numbers
    bias: Numbers | None
    outputs: Numbers


def linear_slice(weight: Tensor, bias: Tensor | None, inputs: Tensor) -> LinearSlice:
    """The first outputs of a layer for `inputs` (n_in,), and those inputs that weigh most in them.

    Args:
        weight: (n_out, n_in).
        bias: (n_out,), or None.
    """
    terms = exact(weight)[:OUTPUTS] * exact(inputs)
    columns = terms.abs().sum(0).topk(min(INPUTS, len(inputs))).indices.sort().values
    rest = terms.sum(1) - terms[:, columns].sum(1)
    added = None if bias is None else exact(bias)[:OUTPUTS]
    return LinearSlice(
        len(inputs),
        len(weight),
        tuple(range(len(terms))),
        tuple(columns.tolist()),
        numbers(exact(inputs)[columns]),
        tuple(numbers(row) for row in exact(weight)[: len(terms), columns]),
        numbers(rest),
        None if added is None else numbers(added),
        numbers(terms.sum(1) if added is None else terms.sum(1) + added),
    )
