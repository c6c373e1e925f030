"""How a difference of two logits would change with each activation: its gradient, from one pass and one back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch
from torch import Tensor

from llm_playground.transformer.activations import Activations, activation_names, matching
from llm_playground.transformer.capture import check_pass
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.watching import kept, watched


def gradients(
    transformer: Transformer, ids: Sequence[int], names: str | Collection[str], tokens: tuple[int, int]
) -> tuple[Activations, Activations]:
    """The activations of these names and, in the same shapes, the gradients with respect to them.

    Args:
        ids: one sequence of 1 to `context_length` token ids.
        names: one or several; `*` stands for anything.
        tokens: what is differentiated is the logit of the second less that of the first, after the last token.

    Raises:
        PlaygroundError: as `capture`.
    """
    order = activation_names(transformer.config)
    wanted = matching(order[:-1], names)
    check_pass(transformer.config, ids, ())
    seen: dict[str, Tensor] = {}

    def visit(name: str, tensor: Tensor) -> Tensor:
        # The graph begins where the first of them is made; what comes later is a part of it already.
        seen[name] = tensor if tensor.requires_grad else tensor.detach().requires_grad_()
        return seen[name]

    device = transformer.wte.weight.device
    with torch.enable_grad(), watched(transformer, wanted, visit) as attend:
        positions = torch.arange(len(ids), device=device)
        hidden = transformer.hidden(torch.tensor([list(ids)], device=device), positions, attend)
        logits = transformer.lm_head(hidden[0, -1])
        first, second = tokens
        found = torch.autograd.grad(logits[second] - logits[first], list(seen.values()))
    values = {name: kept(tensor) for name, tensor in seen.items()}
    return Activations(values), Activations(dict(zip(seen, map(kept, found), strict=True)))
