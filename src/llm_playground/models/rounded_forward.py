"""The forward pass of generation on a CPU with eight or sixteen bits a weight."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from llm_playground.models.large_forward import LargeForward, Product
from llm_playground.models.numpy_forward import Floats
from llm_playground.transformer.half import HalfLinear
from llm_playground.transformer.int8 import Int8Linear
from llm_playground.transformer.model import Transformer


class RoundedForward(LargeForward):
    """As there, but every matrix is one of `transformer/int8.py` or `transformer/half.py`."""

    few = 1

    def __init__(self, transformer: Transformer) -> None:
        vectors = {name: parameter.numpy() for name, parameter in transformer.named_parameters()}  # matrices are none
        self._stored = transformer
        super().__init__(transformer.config, vectors, lambda: transformer)

    def embedded(self, ids: Sequence[int]) -> Floats:
        rows: Floats = self._stored.wte(torch.tensor(ids)).numpy()
        return rows

    def product(self, path: str) -> Product:
        linear = self._stored.get_submodule("lm_head" if path == "wte" else path)
        assert isinstance(linear, HalfLinear | Int8Linear)
        return linear.row
