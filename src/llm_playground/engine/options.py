"""What a person can choose for a run: the tables of decoding as plain data."""

from __future__ import annotations

from math import isfinite
from typing import Any

from llm_playground.decoding import PARAMETERS, STRATEGIES


def options() -> dict[str, list[dict[str, Any]]]:
    """What a person can choose for a run, and what each choice does: the tables of decoding as plain data."""
    defaults: dict[str, float | str | bool] = {"temperature": 1.0, "repetition_penalty": 1.0, "max_new_tokens": 50}
    for kind in STRATEGIES.values():
        defaults.update(kind.defaults)
    return {
        "strategies": [
            {
                "name": kind.name,
                "effect": kind.effect,
                "parameters": list(kind.takes),
                "defaults": dict(kind.defaults),
                "sampled": kind.sampled,
            }
            for kind in STRATEGIES.values()
        ],
        "parameters": [
            {
                "name": each.name,
                "effect": each.effect,
                "legal": each.legal,
                "hint": each.hint,
                "lowest": each.lowest if isfinite(each.lowest) else None,
                "highest": each.highest if isfinite(each.highest) else None,
                "above": each.above,
                "whole": each.whole,
                "default": defaults.get(each.name),
            }
            for each in PARAMETERS.values()
        ],
    }
