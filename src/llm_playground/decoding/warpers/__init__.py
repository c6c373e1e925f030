"""Warpers: small functions that reshape the next-token distribution, each one a value that can be shown and
re-ordered.

A warper takes logits and returns new ones: it changes some and sets those of the tokens that it cuts to -inf. One that
does nothing but cut is a `Cut`, and says which tokens stay. None works in place, and none cuts every token. The
boundary arithmetic is float32, as in transformers 5.23, because *which* token falls on which side of a boundary depends
on the rounding; `tests/decoding` holds the two side by side.

To add one takes a file here, which is found by itself, and its row in the table of parameters.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from llm_playground.decoding.warpers.warper import Cut, Logits, Warper, make_warper

__all__ = ["Cut", "Logits", "Warper", "make_warper"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
