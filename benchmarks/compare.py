"""Two models along one text, beside the two forward passes that it cannot do without; and many prompts to three models.

    python benchmarks/compare.py
    python benchmarks/compare.py sheet
    python benchmarks/compare.py --busy    # on a machine with other work: seconds of one core, not of the clock

Two models of GPT-2 small's size with random weights read 200 tokens. Measured in turns, the fastest of each: a plain
pass of each model, which leaves the logits after every token (ours, and that of `transformers`), and `compare_models`,
which does the same and then compares 50,257 probabilities at each of 200 places. The goal is at most 1.2 times the two
plain passes.

`sheet`: 40 prompts to the three bundled models with 5 seeds, 600 answers, by `behaviour_sheet`; and the same one by one
by `generate` of `transformers`, which draws as many tokens for each answer as the sheet has. The goal is at least 5
times as fast.
"""

from __future__ import annotations

import math
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast
from transformers.utils import logging

import llm_playground as lp
from llm_playground.models.prompting import make_prompt
from llm_playground.models.seam import LanguageModel

TOKENS, TURNS, GOAL = 200, 4, 1.2
SHEET_MODELS, SEEDS, SHEET_TURNS, SHEET_GOAL = ("tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"), 5, 2, 5


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
    if "sheet" in sys.argv:
        sheet(clock)
    else:
        along_a_text(clock)


def sheet(clock: Callable[[], float]) -> None:
    """The behaviour sheet beside `generate` of `transformers`, in turns."""
    theirs = [AutoModelForCausalLM.from_pretrained(lp.load(name).info.folder).eval() for name in SHEET_MODELS]
    best, answers, tokens = {"behaviour_sheet": math.inf, "generate, one by one": math.inf}, 0, 0
    for _ in range(SHEET_TURNS):
        ours = [lp.load(name) for name in SHEET_MODELS]  # anew: what they have read before would be known to them
        started = clock()
        filled = lp.behaviour_sheet(ours, seeds=SEEDS)
        best["behaviour_sheet"] = min(best["behaviour_sheet"], clock() - started)
        asked = [
            (model, ids_read(own, prompt.said), answer.seed, answer.tokens)
            for prompt, row in zip(filled.prompts, filled.rows, strict=True)
            for own, model, cell in zip(ours, theirs, row, strict=True)
            for answer in cell.answers
        ]
        answers, tokens = len(asked), sum(length for *_, length in asked)
        started = clock()
        for model, ids, seed, length in asked:
            torch.manual_seed(seed or 0)
            model.generate(
                torch.tensor([ids]),
                attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                do_sample=True,
                top_k=0,
                min_new_tokens=length,
                max_new_tokens=length,
                pad_token_id=0,
            )
        best["generate, one by one"] = min(best["generate, one by one"], clock() - started)
    print(f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads")
    print(f"{answers} answers, {tokens:,} tokens")
    for name, seconds in best.items():
        print(f"{name:<24}{seconds:7.2f} s{tokens / seconds:10,.0f} tokens/s")
    times = best["generate, one by one"] / best["behaviour_sheet"]
    print(f"behaviour_sheet is {times:.1f} times as fast (goal: at least {SHEET_GOAL})")


def ids_read(model: LanguageModel, said: Sequence[str]) -> list[int]:
    """What a model reads of a prompt: in its chat template, or the words, a line each."""
    roles = ("user", "assistant")
    messages = [{"role": roles[turn % 2], "content": text} for turn, text in enumerate(said)]
    return list(make_prompt(model, messages if model.is_instruct else "\n".join(said)).ids)


def along_a_text(clock: Callable[[], float]) -> None:
    """The comparison of two models beside two plain passes."""
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
