"""Two models along one text, beside the two forward passes that it cannot do without.

    python benchmarks/compare.py
    python benchmarks/compare.py --busy    # on a machine with other work: seconds of one core, not of the clock

Two models of GPT-2 small's size with random weights read 200 tokens. Measured in turns, the fastest of each: a plain
pass of each model, which leaves the logits after every token (ours, and that of `transformers`), and `compare_models`,
which does the same and then compares 50,257 probabilities at each of 200 places. The goal is at most 1.2 times the two
plain passes.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast
from transformers.utils import logging

import llm_playground as lp

TOKENS, TURNS, GOAL = 200, 4, 1.2


def make(folder: Path, seed: int) -> None:
    """A checkpoint of GPT-2 small's shape, with a tokenizer of as many tokens."""
    import tokenizers

    torch.manual_seed(seed)
    GPT2LMHeadModel(GPT2Config()).save_pretrained(folder)
    names = {f"token{number}": number for number in range(50_257)}
    words = tokenizers.models.WordLevel(names, unk_token="token0")
    PreTrainedTokenizerFast(tokenizer_object=tokenizers.Tokenizer(words), unk_token="token0").save_pretrained(folder)


def main() -> None:
    clock = time.perf_counter
    if "--busy" in sys.argv:
        torch.set_num_threads(1)
        clock = time.process_time
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    ids = np.random.default_rng(0).integers(1, 50_257, TOKENS).tolist()
    with tempfile.TemporaryDirectory() as folder:
        folders = [Path(folder) / str(seed) for seed in range(2)]
        for seed, each in enumerate(folders):
            make(each, seed)
        ours = [lp.load(each, device="cpu") for each in folders]
        theirs = [AutoModelForCausalLM.from_pretrained(each).eval() for each in folders]

    def plain() -> None:
        for model in ours:
            for _ in model.logits_along(ids):
                pass

    @torch.inference_mode()
    def reference() -> None:
        for model in theirs:
            model(torch.tensor([ids]))

    sides: dict[str, Callable[[], object]] = {
        "two plain passes, ours": plain,
        "two plain passes, transformers": reference,
        "compare_models": lambda: lp.compare_models(ours[0], ours[1], ids),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(TURNS):
        for name, call in sides.items():
            started = clock()
            call()
            seconds[name].append(clock() - started)
    first = seconds["compare_models"][0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, {TOKENS} tokens")
    best = {name: min(each) for name, each in seconds.items()}
    for name, each in best.items():
        print(f"{name:<32}{each:6.3f} s")
    print(f"the first comparison, which also holds the two vocabularies against each other: {first:.3f} s")
    for name in ("two plain passes, ours", "two plain passes, transformers"):
        print(f"compare_models / {name}: {best['compare_models'] / best[name]:.2f} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
