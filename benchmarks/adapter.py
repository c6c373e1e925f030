"""Models that run through `transformers`, behind our seam and alone: speed, and memory over the prompt's length.

    python benchmarks/adapter.py            # everything, a few minutes
    python benchmarks/adapter.py pythia     # one of: pythia, gemma, memory

The checkpoints have the shapes of Pythia-70M and Gemma-3-270M and random weights. Both sides run in turns, and the run
of each counts that took the processor for the shortest time (one thread, so that other programs on the machine hardly
matter). Memory is that of a fresh process for each prompt, at its highest.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, Gemma3TextConfig, GPTNeoXConfig
from transformers.utils import logging

import llm_playground as lp
from llm_playground.engine.generation import prepare
from llm_playground.models.hugging_face import HuggingFaceModel

NEW_TOKENS = 24
PROMPTS = (64, 1024)  # token ids
TURNS = 4
LENGTHS = (64, 512, 2048)  # of the prompts whose memory is measured
SHAPES = {
    "pythia": GPTNeoXConfig(
        vocab_size=50_304,
        hidden_size=512,
        intermediate_size=2048,
        num_hidden_layers=6,
        num_attention_heads=8,
        max_position_embeddings=2048,
    ),
    "gemma": Gemma3TextConfig(
        vocab_size=262_144,
        hidden_size=640,
        intermediate_size=2048,
        num_hidden_layers=18,
        num_attention_heads=4,
        num_key_value_heads=1,
        head_dim=256,
        sliding_window=512,
        max_position_embeddings=32_768,
    ),
}


def checkpoint(name: str, folder: Path) -> Path:
    """A model of that shape with random weights; no token ends a text, so that both sides write as much."""
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(SHAPES[name])
    model.generation_config.eos_token_id = None
    model.save_pretrained(folder)
    return folder


def fastest(sides: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Seconds of the processor in the fastest run of each side; they take turns."""
    seconds = dict.fromkeys(sides, float("inf"))
    for _ in range(TURNS):
        for name, side in sides.items():
            started = time.process_time()
            side()
            seconds[name] = min(seconds[name], time.process_time() - started)
    return seconds


def prompt_of(length: int) -> list[int]:
    return [7 * i % 50_000 for i in range(length)]


def speed(name: str, folder: Path) -> None:
    """A greedy text after a prompt, and each token of it: through the seam against `generate`, on the same weights."""
    theirs = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    model = lp.load(folder, device="cpu")
    assert isinstance(model, HuggingFaceModel)
    for length in PROMPTS:
        prompt = prompt_of(length)
        ids = torch.tensor([prompt])

        def ours(prompt: list[int] = prompt, count: int = NEW_TOKENS) -> list[int]:
            model.cache.rows.clear()  # nothing is remembered from the run before
            return list(prepare(model, prompt, "greedy", count).ids())

        def generate(ids: torch.Tensor = ids, count: int = NEW_TOKENS) -> list[int]:
            made = theirs.generate(ids, max_new_tokens=count, do_sample=False, eos_token_id=None)
            return made[0, ids.shape[1] :].tolist()

        assert ours() == generate(), "both must choose the same tokens"
        sides = {"ours": ours, "first ours": lambda: ours(count=1), "theirs": generate}
        seconds = fastest({**sides, "first theirs": lambda: generate(count=1)})
        after = {
            side: 1000 * (seconds[side] - seconds[f"first {side}"]) / (NEW_TOKENS - 1) for side in ("ours", "theirs")
        }
        print(
            f"{name}, {length} ids and {NEW_TOKENS} tokens: behind the seam {seconds['ours']:.2f} s, generate "
            f"{seconds['theirs']:.2f} s, ratio {seconds['theirs'] / seconds['ours']:.2f} (goal 0.9); a token after the "
            f"first {after['ours']:.1f} and {after['theirs']:.1f} ms, ratio {after['theirs'] / after['ours']:.2f}",
            flush=True,
        )


def memory(name: str, folder: Path) -> None:
    """How much memory the first token takes after prompts of several lengths, beyond the model's."""
    added = ", ".join(f"{length}: {int(_fresh(folder, length)) / 2**20:.0f} MiB" for length in LENGTHS)
    all_logits = 4 * SHAPES[name].vocab_size * LENGTHS[-1] / 2**20
    print(f"{name}: memory for a prompt of {added}; the logits of all {LENGTHS[-1]} would be {all_logits:.0f} MiB")


def _fresh(folder: Path, length: int) -> str:
    """The bytes at their highest, beyond those after loading, in a process that reads one prompt of that length."""
    command = [sys.executable, __file__, "peak", str(folder), str(length)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def peak(folder: str, length: str) -> None:
    model = lp.load(folder, device="cpu")
    model.next_logits([[0]])  # what libraries take when they are first used
    Path("/proc/self/clear_refs").write_text("5")  # the highest is what it is now
    before = _highest()
    model.next_logits([prompt_of(int(length))])
    print(_highest() - before)


def _highest() -> int:
    """Bytes (Linux)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def main() -> None:
    logging.set_verbosity_error()
    wanted = sys.argv[1:] or [*SHAPES, "memory"]
    if wanted[0] == "peak":
        peak(*wanted[1:])
        return
    torch.set_num_threads(1)
    print(f"{platform.machine()}, one thread, PyTorch {torch.__version__}; fastest of {TURNS}")
    for name in SHAPES:
        with tempfile.TemporaryDirectory() as folder:
            path = checkpoint(name, Path(folder))
            if name in wanted:
                speed(name, path)
            if "memory" in wanted:
                memory(name, path)


if __name__ == "__main__":
    main()
