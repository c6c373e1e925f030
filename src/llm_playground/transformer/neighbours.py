"""Which vectors of a table point the same way: tokens that are alike, and positions that are."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

AT_ONCE = 16_384  # rows; a large vocabulary in float32 as a whole would take more than half a gigabyte


def cosines(table: Tensor, row: int) -> Tensor:
    """The cosine between one row of a table (N, C) and each row: float32 (N,), on the CPU."""
    table = table.detach()
    direction = F.normalize(table[row].float(), dim=0)
    return torch.cat([F.normalize(part.float(), dim=-1) @ direction for part in table.split(AT_ONCE)]).cpu()


def nearest_to(found: Tensor, row: int, count: int) -> list[int]:
    """The rows of the `count` highest cosines (N,) but that of `row` itself; among equals the lowest first."""
    others = found.clone()
    others[row] = -torch.inf
    order: list[int] = others.argsort(descending=True, stable=True)[: min(count, len(found) - 1)].tolist()
    return order
