"""A forward pass watched: every named activation is shown to a function, which may put another in its place.

Nothing of `model.py` is repeated here: hooks listen to its modules, and attention, which the model takes as a
parameter, is handed in as a function that shows what it computes.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from operator import is_
from typing import Any, cast

import torch
from torch import Tensor, nn

from llm_playground.transformer.model import Attend, Block, Transformer, causal_attention

# (name, activation) -> what the rest of the model reads in its place. Batch first: (B, T, ...), of scores and patterns
# (B, H, T, T).
Visit = Callable[[str, Tensor], Tensor]


@contextmanager
def watched(transformer: Transformer, names: Collection[str], visit: Visit) -> Iterator[Attend]:
    """Within, each of `names` is visited as it is computed by this thread, in the order of `activation_names`.

    The logits, which `Transformer.hidden` does not compute, are left to the caller.

    Yields:
        The attention to run `transformer` with.
    """
    with ExitStack() as hooks:
        watch = _Watch(names, visit, hooks)
        watch.output(transformer.wte, "wte")
        if transformer.wpe is not None:
            # The positions are the same for every sequence, so wpe gives (T, C), without a batch.
            watch.output(transformer.wpe, "wpe", lambda tensor: visit("wpe", tensor[None]))
        for layer, block in enumerate(transformer.h):
            _watch_block(watch, cast(Block, block), f"h.{layer}")
        watch.output(transformer.ln_f, "ln_f")
        yield lambda layer, q, k, v: _attend(watch, layer, q, k, v)


def kept(tensor: Tensor) -> Tensor:
    """What a visitor keeps of an activation of one sequence, (1, ...): float32, on the CPU, without the batch.

    A copy: a view (v is a part of qkv) would keep alive all that it was cut from.
    """
    return tensor[0].detach().to("cpu", torch.float32, copy=True)


class _Watch:
    """The hooks at the modules whose input or output is one of `names`."""

    def __init__(self, names: Collection[str], visit: Visit, hooks: ExitStack) -> None:
        self.names, self._visit, self._hooks = frozenset(names), visit, hooks
        self._thread = threading.get_ident()

    def visit(self, name: str, tensor: Tensor) -> Tensor:
        return self._visit(name, tensor) if name in self.names else tensor

    def output(self, module: nn.Module, name: str, see: Callable[[Tensor], Tensor] | None = None) -> None:
        self._hook(module.register_forward_hook, {name}, see or (lambda tensor: self._visit(name, tensor)))

    def input(self, module: nn.Module, name: str) -> None:
        self._hook(module.register_forward_pre_hook, {name}, lambda tensor: self._visit(name, tensor))

    def parts_of_output(self, module: nn.Module, names: tuple[str, ...]) -> None:
        """The output of one product that holds several activations, side by side."""

        def see(tensor: Tensor) -> Tensor:
            before = tensor.chunk(len(names), dim=-1)
            after = [self.visit(name, part) for name, part in zip(names, before, strict=True)]
            return tensor if all(map(is_, before, after)) else torch.cat(after, dim=-1)

        self._hook(module.register_forward_hook, set(names), see)

    def input_in_place(self, module: nn.Module, name: str) -> None:
        """An input that is used again after the module: ln_2 reads the stream, and then the MLP adds to it."""

        def see(tensor: Tensor) -> Tensor:
            after = self._visit(name, tensor)
            return tensor if after is tensor else tensor.copy_(after)

        self._hook(module.register_forward_pre_hook, {name}, see)

    def _hook(self, register: Callable[..., Any], names: set[str], see: Callable[[Tensor], Tensor]) -> None:
        if names.isdisjoint(self.names):
            return

        def hook(_: nn.Module, inputs: tuple[Any, ...], *output: Tensor) -> Any:
            # Others may be generating with the same model meanwhile: what their threads compute is not ours.
            if threading.get_ident() != self._thread:
                return None
            return see(output[0]) if output else (see(inputs[0]), *inputs[1:])

        self._hooks.callback(register(hook).remove)


def _watch_block(watch: _Watch, block: Block, at: str) -> None:
    watch.input(block, f"{at}.resid_pre")
    watch.output(block.ln_1, f"{at}.ln_1")
    watch.output(block.attn, f"{at}.attn_out")
    watch.input_in_place(block.ln_2, f"{at}.resid_mid")
    watch.output(block.ln_2, f"{at}.ln_2")
    parts = ("mlp_pre", "mlp_value") if block.mlp.gated else ("mlp_pre",)
    watch.parts_of_output(block.mlp.up_proj, tuple(f"{at}.{part}" for part in parts))
    watch.input(block.mlp.down_proj, f"{at}.mlp_post")
    watch.output(block.mlp, f"{at}.mlp_out")
    watch.output(block, f"{at}.resid_post")


def _attend(watch: _Watch, layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """`causal_attention`; step by step in those layers whose scores or pattern are watched."""
    at = f"h.{layer}.attn"
    q, k, v = watch.visit(f"{at}.q", q), watch.visit(f"{at}.k", k), watch.visit(f"{at}.v", v)
    if watch.names.isdisjoint((f"{at}.attn_scores", f"{at}.pattern")):
        return watch.visit(f"{at}.z", causal_attention(layer, q, k, v))
    scores = watch.visit(f"{at}.attn_scores", attention_scores(q, k))
    pattern = scores.softmax(-1, dtype=torch.float32).to(q.dtype)
    return watch.visit(f"{at}.z", read_values(watch.visit(f"{at}.pattern", pattern), v))


def attention_scores(q: Tensor, k: Tensor) -> Tensor:
    """q · k / sqrt(D), -inf where a token would look ahead: q (B, T, H, D), k (B, T, G, D) -> (B, H, T, T)."""
    scores = torch.einsum("bthd,bshd->bhts", q, _for_each_head(k, q.shape[2])) / math.sqrt(q.shape[-1])
    ahead = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).triu(1)
    return scores.masked_fill(ahead, -math.inf)


def read_values(pattern: Tensor, v: Tensor) -> Tensor:
    """What each head reads: pattern (B, H, T, T) and v (B, T, G, D) -> z (B, T, H, D)."""
    return torch.einsum("bhts,bshd->bthd", pattern, _for_each_head(v, pattern.shape[1]))


def _for_each_head(kv: Tensor, n_head: int) -> Tensor:
    """(B, T, G, D) -> (B, T, H, D): in grouped-query attention H / G query heads share one of keys or values."""
    return kv.repeat_interleave(n_head // kv.shape[2], dim=2)
