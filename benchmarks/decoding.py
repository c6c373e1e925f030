"""How fast a distribution becomes a token: ratios measured side by side in one run, and the one absolute goal.

    python benchmarks/decoding.py            # everything, about a minute
    python benchmarks/decoding.py pipeline   # one of: pipeline, step, branching, arena, lanes, speculation

As in `generation.py`: the sides take turns, the fastest run of each counts, and nothing else should be running. Logits
are random with the spread of those of a language model.
"""

from __future__ import annotations

import math
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM, GPT2Config
from transformers.utils import logging

import llm_playground as lp
from llm_playground.decoding import make_strategy
from llm_playground.decoding.choosers import choose
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.pipeline import pipeline_of
from llm_playground.engine.arena.presets import PRESETS

TURNS, RUNS = 5, 8
SIX_STAGES: dict[str, Any] = {
    "repetition_penalty": 1.2,
    "temperature": 0.8,
    "top_k": 50,
    "top_p": 0.9,
    "min_p": 0.05,
    "typical_p": 0.95,
}
VOCABULARIES = (50_257, 151_936)  # of GPT-2 and of Qwen
TOP_P = make_strategy("top_p", top_p=0.9, temperature=0.8)
PROMPT = lp.encode_text("Once upon a time, there was a little robot")
PAST = Past.of_prompt(range(200))


def fastest(sides: dict[str, Callable[[], Any]], turns: int = TURNS, runs: int = RUNS) -> dict[str, float]:
    """Seconds of the fastest run of each side; the sides take turns of several runs."""
    seconds = dict.fromkeys(sides, float("inf"))
    for _ in range(turns):
        for name, side in sides.items():
            for _ in range(runs):
                started = time.perf_counter()
                side()
                seconds[name] = min(seconds[name], time.perf_counter() - started)
    return seconds


def logits_of(vocab_size: int) -> np.ndarray:
    return (np.random.default_rng(0).normal(size=vocab_size) * 3).astype(np.float32)


def letter(id: int) -> bytes:
    return bytes([65 + id % 26])


def pipeline() -> None:
    """The answer to a slider that moves: six stages, the choice, the record and its JSON, without a forward pass."""
    for vocab_size in VOCABULARIES:
        logits = logits_of(vocab_size)

        def recompute(order: str | tuple[str, ...] | None, logits: np.ndarray = logits) -> str:
            seen = observe(logits, make_strategy("sample", order=order, **SIX_STAGES).chain, PAST)
            choice = seen.choice(choose(seen.last, 0.5), 0.5, letter)
            return pipeline_of(seen, choice, letter).to_json()

        last = ("top_p", "typical", "min_p", "top_k", "temperature", "repetition_penalty")
        orders = {"transformers": None, "llama.cpp": "llama.cpp", "cuts first": last}
        seconds = fastest({name: lambda order=order: recompute(order) for name, order in orders.items()})
        told = ", ".join(f"{name} {1000 * each:.1f} ms" for name, each in seconds.items())
        print(f"pipeline of six stages at {vocab_size:,} tokens: {told} (goal below 15 at 151,936)")


def step() -> None:
    """What warping, choosing and recording cost beside the forward pass of a step, 124 M parameters."""
    for vocab_size in VOCABULARIES:
        folder = Path(tempfile.mkdtemp(prefix="gpt2-small-random-"))
        torch.manual_seed(0)
        AutoModelForCausalLM.from_config(GPT2Config(vocab_size=vocab_size)).save_pretrained(folder)
        model = lp.load(folder)
        ids, logits = list(range(200)), logits_of(vocab_size)
        model.next_logits([ids])

        def forward(model: Any = model, ids: list[int] = ids) -> None:
            ids.append(7)  # every step is one token more, and only this one is computed
            model.next_logits([ids])

        def record(logits: np.ndarray = logits) -> None:
            seen = observe(logits, TOP_P.chain, PAST)
            seen.choice(choose(seen.last, 0.5), 0.5, letter)
            seen.stages(letter, 10)

        seconds = fastest({"forward": forward, "record": record})
        share = seconds["record"] / seconds["forward"]
        print(
            f"a step at {vocab_size:,} tokens: forward pass {1000 * seconds['forward']:.1f} ms; warping, choosing and "
            f"recording {1000 * seconds['record']:.1f} ms, {share:.1%} of it (goal below 10 %)"
        )


def branching() -> None:
    """A branch at token 200 of 256, until its first token of the model's own, beside the text made anew up to there."""
    folder = Path(tempfile.mkdtemp(prefix="gpt2-small-random-"))
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(GPT2Config()).save_pretrained(folder)
    model, fresh = lp.load(folder), iter(range(1000, 2000))
    drawn: dict[str, Any] = {"strategy": "top_p", "top_p": 0.9, "seed": 7}
    trunk = lp.trace(model, [1, 2, 3], max_new_tokens=256, **drawn)

    def anew() -> float:
        prompt = [next(fresh), 2, 3]  # one that the prefix cache does not know
        started = time.perf_counter()
        lp.trace(model, prompt, max_new_tokens=202, **drawn)
        return time.perf_counter() - started

    def branch() -> float:
        token = next(fresh)
        started = time.perf_counter()
        lp.branch(trunk, 200, token, model=model, max_new_tokens=202)
        return time.perf_counter() - started

    whole, part = min(anew() for _ in range(2)), min(branch() for _ in range(TURNS))
    print(
        f"a branch at token 200 of 256: {1000 * part:.0f} ms; the text made anew up to there: {1000 * whole:.0f} ms; "
        f"{part / whole:.1%} of it (goal below 5 %)"
    )


def arena() -> None:
    """Six strategies of 64 tokens in one arena against six of `generate`, 124 M parameters, logits of spread 3."""
    folder = Path(tempfile.mkdtemp(prefix="gpt2-small-random-"))
    torch.manual_seed(0)
    theirs = AutoModelForCausalLM.from_config(GPT2Config()).eval()
    with torch.no_grad():
        theirs.transformer.ln_f.weight *= 3 / (0.02 * 768**0.5)  # untrained, the spread would be 0.55
    theirs.save_pretrained(folder)
    model = lp.load(folder)
    asked = torch.tensor([PROMPT])
    chosen = (
        {},
        {"top_k": 0},
        {"top_k": 40},
        {"top_p": 0.9, "top_k": 0},
        {"min_p": 0.05, "top_k": 0},
        {"num_beams": 4},
    )

    def transformers() -> list[list[int]]:
        texts = []
        for options in chosen:
            draws = bool(options) and "num_beams" not in options
            made = theirs.generate(
                asked, max_new_tokens=64, do_sample=draws, pad_token_id=0, eos_token_id=None, **options
            )
            texts.append(made[0, len(PROMPT) :].tolist())
        return texts

    def ours() -> list[list[int]]:
        model.cache.rows.clear()  # type: ignore[attr-defined]  # nothing is remembered from the run before
        lanes = PRESETS["strategies"].lanes
        return [list(lane.traces[0].ids) for lane in lp.compare(PROMPT, lanes, model, max_new_tokens=64, seed=7).lanes]

    own, other = ours(), transformers()
    assert own[0] == other[0], "greedy must choose the same tokens"
    assert own[5] == other[5], "beam search must choose the same tokens"
    seconds = fastest({"ours": ours, "transformers": transformers}, turns=2, runs=1)
    ratio = seconds["transformers"] / seconds["ours"]
    print(
        f"six strategies of 64 tokens: arena {seconds['ours']:.2f} s, six calls of generate "
        f"{seconds['transformers']:.2f} s: ratio {ratio:.2f} (goal 5)"
    )


def lanes() -> None:
    """Twelve lanes on the bundled model against one, both with the whole record."""
    model = lp.load("tiny-gpt2")
    twelve = [{"strategy": "top_p", "top_p": 0.9, "seed": seed} for seed in range(12)]

    def run(lanes: list[dict[str, Any]]) -> None:
        model.cache.rows.clear()  # type: ignore[attr-defined]
        lp.compare("Once upon a time, there was a little", lanes, model, max_new_tokens=64)

    seconds = fastest({"one": lambda: run(twelve[:1]), "twelve": lambda: run(twelve)}, turns=3, runs=2)
    speeds = {"one": 64 / seconds["one"], "twelve": 12 * 64 / seconds["twelve"]}
    print(
        f"tiny-gpt2, with the whole record: one lane {speeds['one']:.0f} tokens/s, twelve {speeds['twelve']:.0f}: "
        f"ratio {speeds['twelve'] / speeds['one']:.2f} (goal 3)"
    )


def speculation() -> None:
    """Passes and time with a draft model as large as the model itself, and what a draft could win on a larger one."""
    model, draft = lp.load("tiny-gpt2"), lp.load("tiny-qwen")
    prompt, drawn = "Once upon a time, there was a little", {"strategy": "top_p", "seed": 7, "top": 1}

    def forget() -> None:
        for each in (model, draft):
            each.cache.rows.clear()  # type: ignore[attr-defined]

    def alone() -> None:
        forget()
        lp.trace(model, prompt, max_new_tokens=64, **drawn)

    def speculated() -> None:
        forget()
        lp.speculate(model, prompt, draft, max_new_tokens=64, **drawn)

    made = lp.speculate(model, prompt, draft, max_new_tokens=64, **drawn)
    seconds = fastest({"alone": alone, "speculated": speculated}, turns=3, runs=2)
    print(
        f"64 tokens of tiny-gpt2 drafted by tiny-qwen: {made.model_passes} passes of the model in place of 64, "
        f"{made.draft_passes} of the draft model; {seconds['speculated'] / seconds['alone']:.2f} times the time"
    )
    folder = Path(tempfile.mkdtemp(prefix="gpt2-small-random-"))
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(GPT2Config()).save_pretrained(folder)
    large, ids = lp.load(folder), tuple(range(200))

    def reading(count: int) -> Callable[[], None]:
        def read() -> None:
            large.cache.rows.clear()  # type: ignore[attr-defined]
            large.next_logits([ids])
            started = time.perf_counter()
            large.next_logits([(*ids, *range(1, 1 + end)) for end in range(1, 1 + count)])
            took[count] = min(took.get(count, math.inf), time.perf_counter() - started)

        return read

    took: dict[int, float] = {}
    fastest({"one": reading(1), "five": reading(5)}, turns=3, runs=2)
    print(f"124 M parameters: a pass that checks four drafts takes {took[5] / took[1]:.2f} times a pass for one token")


PARTS: dict[str, Callable[[], None]] = {
    "pipeline": pipeline,
    "step": step,
    "branching": branching,
    "arena": arena,
    "lanes": lanes,
    "speculation": speculation,
}


def main(chosen: list[str]) -> None:
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        sys.exit(f"There is no part {', '.join(unknown)}; choose of {', '.join(PARTS)}.")
    print(f"{platform.machine()}, {os.cpu_count()} cores, torch {torch.__version__}, numpy {np.__version__}")
    for name in chosen or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
