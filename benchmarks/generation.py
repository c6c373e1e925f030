"""How fast texts are made, beside `transformers`: ratios measured side by side in one run.

    python benchmarks/generation.py            # everything, about two minutes
    python benchmarks/generation.py tiny       # one of: start, tiny, small, batch

Each comparison runs both sides in turns and takes the fastest run of each, because other programs on the machine can
only slow a run down. A turn is several runs, since the threads of one side go on spinning into the other's first run.
Nothing else should be running.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, GPT2Config
from transformers.utils import logging

import llm_playground as lp
from llm_playground.engine.generation import prepare
from llm_playground.models.native import NativeModel

NEW_TOKENS = 64
PROMPT = lp.encode_text("Once upon a time, there was a little robot")
TURNS, RUNS = 5, 4


def fastest(sides: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Seconds of the fastest run of each side; the sides take turns of several runs."""
    seconds = dict.fromkeys(sides, float("inf"))
    for _ in range(TURNS):
        for name, side in sides.items():
            for _ in range(RUNS):
                started = time.perf_counter()
                side()
                seconds[name] = min(seconds[name], time.perf_counter() - started)
    return seconds


def small_checkpoint() -> Path:
    """A model of GPT-2 small's size (124 M parameters) with random weights."""
    folder = Path(tempfile.mkdtemp(prefix="gpt2-small-random-"))
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(GPT2Config()).save_pretrained(folder)
    return folder


def greedy(folder: Path, goal: float) -> None:
    """One sequence, greedy, 64 new tokens: ours against transformers' generate, on the same weights."""
    theirs = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    model = lp.load(folder)
    assert isinstance(model, NativeModel)
    ids = torch.tensor([PROMPT])

    def ours() -> list[int]:
        model.cache.rows.clear()  # nothing is remembered from the run before
        return [*PROMPT, *prepare(model, PROMPT, "greedy", NEW_TOKENS).ids()]

    def transformers() -> list[int]:
        return theirs.generate(ids, max_new_tokens=NEW_TOKENS, do_sample=False)[0].tolist()

    assert ours() == transformers(), "both must choose the same tokens"
    assert len(ours()) == len(PROMPT) + NEW_TOKENS, "the text must not end early"
    seconds = fastest({"ours": ours, "transformers": transformers})
    ratio = seconds["transformers"] / seconds["ours"]
    speeds = {name: NEW_TOKENS / each for name, each in seconds.items()}
    print(
        f"greedy, one sequence, {model.transformer.wte.num_embeddings} ids in the vocabulary: ours "
        f"{speeds['ours']:.0f} tokens/s, transformers {speeds['transformers']:.0f}: ratio {ratio:.2f} (goal {goal})"
    )


def batch(folder: Path, goal: float) -> None:
    """Eight sequences at once against one: total tokens/s."""
    model = lp.load(folder)
    assert isinstance(model, NativeModel)

    def run(rows: int) -> None:
        model.cache.rows.clear()
        sequences = [[*PROMPT, 100 + row] for row in range(rows)]
        for _ in range(NEW_TOKENS):
            for sequence, logits in zip(sequences, model.next_logits(sequences), strict=True):
                sequence.append(int(logits.argmax()))

    seconds = fastest({"one": lambda: run(1), "eight": lambda: run(8)})
    ratio = 8 * seconds["one"] / seconds["eight"]
    print(
        f"next_logits: one sequence {NEW_TOKENS / seconds['one']:.0f} tokens/s, eight "
        f"{8 * NEW_TOKENS / seconds['eight']:.0f} in total: ratio {ratio:.2f} (goal {goal})"
    )


def start() -> None:
    """Seconds to import the package and to answer --help, and those of Python itself."""

    def command(*arguments: str) -> Callable[[], Any]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    seconds = fastest(
        {
            "python": command("-c", ""),
            "import": command("-c", "import llm_playground"),
            "help": command("-m", "llm_playground", "--help"),
        }
    )
    print(f"import llm_playground: {seconds['import'] - seconds['python']:.3f} s (goal below 0.15)")
    print(f"llm-playground --help: {seconds['help']:.3f} s, Python's own start included (goal below 0.5)")


def main(chosen: list[str]) -> None:
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, torch {torch.__version__}")
    tiny = lp.CATALOG["tiny-gpt2"].bundled_folder
    assert tiny is not None
    small = small_checkpoint() if {"small", "batch"} & set(chosen) else tiny
    parts: dict[str, Callable[[], None]] = {
        "start": start,
        "tiny": lambda: greedy(tiny, goal=5),
        "small": lambda: greedy(small, goal=1.5),
        "batch": lambda: batch(small, goal=3.5),
    }
    for name in chosen:
        parts[name]()


if __name__ == "__main__":
    main(sys.argv[1:] or ["start", "tiny", "small", "batch"])
