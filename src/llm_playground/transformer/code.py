"""The lines that compute each part, to be read beside its numbers: those of `model.py`, and of attention its form in
steps, which is what runs when its scores are looked at."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.model import MLP, Attention, Block, RMSNorm, Transformer, make_norm
from llm_playground.transformer.watching import attention_scores, read_values


def code_of(config: TransformerConfig) -> dict[str, str]:
    """Part -> its code: "embedding", "norm", "attention", "scores", "values", "mlp", "block", "logits"."""
    parts: dict[str, Callable[..., Any]] = {
        "embedding": Transformer.embed,
        "norm": RMSNorm.forward if config.norm == "rms_norm" else make_norm,
        "attention": Attention.forward,
        "scores": attention_scores,
        "values": read_values,
        "mlp": MLP.forward,
        "block": Block.forward,
        "logits": Transformer.forward,
    }
    return {part: _code(function) for part, function in parts.items()}


@cache
def _code(function: Callable[..., Any]) -> str:
    return textwrap.dedent(inspect.getsource(function)).rstrip()
