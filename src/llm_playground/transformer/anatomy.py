"""The parts of a model as a tree: their names, shapes and numbers of parameters, and in one line what each does."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import nn

from llm_playground.records import Module
from llm_playground.transformer.config import FAMILY_NAMES, TransformerConfig
from llm_playground.transformer.model import RMSNorm, Transformer
from llm_playground.transformer.shapes import shapes_only

Told = Callable[[str, nn.Module], str]  # of a part's name within its parent, and the part

# Of parts that we did not build: what such a part does anywhere.
NOTES_BY_KIND = {
    "Embedding": "A table: one vector for each id.",
    "Linear": "A matrix: each number it writes is a weighted sum of all that it reads.",
    "Conv1D": "A matrix: each number it writes is a weighted sum of all that it reads.",
    "LayerNorm": "Brings each vector to mean 0 and variance 1, then scales and shifts each channel.",
    "ModuleList": "Blocks, run one after the other.",
    "Dropout": "Does nothing outside of training.",
}

_FORMULAS_BY_KIND = {
    "Embedding": "y = W[id]",
    "Linear": "y = W x + b",
    "Conv1D": "y = x W + b",
    "LayerNorm": "y = (x − mean) / √(variance + ε) · weight + bias",
}


@lru_cache(maxsize=8)
def anatomy_of(config: TransformerConfig, name: str) -> Module:
    """The parts of our transformer of this shape.

    Built anew without weights: a model that runs may have its matrices laid out for speed, in no shape to be read.
    """
    with shapes_only():
        transformer = Transformer(config)
    return tree(
        transformer,
        name,
        lambda part, module: _note(part, module, config),
        lambda part, module: _formula(part, module, config),
    )


def tree(module: nn.Module, name: str, note: Told | None = None, formula: Told | None = None) -> Module:
    """The tree of any PyTorch module. A matrix that several parts share counts in the first of them alone."""
    counted: set[int] = set()

    def walk(name: str, module: nn.Module) -> Module:
        own = [p for p in module.parameters(recurse=False) if id(p) not in counted]
        counted.update(map(id, own))
        weight = getattr(module, "weight", None)
        shape = tuple(weight.shape) if isinstance(weight, torch.Tensor) else None
        children = tuple(walk(*child) for child in module.named_children())
        parameters = sum(p.numel() for p in own) + sum(child.parameters for child in children)
        kind = type(module).__name__
        said = note(name, module) if note else NOTES_BY_KIND.get(kind, "")
        computes = formula(name, module) if formula else _FORMULAS_BY_KIND.get(kind, "")
        return Module(name, kind, shape, parameters, said, children, computes)

    return walk(name, module)


def _note(name: str, module: nn.Module, c: TransformerConfig) -> str:
    if isinstance(module, Transformer):
        return f"{FAMILY_NAMES[c.family]} architecture: embeddings, {_count(c.n_layer, 'block')}, a norm, logits."
    if name.isdecimal():
        return "One layer. Attention, then the MLP: each reads the residual stream through a norm and adds to it."
    return _NOTES[name](c)


def _formula(name: str, module: nn.Module, c: TransformerConfig) -> str:
    if isinstance(module, Transformer):
        return "logits = lm_head(ln_f(x)), x being what the last block leaves"
    if name.isdecimal():
        return "x + mlp(ln_2(x)), x being x + attn(ln_1(x))"
    if isinstance(module, nn.Linear):
        return f"y = W x{'' if module.bias is None else ' + b'}"
    if isinstance(module, nn.LayerNorm):
        return _FORMULAS_BY_KIND["LayerNorm"]
    if isinstance(module, RMSNorm):
        return "y = x / √(mean of x² + ε) · weight"
    gated = f"down_proj({_activation(c)}(gate) · value), gate and value being up_proj(x)"
    return {
        "wte": "x = wte[id]",
        "wpe": "x = wte[id] + wpe[position]",
        "attn": "y = out_proj(z of all heads), z = softmax(q · k / √D) · v",
        "mlp": f"y = {gated if c.gated_mlp else f'down_proj({_activation(c)}(up_proj(x)))'}",
    }.get(name, "")


def _norm(c: TransformerConfig) -> str:
    if c.norm == "rms_norm":
        return "RMSNorm: brings each vector to a root mean square of 1, then scales each channel"
    return "LayerNorm: brings each vector to mean 0 and variance 1, then scales and shifts each channel"


def _attn(c: TransformerConfig) -> str:
    heads = (
        f"Causal self-attention: in each of {_count(c.n_head, 'head')} every token reads from itself and those before"
    )
    shared = f"; the heads share {_count(c.n_kv_head, 'key-value head')} (grouped-query attention)"
    turned = "; RoPE turns queries and keys by their positions"
    return heads + (shared if c.n_kv_head < c.n_head else "") + (turned if c.rope else "") + "."


def _mlp(c: TransformerConfig) -> str:
    width = f"{c.n_embd:,} → {c.n_inner:,} → {c.n_embd:,}"
    if c.gated_mlp:
        gate = "SwiGLU" if c.activation == "silu" else f"a gate with {_activation(c)}"
        return f"Feed-forward network with {gate}: each token by itself, {width}."
    return f"Feed-forward network with {_activation(c)}: each token by itself, {width}."


def _activation(c: TransformerConfig) -> str:
    return {"gelu_tanh": "GELU", "gelu": "GELU", "relu": "ReLU", "silu": "SiLU"}[c.activation]


def _qkv_proj(c: TransformerConfig) -> str:
    q, kv = c.n_head * c.head_dim, c.n_kv_head * c.head_dim
    return f"From each token's vector its query ({q:,} numbers), key ({kv:,}) and value ({kv:,}), all heads at once."


def _lm_head(c: TransformerConfig) -> str:
    logits = f"From the last vector a logit for each of the {c.vocab_size:,} tokens"
    shared = ". It is the matrix of wte (tied embeddings), so it has no parameters of its own"
    return logits + (shared if c.tied_embeddings else "") + "."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_NOTES: dict[str, Callable[[TransformerConfig], str]] = {
    "wte": lambda c: f"Token embedding: a vector of {c.n_embd:,} numbers for each of the {c.vocab_size:,} tokens.",
    "wpe": lambda c: f"Position embedding: a vector for each of {c.context_length:,} positions, added to the token's.",
    "h": lambda c: f"{_count(c.n_layer, 'block')}, one after the other, all of the same shape.",
    "ln_1": lambda c: f"{_norm(c)}. Attention reads the result.",
    "attn": _attn,
    "qkv_proj": _qkv_proj,
    "q_norm": lambda c: f"RMSNorm of each head's query of {c.head_dim} numbers.",
    "k_norm": lambda c: f"RMSNorm of each head's key of {c.head_dim} numbers.",
    "out_proj": lambda c: "Mixes what all heads read into one vector, which is added to the residual stream.",
    "ln_2": lambda c: f"{_norm(c)}. The MLP reads the result.",
    "mlp": _mlp,
    "up_proj": lambda c: (
        f"Widens each vector to {c.n_inner:,} gates and {c.n_inner:,} values."
        if c.gated_mlp
        else f"Widens each vector to {c.n_inner:,} neurons."
    ),
    "down_proj": lambda c: "From the neurons back to one vector, which is added to the residual stream.",
    "ln_f": lambda c: f"{_norm(c)}. lm_head reads the result.",
    "lm_head": _lm_head,
}
