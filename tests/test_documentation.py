"""The documentation builds without a warning, asks nothing of a network, and holds all that can be looked up."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import llm_playground as lp
from llm_playground import course
from llm_playground.cli.app import app
from llm_playground.decoding import STRATEGIES
from llm_playground.decoding.chain import default_order
from llm_playground.decoding.parameters import warper_rows
from llm_playground.decoding.warpers import Warper

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
# What a browser fetches by itself, by element.
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}


class Page(HTMLParser):
    """What a page asks for, where its links lead, and the places in it that a link can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.places.add(given.get("id", ""))
        if given.get("rel") not in ("canonical", "index", "search", "next", "prev"):
            self.fetched += [given[FETCHED[tag]]] if FETCHED.get(tag) in given else []
        self.links += [given["href"]] if tag == "a" and "href" in given else []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("sphinx", "furo", "myst_parser"):
        pytest.importorskip(package, reason='the extra "docs" is not installed')
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    done = subprocess.run(
        [*command, "--doctree-dir", str(folder / "read"), str(DOCS), str(folder / "html")],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    assert len(pages) > 60
    asked = [(path.name, each) for path, page in pages.items() for each in page.fetched]
    assert not [(name, each) for name, each in asked if not each.startswith("data:") and urlsplit(each).netloc]
    for path in site.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", path.read_text(encoding="utf-8")), path


def test_every_link_within_leads_somewhere(pages: dict[Path, Page]) -> None:
    checked = 0
    for path, page in pages.items():
        for link in {link for link in page.links if not urlsplit(link).scheme}:
            where, _, place = link.partition("#")
            target = (path.parent / unquote(where)).resolve() if where else path
            assert target.is_file(), (path.name, link)
            assert not place or target not in pages or unquote(place) in pages[target].places, (path.name, link)
            checked += 1
    assert checked > 1000


def test_every_public_name_is_explained(pages: dict[Path, Page], site: Path) -> None:
    places = pages[site / "reference" / "python.html"].places
    public = {f"llm_playground.{name}" for name in lp.__all__ if name != "training"}
    public |= {f"llm_playground.training.{name}" for name in lp.training.__all__}
    assert public | {f"llm_playground.course.{name}" for name in course.__all__} <= places


def test_every_strategy_and_every_warper_is_there_with_its_code(site: Path) -> None:
    text = (site / "reference" / "strategies.html").read_text(encoding="utf-8")
    seen = re.sub(r"<[^>]+>", "", text)
    assert all(kind.effect.replace("'", "’") in seen for kind in STRATEGIES.values())
    for name in default_order():
        assert f"warpers/{Warper.kinds[name].__module__.rpartition('.')[2]}.py, line " in seen
    assert "\\" not in "".join(re.findall(r"<math.*?</math>", text, re.DOTALL))


def test_every_command_is_there_as_it_explains_itself(site: Path) -> None:
    text = re.sub(r"<[^>]+>", "", (site / "reference" / "command-line.html").read_text(encoding="utf-8"))
    text = " ".join(unescape(text).split())
    for name, command in app.commands.items():
        assert f"Usage: llm-playground {name}" in text
        assert " ".join(str(command.help).split()) in text


@pytest.mark.parametrize("name", default_order())
def test_a_formula_has_every_number_that_sets_its_warper(name: str) -> None:
    formula = Warper.kinds[name].formula.replace(r"\_", "_")
    assert formula
    assert all(row.name in formula for row in warper_rows() if row.warper == name)


def commands() -> list[str]:
    """The commands of this project in those blocks that no test runs, without comments and shell variables."""
    found = []
    for path in TEXTS:
        for block in re.findall(r"^```(?:bash|sh|)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.M):
            found += [line for line in block.splitlines() if line.startswith("llm-playground ")]
    return found


@pytest.mark.parametrize("command", commands())
def test_a_command_that_is_only_shown_is_one_that_can_be_given(command: str) -> None:
    words = shlex.split(command, comments=True)[1:]
    context = app.make_context("llm-playground", words[:1])
    inner = app.commands[words[0]]
    inner.make_context(words[0], words[1:], parent=context)


def test_python_stands_only_on_pages_whose_blocks_a_test_runs() -> None:
    shown = {path.name for path in TEXTS if "```python\n" in path.read_text(encoding="utf-8")}
    assert shown == {"README.md", "for-teachers.md", "story-world.md"}


def test_what_is_read_twice_stands_once() -> None:
    """The pages that show parts of the README include them; a sentence of theirs is in no other text."""
    sentences: dict[str, str] = {}
    for path in TEXTS:
        for sentence in re.findall(r"[A-Z][^.`|]{60,}\.", path.read_text(encoding="utf-8")):
            assert sentences.setdefault(sentence, path.name) == path.name, sentence
