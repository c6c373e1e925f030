"""The rule of growth: a warper is its class and its row in the table; every face knows it from these two."""

from __future__ import annotations

import json
import subprocess
import sys

# What somebody who adds a warper writes, and nothing else: a bound that every distribution shares.
ADDED = """
from dataclasses import dataclass
from llm_playground.decoding.parameter import Parameter, Slider
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.decoding.warpers import Cut

@dataclass(frozen=True)
class Floor(Cut):
    floor: float
    name = "floor"

    def stay(self, seen, past):
        return seen.probabilities >= min(self.floor, seen.probabilities.max())

PARAMETERS["floor"] = Parameter(
    name="floor", label="Floor", effect="Cuts tokens less likely than this.", hint="0.001 is usual", default=0.001,
    lowest=0, highest=1, slider=Slider(0, 0.1, 0.001), warper="floor", cuts=True, elsewhere=("floor_cutoff",),
)
"""

USED = """
import contextlib, io, json, sys
import llm_playground as lp
from llm_playground.decoding import STRATEGIES, make_strategy
from llm_playground.engine.options import options
from llm_playground.errors import PlaygroundError
from llm_playground.cli import main

def told(**settings):
    try:
        make_strategy(settings.pop("strategy"), **settings)
    except PlaygroundError as error:
        return [error.field, str(error)]

def command(*arguments):
    sys.argv = ["llm-playground", *arguments]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        try:
            main()
        except SystemExit:
            pass
    return out.getvalue()

print(json.dumps({
    "options": options(),
    "range": told(strategy="sample", floor=2),
    "unused": told(strategy="greedy", floor=0.1),
    "unknown": told(strategy="sample", floor_cutoff=0.1),
    "vllm": told(strategy="sample", floor=0.1, order="vllm"),
    "help": command("generate", "--help"),
    "typed": command("generate", "tiny-gpt2", "Once", "-s", "sample", "--floor", "0,1"),
    "trace": command("generate", "tiny-gpt2", "Once", "-s", "sample", "--floor", "0.1", "--seed", "1",
                     "--order", "floor,temperature", "--temperature", "2", "--max-new-tokens", "2", "--json"),
}))
"""


def test_a_warper_is_its_class_and_its_row_and_every_face_knows_it() -> None:
    done = subprocess.run([sys.executable, "-c", ADDED + USED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    (row,) = [row for row in found["options"]["parameters"] if row["name"] == "floor"]
    assert (row["default"], row["slider"], row["cuts"]) == (0.001, {"lowest": 0, "highest": 0.1, "step": 0.001}, True)
    takes = {kind["name"] for kind in found["options"]["strategies"] if "floor" in kind["parameters"]}
    assert takes == {"sample", "top_k", "top_p", "min_p", "typical", "beam_sample"}
    assert found["options"]["orders"][0]["warpers"][-1] == "floor"
    assert found["range"] == [
        "parameters.floor",
        "floor is 2; it must be a number from 0 to 1 (0.001 is usual).",
    ]
    assert (
        "greedy does not use floor; choose the strategy sample, top_k, top_p, min_p, typical or beam_sample"
        in found["unused"][1]
    )
    assert "Did you mean floor?" in found["unknown"][1]
    assert "The order vllm has no place for floor" in found["vllm"][1]
    help = " ".join(found["help"].split())
    assert "--floor NUMBER Cuts tokens less likely than this. A number from 0 to 1; off unless given." in help
    assert "floor is '0,1'; it must be a number from 0 to 1" in found["typed"]
    trace = json.loads(found["trace"])
    assert trace["start"]["order"] == ["floor", "temperature"]
    assert [stage["cuts"] for stage in trace["steps"][0]["stages"]] == [False, True, False]
