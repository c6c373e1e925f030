"""What a person can choose for a run: the tables of decoding as plain data."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from llm_playground.decoding import DEFAULT_ORDER as DEFAULT_ORDER
from llm_playground.decoding import PARAMETERS as PARAMETERS
from llm_playground.decoding import STRATEGIES, Parameter, StrategyKind, Value, orders
from llm_playground.decoding.chain import read_order as read_order
from llm_playground.engine.arena.presets import PRESETS


def options() -> dict[str, list[dict[str, Any]]]:
    """What a person can choose for a run, and what each choice does: the tables of decoding as plain data."""
    return {
        "strategies": [_strategy(kind) for kind in STRATEGIES.values()],
        "parameters": [_parameter(row) for row in PARAMETERS.values()],
        "orders": [
            {"name": order.name, "effect": order.effect, "warpers": list(order.warpers)} for order in orders().values()
        ],
        "presets": [asdict(preset) for preset in PRESETS.values()],
    }


def read_setting(name: str, text: str) -> Value:
    """What a person typed for the parameter `name`, checked.

    Raises:
        InvalidValue: it cannot be read, or is outside the legal range.
    """
    return PARAMETERS[name].read(text)


def _strategy(kind: StrategyKind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "label": kind.label,
        "effect": kind.effect,
        "parameters": list(kind.takes),
        "defaults": kind.defaults,
        "sampled": kind.sampled,
        "searches": kind.searches,
    }


def _parameter(row: Parameter) -> dict[str, Any]:
    return {
        "name": row.name,
        "label": row.label,
        "effect": row.effect,
        "legal": row.legal,
        "hint": row.hint,
        "lowest": row.lowest if isfinite(row.lowest) else None,
        "highest": row.highest if isfinite(row.highest) else None,
        "above": row.above,
        "whole": row.whole,
        "kind": row.kind,
        "as_tokens": row.as_tokens,
        "slider": row.slider and row.slider._asdict(),
        "options": [{"value": option.value, "meaning": option.meaning} for option in row.options],
        "warper": row.warper,
        "cuts": row.cuts,
        "group": row.group,
        "default": row.default,
    }
