"""What a look inside costs beside a plain forward pass: ratios measured side by side in one run.

    python benchmarks/inside.py        # a minute or two

A model of GPT-2 small's size (124 M parameters) with random weights reads 64 tokens. The sides take turns, and the
fastest run of each counts, because other programs on the machine can only slow a run down. Nothing else should be
running.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from typing import Any

import torch
from generation import small_checkpoint

from llm_playground.transformer.capture import capture
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.edits import Edit
from llm_playground.transformer.variants import next_logits_under

TURNS = 5
N_TOKEN = 64


def fastest(sides: dict[str, Callable[[], Any]], turns: int) -> dict[str, float]:
    """Seconds of the fastest run of each side, in turns; the first turn warms up."""
    seconds = dict.fromkeys(sides, float("inf"))
    for turn in range(turns + 1):
        for name, side in sides.items():
            started = time.perf_counter()
            side()
            if turn:
                seconds[name] = min(seconds[name], time.perf_counter() - started)
    return seconds


def main() -> None:
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, PyTorch {torch.__version__}")
    transformer = load_transformer(small_checkpoint())
    ids = torch.randint(0, transformer.config.vocab_size, (N_TOKEN,)).tolist()
    tokens = torch.tensor([ids])

    def plain() -> None:
        with torch.no_grad():
            transformer(tokens)

    seconds = fastest({"plain": plain, "capture": lambda: capture(transformer, ids)}, TURNS)
    print(f"plain pass {seconds['plain'] * 1e3:.0f} ms, all activations {seconds['capture'] * 1e3:.0f} ms: ", end="")
    print(f"{seconds['capture'] / seconds['plain']:.2f} times (goal: at most 1.5)")

    heads = [(Edit(f"h.{layer}.attn.z", "zero", head=head),) for layer in range(12) for head in range(12)]

    sides = {"plain": plain, "map": lambda: next_logits_under(transformer, ids, heads)}
    seconds = fastest(sides, 2)
    one_by_one = len(heads) * seconds["plain"]
    print(
        f"{len(heads)} plain passes {one_by_one:.2f} s, map of {len(heads)} ablations {seconds['map']:.2f} s: ", end=""
    )
    print(f"{one_by_one / seconds['map']:.2f} times faster (goal: at least 3)")


if __name__ == "__main__":
    main()
