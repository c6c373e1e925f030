"""Matrices stored in eight bits a weight: a quarter of what one token has to read.

Each row of a matrix has a scale of its own, and a weight is a whole number from -127 to 127 times that scale.

The products are FBGEMM's, which PyTorch brings: whole numbers times whole numbers. So the input is written as two
numbers of seven bits, x = s (a + b / 126) / 63. With one of eight bits alone, the distributions moved ten times as far.
Both parts are rows of one product, which reads the matrix once; seven bits are what processors without VNNI add up
without overflow.
"""

from __future__ import annotations

import warnings

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from llm_playground.transformer.checkpoint import read_tensor, transformer_of
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.parameters import parameter_shapes
from llm_playground.transformer.shapes import shapes_only

MOST = 127  # of a stored weight
COARSE, FINE = 63, 126  # steps of the two parts of an input
ZERO = 64  # FBGEMM reads inputs without a sign; this one stands for 0
SMALLEST = 1e-30  # so that a row of zeros has a scale

_PRODUCT = "linear_with_input_q_dq_qweight_dq_output_fp32"


class Codes:
    """A matrix (out, in) in eight bits: codes (out, in) and a scale a row (out,)."""

    def __init__(self, weight: Tensor) -> None:
        self.scales = weight.abs().amax(1).clamp_min(SMALLEST) / MOST
        self.codes = (weight / self.scales[:, None]).round_().to(torch.int8)

    def rows(self, ids: Tensor) -> Tensor:
        """Rows of the matrix as they are read back: ids (...) -> float32 (..., in)."""
        return self.codes[ids].float() * self.scales[ids][..., None]

    def whole(self) -> Tensor:
        return self.rows(torch.arange(len(self.codes)))


class Int8Embedding(nn.Module):
    """`nn.Embedding` whose rows are read back from eight bits."""

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self.codes = codes

    @property
    def weight(self) -> Tensor:
        return self.codes.whole()

    def forward(self, ids: Tensor) -> Tensor:
        return self.codes.rows(ids)


class Int8Linear(nn.Module):
    """`nn.Linear` for inference with its matrix in eight bits."""

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self.bias: Tensor | None = None
        scales, zeros = codes.scales.double(), torch.zeros(len(codes.scales), dtype=torch.long)
        with warnings.catch_warnings():
            # PyTorch calls its type of quantized tensors deprecated; FBGEMM takes no other.
            warnings.simplefilter("ignore", UserWarning)
            matrix = torch._make_per_channel_quantized_tensor(codes.codes, scales, zeros, 0)
            self._packed = torch.ops.quantized.linear_prepack(matrix, None)
        self.packed_bytes = codes.codes.nbytes + scales.nbytes + zeros.nbytes  # FBGEMM does not say it
        self._product = getattr(torch.ops.quantized, _PRODUCT)

    @property
    def weight(self) -> Tensor:
        """The matrix as it is read back: float32 (out, in), a copy."""
        matrix: Tensor = torch.ops.quantized.linear_unpack(self._packed)[0].dequantize()
        return matrix

    def row(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of one vector (in,): (out,). In NumPy, whose calls cost less."""
        scale = max(np.maximum.reduce(x).item(), -np.minimum.reduce(x).item(), SMALLEST) / COARSE
        x = x * np.float32(1 / scale)
        parts = np.empty((2, len(x)), np.float32)
        np.rint(x, parts[0])
        np.subtract(x, parts[0], parts[1])
        parts[1] *= FINE
        coarse, fine = self._product(torch.from_numpy(parts), 1.0, ZERO, self._packed).numpy()
        y: NDArray[np.float32] = fine
        y *= np.float32(1 / FINE)
        y += coarse
        y *= np.float32(scale)
        if self.bias is not None:
            y += self.bias.numpy()
        return y

    def rows(self, x: Tensor) -> Tensor:
        """Of several (N, in): (N, out). Each has a scale of its own, so that none depends on the others."""
        scale = x.abs().amax(-1, keepdim=True).clamp_min(SMALLEST) / COARSE
        x = x / scale
        coarse = x.round()
        both: Tensor = self._product(torch.cat((coarse, (x - coarse) * FINE)), 1.0, ZERO, self._packed)
        coarse, fine = both.chunk(2)
        y = (coarse + fine / FINE) * scale
        return y if self.bias is None else y + self.bias


def can_int8() -> bool:
    """Whether this build of PyTorch has FBGEMM and the operator (not part of its public interface) used here."""
    return torch.backends.quantized.engine in ("x86", "fbgemm") and hasattr(torch.ops.quantized, _PRODUCT)


def read_int8(checkpoint: Checkpoint) -> Transformer:
    """The model of an open checkpoint with every matrix in eight bits, matrix by matrix as they are read.

    It generates (`models/large_forward.py`); what one looks into is `read_back` of it.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
    """
    config = checkpoint.config
    with shapes_only():
        model = Transformer(config)
    for name in checkpoint.shapes:
        path, _, kind = name.rpartition(".")
        tensor, module = read_tensor(checkpoint, name, torch.float32), model.get_submodule(path)
        if path == "wte":
            codes = Codes(tensor)
            model.set_submodule(path, Int8Embedding(codes))
            if config.tied_embeddings:
                model.set_submodule("lm_head", Int8Linear(codes))
        elif kind == "weight" and isinstance(module, nn.Linear):
            model.set_submodule(path, Int8Linear(Codes(tensor)))
        elif isinstance(module, Int8Linear):
            module.bias = tensor
        else:
            setattr(module, kind, nn.Parameter(tensor, requires_grad=False))
    return model.requires_grad_(False).eval()


def read_back(model: Transformer) -> Transformer:
    """The same numbers as an ordinary transformer in float32."""
    names = parameter_shapes(model.config)
    return transformer_of(model.config, {name: _parameter(model, *name.rsplit(".", 1)) for name in names})


def _parameter(model: Transformer, path: str, kind: str) -> Tensor:
    tensor: Tensor = getattr(model.get_submodule(path), kind)
    return tensor.detach()
