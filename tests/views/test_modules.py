"""The rules that keep the views and the page plain: what they import, how large they are, how text gets in."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import llm_playground
from llm_playground.views import VIEWS, module_text, style, styles

PACKAGE = Path(llm_playground.__file__).parent
VIEWS_FOLDER, PAGE = PACKAGE / "views", PACKAGE / "web" / "page"
MODULES = sorted([*VIEWS_FOLDER.rglob("*.js"), *PAGE.rglob("*.js")])
PAGE_STYLES = sorted((PAGE / "styles").glob("*.css"))
KIT = sorted((VIEWS_FOLDER / "kit").rglob("*.js"))
WORDS = sorted((VIEWS_FOLDER / "words").glob("*.js"))
# A file is one idea. What a language says is one list, however long.
MOST_LINES = {"views": 300, "web": 420}

IMPORTS = re.compile(r'\bfrom\s*"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"')
# Ways by which text could become markup or code, and what a strict Content-Security-Policy refuses.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|cssText|\.on\w+ = \"|Math\.random"
)


def short(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def imported(path: Path) -> list[str]:
    return [first or second for first, second in IMPORTS.findall(path.read_text(encoding="utf-8"))]


@cache
def reached(path: Path) -> frozenset[Path]:
    """A module and all that it needs."""
    modules = [(path.parent / name).resolve() for name in imported(path) if name.endswith(".js")]
    return frozenset([path]).union(*map(reached, modules))


def test_a_view_is_a_module_and_its_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {path.stem for path in VIEWS_FOLDER.glob("*.css")} == set(VIEWS)
    # One more view: two files, and nothing else to change.
    shutil.copytree(VIEWS_FOLDER, tmp_path / "grown_views", ignore=shutil.ignore_patterns("__pycache__"))
    module = 'import { dress } from "./kit/dom.js";\n\nexport default { render: ({ el }) => dress(el, "lp-new") };\n'
    (tmp_path / "grown_views" / "new.js").write_text(module, "utf-8")
    (tmp_path / "grown_views" / "new.css").write_text(".lp-new { color: red }\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    grown = importlib.import_module("grown_views")
    assert set(grown.VIEWS) == {*VIEWS, "new"}
    assert grown.module_text("new").endswith('export default { render: ({ el }) => dress(el, "lp-new") };\n')
    assert "import" not in re.sub(r"/\*.*?\*/", "", grown.module_text("new"), flags=re.DOTALL)
    assert grown.style("new").endswith(".lp-new { color: red }\n")
    assert ".lp-new" in grown.styles()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_imports_only_the_kit(view: str) -> None:
    for path in imported(VIEWS_FOLDER / f"{view}.js"):
        assert re.fullmatch(r"\./kit/(\w+/)?\w+\.js|\./types", path), path


@pytest.mark.parametrize("path", KIT, ids=short)
def test_the_kit_imports_only_itself_and_keeps_no_state(path: Path) -> None:
    home = VIEWS_FOLDER / "kit"
    for name in imported(path):
        target = (path.parent / name).resolve()
        # Of the types and the words it needs their types alone.
        assert target.is_relative_to(home) or target in (VIEWS_FOLDER / "types", VIEWS_FOLDER / "words" / "en.js"), name
    assert "export default" not in path.read_text(encoding="utf-8")
    assert not re.search(r"^(?:export )?(?:let|var) ", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_kit_imports_in_no_circle() -> None:
    needs = {path: {(path.parent / name).resolve() for name in imported(path)} & set(KIT) for path in KIT}
    needs[VIEWS_FOLDER / "kit" / "words.js"] |= {
        (path.parent / name).resolve() for path in WORDS for name in imported(path) if name.startswith("../kit/")
    }
    list(TopologicalSorter(needs).static_order())


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_every_import_is_a_file_of_this_package(path: Path) -> None:
    for name in imported(path):
        target = (path.parent / name).resolve()
        assert name.startswith("."), f"{name} would come from somewhere else"
        assert target.is_file() or target.with_suffix(".d.ts").is_file() or Path(f"{target}.d.ts").is_file(), name


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name != "words"], ids=short)
def test_a_module_is_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES[path.relative_to(PACKAGE).parts[0]]


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_text_never_becomes_markup_or_code(path: Path) -> None:
    found = FORBIDDEN.search(path.read_text(encoding="utf-8"))
    assert found is None, found


def test_the_page_has_no_inline_script_or_style_and_no_foreign_address() -> None:
    text = (PAGE / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)
    assert not re.search(r"https?:|//", text.replace("<!doctype", ""))


def test_the_styles_load_nothing() -> None:
    for text in (styles(), *(path.read_text(encoding="utf-8") for path in PAGE_STYLES)):
        assert "@import" not in text
        assert "url(" not in text


@pytest.mark.parametrize("path", [*VIEWS_FOLDER.rglob("*.css"), *PAGE_STYLES], ids=short)
def test_text_has_one_of_three_sizes(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    sizes = re.findall(r"\bfont(?:-size)?:\s*(?:\d{3} )?([^;}]+)", text)
    allowed = r"inherit|var\(--lp-(?:small|body|large)\)(?: ?/ ?[\w.]+)?(?: var\(--lp-(?:sans|mono)\))?"
    assert [size for size in sizes if not re.fullmatch(allowed, size.removesuffix(" !important"))] == []
    assert len(text.splitlines()) <= MOST_LINES["views"]
    named = re.findall(r"--lp-(?:small|body|large): (\d+)px", styles())
    assert len(named) == 3
    assert min(map(int, named)) >= 13


@pytest.mark.parametrize("view", VIEWS)
def test_a_widget_carries_the_shared_style_and_that_of_its_view_only(view: str) -> None:
    own = (VIEWS_FOLDER / f"{view}.css").read_text(encoding="utf-8")
    shared = [path.read_text(encoding="utf-8") for path in sorted((VIEWS_FOLDER / "kit").glob("*.css"))]
    needed = reached(VIEWS_FOLDER / f"{view}.js")
    beside = sorted((VIEWS_FOLDER / "kit").glob("*/*.css"))  # each goes where the module of its name goes
    parts = [path.read_text(encoding="utf-8") for path in beside if path.with_suffix(".js") in needed]
    assert style(view) == "\n".join([*shared, *parts, own])
    assert style(view).endswith(own)
    assert len("\n".join([*shared, own])) < 21_000
    assert own in styles()


def test_the_style_of_the_views_touches_nothing_outside_them() -> None:
    # A notebook puts it beside its own styles, so every selector must name one of our classes.
    text = re.sub(r"/\*.*?\*/", "", styles(), flags=re.DOTALL)
    text = re.sub(r"@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
    selectors = [each.strip() for each in re.findall(r"([^{}]+)\{", text)]
    loose = [each for each in selectors if not each.startswith("@") and ".lp" not in each]
    assert loose == []


def test_on_a_page_no_view_styles_what_is_in_another() -> None:
    # A page has the styles of all views, a notebook those of one: what two share by chance looks right there only.
    shared = set((VIEWS_FOLDER / "kit").glob("*.css"))
    homes: dict[str, set[Path]] = {}
    for path in set(VIEWS_FOLDER.rglob("*.css")) - shared:
        text = re.sub(r"/\*.*?\*/|@[^{]*\{", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in re.findall(r"([^{};]+)\{", text):
            # What stands in parentheses, :is(…) and :not(…), has commas of its own.
            for each in re.sub(r",(?=[^()]*\))", " ", selectors).split(","):
                first = re.search(r"\.lp-(?!view\b)[\w-]+", each)
                assert first or ".lp-view" not in each, f"{path.name}: {each.strip()} is in every view"
                homes.setdefault(first[0] if first else "", set()).add(path)
    known = "".join(path.read_text("utf-8") for path in shared)
    needs = {view: reached(VIEWS_FOLDER / f"{view}.js") for view in VIEWS}
    for name, paths in homes.items():
        together = any(all(path.with_suffix(".js") in modules for path in paths) for modules in needs.values())
        assert together or not name or name in known, (name, sorted(path.name for path in paths))


@pytest.mark.parametrize("view", VIEWS)
def test_the_joined_text_is_one_module_with_the_view_as_its_default(view: str) -> None:
    text = module_text(view)
    assert re.findall(r"^export (\w+)", text, re.MULTILINE) == ["default"]
    assert not re.search(r"^import |(?<!\{)\bimport\(", text, re.MULTILINE)  # the braces: a type, in a comment


@pytest.mark.parametrize("view", VIEWS)
def test_the_joined_text_holds_what_the_view_imports_once_and_no_more(view: str) -> None:
    held = Counter(re.findall(r"^(?:function|const) (\w+)", module_text(view), re.MULTILINE))
    needed = reached(VIEWS_FOLDER / f"{view}.js")
    for path in [*KIT, VIEWS_FOLDER / f"{view}.js"]:
        wanted = 1 if path in needed else 0
        names = re.findall(r"^export (?:function|const) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        for name in names:
            assert held[name] == wanted, name


@pytest.mark.parametrize("view", VIEWS)
def test_no_name_is_taken_twice_in_the_joined_text(view: str) -> None:
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", module_text(view), re.MULTILINE)
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("view", VIEWS)
def test_the_joined_text_is_valid_javascript(view: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which reads the text as a module")
    path = tmp_path / f"{view}.mjs"
    path.write_text(module_text(view), encoding="utf-8")
    done = subprocess.run([node, "--check", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_types_in_the_comments_hold() -> None:
    tsc = shutil.which("tsc")
    if tsc is None:
        pytest.skip("needs tsc (npm install --global typescript)")
    done = subprocess.run([tsc, "-p", str(Path(__file__).parent)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
