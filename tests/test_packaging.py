"""What the project says it needs is what it pins, and the pins are within the ranges."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
}
NEEDED = [*PROJECT["dependencies"], *(each for extra in PROJECT["optional-dependencies"].values() for each in extra)]


@pytest.mark.parametrize("needed", NEEDED)
def test_every_dependency_has_a_range_and_a_pin_within_it(needed: str) -> None:
    requirement = Requirement(needed)
    operators = {specifier.operator for specifier in requirement.specifier}
    assert operators == {">=", "<"}
    assert PINS[canonicalize_name(requirement.name)] in requirement.specifier


def test_torch_is_pinned_without_a_build() -> None:
    assert PINS["torch"] == "2.13.0"


def test_no_pin_names_a_place() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert all(re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line) for line in lines)


def test_the_changelog_speaks_of_this_version() -> None:
    import llm_playground

    assert f"## {llm_playground.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_conda_installs_the_same_as_pip_with_the_extra_notebook() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = {"huggingface-hub": "huggingface_hub", "torch": "pytorch"}  # names that differ there
    wanted = [Requirement(each) for each in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["notebook"]]
    expected = {conda.get(each.name, each.name): each.specifier for each in wanted}
    listed = [Requirement(each) for each in environment["dependencies"] if isinstance(each, str)]
    found = {each.name: each.specifier for each in listed}
    assert found.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert found.pop("pip") == SpecifierSet()
    assert found == expected
    assert {"pip": ["--editable ."]} in environment["dependencies"]
