"""An activation replaced before the rest of the model reads it: a part switched off, or handed other values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.transformer.activations import matching

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from torch import Tensor

BY_PAIR = ("attn.attn_scores", "attn.pattern")  # the ends of those names that stand for a number for each query and key


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """Replace the activation `name`. Several edits are made in the order in which they are given.

    Args:
        name: one activation, as `activation_names` lists them, but not the logits.
        to: "zero"; "mean", over the tokens of the text, of the activation as it is when its turn comes; or values, in
            the shape of what is replaced or one that broadcasts to it.
        positions: the tokens where it is replaced, from 0; of scores and patterns, those of the queries. None: all.
        head: the head in which it is replaced, from 0, of those activations that have heads; of k and v this is a
            key-value head. None: all.
    """

    name: str
    to: Literal["zero", "mean"] | ArrayLike | Tensor
    positions: Sequence[int] | None = None
    head: int | None = None


def check_edits(edits: Sequence[Edit], there_are: Sequence[str], n_token: int, heads: Mapping[str, int]) -> None:
    """Refuse what cannot be replaced, before the model runs.

    Args:
        there_are: the activations that can be replaced.
        n_token: how many tokens the text has.
        heads: of those activations that have heads how many, by the last part of their name ("q", "pattern").

    Raises:
        UnknownName: there is no such activation; the message lists them.
        InvalidValue: no such position or head, or neither "zero", nor "mean", nor values.
    """
    for edit in edits:
        if "*" in edit.name:
            raise InvalidValue(f"An edit replaces one activation, so its name has no *: {shown(edit.name)}.")
        matching(there_are, edit.name)
        _check_to(edit)
        for position in edit.positions or ():
            whole_number("position", position, 0, n_token - 1, f": the text has {n_token:,} tokens, counted from 0")
        if edit.head is not None:
            _check_head(edit, heads.get(edit.name.rpartition(".")[2], 0))


def _check_to(edit: Edit) -> None:
    if not isinstance(edit.to, str):
        return
    if edit.to not in ("zero", "mean"):
        raise InvalidValue(f'to is {shown(edit.to)}; it must be "zero", "mean" or values.', field="to", subject="to")
    if edit.to == "mean" and edit.name.endswith(BY_PAIR):
        raise InvalidValue(
            f"{edit.name} has no mean over the tokens, since each of them reads of another number of tokens; "
            "replace it by zero or by values.",
            field="to",
        )


def _check_head(edit: Edit, n_head: int) -> None:
    if n_head == 0:
        raise InvalidValue(f"{edit.name} is not divided into heads, so head must be left out.", field="head")
    whole_number("head", edit.head, 0, n_head - 1, f": {edit.name} has {n_head}, counted from 0")


def replaced(edit: Edit, tensor: Tensor) -> Tensor:
    """What `edit` makes of its activation: (B, T, ...), or (B, H, T, T) of scores and patterns.

    Raises:
        InvalidValue: the values do not fit, or with this pattern a token would look ahead.
    """
    import torch

    after = tensor.clone()
    by_pair = edit.name.endswith(BY_PAIR)
    part, tokens = (after, 2 if by_pair else 1) if edit.head is None else _of_head(edit.head, after, by_pair)
    where = range(part.shape[tokens]) if edit.positions is None else edit.positions
    index = torch.tensor(list(where), dtype=torch.int64, device=tensor.device)
    part.index_copy_(tokens, index, _values(edit, part, part.index_select(tokens, index), tokens))
    return _causal(edit.name, after) if by_pair else after


def values_of(name: str, activation: Tensor, positions: Sequence[int] | None, head: int | None) -> Tensor:
    """What stands in an activation of another pass, to be the values of an `Edit` with this name and head.

    Args:
        activation: that of one sequence, as `capture` gives it: (T, ...), or (H, T, T) of scores and patterns.
        positions: its tokens, from 0; as many as the edit replaces. None: all.
    """
    by_pair = name.endswith(BY_PAIR)
    batch = activation[None]
    part, tokens = (batch, 2 if by_pair else 1) if head is None else _of_head(head, batch, by_pair)
    return part[0] if positions is None else part.index_select(tokens, part.new_tensor(positions).long())[0]


def _of_head(head: int, tensor: Tensor, by_pair: bool) -> tuple[Tensor, int]:
    """A view of the numbers of one head, and which of its axes is that of the tokens."""
    return (tensor[:, head], 1) if by_pair else (tensor[:, :, head], 1)


def _values(edit: Edit, part: Tensor, chosen: Tensor, tokens: int) -> Tensor:
    """What takes the place of `chosen`, those tokens of `part` that are replaced."""
    import torch

    if isinstance(edit.to, str):
        return torch.zeros_like(chosen) if edit.to == "zero" else part.mean(tokens, keepdim=True).expand_as(chosen)
    try:
        return torch.as_tensor(edit.to, dtype=chosen.dtype, device=chosen.device).expand_as(chosen)
    except (TypeError, ValueError, RuntimeError) as error:
        raise InvalidValue(
            f"The values for {edit.name} must be numbers of shape {tuple(chosen.shape[1:])}, or of one that broadcasts "
            f"to it; this is {shown(edit.to)}.",
            field="to",
        ) from error


def _causal(name: str, after: Tensor) -> Tensor:
    """Scores or a pattern with which no token looks ahead: a score there is -inf whatever was given."""
    ahead = after.new_ones(after.shape[-2:]).triu(1).bool()
    if name.endswith("attn_scores"):
        return after.masked_fill(ahead, -math.inf)
    if after[..., ahead].any():
        raise InvalidValue(f"With these values for {name} a token would look ahead; they must be 0 there.", field="to")
    return after
