"""What is said stands in files by language: a language is a file of words for the views, and two for the page."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import llm_playground
from llm_playground.engine.session import Session
from llm_playground.views import VIEWS, languages, module_text
from llm_playground.web.routes.catalog import catalog_of
from tests.views.javascript import literals

VIEWS_FOLDER = Path(llm_playground.__file__).parent / "views"
PAGE_FOLDER = VIEWS_FOLDER.parent / "web" / "page"
# The keys of a file of words, each with all that it is in, and the kind of what stands there.
SHAPE = """
const shape = (value, path) =>
  typeof value === "object"
    ? Object.entries(value).flatMap(([key, inner]) => shape(inner, [...path, key]))
    : [[path.join("."), typeof value]];
console.log(JSON.stringify(Object.fromEntries(shape(words, []))));
"""
CATALOG = """
console.log(JSON.stringify(catalog));
"""


# Texts in the modules that look like words and are not shown, each with its reason.
ALLOWED = {
    "ArrowDown": "a key",
    "ArrowLeft": "a key",
    "ArrowRight": "a key",
    "ArrowUp": "a key",
    "Enter": "a key",
    "http://www.w3.org/2000/svg": "a namespace",
    "msg:custom": "an event",
    "(prefers-reduced-motion: reduce)": "a question to the browser",
    ".js": "the end of an address",
    ".lp": "a selector",
    ":root.lp": "a selector",
    ":scope > small": "a selector",
    ":scope > span": "a selector",
    "td .lp-meter": "a selector",
    "input:checked": "a selector",
    "span ": "a place in a grid",
    ".attn.": "within the name of a head, as Python has it",
    ".mlp": "the end of the name of an MLP",
    "thead button": "a selector",
    '"] [role="option"]': "the end of a selector",
    " / auto / ": "a place in a grid",
    " / span ": "a place in a grid",
    "polygon(": "the shape of a curve",
    "240px": "a distance",
    "&temperature=": "a part of a link",
}
# What code is made of. One word in small letters could be shown as well as be a name: the test in the browser, in a
# language of capitals, finds those that are shown.
CODE = re.compile(
    r"""
    [a-z][\w-]*:?                      # a tag, an attribute, an event
    | --[a-z]+                         # a custom property
    | (\s*\.?lp-[a-z0-9-]*)+\s*       # our classes, also in a selector
    | \[[a-z-]+(="\w*("\])?|\])        # an attribute in a selector
    | \.?\.?/[\w./-]+                # the address of a module
    """,
    re.VERBOSE,
)


def prose(source: str) -> list[str]:
    """The texts in a module that a person could read: all with two letters in a row that are not code."""
    found = []
    for literal in literals(source):
        text = re.sub(r"\\u[0-9a-f]{4}|\\[a-z]", " ", literal.text)
        if re.search(r"[^\W\d_]{2}", text) and not CODE.fullmatch(literal.text):
            found.append(literal.text)
    return found


def translated(source: str) -> str:
    """Words in a language for tests: each in capitals and between marks, so that on a screen it is told from others."""
    for literal in reversed(literals(source)):
        if re.search(r"[A-Za-z]", literal.text) and not literal.text.startswith("../"):
            capitals = re.sub(r"(?<!\\)[a-z]", lambda letter: letter[0].upper(), literal.text)
            source = f"{source[: literal.start]}⟦{capitals}⟧{source[literal.end :]}"
    return source


def printed(script: str, folder: Path) -> Any:
    """What a module of words prints, whose imports are those of numbers and sizes alone."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which reads the words")
    kit = ((VIEWS_FOLDER / "kit" / f"{name}.js").read_text(encoding="utf-8") for name in ("numbers", "sizes"))
    text = "\n".join(['const language = "en";', *kit, script])
    path = folder / "words.mjs"
    path.write_text(re.sub(r"^import [^;]*;|^export ", "", text, flags=re.MULTILINE), encoding="utf-8")
    return json.loads(subprocess.run([node, str(path)], capture_output=True, text=True, check=True).stdout)


def shape_of(path: Path, folder: Path) -> Any:
    return printed(path.read_text(encoding="utf-8") + SHAPE, folder)


@pytest.mark.parametrize(
    "source",
    [
        'fill(node, "Nothing here");',
        "fill(node, 'Nothing here');",
        "fill(node, `Nothing here`);",
        "fill(node, `${n} things ${n > 1 ? `and ${m} more` : ''} here`);",
        'const pattern = /["`]/; fill(node, "Nothing here");',
        'const half = (a + b) / 2; fill(node, "Nothing here"); const third = c / 3;',
        'const code = "lp-state"; fill(node, "lp-state of things");',
        'fill(node, "Nothing \\"here\\"");',
        "fill(node, 'lp-state', { class: `lp-${kind} Nothing` });",
    ],
)
def test_a_sentence_is_found_however_it_is_written(source: str) -> None:
    assert prose(source)
    assert prose(f"/* It's `code` */ {source} // it isn't") == prose(source)


def test_what_code_is_made_of_is_not_taken_for_a_sentence() -> None:
    assert prose("element('span', { class: `lp-cut lp-${kind}` }); x.querySelector('.lp-a .lp-b'); // a cut") == []


def test_what_the_views_say_stands_in_the_files_of_words_only() -> None:
    found = {
        (path.name, text)
        for path in [*VIEWS_FOLDER.glob("*.js"), *(VIEWS_FOLDER / "kit").rglob("*.js")]
        for text in prose(path.read_text("utf-8"))
    }
    assert {each for each in found if each[1] not in ALLOWED} == set()
    assert {text for _, text in found} == set(ALLOWED), "what is used no more must not stay allowed"


@pytest.mark.parametrize("folder", [VIEWS_FOLDER, PAGE_FOLDER], ids=["views", "page"])
@pytest.mark.parametrize("language", languages())
def test_a_language_has_all_words_of_english(language: str, folder: Path, tmp_path: Path) -> None:
    english, other = (shape_of(folder / "words" / f"{tag}.js", tmp_path) for tag in ("en", language))
    assert other.items() - english.items() == set()
    assert english.items() - other.items() == set()


@pytest.mark.parametrize("language", [tag for tag in languages() if tag != "en"])
def test_a_language_has_words_for_all_that_the_catalog_says(language: str, tmp_path: Path) -> None:
    source = (PAGE_FOLDER / "words" / "catalog" / f"{language}.js").read_text("utf-8")
    said = printed(source + CATALOG, tmp_path)
    known = catalog_of(Session())
    for list_ in ("strategies", "orders", "presets"):
        assert {name: sorted(entry) for name, entry in said[list_].items()} == {
            each["name"]: sorted({"label", "effect"} & each.keys()) for each in known[list_]
        }
    parameters = known["parameters"]
    assert {name: sorted(entry.get("options", ())) for name, entry in said["parameters"].items()} == {
        each["name"]: sorted(json.dumps(option["value"]).strip('"') for option in each["options"])
        for each in parameters
    }
    assert all({"label", "effect", "hint"} <= entry.keys() for entry in said["parameters"].values())
    assert said["legal"].keys() == {each["legal"] for each in parameters}
    assert said["groups"].keys() == {each["group"] for each in parameters} - {""}
    notes = {each["note"] for kind in ("models", "rounded", "tokenizers") for each in known[kind]}
    assert said["notes"].keys() <= notes
    assert {note for note in notes - said["notes"].keys() if re.search("[a-z]{2} [a-z]{2}", note)} == set()


def test_the_page_speaks_the_languages_of_its_views() -> None:
    page = {file.stem for file in (PAGE_FOLDER / "words").glob("*.js")}
    catalog = {file.stem for file in (PAGE_FOLDER / "words" / "catalog").glob("*.js")}
    assert page == set(languages()) == catalog | {"en"}


def test_a_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(VIEWS_FOLDER, tmp_path / "copied_views", ignore=shutil.ignore_patterns("__pycache__"))
    english = (VIEWS_FOLDER / "words" / "en.js").read_text("utf-8")
    (tmp_path / "copied_views" / "words" / "xx.js").write_text(translated(english), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    copied = importlib.import_module("copied_views")
    assert copied.languages() == sorted([*languages(), "xx"])
    for view in VIEWS:
        text = copied.module_text(view, "xx")
        english_text = module_text(view).replace('language = "en"', 'language = "xx"')
        assert english_text != module_text(view)
        assert re.sub(r"[⟦⟧]", "", text).casefold() == english_text.casefold()


def test_the_page_is_in_a_language_that_there_are_words_of() -> None:
    page = (VIEWS_FOLDER.parent / "web" / "page" / "index.html").read_text("utf-8")
    assert re.findall(r'<html lang="([^"]+)"', page)[0] in languages()
