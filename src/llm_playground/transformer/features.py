"""Features of a dictionary at work on a text: which are active, where each fires most, what each writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from llm_playground.transformer.activations import Activations
from llm_playground.transformer.dictionary import Dictionary
from llm_playground.transformer.edits import Edit
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.reading import direction_of, exact, head_weight, scale_of
from llm_playground.transformer.watching import watched


class _Enough(Exception):
    """All that was asked for is there: the layers above need not be computed."""


class Firing(NamedTuple):
    """A feature on a token, and how strongly: the length that it writes there."""

    feature: int
    activation: float


def firings(dictionary: Dictionary, seen: Activations) -> list[list[Firing]]:
    """The features active on each token of a text, the strongest first."""
    found = []
    for row in dictionary.encode(seen[dictionary.reads]):
        values, indices = row.topk(dictionary.k)
        pairs = zip(indices.tolist(), values.tolist(), strict=True)
        found.append([Firing(index, value) for index, value in pairs if value > 0])
    return found


def strength(dictionary: Dictionary, seen: Activations, index: int) -> list[float]:
    """How strongly one feature fires on each token of a text."""
    strengths: list[float] = dictionary.encode(seen[dictionary.reads])[:, index].tolist()
    return strengths


def without(dictionary: Dictionary, seen: Activations, index: int) -> Edit:
    """The edit that takes away what a feature writes, at all tokens; what the dictionary misses stays."""
    strength = dictionary.encode(seen[dictionary.reads])[:, index, None]
    return Edit(dictionary.writes, seen[dictionary.writes] - strength * dictionary.decoder[index])


def logits_written(
    transformer: Transformer, dictionary: Dictionary, index: int, activation: float, last: Tensor
) -> Tensor:
    """What a feature writes directly towards each logit, less what it writes towards all alike: float32 (V,).

    Args:
        activation: how strongly it fires.
        last: the stream (C,) that the last norm reads, whose scale is held.
    """
    rows = exact(head_weight(transformer))
    rows = rows - rows.mean(0)  # the same number added to all logits changes nothing
    reads = direction_of(transformer.ln_f, rows) / scale_of(transformer.ln_f, last)
    return (reads @ exact(dictionary.decoder[index]) * activation).float()


def strongest(values: Tensor, texts: Sequence[int], most: int) -> tuple[Tensor, Tensor]:
    """Where each feature fires most, at most once a text: (text, position) int (F, most, 2), and how strongly.

    Args:
        values: (N, F), those of all tokens, text by text.
        texts: how many tokens each text has.
    """
    each = values.split(list(texts))
    best = torch.stack([rows.max(0).values for rows in each])  # (texts, F)
    place = torch.stack([rows.argmax(0) for rows in each])
    strengths, which = best.topk(min(most, len(each)), dim=0)
    places = torch.stack((which, place.gather(0, which)), dim=-1)  # (most, F, 2)
    places[strengths <= 0] = -1
    return places.transpose(0, 1).contiguous(), strengths.T.contiguous()


def shares(values: Tensor) -> list[float]:
    """On what share of the tokens each feature fires: (N, F) -> F numbers."""
    return [round(share, 6) for share in (values > 0).float().mean(0).tolist()]


def side_by_side(transformer: Transformer, texts: Sequence[Sequence[int]], names: Collection[str]) -> dict[str, Tensor]:
    """Activations of all tokens of several texts, text by text: name -> float32 (N, C). One pass for all
    texts, which ends with the last of these.

    Args:
        names: of activations that have a vector for each token: of streams, norms and the MLP.
    """
    seen: dict[str, Tensor] = {}
    lengths = [len(ids) for ids in texts]
    device = transformer.wte.weight.device
    # Shorter texts are filled up behind, where no token of theirs looks.
    tokens = pad_sequence([torch.tensor(ids, device=device) for ids in texts], batch_first=True)
    real = torch.arange(tokens.shape[1]) < torch.tensor(lengths)[:, None]

    def keep(name: str, tensor: Tensor) -> Tensor:
        seen[name] = tensor.detach().to("cpu", torch.float32)[real]
        if len(seen) == len(set(names)):
            raise _Enough
        return tensor

    with suppress(_Enough), torch.no_grad(), watched(transformer, names, keep) as attend:
        transformer.hidden(tokens, torch.arange(tokens.shape[1], device=device), attend)
    return seen


def stacked(parts: Sequence[Tensor]) -> Tensor:
    """Parts of one activation as one: (N, C)."""
    return torch.cat(list(parts))


def loss_of(logits: Tensor, ids: Sequence[int]) -> float:
    """The cross-entropy of the next tokens of a text in nats, their sum: logits (T, V)."""
    return float(F.cross_entropy(logits[:-1], torch.tensor(ids[1:]), reduction="sum"))
