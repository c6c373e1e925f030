"""What the project says it needs is what it pins, and the pins are within the ranges."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
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
    # Names that differ there.
    conda = {"huggingface-hub": "huggingface_hub", "prometheus-client": "prometheus_client", "torch": "pytorch"}
    wanted = [Requirement(each) for each in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["notebook"]]
    expected = {conda.get(each.name, each.name): each.specifier for each in wanted}
    listed = [Requirement(each) for each in environment["dependencies"] if isinstance(each, str)]
    found = {each.name: each.specifier for each in listed}
    assert found.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert found.pop("pip") == SpecifierSet()
    assert found == expected
    assert {"pip": ["--editable ."]} in environment["dependencies"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source distribution of this checkout."""
    pytest.importorskip("hatchling", reason="needs hatchling (the dev extra)")
    folder = tmp_path_factory.mktemp("dist")
    hatch(ROOT, "-t", "wheel", "-t", "sdist", "-d", str(folder))
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def hatch(source: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *arguments], cwd=source, check=True, capture_output=True
    )


def test_the_installed_wheel_works_without_the_checkout(built: tuple[Path, Path], tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index"]
    if importlib.util.find_spec("pip") is None:
        pytest.skip("needs pip in the virtual environment")
    subprocess.run([*pip, "--target", str(site), str(built[0])], check=True)
    code = "import llm_playground as lp; print(lp.__file__); print(lp.generate('tiny-gpt2', 'Once', 'greedy', 3))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    place, text = done.stdout.splitlines()
    assert Path(place).is_relative_to(site)
    assert text.startswith("Once")


def test_the_wheel_holds_every_file_of_the_package_and_the_source_distribution_makes_the_same_wheel(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    wheel, source = built
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src"
    there = {
        path.relative_to(package).as_posix()
        for path in (package / "llm_playground").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert there <= names
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = next(tmp_path.iterdir())
    assert (unpacked / "start.py").is_file()
    hatch(unpacked, "-t", "wheel", "-d", str(tmp_path / "again"))
    again = next((tmp_path / "again").glob("*.whl"))
    assert again.name == wheel.name
    assert set(zipfile.ZipFile(again).namelist()) == names


def test_the_citation_speaks_of_this_version() -> None:
    import llm_playground

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == llm_playground.__version__
    assert citation["license"] == PROJECT["license"]


def test_nobody_is_told_to_install_the_package_of_somebody_else() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "notebooks").iterdir()]
    for path in (*texts, *(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.js")):
        assert not re.search(r"(?<!the-)llm-playground(?=\[| @)", path.read_text(encoding="utf-8")), path


def test_what_an_optional_part_needs_is_told_as_it_can_be_typed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    from llm_playground import extras

    assert PROJECT["name"] == extras.DISTRIBUTION
    assert extras.how_to_get("notebook") == f'pip install --editable "{ROOT}[notebook]"'
    monkeypatch.setattr(extras, "__file__", str(Path("/", "usr", "site-packages", "llm_playground", "extras.py")))
    assert extras.how_to_get("train") == 'pip install "the-llm-playground[train]"'
