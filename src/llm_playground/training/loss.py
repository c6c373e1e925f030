"""How much the next tokens surprise a model, in nats."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from llm_playground.training.attention import attention_for, in_windows
from llm_playground.training.packing import IGNORED, Batch, Documents
from llm_playground.transformer.model import Transformer

# Tokens whose logits are in memory at once. Those of a whole step are tens of megabytes, too many for the cache, and
# for glibc a block so large that it is given back and zeroed anew each time: a quarter of the step.
CHUNK = 1024


def uniform_loss(vocab_size: int) -> float:
    """What a model pays for every token that thinks all of them equally likely: ln V, in nats.

    A new model begins there, and one that is worse has unlearned what it knew.
    """
    return math.log(vocab_size)


def next_token_loss(transformer: Transformer, batch: Batch, dtype: torch.dtype, window: int | None = None) -> Tensor:
    """Mean cross-entropy in nats per token over the targets that are not IGNORED; matrix products in `dtype`.

    With `window`, a divisor of the rows' length, tokens look only at those of their own window.
    """
    device = transformer.wte.weight.device
    inputs, targets = (torch.from_numpy(np.ascontiguousarray(part)).to(device) for part in batch)
    counted = targets != IGNORED
    with torch.autocast(device.type, dtype, enabled=dtype != torch.float32):
        attend = attention_for(device, dtype)
        attend = in_windows(attend, window) if window else attend
        x = transformer.hidden(inputs, torch.arange(inputs.shape[1], device=device), attend)  # (B, T, C)
        x, targets = x.flatten(0, 1), targets.flatten()  # (N, C), (N,)
        if not counted.all():  # of a dialogue, only the answers need logits
            places = _counted_places(counted)
            x, targets = x[places], targets[places]
        losses = [
            # The loss is float32 even then: with 8 bits the logarithm of a probability is off in its third digit.
            F.cross_entropy(transformer.lm_head(part).float(), target, reduction="sum", ignore_index=IGNORED)
            for part, target in zip(x.split(CHUNK), targets.split(CHUNK), strict=True)
        ]
    return torch.stack(losses).sum() / counted.sum()


def _counted_places(counted: Tensor) -> Tensor:
    """The flat places that count, and as many others as fill the last chunk up: blocks of a new size in every step
    would tear memory into pieces."""
    chunks = -(-int(counted.sum()) // CHUNK)
    return counted.flatten().logical_not().to(torch.uint8).argsort(stable=True)[: chunks * CHUNK]


@torch.no_grad()
def mean_loss(transformer: Transformer, documents: Documents, dtype: torch.dtype, batch_size: int = 32) -> float:
    """The same over all documents."""
    total, tokens = 0.0, 0
    for start in range(0, documents.count, batch_size):
        batch = documents[np.arange(start, min(start + batch_size, documents.count))]
        counted = int((batch.targets != IGNORED).sum())
        if counted:
            total += next_token_loss(transformer, batch, dtype).item() * counted
            tokens += counted
    return total / tokens
