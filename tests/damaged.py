"""Files of models and tokenizers as somebody damaged them, or made them to do harm; and the law for whoever reads them.

The law: what comes of it is something that works, or one sentence of ours; within two seconds of the processor's time,
and in no more memory than twice the size of the files, besides what libraries take when they are first used.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

SECONDS = 2  # of the processor's time
MEMORY = 64 * 2**20  # that libraries take when they are first used; beyond it, twice the size of the files

# Reads names of files and folders, opens each as what it is said to be, uses it, and says how that went.
WORKER = """
import json, resource, sys, time
from pathlib import Path
from huggingface_hub import constants
from llm_playground.errors import PlaygroundError
from llm_playground.models.loading import load
from llm_playground.models.local import hub_cache
from llm_playground.models.local.headers import seen_in
from llm_playground.models.local.models_folder import lying_in
from llm_playground.models.prompting import make_prompt
from llm_playground.tokenization.bpe.formats import read_tiktoken
from llm_playground.tokenization.named import find_tokenizer
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer

TEXT = "the little robot"

def as_model(path):
    model = load(path)
    for ids in ([0, 1, 2], list(make_prompt(model, TEXT).ids)):
        model.next_logits([ids])

def as_tokenizer(path):
    if path.endswith(".tiktoken"):
        use(read_tiktoken(Path(path), pattern="gpt2"))
    elif (Path(path) / "tokenizer.json").is_file():
        use(HuggingFaceTokenizer.from_file(Path(path) / "tokenizer.json"))
    else:
        use(find_tokenizer(path))

def use(tokenizer):
    encoding = tokenizer.explain(TEXT + " gr\\u00f6\\u00dfer")
    tokenizer.decode(encoding.ids)
    tokenizer.special_tokens, tokenizer.unknown_id, tokenizer.is_lossless
    for id in (0, tokenizer.vocab_size - 1):
        tokenizer.piece(id)

def as_listed(path):
    for lying in lying_in(Path(path)):
        seen_in(lying.path, lying.name)

def as_hub(path):
    constants.HF_HUB_CACHE = path
    for lying in hub_cache.lying_in(Path(path)):
        lying.problem or seen_in(lying.path, lying.name)
    as_model("somebody/robot")

unit = 1 if sys.platform == "darwin" else 1024
for line in sys.stdin:
    what, path = json.loads(line)
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        globals()["as_" + what](path)
        answer = {"error": None}
    except PlaygroundError as error:
        answer = {"error": str(error)}
    except BaseException as error:
        answer = {"error": repr(error)[:500], "wrong": type(error).__name__}
    answer["seconds"] = time.process_time() - began
    answer["bytes"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit
    print(json.dumps(answer), flush=True)
"""


class Worker:
    """One process for all examples: starting Python and PyTorch takes longer than a hundred of them."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def open(self, path: Path, what: str = "model") -> dict[str, Any]:
        """Open a path as a "model", a "tokenizer", the cache of the "hub" or a folder whose models are "listed"."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([what, str(path)]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the process died with {self.process.wait()}"
        read: dict[str, Any] = json.loads(answer)
        return read

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


def check(worker: Worker, path: Path, what: str = "model") -> str | None:
    """Open the path, hold the outcome against the law; the sentence, or None where it could be used after all."""
    answer = worker.open(path, what)
    files = path.rglob("*") if path.is_dir() else [path]
    size = sum(each.stat().st_size for each in files if each.is_file())
    assert "wrong" not in answer, answer
    assert answer["seconds"] < SECONDS, answer
    assert answer["bytes"] < MEMORY + 2 * size, answer
    error: str | None = answer["error"]
    assert error is None or (error.isprintable() and len(error) < 3000), error[:5000]
    return error


DEEP: Any = []
for _ in range(200):
    DEEP = [DEEP]
JUNK = [
    None,
    True,
    False,
    "",
    "x",
    "\x1b[31m\n",
    -1,
    0,
    1,
    3,
    10**6,
    10**9,
    10**18,
    10**30,
    10**400,
    0.5,
    -1e300,
    1e300,
]
JUNK += [float("nan"), float("inf"), [], {}, [1], {"a": 1}, DEEP, "x" * 100_000, [[]] * 10_000]
NUMBERS = [0, 1, 2, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**32 - 1, 2**40, 2**62, 2**63 - 1, 2**63, 2**64 - 1]
LINES = [
    "",
    " ",
    "x",
    "a b c",
    "\x1b[31m",
    "x " * 10_000,
    "=== 1",
    "-1",
    "9" * 5000,
    "QQ== 99999999999999999999",
    "a" * 50_000,
]
NOT_A_NUMBER = [struct.pack(form, value) for form in ("<e", "<f") for value in (float("nan"), float("inf"), 6e4)]


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value inside a JSON value, vocabularies left out but for a few entries."""
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    paths = [here] if here else []
    return paths + [path for key, each in items[:12] for path in places(each, (*here, key))]


KINDS = {".json": ["junk", "junk", "remove"], ".txt": ["lines", "lines"], ".tiktoken": ["lines", "lines"]}
BINARY = ["number", "number", "no number", "twice"]


@st.composite
def damaged(draw: st.DrawFn, data: bytes, name: str, head: int = 4000) -> bytes:
    """The bytes of the file of that `name`, of which some are others.

    Args:
        head: most of a file of weights is numbers; what they mean stands in so many bytes at its head.
    """
    last = min(len(data), head) - 1
    kind = draw(st.sampled_from(["cut", "flip", *KINDS.get(Path(name).suffix, BINARY)]))
    if kind == "cut":
        return data[: draw(st.integers(0, len(data) - 1) | st.integers(0, last))]
    if kind == "flip":
        flipped = bytearray(data)
        for at in draw(st.lists(st.integers(0, last), min_size=1, max_size=20)):
            flipped[at] ^= draw(st.integers(1, 255))
        return bytes(flipped)
    if kind == "number":
        at, size = draw(st.integers(0, last)), draw(st.sampled_from([1, 2, 4, 8]))
        number = (draw(st.sampled_from(NUMBERS)) % 2 ** (8 * size)).to_bytes(size, "little")
        return data[:at] + number + data[at + size :]
    if kind == "no number":
        at, number = draw(st.integers(last, len(data) - 1)), draw(st.sampled_from(NOT_A_NUMBER))
        return data[:at] + number + data[at + len(number) :]
    if kind == "twice":
        at, end = sorted(draw(st.tuples(st.integers(0, last), st.integers(0, last))))
        return data[:end] + data[at:]
    if kind == "lines":
        lines = data.decode().split("\n")
        at = draw(st.integers(0, min(len(lines), 400) - 1))
        lines[at : at + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from([*LINES, *lines[:40]]), max_size=3))
        return "\n".join(lines).encode()
    value = json.loads(data)
    *path, last_key = draw(st.sampled_from(places(value)))
    inner = value
    for key in path:
        inner = inner[key]
    if kind == "junk":
        inner[last_key] = draw(st.sampled_from(JUNK))
    else:
        del inner[last_key]
    return json.dumps(value).encode()
