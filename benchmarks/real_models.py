"""Models of real sizes beside `transformers` and CTranslate2: how close each comes to the speed of the memory.

    python benchmarks/real_models.py              # gpt2, smollm2 and qwen; some ten minutes, 4 GB of memory
    python benchmarks/real_models.py smollm2      # one of them

A model that writes one token reads every weight once. So the memory is measured first, and each speed is printed as a
share of what it would allow if nothing but the weights, in the format of that side, were read. The weights are random;
the shapes are those of the catalog. All sides run in turns, and the fastest token of each counts, since other programs
on the machine can only slow it down. CTranslate2 joins where it is installed (`pip install ctranslate2`); it is needed
for nothing else.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, GPT2Config, LlamaConfig, Qwen2Config
from transformers.utils import logging

import llm_playground as lp
from llm_playground.models.catalog_shapes import SHAPES
from llm_playground.models.native import NativeModel
from llm_playground.transformer.export import config_json

NEW_TOKENS, TURNS = 16, 4
PROMPT, LONG = list(range(100, 110)), list(range(1000, 1512))
CONFIGS = {"gpt2": GPT2Config, "llama": LlamaConfig, "qwen2": Qwen2Config}
OURS = ("float32", "bfloat16", "int8")

Tokens = Callable[[], Any]  # iterates over tokens of a text, each when it is there


@dataclass
class Side:
    """Somebody who computes the model: seconds to load, bytes of weights, and how a text is written."""

    name: str
    loading: float
    first: float  # seconds from before loading to the first token of a text
    memory: float  # bytes that the process grew by until then, but for what is mapped from a file
    bytes_per_weight: int
    one: Tokens
    eight: Tokens | None
    prompt: Callable[[], Any]


def memory_speed() -> float:
    """Bytes a second that all cores together read: the sum of 500 MB, fastest of ten."""
    numbers = torch.ones(125_000_000)
    return numbers.nbytes / min(_seconds(numbers.sum) for _ in range(10))


def _seconds(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def resident() -> int:
    """Bytes of this process that are no file's, in memory now."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def measured(load: Callable[[], Any], first: Callable[[Any], Any]) -> tuple[Any, float, float, float]:
    """What `load` gives, its seconds, those until `first` has made a token, and the bytes that the process grew by.

    Who maps a file reads it in the first pass, so loading alone says little.
    """
    gc.collect()
    before = resident()
    started = time.perf_counter()
    model = load()
    loaded = time.perf_counter() - started
    first(model)
    return model, loaded, time.perf_counter() - started, resident() - before


def ours(folder: Path, dtype: str) -> Side:
    load = lambda: lp.load(folder, device="cpu", dtype=dtype)  # noqa: E731
    model, *loading = measured(load, lambda model: model.next_logits([PROMPT]))
    assert isinstance(model, NativeModel)

    def write(sequences: list[list[int]]) -> Any:
        model.cache.rows.clear()  # nothing is remembered from the run before
        while True:
            for sequence, logits in zip(sequences, model.next_logits(sequences), strict=True):
                sequence.append(int(logits.argmax()))
            yield sequences[0][-1]

    def prompt() -> None:
        model.cache.rows.clear()
        model.next_logits([LONG])

    size = {"float32": 4, "bfloat16": 2, "int8": 1}[dtype]
    one, eight = (lambda: write([list(PROMPT)])), (lambda: write([[*PROMPT, 200 + row] for row in range(8)]))
    return Side(f"ours, {dtype}", *loading, size, one, eight, prompt)


def theirs(folder: Path, dtype: torch.dtype) -> Side:
    load = lambda: AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()  # noqa: E731
    pass_over = torch.inference_mode()(lambda model: model(torch.tensor([PROMPT]), logits_to_keep=1))
    model, *loading = measured(load, pass_over)

    @torch.inference_mode()
    def write(ids: torch.Tensor) -> Any:
        answer = model(ids, use_cache=True)
        while True:
            ids = answer.logits[:, -1:].argmax(-1)
            yield int(ids[0])
            answer = model(ids, past_key_values=answer.past_key_values, use_cache=True)

    def prompt() -> None:
        with torch.inference_mode():
            model(torch.tensor([LONG]), logits_to_keep=1)

    one, eight = (lambda: write(torch.tensor([PROMPT]))), (lambda: write(torch.tensor([PROMPT] * 8)))
    name = str(dtype).removeprefix("torch.")
    return Side(f"transformers, {name}", *loading, dtype.itemsize, one, eight, prompt)


def ctranslate2(folder: Path, dtype: str) -> Side:
    import ctranslate2 as ct2

    load = lambda: ct2.Generator(str(folder), compute_type=dtype)  # noqa: E731
    prompt = [f"t{id}" for id in PROMPT]

    def written(generator: Any) -> Any:
        for step in generator.generate_tokens(prompt, max_length=NEW_TOKENS + 2, sampling_topk=1, end_token=[]):
            yield step.token_id

    generator, *loading = measured(load, lambda generator: next(written(generator)))

    def write() -> Any:
        return written(generator)

    def read() -> None:
        generator.forward_batch([[f"t{id}" for id in LONG]])

    return Side(f"CTranslate2, {dtype}", *loading, 1 if dtype == "int8" else 4, write, None, read)


def checkpoint(name: str, folder: Path) -> None:
    """A folder with random weights in the shape of a model of the catalog."""
    entries = {key: value for key, value in config_json(SHAPES[name]).items() if key != "architectures"}
    kind = CONFIGS[entries.pop("model_type")]
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(kind(**entries)).save_pretrained(folder)


def converted(folder: Path, vocab_size: int) -> Path:
    """The same weights for CTranslate2, whose converter wants a tokenizer; its tokens are called t0, t1 and so on."""
    from ctranslate2.converters import TransformersConverter
    from tokenizers import Tokenizer, models
    from transformers import PreTrainedTokenizerFast

    tokens = Tokenizer(models.WordLevel({f"t{id}": id for id in range(vocab_size)}, unk_token="t0"))
    # All that Qwen2 has: a special token without a name here would be one name more than there are rows.
    special = {f"{kind}_token": "t0" for kind in ("bos", "eos", "unk", "pad")}
    PreTrainedTokenizerFast(tokenizer_object=tokens, **special).save_pretrained(folder)
    into = folder / "ctranslate2"
    TransformersConverter(str(folder)).convert(str(into))
    return into


def seconds_a_token(sides: Sequence[tuple[str, Tokens]]) -> dict[str, float]:
    """The fastest token of each side, the first of a text left out; the sides take turns."""
    fastest = dict.fromkeys((name for name, _ in sides), float("inf"))
    for _ in range(TURNS):
        for name, write in sides:
            text = write()
            last = 0.0
            for number, _ in enumerate(islice(text, NEW_TOKENS)):
                now = time.perf_counter()
                if number > 1:  # the first comes with the prompt; a thread may have slept until the second
                    fastest[name] = min(fastest[name], now - last)
                last = now
    return fastest


def loaded_from_bfloat16(folder: Path) -> str:
    """The same weights stored in bfloat16 and loaded in float32, both sides in turns, the least seconds of each."""
    stored = folder / "bfloat16"
    AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).save_pretrained(stored)
    turns = [(ours(stored, "float32"), theirs(stored, torch.float32)) for _ in range(TURNS)]
    sides = [
        f"{same[0].name} {min(side.loading for side in same):.2f} s, "
        f"with the first token {min(side.first for side in same):.2f} s"
        for same in zip(*turns, strict=True)
    ]
    return f"loaded from a file in bfloat16: {'; '.join(sides)}"


def table(name: str, dtypes: Sequence[str]) -> None:
    shape = SHAPES[name]
    with tempfile.TemporaryDirectory(prefix=f"{name}-random-") as temporary:
        folder = Path(temporary)
        checkpoint(name, folder)
        weights = (folder / "model.safetensors").stat().st_size / 4
        ours(folder, "float32"), theirs(folder, torch.float32)  # the disk is warm, the modules are imported
        sides = [ours(folder, dtype) for dtype in dtypes]
        sides += [theirs(folder, torch.float32), theirs(folder, torch.bfloat16)]
        if importlib.util.find_spec("ctranslate2"):
            into = converted(folder, shape.vocab_size)
            sides += [ctranslate2(into, dtype) for dtype in ("float32", "int8")]
        speed = memory_speed()
        one = seconds_a_token([(side.name, side.one) for side in sides])
        eight = seconds_a_token([(side.name, side.eight) for side in sides if side.eight is not None])
        prompt = dict.fromkeys(one, float("inf"))
        for _ in range(2):
            for side in sides:
                prompt[side.name] = min(prompt[side.name], _seconds(side.prompt))
        speed = max(speed, memory_speed())
        from_bfloat16 = loaded_from_bfloat16(folder)
    print(f"\n{name}: {weights / 1e6:.0f} M weights; the memory is read at {speed / 1e9:.1f} GB/s\n")
    heads = ("tokens/s", "of the memory", "eight / one", "prompt of 512, s", "loading, s", "with the first token, s")
    print(f"| | {' | '.join((*heads, 'bytes a weight'))} |")
    print("|---|---|---|---|---|---|---|---|")
    for side in sides:
        share = weights * side.bytes_per_weight / one[side.name] / speed
        ratio = f"{8 * one[side.name] / eight[side.name]:.1f}" if side.name in eight else ""
        print(
            f"| {side.name} | {1 / one[side.name]:.1f} | {share:.0%} | {ratio} | {prompt[side.name]:.2f} | "
            f"{side.loading:.2f} | {side.first:.2f} | {side.memory / weights:.1f} |",
            flush=True,
        )
    print(f"\n{from_bfloat16}")


def main(names: list[str]) -> None:
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, torch {torch.__version__}")
    for name in names:
        table(name, OURS)


if __name__ == "__main__":
    main(sys.argv[1:] or ["gpt2", "smollm2", "qwen"])
