"""The command `llm` of Simon Willison with the models of this package: its own code runs, in a folder of its own."""

from __future__ import annotations

import json
import math
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import llm_playground as lp
from llm_playground import __version__
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue
from llm_playground.models.references import read_name

plugins = pytest.importorskip("llm.plugins", reason="the command llm is not installed (extra dev)")
llm_plugin = import_module("llm_playground.cli.llm_plugin")  # which needs it

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHAT = "tiny-qwen-chat"

Llm = Callable[..., Result]


@pytest.fixture
def llm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Llm]:
    """The command in this process, with no plug-in but ours, and its log in `tmp_path`."""
    monkeypatch.setattr(plugins, "_loaded", True)
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path))
    plugins.pm.register(llm_plugin)
    from llm.cli import cli

    yield lambda *arguments: CliRunner().invoke(cli, arguments)
    plugins.pm.unregister(llm_plugin)


def test_the_command_finds_the_entry_point(tmp_path: Path) -> None:
    # That of this checkout, whatever is installed.
    found = tmp_path / "found" / f"the_llm_playground-{__version__}.dist-info"
    found.mkdir(parents=True)
    (found / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PROJECT['name']}\nVersion: {__version__}\n")
    points = PROJECT["entry-points"]["llm"]
    (found / "entry_points.txt").write_text("[llm]\n" + "".join(f"{name} = {at}\n" for name, at in points.items()))
    own = {"PYTHONPATH": f"{found.parent}{os.pathsep}{ROOT / 'src'}", "LLM_USER_PATH": str(tmp_path / "user")}
    command = [sys.executable, "-m", "llm", "-m", CHAT, "Who are you?", "-o", "temperature", "0"]
    environment = os.environ | own | {"LLM_LOAD_PLUGINS": PROJECT["name"]}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.stdout, done.stderr) == (lp.generate(CHAT, "Who are you?", max_new_tokens=200) + "\n", "")


def test_the_examples_of_the_readme_run_and_the_log_keeps_what_is_asked_for(llm: Llm) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Talked to by other programs")[1]
    lines = re.findall(r"^llm (.*)$", section, re.MULTILINE)
    assert lines == [f'-m {CHAT} "Who are you?" -o temperature 0.8 -o seed 7', '-c "What is your name?" -o seed 1']
    wanted = lp.generate(CHAT, "Who are you?", "sample", 200, temperature=0.8, seed=7)
    assert llm(*shlex.split(lines[0])).output == wanted + "\n"
    messages = [{"role": "user", "content": "Who are you?"}, {"role": "assistant", "content": wanted}]
    messages.append({"role": "user", "content": "What is your name?"})
    trace = lp.trace(CHAT, messages, "sample", 200, seed=1)
    assert llm(*shlex.split(lines[1]), "-o", "logprobs", "2").output == trace.text + "\n"
    logged = json.loads(llm("logs", "-n", "1", "--json").output)[0]
    assert (logged["model"], logged["response_json"]["seed"]) == (CHAT, 1)
    told = logged["response_json"]["logprobs"]
    assert logged["output_tokens"] == len(told)
    # Up to rounding, which depends on how much of a text was in the cache.
    wanted_logprobs = [math.log(step.choice.model_probability) for step in trace.steps]
    assert [each["logprob"] for each in told] == pytest.approx(wanted_logprobs, abs=1e-5)
    assert all(len(each["top_logprobs"]) == 2 for each in told)


def test_a_wrong_option_is_told_in_a_sentence(llm: Llm) -> None:
    said = llm("-m", "tiny-gpt2", "x", "-o", "temperature", "0,7")
    assert said.exit_code == 1
    assert said.output.startswith("Error: temperature is '0,7'; it must be a finite number of at least 0")
    assert said.output.count("\n") == 1


def test_what_can_be_set_is_listed_with_what_is_allowed(llm: Llm) -> None:
    said = " ".join(llm("models", "--options", "-m", "tiny-gpt2").output.split())
    assert "top_p: str, int, float Keeps the smallest set of most likely tokens" in said
    assert "A number from 0 to 1." in said


def test_the_models_that_are_here_are_registered() -> None:
    registered: list[Any] = []
    llm_plugin.register_models(registered.append)
    here = [key for key in lp.CATALOG if SHELF.state(key, read_name(key)).state != "remote"]
    assert [model.model_id for model in registered] == here
    assert {"tiny-gpt2", CHAT} <= set(here)


def test_it_streams_token_by_token_and_counts_them() -> None:
    response = llm_plugin.LocalModel("tiny-gpt2").prompt("Once upon a time", temperature=0, max_tokens=12)
    parts = list(response)
    trace = lp.trace("tiny-gpt2", "Once upon a time", max_new_tokens=12)
    assert parts == [step.text for step in trace.steps]
    assert (response.input_tokens, response.output_tokens) == (len(trace.start.prompt.ids), 12)
    assert response.response_json["finish_reason"] == "length"


def test_the_options_are_those_of_the_table_by_its_names() -> None:
    options = {"top_p": 0.9, "top_k": 20, "repetition_penalty": 1.2, "logit_bias": {" the": -5}, "stop": ["."]}
    text = llm_plugin.LocalModel("tiny-gpt2").prompt("Once upon a time", seed=3, max_tokens=30, **options).text()
    assert "Once upon a time" + text == lp.generate("tiny-gpt2", "Once upon a time", "sample", 30, seed=3, **options)
    with pytest.raises(InvalidValue, match="top_p is 2; it must be a number from 0 to 1"):
        llm_plugin.LocalModel("tiny-gpt2").prompt("x", top_p=2).text()


def test_a_base_model_goes_on_with_the_text_of_a_conversation() -> None:
    conversation = llm_plugin.LocalModel("tiny-gpt2").conversation()
    first = conversation.prompt("Once upon a time", temperature=0, max_tokens=5).text()
    second = conversation.prompt(" She", temperature=0, max_tokens=5).text()
    before = f"Once upon a time{first} She"
    assert before + second == lp.generate("tiny-gpt2", before, max_new_tokens=5)
