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
