"""A small model generates without PyTorch, whose import takes seconds; what needs it brings it: the same numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import llm_playground as lp
from llm_playground.models.native import NativeModel
from tests.checkpoints import make_checkpoint, reference_of

TEXT = "Once upon a time"


def ask(code: str, *arguments: object) -> Any:
    """What a process of its own prints as JSON."""
    command = [sys.executable, "-W", "error", "-c", f"import json, sys\n{code}", *map(str, arguments)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def test_the_bundled_models_write_without_it_and_are_looked_into_with_it() -> None:
    code = """
import numpy, llm_playground as lp
model = lp.load(sys.argv[1])
text = lp.generate("tiny-gpt2", sys.argv[2], "greedy", 5)
pieces = "".join(step.text for step in lp.stream("tiny-qwen", sys.argv[2], "top_p", 5, seed=1))
trace = lp.trace("tiny-qwen-chat", sys.argv[2], "beam", 5)
before = "torch" in sys.modules
ids = lp.encode_text(sys.argv[2])
lp.inspect("tiny-qwen", sys.argv[2])
inside = model.inside().activations([*ids], "logits")["logits"][-1].numpy()
apart = float(numpy.abs(inside - model.next_logits([ids])[0]).max())
print(json.dumps([before, "torch" in sys.modules, apart, text]))
"""
    before, after, apart, text = ask(code, "tiny-gpt2", TEXT)
    assert (before, after) == (False, True)
    assert apart < 1e-4
    assert text == lp.generate("tiny-gpt2", TEXT, "greedy", 5)


# What takes a hundredth of a second or more to import, and no greedy text in a pipe has a use for.
UNUSED = {
    *("asyncio", "email", "fastapi", "huggingface_hub", "importlib.metadata", "jinja2", "numpy.random", "pydantic"),
    *("regex", "rich", "sentencepiece", "tempfile", "threadpoolctl", "tiktoken", "torch", "transformers", "typer"),
}


def test_the_command_brings_nothing_before_its_first_token_that_it_has_no_use_for() -> None:
    code = """
import contextlib, io
from llm_playground.cli import main
sys.argv = ["llm-playground", "generate", *sys.argv[1:]]
written, modules = io.StringIO(), []
written.flush = lambda: modules or modules.extend(sys.modules)  # after the prompt, and after each token
with contextlib.redirect_stdout(written):
    try:
        main()
    except SystemExit as end:
        assert not end.code
print(json.dumps([written.getvalue(), modules]))
"""
    text, modules = ask(code, "tiny-gpt2", TEXT, "--max-new-tokens", "3")
    assert text == f"{lp.generate('tiny-gpt2', TEXT, 'greedy', 3)}\n"
    assert UNUSED & set(modules) == set()


def test_a_larger_model_brings_it_for_a_long_prompt_and_not_for_a_short_one(tmp_path: Path) -> None:
    make_checkpoint(
        tmp_path, "qwen3", max_position_embeddings=128
    )  # its norms of queries are beyond the pass of small models
    code = """
import llm_playground as lp
model, told = lp.load(sys.argv[1], device="cpu"), []
for length in (1, 64, 65):
    logits = model.next_logits([[length + place % 7 for place in range(length)]])
    told.append(["torch" in sys.modules, type(model.forward).__name__, logits[0].tolist()])
print(json.dumps(told))
"""
    told = ask(code, tmp_path)
    assert [each[:2] for each in told] == [[brought, "LargeForward"] for brought in (False, False, True)]
    for length, (_, _, logits) in zip((1, 64, 65), told, strict=True):
        with torch.no_grad():
            expected = reference_of(tmp_path)(torch.tensor([[length + place % 7 for place in range(length)]])).logits[
                0, -1
            ]
        assert np.abs(np.array(logits) - expected.numpy()).max() < 1e-4


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("family", ["gpt2", "qwen2"])
def test_a_folder_says_the_numbers_of_transformers(tmp_path: Path, family: str, dtype: torch.dtype) -> None:
    make_checkpoint(tmp_path, family, dtype=dtype)
    reference = reference_of(tmp_path)
    code = """
import llm_playground as lp
logits = lp.load(sys.argv[1]).next_logits([[1, 2, 3]])
print(json.dumps(["torch" in sys.modules, logits[0].tolist()]))
"""
    has_torch, logits = ask(code, tmp_path)
    assert not has_torch
    with torch.no_grad():
        expected = reference(torch.tensor([[1, 2, 3]])).logits[0, -1].numpy()
    assert np.abs(np.array(logits) - expected).max() < 1e-4


@pytest.mark.parametrize("options", [{"device": "cpu:0"}, {"device": "cpu", "dtype": "bfloat16"}, {"dtype": "float16"}])
def test_what_is_asked_for_by_name_is_given(tmp_path: Path, options: dict[str, str]) -> None:
    make_checkpoint(tmp_path, "qwen2")
    model = lp.load(tmp_path, **options)
    assert isinstance(model, NativeModel)
    dtype = getattr(torch, options.get("dtype", "float32"))
    for weight in (model.transformer.wte.weight, model.transformer.h[1].mlp.up_proj.weight):
        assert torch.equal(weight, weight.to(dtype).float())
    assert model.next_logits([[1, 2]]).dtype == np.float32


def test_threads_that_need_it_for_the_first_time_at_once_all_get_it() -> None:
    code = """
import threading
import llm_playground as lp
names = ["tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"]
models = {name: lp.load(name) for name in names}
asked = [
    lambda: lp.inspect("tiny-gpt2", "a fox").model,
    lambda: lp.inspect(models["tiny-gpt2"], "a fox").model,
    lambda: lp.anatomy("tiny-qwen").name,
    lambda: models["tiny-qwen"].inside().activations([1, 2], "logits") and "tiny-qwen",
    lambda: lp.generate("tiny-qwen-chat", "hello", "greedy", 3) and "tiny-qwen-chat",
    lambda: models["tiny-gpt2"].transformer is models["tiny-gpt2"].transformer and "tiny-gpt2",
    lambda: lp.load("tiny-qwen", device="cpu", dtype="float16").name,
]
assert "torch" not in sys.modules
together, answers = threading.Barrier(len(asked)), [None] * len(asked)
def go(number):
    together.wait()
    answers[number] = asked[number]()
threads = [threading.Thread(target=go, args=(number,)) for number in range(len(asked))]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(json.dumps(answers))
"""
    assert ask(code) == [*["tiny-gpt2"] * 2, *["tiny-qwen"] * 2, "tiny-qwen-chat", "tiny-gpt2", "tiny-qwen:float16"]
