"""Read the weights of a Hugging Face checkpoint folder into our `Transformer`, by a table of names.

Only safetensors files are opened: a pickle can run any program while it is read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from llm_playground.errors import CheckpointError, shown
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.files import read_config_json
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.shapes import shapes_only
from llm_playground.transformer.weights import Header, Weights


@dataclass(frozen=True)
class Source:
    """Where one of our tensors comes from: theirs, stacked by rows; `transposed` as GPT-2's Conv1D keeps them."""

    names: tuple[str, ...]
    transposed: bool = False


# Ours -> theirs, without the layer prefix. A bias comes from the same modules as the weight of that name.
GPT2_BLOCK = {
    "ln_1": Source(("ln_1",)),
    "attn.qkv_proj": Source(("attn.c_attn",), transposed=True),
    "attn.out_proj": Source(("attn.c_proj",), transposed=True),
    "ln_2": Source(("ln_2",)),
    "mlp.up_proj": Source(("mlp.c_fc",), transposed=True),
    "mlp.down_proj": Source(("mlp.c_proj",), transposed=True),
}
LLAMA_BLOCK = {
    "ln_1": Source(("input_layernorm",)),
    "attn.qkv_proj": Source(("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")),
    "attn.out_proj": Source(("self_attn.o_proj",)),
    "attn.q_norm": Source(("self_attn.q_norm",)),
    "attn.k_norm": Source(("self_attn.k_norm",)),
    "ln_2": Source(("post_attention_layernorm",)),
    "mlp.up_proj": Source(("mlp.gate_proj", "mlp.up_proj")),
    "mlp.down_proj": Source(("mlp.down_proj",)),
}
GPT2_OUTSIDE = {"wte": "wte", "wpe": "wpe", "ln_f": "ln_f"}
LLAMA_OUTSIDE = {"wte": "embed_tokens", "ln_f": "norm"}

# Constants that older checkpoints store beside the weights: the causal mask of GPT-2, the frequencies of Llama.
BUFFERS = (".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq")

LONGEST_ITEM = 400  # characters of what a message lists
FLOATING = ("F32", "F16", "BF16", "F64")  # dtypes as safetensors spells them


def load_transformer(folder: Path, dtype: torch.dtype = torch.float32) -> Transformer:
    """The model of a checkpoint folder, on the CPU, in evaluation mode.

    Raises:
        UnsupportedArchitecture: `model.py` does not compute this architecture.
        CheckpointError: a file is missing or unreadable, or a tensor is missing, left over, of the wrong shape or not
            of floating-point numbers.
    """
    config = read_config(read_config_json(folder), folder / "config.json")
    weights = Weights(folder)
    theirs = _strip(weights.headers, config)  # our spelling of their names -> the file's
    config = _settle_tie(config, theirs, weights)
    _check_layers(config, theirs, folder)  # a layer that nobody has takes time even as a shape
    with shapes_only():  # no time is spent on weights to be overwritten
        model = Transformer(config)
    expected = {name: tuple(p.shape) for name, p in model.named_parameters()}  # tied lm_head is listed once, as wte
    _check(expected, config, {name: weights.headers[original] for name, original in theirs.items()}, folder)
    state = {name: _assemble(source_of(name, config), theirs, weights, dtype) for name in expected}
    model.load_state_dict(state, strict=False, assign=True)
    model.lm_head.weight = model.wte.weight if config.tied_embeddings else model.lm_head.weight
    return model.requires_grad_(False).eval()


def _strip(headers: Mapping[str, Header], config: TransformerConfig) -> dict[str, str]:
    """Their names without the module that holds them -> in full. Stored constants are left out.

    The first GPT-2 files have no such module: "h.0.ln_1.weight".
    """
    prefix = "transformer." if config.family == "gpt2" else "model."
    return {name.removeprefix(prefix): name for name in headers if not name.endswith(BUFFERS)}


def _settle_tie(config: TransformerConfig, theirs: dict[str, str], weights: Weights) -> TransformerConfig:
    """Where the embedding and lm_head are said to be one matrix, leave one; if the file holds two, believe the file."""
    embedding = source_of("wte.weight", config).names[0]
    if not config.tied_embeddings or "lm_head.weight" not in theirs:
        return config
    if embedding in theirs:
        wte, lm_head = (weights.read(theirs[name]) for name in (embedding, "lm_head.weight"))
        if wte.shape != lm_head.shape or not torch.equal(wte, lm_head):
            return replace(config, tied_embeddings=False)
    theirs[embedding] = theirs.pop("lm_head.weight")
    return config


def _check_layers(config: TransformerConfig, theirs: Collection[str], folder: Path) -> None:
    if config.n_layer > len(theirs):
        raise CheckpointError(
            f"The config.json in {folder} says that the model has {config.n_layer:,} layers; its files hold "
            f"{len(theirs):,} tensors in all."
        )


def _check(
    expected: Mapping[str, tuple[int, ...]], config: TransformerConfig, theirs: Mapping[str, Header], folder: Path
) -> None:
    """Compare what the files hold with what the model needs; one error lists everything that does not fit."""
    left_over, missing, misshapen = dict(theirs), [], []
    for name, shape in expected.items():
        source = source_of(name, config)
        missing += [part for part in source.names if part not in theirs]
        parts = [left_over.pop(part).shape for part in source.names if part in theirs]
        parts = [part[::-1] if source.transposed else part for part in parts]
        if len(parts) == len(source.names) and not _fit(parts, shape):
            shapes = " and ".join(str(part) for part in parts)
            misshapen.append(f"{' + '.join(source.names)}: {shapes}, expected {shape} in all")
    if missing or left_over or misshapen:
        raise CheckpointError(_misfit(folder, missing, sorted(left_over), misshapen))
    for name, header in theirs.items():
        if header.dtype not in FLOATING:
            raise CheckpointError(
                f"{name} in {header.file} is stored as {header.dtype}; weights are read as {', '.join(FLOATING)}. "
                "If the checkpoint is quantized, get the one that it was made from."
            )


def _fit(parts: Sequence[tuple[int, ...]], shape: tuple[int, ...]) -> bool:
    """Whether parts of these shapes, one below the other, are a tensor of `shape`."""
    return {(len(part), part[1:]) for part in parts} == {(len(shape), shape[1:])} and (
        sum(part[0] for part in parts) == shape[0]
    )


def _assemble(source: Source, theirs: Mapping[str, str], weights: Weights, dtype: torch.dtype) -> Tensor:
    """One of our tensors from theirs."""
    parts = [weights.read(theirs[name]).to(dtype) for name in source.names]
    return torch.cat([part.t().contiguous() if source.transposed else part for part in parts])


def source_of(name: str, config: TransformerConfig) -> Source:
    """Their names for our parameter `name`, such as "h.3.attn.qkv_proj.bias"."""
    block, outside, layers = GPT2_BLOCK, GPT2_OUTSIDE, "h"
    if config.family != "gpt2":
        block, outside, layers = LLAMA_BLOCK, LLAMA_OUTSIDE, "layers"
    module, kind = name.rsplit(".", 1)
    if not module.startswith("h."):
        return Source((f"{outside.get(module, module)}.{kind}",))
    _, layer, module = module.split(".", 2)
    source = block[module]
    names = tuple(f"{layers}.{layer}.{their}.{kind}" for their in source.names)
    return Source(names, source.transposed and kind == "weight")


def _misfit(folder: Path, missing: list[str], left_over: list[str], misshapen: list[str]) -> str:
    def listed(items: list[str]) -> str:
        names = [item if len(item) <= LONGEST_ITEM else shown(item) for item in items[:5]]
        return ", ".join(names) + (f" and {len(items) - 5} more" if len(items) > 5 else "")

    lines = [
        f"{title}: {listed(items)}"
        for title, items in (("missing", missing), ("left over", left_over), ("wrong shape", misshapen))
        if items
    ]
    return f"The tensors in {folder} do not fit its config.json; " + "; ".join(lines) + "."
