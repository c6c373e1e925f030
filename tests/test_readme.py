"""Every command and every snippet of the README runs, in order, in an empty folder, offline."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from llm_playground.decoding import STRATEGIES, orders
from llm_playground.models.catalog import CATALOG
from tests.checkpoints import add_tokenizer, make_checkpoint

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


# (command, what the README says it prints; empty where it does not say)
COMMANDS = [
    tuple(part.split("\n", 1))
    for block in blocks("console")
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]


@pytest.fixture(scope="module")
def hub_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which a stand-in for the real GPT-2 was downloaded before, in the hub's own layout."""
    home = tmp_path_factory.mktemp("huggingface")
    entry = CATALOG["gpt2"]
    assert entry.hub_id is not None
    assert entry.revision is not None
    folder = home / "hub" / f"models--{entry.hub_id.replace('/', '--')}" / "snapshots" / entry.revision
    make_checkpoint(folder, "gpt2")
    add_tokenizer(folder)
    return home


@pytest.mark.parametrize(("command", "output"), COMMANDS)
def test_the_command_runs_and_prints_what_is_said(command: str, output: str, hub_cache: Path, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        env=os.environ | {"HF_HOME": str(hub_cache), "PATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
    assert output in ("", done.stdout)


def test_the_strategies_are_those_of_the_table() -> None:
    for kind in STRATEGIES.values():
        own = [f"`{name}` ({str(value).lower().removesuffix('.0')})" for name, value in kind.defaults.items()]
        assert " ".join(f"| `{kind.name}` | {kind.effect} | {', '.join(own)} |".split()) in README
    assert all(f'"{order}"' in README for order in list(orders())[1:])


def test_the_commands_were_found() -> None:
    assert len(COMMANDS) >= 8
    words = {command.split()[1] for command, _ in COMMANDS if command.startswith("llm")}
    of_texts = {"generate", "compare", "speculate", "sweep", "tokenize", "score", "compare-models"}
    assert words == of_texts | {"inspect", "models", "pull", "export-site", "corpus", "train"}
    assert sum(bool(output) for _, output in COMMANDS) >= 3


def test_the_python_snippets_run_one_after_the_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # they save files
    snippets = blocks("python")
    assert len(snippets) >= 4
    names: dict[str, object] = {}
    for snippet in snippets:
        exec(compile(snippet, "README.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "the model's favourite was" in printed


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`(make [a-z-]+)`", README))))
def test_the_make_targets_exist(command: str) -> None:
    subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`py start.py ([a-z]+)`", README))))
def test_start_py_knows_the_commands(command: str) -> None:
    assert re.search(rf"^    python start.py {command} ", (ROOT / "start.py").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_strategies_of_the_table_are_those_there_are() -> None:
    from llm_playground.decoding import STRATEGIES

    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]*)\|$", README, flags=re.MULTILINE)
    assert [name for name, _ in rows] == list(STRATEGIES)
    for name, parameters in rows:
        for parameter, value in re.findall(r"`(\w+)` \(([\d.]+)\)", parameters):
            assert STRATEGIES[name].defaults[parameter] == float(value)
