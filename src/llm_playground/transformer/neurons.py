"""Where in some texts each neuron of a layer fires most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_playground.transformer.features import side_by_side
from llm_playground.transformer.model import Transformer

AT_ONCE = 32  # texts of a pass


@dataclass(frozen=True, slots=True, eq=False)
class Firings:
    """Of each of n neurons the `top` texts on which it fires most, strongest first, and how often it fires.

    `texts` and `places` (n, top) say where each peak lies: the number of the text, and the token in it. `windows`
    (n, top, wide) are the activations on the tokens of that text from `starts` (n, top) on. `mean_size` and `often`
    (n,) are over all tokens: the mean size of the activation, and the share of tokens on which it comes to half of the
    neuron's peak or more.
    """

    texts: Tensor
    places: Tensor
    starts: Tensor
    windows: Tensor
    mean_size: Tensor
    often: Tensor


def on_texts(transformer: Transformer, layer: int, texts: Sequence[Sequence[int]]) -> Tensor:
    """`mlp_post` of a layer on texts of T tokens each: float32 (texts, T, n), on the CPU."""
    name = f"h.{layer}.mlp_post"
    starts = range(0, len(texts), AT_ONCE)
    parts = [side_by_side(transformer, texts[start : start + AT_ONCE], {name})[name] for start in starts]
    return torch.cat(parts).unflatten(0, (len(texts), -1))


def strongest(found: Tensor, top: int, before: int, after: int) -> Firings:
    """Sum up what a layer's neurons did on texts of one length.

    Args:
        found: `mlp_post` of each text, (texts, T, n).
        top: how many texts a neuron.
        before, after: how many tokens to keep on either side of a peak, where the text has them.
    """
    n_text, n_token, n = found.shape
    sizes = found.abs()
    peaks, at = sizes.max(1)  # (texts, n)
    texts = peaks.topk(min(top, n_text), dim=0).indices.T  # (n, top)
    places = at.T.gather(1, texts)
    wide = min(before + 1 + after, n_token)
    starts = (places - before).clamp(0, n_token - wide)
    neurons = torch.arange(n)[:, None, None]
    windows = found[texts[:, :, None], starts[:, :, None] + torch.arange(wide), neurons]
    half = sizes >= peaks.max(0).values / 2
    return Firings(texts, places, starts, windows, sizes.mean((0, 1)), half.float().mean((0, 1)))
