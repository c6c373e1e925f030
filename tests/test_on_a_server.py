"""What runs the server elsewhere: the container, the proxy before it, the unit of systemd; linted where that can be."""

from __future__ import annotations

import ipaddress
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from llm_playground.cli.classroom import tell
from llm_playground.cli.serving import serve
from llm_playground.errors import PlaygroundError
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.jupyter import NAME, launcher

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
GUIDE = (ROOT / "docs" / "on-a-server.md").read_text(encoding="utf-8")
ENTRYPOINT = json.loads(re.findall(r"^ENTRYPOINT (.*)$", DOCKERFILE, re.MULTILINE)[-1])


def read(arguments: list[str]) -> dict[str, Any]:
    """The arguments of `serve` as it understands them; whatever it does not know fails."""
    with serve.make_context("serve", arguments) as context:
        return context.params


def options(command: list[str]) -> list[str]:
    """What stands after "serve"."""
    return command[command.index("serve") + 1 :]


def test_the_container_runs_as_nobody_and_says_how_it_is() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)$", last, re.MULTILINE)
    assert users
    assert int(users[-1]) > 0
    assert "/healthz" in re.findall(r"^HEALTHCHECK .*\n?.*$", last, re.MULTILINE)[0]
    assert read(options(ENTRYPOINT))["host"] == "0.0.0.0"
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for copied in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE):
        for file in copied.split():
            assert (ROOT / file).exists()
            assert f"!{file}" in ignored


def test_the_proxy_that_is_believed_is_the_one_before_the_page() -> None:
    page, proxy = COMPOSE["services"]["page"], COMPOSE["services"]["proxy"]
    told = read([*options(ENTRYPOINT), *page["command"]])
    address = proxy["networks"]["inside"]["ipv4_address"]
    assert list(told["proxy"]) == [address]
    subnet = COMPOSE["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert ipaddress.ip_address(address) in ipaddress.ip_network(subnet)
    assert "page:8000" in proxy["command"]
    assert "ports" not in page
    for service in (page, proxy):
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(page["stop_grace_period"].rstrip("s")) > 8  # seconds of `--drain`, unless given
    used = {each.partition(":")[0] for service in (page, proxy) for each in service["volumes"]}
    assert used == {*COMPOSE["volumes"]}


def test_the_commands_of_the_guide_are_commands() -> None:
    found = re.findall(r"^(?:ExecStart=\S*/)?llm-playground serve.*$", GUIDE, re.MULTILINE)
    assert len(found) == 3
    for line in found:
        assert read(options(shlex.split(line)))["classroom"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--proxy", "elsewhere"], "proxy is 'elsewhere'; it must be an address or a network"),
        (["--root-path", "lab"], "root_path is 'lab'; it must be the path of an address"),
        (["--root-path", "/lab?x"], "root_path is '/lab?x'"),
        (["--root-path", " "], "root_path is ' '"),
    ],
)
def test_what_is_no_proxy_and_no_path_is_told(arguments: list[str], words: str) -> None:
    with pytest.raises(PlaygroundError) as told:
        serve.main(arguments, standalone_mode=False)
    assert words in str(told.value)


def test_a_class_behind_a_proxy_is_told_where_its_page_is(capsys: pytest.CaptureFixture[str]) -> None:
    classroom = Classroom(root_path="/lab")
    tell(classroom, None)
    printed = capsys.readouterr().out
    assert f"your proxy/lab, where they type {classroom.plan.code}\n" in printed
    assert f"your proxy/lab/?join={classroom.plan.teachers_code}\n" in printed
    assert "http" not in printed  # nobody told by which name, and whether by https


def test_the_unit_of_systemd_is_one(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("needs systemd-analyze, which reads units")
    unit = re.findall(r"```ini\n(.*?)```", GUIDE, re.DOTALL)[0]
    # It looks whether the program is there.
    (tmp_path / "llm-playground.service").write_text(re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", unit))
    done = subprocess.run([tool, "verify", "llm-playground.service"], cwd=tmp_path, capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if "llm-playground.service" in line]
    assert (done.returncode, told) == (0, []), done.stderr


@pytest.mark.parametrize(
    "command", [["hadolint", "Dockerfile"], ["docker", "compose", "config", "--quiet"]], ids=["Dockerfile", "compose"]
)
def test_the_linters_find_nothing(command: list[str]) -> None:
    if shutil.which(command[0]) is None or ("compose" in command and not _has_compose()):
        pytest.skip(f"needs {command[0]}")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _has_compose() -> bool:
    return subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0


def test_the_devcontainer_installs_what_there_is() -> None:
    told = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    extras = re.findall(r"\.\[([\w,]+)\]", told["postCreateCommand"])[0].split(",")
    assert {*extras} <= {*PROJECT["optional-dependencies"]}
    assert told["remoteUser"] != "root"


def test_jupyter_finds_the_server_and_a_command_that_it_understands() -> None:
    point = PROJECT["entry-points"]["jupyter_serverproxy_servers"]
    assert {*point} == {NAME}  # which is the path below which Jupyter puts it
    module, _, function = point[NAME].partition(":")
    assert getattr(import_module(module), function) is launcher
    command = [each.format(port=8123, base_url="/user/x/") for each in launcher()["command"]]  # type: ignore[attr-defined]
    told = read(options(command))
    assert (told["port"], told["proxy"], told["root_path"]) == ("8123", ("127.0.0.1",), f"/user/x/{NAME}")
    assert isinstance(serve, click.Command)
