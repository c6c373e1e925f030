"""What a transformer computes on the way from ids to logits, kept by name: the field's names, one forward pass.

    wte  wpe                                     the embeddings that are added to become the first resid_pre
    h.0.resid_pre                                the residual stream as it enters block 0
      h.0.ln_1                                   normed, as attention reads it
      h.0.attn.q  h.0.attn.k  h.0.attn.v         queries, keys (both after their norm and RoPE, if any), values
      h.0.attn.attn_scores                       q · k / sqrt(D); -inf where a token would look ahead
      h.0.attn.pattern                           softmax of the scores: each row sums to 1
      h.0.attn.z                                 pattern times v: what each head read
    h.0.attn_out  h.0.resid_mid                  z of all heads through out_proj; the stream after it was added
      h.0.ln_2                                   normed, as the MLP reads it
      h.0.mlp_pre  h.0.mlp_value  h.0.mlp_post   before the non-linearity; the gated value (SwiGLU only); after both
    h.0.mlp_out  h.0.resid_post                  what the MLP adds; the stream as it leaves the block
    ln_f  logits                                 the last stream, normed; a logit for each token of the vocabulary

Nothing of `model.py` is repeated here: hooks listen to its modules, and attention, which the model takes as a
parameter, is handed in as a function that keeps what it computes.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from fnmatch import fnmatchcase
from typing import Any, cast

import torch
from torch import Tensor, nn

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.model import Attend, Block, Transformer, causal_attention

# In the order in which they are computed.
IN_BLOCK = (
    *("resid_pre", "ln_1", "attn.q", "attn.k", "attn.v", "attn.attn_scores", "attn.pattern", "attn.z"),
    *("attn_out", "resid_mid", "ln_2", "mlp_pre", "mlp_value", "mlp_post", "mlp_out", "resid_post"),
)


class Activations(Mapping[str, Tensor]):
    """Activations of one sequence of T tokens by name: float32, on the CPU, in the order of the forward pass.

    Streams and norms are (T, C); q and z (T, H, D), k and v (T, G, D); attn_scores and pattern (H, T, T), rows the
    queries; those of the MLP (T, n_inner); logits (T, V).
    """

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self._tensors = dict(tensors)

    def __getitem__(self, name: str) -> Tensor:
        if name not in self._tensors:
            raise UnknownName(f"{name!r} was not captured; there is {', '.join(self._tensors) or 'nothing'}.")
        return self._tensors[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tensors

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def __repr__(self) -> str:
        width = max(map(len, self._tensors), default=0)
        return "\n".join(f"{name:<{width}}  {tuple(tensor.shape)}" for name, tensor in self._tensors.items())


def activation_names(config: TransformerConfig) -> tuple[str, ...]:
    """Every name that a model of this shape has, in the order of its forward pass."""
    in_block = [name for name in IN_BLOCK if config.gated_mlp or name != "mlp_value"]
    blocks = [f"h.{layer}.{name}" for layer in range(config.n_layer) for name in in_block]
    return ("wte", *(("wpe",) if config.rope is None else ()), *blocks, "ln_f", "logits")


def capture(transformer: Transformer, ids: Sequence[int], names: str | Collection[str] = "*") -> Activations:
    """Run `transformer` once over `ids` and keep the activations of these names.

    Args:
        ids: one sequence of 1 to `context_length` token ids.
        names: one or several; `*` stands for anything, so that "h.*.attn.pattern" is the pattern of every layer.

    Raises:
        UnknownName: a name, or a pattern that fits none; the message lists what there is.
        InvalidValue: no ids, too many, or one outside the vocabulary.
    """
    config = transformer.config
    wanted = matching(activation_names(config), names)
    _check_ids(ids, config)
    kept: dict[str, Tensor] = {}

    def keep(name: str, tensor: Tensor) -> None:
        if name in wanted:
            # A copy: a view (v is a part of qkv) would keep alive all that it was cut from.
            kept[name] = tensor[0].detach().to("cpu", torch.float32, copy=True)

    device = transformer.wte.weight.device
    with torch.no_grad(), ExitStack() as hooks:
        _listen(transformer, keep, hooks)
        positions = torch.arange(len(ids), device=device)
        attend = _keeping_attention(keep, wanted)
        hidden = transformer.hidden(torch.tensor([list(ids)], device=device), positions, attend)  # (1, T, C)
        if "logits" in wanted:
            keep("logits", transformer.lm_head(hidden))
    return Activations({name: kept[name] for name in activation_names(config) if name in wanted})


def matching(there_are: Sequence[str], asked: str | Collection[str]) -> set[str]:
    """Those of the names `there_are` that are asked for, `*` standing for anything.

    Raises:
        UnknownName: something asked for fits none of them; the message lists what there is.
    """
    wanted: set[str] = set()
    for name in [asked] if isinstance(asked, str) else asked:
        found = {known for known in there_are if fnmatchcase(known, name)}
        if not found:
            last = max((int(known.split(".")[1]) for known in there_are if known.startswith("h.")), default=0)
            once = [known for known in there_are if known.startswith("h.0.") or not known.startswith("h.")]
            raise UnknownName(
                f"There is no activation {name!r}. There are {', '.join(once)}; and those of h.0 for every layer up "
                f"to h.{last}. A * stands for anything."
            )
        wanted |= found
    return wanted


def _check_ids(ids: Sequence[int], config: TransformerConfig) -> None:
    if not 1 <= len(ids) <= config.context_length:
        raise InvalidValue(f"{len(ids)} token ids were given; this model reads 1 to {config.context_length}.")
    if min(ids) < 0 or max(ids) >= config.vocab_size:
        raise InvalidValue(f"A token id is outside the vocabulary (0 to {config.vocab_size - 1}).")


Keep = Callable[[str, Tensor], None]


def _listen(transformer: Transformer, keep: Keep, hooks: ExitStack) -> None:
    """Hook every module whose input or output has a name, until `hooks` closes."""
    thread = threading.get_ident()

    def on(module: nn.Module, listen: Callable[[Tensor, Tensor], None]) -> None:
        # Others may be generating with the same model meanwhile: what their threads compute is not ours.
        def hook(_: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> None:
            if threading.get_ident() == thread:
                listen(inputs[0], output)

        hooks.callback(module.register_forward_hook(hook).remove)

    def output(module: nn.Module, name: str) -> None:
        on(module, lambda _, after: keep(name, after))

    output(transformer.wte, "wte")
    if transformer.wpe is not None:
        # The positions are the same for every sequence, so wpe gives (T, C), without a batch.
        on(transformer.wpe, lambda _, after: keep("wpe", after[None]))
    for layer, module in enumerate(transformer.h):
        _listen_to_block(cast(Block, module), f"h.{layer}", keep, on)
    output(transformer.ln_f, "ln_f")


def _listen_to_block(
    block: Block, at: str, keep: Keep, on: Callable[[nn.Module, Callable[[Tensor, Tensor], None]], None]
) -> None:
    def norm(name: str, stream: str) -> Callable[[Tensor, Tensor], None]:
        def listen(before: Tensor, after: Tensor) -> None:
            keep(f"{at}.{stream}", before)
            keep(f"{at}.{name}", after)

        return listen

    def mlp_pre(_: Tensor, after: Tensor) -> None:
        if block.mlp.gated:
            after, value = after.chunk(2, dim=-1)
            keep(f"{at}.mlp_value", value)
        keep(f"{at}.mlp_pre", after)

    on(block.ln_1, norm("ln_1", "resid_pre"))
    on(block.attn, lambda _, after: keep(f"{at}.attn_out", after))
    on(block.ln_2, norm("ln_2", "resid_mid"))
    on(block.mlp.up_proj, mlp_pre)
    on(block.mlp.down_proj, lambda before, _: keep(f"{at}.mlp_post", before))
    on(block.mlp, lambda _, after: keep(f"{at}.mlp_out", after))
    on(block, lambda _, after: keep(f"{at}.resid_post", after))


def _keeping_attention(keep: Keep, wanted: Collection[str]) -> Attend:
    """`causal_attention` that keeps its parts; step by step in those layers whose scores or pattern are wanted."""

    def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        at = f"h.{layer}.attn"
        for name, tensor in (("q", q), ("k", k), ("v", v)):
            keep(f"{at}.{name}", tensor)
        if f"{at}.attn_scores" in wanted or f"{at}.pattern" in wanted:
            scores, pattern, z = attention_in_steps(q, k, v)
            keep(f"{at}.attn_scores", scores)
            keep(f"{at}.pattern", pattern)
        else:
            z = causal_attention(layer, q, k, v)
        keep(f"{at}.z", z)
        return z

    return attend


def attention_in_steps(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """softmax(q · k / sqrt(D)) · v with everything in between, which `scaled_dot_product_attention` keeps to itself.

    q (B, T, H, D), k and v (B, T, G, D) -> attn_scores (B, H, T, T), pattern (B, H, T, T), z (B, T, H, D).
    """
    group = q.shape[2] // k.shape[2]  # so many query heads share one key-value head
    k, v = k.repeat_interleave(group, dim=2), v.repeat_interleave(group, dim=2)  # (B, T, H, D)
    scores = torch.einsum("bthd,bshd->bhts", q, k) / math.sqrt(q.shape[-1])
    ahead = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).triu(1)
    scores = scores.masked_fill(ahead, -math.inf)
    pattern = scores.softmax(-1, dtype=torch.float32).to(q.dtype)
    return scores, pattern, torch.einsum("bhts,bshd->bthd", pattern, v)
