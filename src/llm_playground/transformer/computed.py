"""A checkpoint whose numbers are in no file: each parameter is computed from others when it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.parameters import parameter_shapes
from llm_playground.transformer.sources import Source
from llm_playground.transformer.weight_change import Directions
from llm_playground.transformer.weight_parts import WeightPart
from llm_playground.transformer.weights import Header

if TYPE_CHECKING:
    from torch import Tensor

    from llm_playground.transformer.model import Transformer

Floats = NDArray[np.float32]


class ComputedCheckpoint(Checkpoint):
    """A checkpoint of the shape of `like`; its "file" holds our parameters by our names."""

    def __init__(self, like: Checkpoint | Transformer, compute: Callable[[str], Floats]) -> None:
        """`compute` makes the parameter of a name, in its shape, in float32."""
        shapes = parameter_shapes(like.config)
        super().__init__(like.config, shapes, _Computed(shapes, compute), {})

    def source(self, name: str) -> Source:
        return Source((name,))


def as_it_is(transformer: Transformer) -> ComputedCheckpoint:
    """The weights of a transformer as they are now, whatever becomes of it later."""
    arrays = {name: weight.detach().float().cpu().numpy().copy() for name, weight in transformer.named_parameters()}
    return ComputedCheckpoint(transformer, arrays.__getitem__)


def between(base: Checkpoint, tuned: Checkpoint, t: float) -> Checkpoint:
    """The model at base + t (tuned - base): `base` itself at 0, and `tuned` itself at 1."""
    if t in (0, 1):
        return tuned if t else base
    return ComputedCheckpoint(
        base, lambda name: np.float32(1 - t) * base.array(name) + np.float32(t) * tuned.array(name)
    )


def cut_to_rank(
    base: Checkpoint, tuned: Checkpoint, changes: Mapping[WeightPart, Directions], rank: int
) -> ComputedCheckpoint:
    """`base` with the best approximation of this rank of the `changes` of its parts; all else is as in `tuned`."""

    def compute(name: str) -> Floats:
        parts = [change.of_rank(rank) for part, change in changes.items() if part.parameter == name]
        return base.array(name) + np.concatenate(parts) if parts else tuned.array(name)

    return ComputedCheckpoint(base, compute)


@dataclass(frozen=True)
class _Computed:
    """The tensors of such a checkpoint."""

    shapes: Mapping[str, tuple[int, ...]]
    compute: Callable[[str], Floats]

    @property
    def headers(self) -> Mapping[str, Header]:
        return {name: Header("F32", shape, Path("(computed)")) for name, shape in self.shapes.items()}

    def array(self, name: str) -> Floats:
        return self.compute(name)

    def tensor(self, name: str) -> Tensor:
        import torch

        return torch.from_numpy(self.compute(name))

    def same(self, one: str, other: str) -> bool:
        return np.array_equal(self.array(one), self.array(other))
