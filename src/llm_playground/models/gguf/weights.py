"""The tensors of a GGUF file by the names of a checkpoint folder, their blocks turned back into numbers when asked for.

A block is a few weights that share a scale: of Q4_0, 32 weights of four bits each and one number of sixteen. What comes
out are the numbers of the quantized model, and not those of the model that it was made from.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import CheckpointError, shown
from llm_playground.models.gguf import header as gguf_header
from llm_playground.models.gguf.blocks import BlockKind, block_kind, dequantized
from llm_playground.transformer.weights import Header

if TYPE_CHECKING:
    from torch import Tensor

GPT2 = {
    "token_embd": "wte",
    "position_embd": "wpe",
    "output_norm": "ln_f",
    "output": "lm_head",
    "attn_norm": "ln_1",
    "attn_qkv": "attn.c_attn",
    "attn_output": "attn.c_proj",
    "ffn_norm": "ln_2",
    "ffn_up": "mlp.c_fc",
    "ffn_down": "mlp.c_proj",
}
LLAMA = {
    "token_embd": "embed_tokens",
    "output_norm": "norm",
    "output": "lm_head",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
ROPE_FACTORS = "rope_freqs.weight"  # by what each pair's frequency is divided: no weight, but read by `config`
CONV1D = re.compile(r"\.(attn_qkv|attn_output|ffn_up|ffn_down)\.weight")  # which GPT-2's checkpoints keep transposed
TURNED = re.compile(r"\.(attn_q|attn_k)\.(weight|bias)")  # whose rows llama.cpp has in another order, of "llama" alone


class GGUFWeights:
    """As `transformer.weights.Weights` for a folder. Everything is read in float32, into memory of its own.

    Raises:
        CheckpointError: a tensor is cut off, or its blocks are of a type that is not read.
    """

    def __init__(self, header: gguf_header.Header) -> None:
        self._header, self._family = header, header.text("general.architecture")
        self._theirs = {self._name(name): name for name in header.tensors if name != ROPE_FACTORS}
        self.headers = {name: Header("F32", self._shape(theirs), header.file) for name, theirs in self._theirs.items()}

    def array(self, name: str) -> NDArray[np.float32]:
        theirs = self._theirs[name]
        stored = self.stored(theirs)
        if self._family == "gpt2":
            return stored.T if CONV1D.search(theirs) else stored
        if self._family == "llama" and (turned := TURNED.search(theirs)):
            return self._turned_back(stored, "head_count_kv" if turned[1] == "attn_k" else "head_count")
        return stored

    def tensor(self, name: str) -> Tensor:
        import torch

        return torch.from_numpy(np.ascontiguousarray(self.array(name)))

    def same(self, one: str, other: str) -> bool:
        """Whether two tensors have the same shape and hold the same numbers."""
        if self.headers[one].shape != self.headers[other].shape:
            return False
        return np.array_equal(self.array(one), self.array(other))

    def stored(self, name: str) -> NDArray[np.float32]:
        """A tensor by its name in the file and as it lies there, in float32."""
        place, file = self._header.tensors[name], self._header.file
        kind = block_type(self._header, name)
        values, size = kind.weights, kind.bytes
        columns = place.shape[-1] if place.shape else 1
        if columns % values:
            raise CheckpointError(f"{shown(name)} in {file} has rows of {columns}, which no blocks of {values} fill.")
        count = math.prod(place.shape) // values * size
        blocks = np.fromfile(file, np.uint8, count, offset=place.start)
        if blocks.size < count:
            raise CheckpointError(f"{file} is cut off: {blocks.size:,} of {count:,} bytes of {shown(name)} are there.")
        try:
            numbers = dequantized(blocks, kind)
        except NotImplementedError as error:
            raise CheckpointError(f"{shown(name)} in {file} has blocks of {kind.name}, which are not read.") from error
        return numbers.reshape(place.shape)

    def _name(self, theirs: str) -> str:
        """ "blk.0.attn_q.weight" -> "model.layers.0.self_attn.q_proj.weight"; what is unknown keeps its name."""
        layer = re.fullmatch(r"blk\.(\d+)\.(.*)\.(\w+)", theirs)
        module, kind = (layer[2], layer[3]) if layer else theirs.rpartition(".")[::2]
        table, holder, layers = (GPT2, "transformer.", "h") if self._family == "gpt2" else (LLAMA, "model.", "layers")
        if module not in table:
            return theirs
        if module == "output":
            return f"lm_head.{kind}"
        return f"{holder}{layers}.{layer[1]}.{table[module]}.{kind}" if layer else f"{holder}{table[module]}.{kind}"

    def _shape(self, theirs: str) -> tuple[int, ...]:
        shape = self._header.tensors[theirs].shape
        return shape[::-1] if self._family == "gpt2" and CONV1D.search(theirs) else shape

    def _turned_back(self, stored: NDArray[np.float32], heads: str) -> NDArray[np.float32]:
        """RoPE turns pairs of rows: neighbours in the file, half a head apart in a checkpoint."""
        count = self._header.number(f"{self._family}.attention.{heads}") or self._header.number(
            f"{self._family}.attention.head_count"
        )
        if not count or stored.shape[0] % (2 * count):
            raise CheckpointError(f"{self._header.file} says nothing that fits of its heads ({heads}).")
        pairs = stored.reshape(count, stored.shape[0] // count // 2, 2, -1)
        return pairs.swapaxes(1, 2).reshape(stored.shape)


def check_length(header: gguf_header.Header) -> None:
    """Refuse a file that ends before its numbers do, without reading them.

    Raises:
        CheckpointError: as many bytes are missing as the message says, or a tensor has blocks of an unknown type.
    """
    there, end = header.file.stat().st_size, 0
    for name, place in header.tensors.items():
        kind = block_type(header, name)
        end = max(end, place.start + math.prod(place.shape) // kind.weights * kind.bytes)
    if there < end:
        raise gguf_header.cut_off(header, there, end)


def block_type(header: gguf_header.Header, name: str) -> BlockKind:
    """The type of a tensor's blocks. Raises: CheckpointError: it is unknown."""
    number = header.tensors[name].kind
    if kind := block_kind(number):
        return kind
    raise CheckpointError(f"{shown(name)} in {header.file} has blocks of the unknown type {number}.")
