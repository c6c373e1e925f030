"""Answers of two machines laid beside each other."""

from __future__ import annotations

from typing import Any

import pytest


def same(one: Any, other: Any, place: str) -> None:
    """Numbers as near as two machines come, all else equal."""
    if isinstance(other, dict):
        assert isinstance(one, dict), (place, one)
        assert sorted(one) == sorted(other), place
        for key, value in other.items():
            same(one[key], value, f"{place} {key}")
    elif isinstance(other, list | tuple):
        assert len(one) == len(other), place
        for number, (first, second) in enumerate(zip(one, other, strict=True)):
            same(first, second, f"{place} {number}")
    elif isinstance(other, float):
        assert one == pytest.approx(other, rel=1e-4, abs=1e-5), place
    else:
        assert one == other, place
