"""An attribution graph: which features of which MLPs made a logit, through which other features, from which tokens.

Each MLP is taken as what its transcoder makes of it: Σ f D + d, and an error, what the transcoder misses. With the
attention patterns and the scales of all norms held at those of the run, everything else is linear, so that what each
feature measures before the strongest are taken, and each logit, falls into a sum, exactly:

    measured = Σ features below (f · their vector along the way)  +  Σ errors below  +  Σ token embeddings  +  constants

References: Dunefsky et al. 2024 (Transcoders Find Interpretable LLM Feature Circuits), Ameisen et al. 2025 (Circuit
Tracing: Revealing Computational Graphs in Language Models).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from llm_playground.transformer.capture import capture
from llm_playground.transformer.dictionary import Dictionary
from llm_playground.transformer.model import Block, Transformer
from llm_playground.transformer.reading import head_weight, scale_of
from llm_playground.transformer.watching import read_values


class Node(NamedTuple):
    """A part of the graph at a position: a "token" (its embedding), a "feature" or the "error" of a layer's MLP, or
    the "logit". `number` is that of the feature, or the token whose logit it is."""

    kind: str
    position: int
    layer: int = -1
    number: int = -1


@dataclass(frozen=True, eq=False)
class Edges:
    """What goes into a node: `value` is the sum of what all `sources` send it and of the `constant`."""

    value: float
    constant: float
    sources: dict[Node, float]


class Frozen:
    """A run of a model on one text, linear in its embeddings and in what its MLPs wrote."""

    def __init__(self, transformer: Transformer, ids: Sequence[int], transcoders: Sequence[Dictionary]) -> None:
        n_layer = transformer.config.n_layer
        names = ["h.*.resid_pre", "h.*.resid_mid", "h.*.attn.pattern", "h.*.ln_2", "h.*.mlp_out"]
        seen = capture(transformer, ids, [*names, f"h.{n_layer - 1}.resid_post", "logits"])
        self._transformer, self._seen, self._transcoders = transformer, seen, transcoders
        blocks = [cast(Block, block) for block in transformer.h]
        self._blocks = blocks
        self._ln_1 = [_scales(block.ln_1, seen[f"h.{at}.resid_pre"]) for at, block in enumerate(blocks)]
        self._ln_2 = [_scales(block.ln_2, seen[f"h.{at}.resid_mid"]) for at, block in enumerate(blocks)]
        self._ln_f = _scales(transformer.ln_f, seen[f"h.{n_layer - 1}.resid_post"])
        self.logits = seen["logits"]  # (T, V), as the model computes them
        self.features = [each.encode(seen[each.reads]) for each in transcoders]  # (T, F) of every layer
        self.embedded = seen["h.0.resid_pre"].clone().requires_grad_()
        self.written = [seen[each.writes].clone().requires_grad_() for each in transcoders]
        self._errors = [
            seen[each.writes] - each.decode(features) for each, features in zip(transcoders, self.features, strict=True)
        ]
        with torch.enable_grad():
            self.reads = self.through(self.embedded, self.written)
        with torch.no_grad():
            nothing = torch.zeros_like(self.embedded)
            self._constants = self.through(nothing, [nothing + each.decoder_bias for each in transcoders])

    @property
    def n_active(self) -> int:
        """How many features are active, of all transcoders at all tokens."""
        return sum(int((each > 0).sum()) for each in self.features)

    def into(self, node: Node) -> Edges:
        """What goes into a feature or a logit, from everything below it."""
        layer = len(self._blocks) if node.kind == "logit" else node.layer  # the last that reads is lm_head
        row, own = self.row(node)
        value = self.reads[layer][node.position] @ row
        leaves = [self.embedded, *self.written[:layer]]
        along, *written = torch.autograd.grad(value, leaves, retain_graph=True)
        sources = {
            Node("token", at): weight for at, weight in enumerate((self.embedded.detach() * along).sum(-1).tolist())
        }
        for below, gradient in enumerate(written):
            errors = (self._errors[below] * gradient).sum(-1).tolist()
            sources |= {Node("error", at, below): weight for at, weight in enumerate(errors)}
            weights = self.features[below] * (gradient @ self._transcoders[below].decoder.T)
            for at, index in self.features[below].nonzero().tolist():
                sources[Node("feature", at, below, index)] = float(weights[at, index])
        # What a token cannot see has no part in it.
        seen = {source: weight for source, weight in sources.items() if source.position <= node.position}
        constant = float(self._constants[layer][node.position] @ row) + own
        return Edges(float(value.detach()) + own, constant, seen)

    def row(self, node: Node) -> tuple[Tensor, float]:
        """The direction that a node measures in what it reads, and what it adds by itself."""
        if node.kind == "logit":
            rows = head_weight(self._transformer).detach().float().cpu()
            return rows[node.number] - rows.mean(0), 0.0
        transcoder = self._transcoders[node.layer]
        return transcoder.encoder[node.number], float(transcoder.encoder_bias[node.number])

    def through(self, embedded: Tensor, written: Sequence[Tensor]) -> list[Tensor]:
        """What every MLP reads and last what lm_head reads, (T, C) each."""
        x, reads = embedded, []
        for at, (block, added) in enumerate(zip(self._blocks, written, strict=True)):
            x = x + _attention(block, _held(block.ln_1, x, self._ln_1[at]), self._seen[f"h.{at}.attn.pattern"])
            reads.append(_held(block.ln_2, x, self._ln_2[at]))
            x = x + added
        return [*reads, _held(self._transformer.ln_f, x, self._ln_f)]


def strongest_nodes(frozen: Frozen, logit: Node, per_layer: int, most: int) -> dict[Node, Edges]:
    """The logit and the features that matter most for it, each with what goes into it; of a layer `per_layer`.

    A node hands its influence on to its sources, by the share of each in all that goes into it by size; layers are
    gone through from above to below, so that all of a feature's influence is known when its turn comes.

    Args:
        most: how many tokens and errors are kept, too. They have nothing below them, so their edges are empty.
    """
    found = {logit: frozen.into(logit)}
    influence: dict[Node, float] = {}
    hand_on(influence, found[logit], 1.0)
    for layer in reversed(range(len(frozen.features))):
        here = [node for node in influence if node.kind == "feature" and node.layer == layer]
        for node in sorted(here, key=lambda each: -influence[each])[:per_layer]:
            found[node] = frozen.into(node)
            hand_on(influence, found[node], influence[node])
    for kind in ("token", "error"):
        ends = sorted((node for node in influence if node.kind == kind), key=lambda each: -influence[each])[:most]
        found |= {node: Edges(0.0, 0.0, {}) for node in ends}
    return found


def hand_on(influence: dict[Node, float], edges: Edges, share: float) -> None:
    """Add to each source its part of the influence of a node."""
    total = sum(map(abs, edges.sources.values())) or 1.0
    for source, weight in edges.sources.items():
        influence[source] = influence.get(source, 0.0) + share * abs(weight) / total


def _scales(norm: nn.Module, stream: Tensor) -> Tensor:
    return torch.tensor([[scale_of(norm, token)] for token in stream])


def _held(norm: nn.Module, x: Tensor, scale: Tensor) -> Tensor:
    """What `norm` makes of x (T, C) when it divides by these scales (T, 1), whatever x is."""
    weight = cast(Tensor, norm.weight).detach().float().cpu()
    if isinstance(norm, nn.LayerNorm):
        return (x - x.mean(-1, keepdim=True)) / scale * weight + norm.bias.detach().float().cpu()
    return x / scale * weight


def _attention(block: Block, read: Tensor, pattern: Tensor) -> Tensor:
    """What attention adds with its pattern (H, T, T) held."""
    attn = block.attn
    of_q, of_k, _ = (heads * attn.head_dim for heads in attn.heads)
    weight = attn.qkv_proj.weight.detach().float().cpu()[of_q + of_k :]
    bias = None if attn.qkv_proj.bias is None else attn.qkv_proj.bias.detach().float().cpu()[of_q + of_k :]
    v = nn.functional.linear(read, weight, bias).view(1, len(read), -1, attn.head_dim)
    z = read_values(pattern[None], v).flatten(-2)[0]
    out = attn.out_proj
    return nn.functional.linear(
        z, out.weight.detach().float().cpu(), None if out.bias is None else out.bias.detach().float().cpu()
    )
