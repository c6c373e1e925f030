"""What the views say stands in one file a language, and a language is no more than that file."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import llm_playground
from llm_playground.views import VIEWS, languages, module_text
from tests.views.javascript import literals

VIEWS_FOLDER = Path(llm_playground.__file__).parent / "views"
# The keys of a file of words, and the kind of what stands there.
SHAPE = """
const shape = (value) =>
  typeof value === "object" ? Object.entries(value).map(([key, inner]) => [key, shape(inner)]).sort() : typeof value;
console.log(JSON.stringify(shape(words)));
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


def shape_of(words: str, folder: Path) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which reads the words")
    numbers = (VIEWS_FOLDER / "kit" / "numbers.js").read_text(encoding="utf-8")
    text = "\n".join(['const language = "en";', numbers, words, SHAPE])
    path = folder / "words.mjs"
    path.write_text(re.sub(r"^import [^;]*;|^export ", "", text, flags=re.MULTILINE), encoding="utf-8")
    return subprocess.run([node, str(path)], capture_output=True, text=True, check=True).stdout


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


@pytest.mark.parametrize("language", languages())
def test_a_language_has_all_words_of_english(language: str, tmp_path: Path) -> None:
    english, other = ((VIEWS_FOLDER / "words" / f"{tag}.js").read_text("utf-8") for tag in ("en", language))
    assert shape_of(other, tmp_path) == shape_of(english, tmp_path)


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
