"""Read the weights of a Hugging Face checkpoint folder into our `Transformer`, by a table of names.

Only safetensors files are opened: a pickle can run any program while it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from llm_playground.errors import CheckpointError
from llm_playground.transformer.config import TransformerConfig, read_config
from llm_playground.transformer.files import read_config_json, weight_files
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.rope import inverse_frequencies


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


def load_transformer(folder: Path, dtype: torch.dtype = torch.float32) -> Transformer:
    """The model of a checkpoint folder, on the CPU, in evaluation mode.

    Raises:
        UnsupportedArchitecture: `model.py` does not compute this architecture.
        CheckpointError: a file is missing or unreadable, or a tensor is missing, left over or of the wrong shape.
    """
    config = read_config(read_config_json(folder))
    theirs = _strip(dict(_read_tensors(folder)), config)
    config = _settle_tie(config, theirs)
    with torch.device("meta"):  # build the shapes only, so that no time is spent on weights to be overwritten
        model = Transformer(config)
    expected = {name: tuple(p.shape) for name, p in model.named_parameters()}  # tied lm_head is listed once, as wte
    state = _assemble(expected, config, theirs, folder, dtype)
    model.load_state_dict(state, strict=False, assign=True)
    model.lm_head.weight = model.wte.weight if config.tied_embeddings else model.lm_head.weight
    _fill_buffers(model)
    return model.requires_grad_(False).eval()


def _read_tensors(folder: Path) -> Iterator[tuple[str, Tensor]]:
    for path in weight_files(folder):
        try:
            with safe_open(path, framework="pt") as file:
                for name in file.keys():  # noqa: SIM118 (safe_open is no dictionary)
                    yield name, file.get_tensor(name)
        except (SafetensorError, OSError) as error:
            raise CheckpointError(
                f"{path} cannot be read ({error}). The file is cut off or damaged: delete it and get it again."
            ) from error


def _strip(theirs: dict[str, Tensor], config: TransformerConfig) -> dict[str, Tensor]:
    """Their tensors without stored constants, and without the name of the module that holds them.

    The first GPT-2 files have no such name: "h.0.ln_1.weight".
    """
    prefix = "transformer." if config.family == "gpt2" else "model."
    return {name.removeprefix(prefix): tensor for name, tensor in theirs.items() if not name.endswith(BUFFERS)}


def _settle_tie(config: TransformerConfig, theirs: dict[str, Tensor]) -> TransformerConfig:
    """Where the embedding and lm_head are said to be one matrix, leave one; if the file holds two, believe the file."""
    embedding = source_of("wte.weight", config).names[0]
    if not config.tied_embeddings or "lm_head.weight" not in theirs:
        return config
    if embedding in theirs and not torch.equal(theirs[embedding], theirs["lm_head.weight"]):
        return replace(config, tied_embeddings=False)
    theirs[embedding] = theirs.pop("lm_head.weight")
    return config


def _assemble(
    expected: dict[str, tuple[int, ...]],
    config: TransformerConfig,
    theirs: dict[str, Tensor],
    folder: Path,
    dtype: torch.dtype,
) -> dict[str, Tensor]:
    """Our state dict from their tensors, or one error that lists everything that does not fit."""
    state, missing, misshapen = {}, [], []
    for name, shape in expected.items():
        source = source_of(name, config)
        missing += [part for part in source.names if part not in theirs]
        parts = [theirs.pop(part).to(dtype) for part in source.names if part in theirs]
        if len(parts) < len(source.names):
            continue
        parts = [part.t().contiguous() if source.transposed else part for part in parts]
        rows, columns = sum(part.shape[0] for part in parts), {tuple(part.shape[1:]) for part in parts}
        if (rows, *shape[1:]) != shape or columns != {shape[1:]}:
            shapes = " and ".join(str(tuple(part.shape)) for part in parts)
            misshapen.append(f"{' + '.join(source.names)}: {shapes}, expected {shape} in all")
        else:
            state[name] = torch.cat(parts)
    if missing or theirs or misshapen:
        raise CheckpointError(_misfit(folder, missing, sorted(theirs), misshapen))
    return state


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
        return ", ".join(items[:5]) + (f" and {len(items) - 5} more" if len(items) > 5 else "")

    lines = [
        f"{title}: {listed(items)}"
        for title, items in (("missing", missing), ("left over", left_over), ("wrong shape", misshapen))
        if items
    ]
    return f"The tensors in {folder} do not fit its config.json; " + "; ".join(lines) + "."


def _fill_buffers(model: Transformer) -> None:
    """Compute again, on the CPU, the RoPE frequencies that were built as shapes only."""
    if model.config.rope is not None:
        model.frequencies = inverse_frequencies(model.config.rope, model.config.head_dim)[0]
