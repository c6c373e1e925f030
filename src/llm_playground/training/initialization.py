"""The weights before the first step."""

from __future__ import annotations

import math

import torch

from llm_playground.transformer.model import Transformer


def initialize(transformer: Transformer, seed: int) -> None:
    """Draw the weights as GPT-2 did: normal with deviation 0.02, biases 0, norms 1.

    Two matrices of each block add to the residual stream, 2 n_layer additions in all. They are drawn smaller
    by sqrt(2 n_layer), so that the sum does not grow with the depth.
    """
    generator = torch.Generator().manual_seed(seed)
    residual = 0.02 / math.sqrt(2 * transformer.config.n_layer)
    with torch.no_grad():
        for name, parameter in transformer.named_parameters():
            if parameter.ndim >= 2:
                deviation = residual if name.endswith(("attn.out_proj.weight", "mlp.down_proj.weight")) else 0.02
                parameter.copy_(torch.empty(parameter.shape).normal_(0, deviation, generator=generator))
            else:
                parameter.fill_(0.0 if name.endswith("bias") else 1.0)
