"""What the page says stands in its words, a file a language; what terms mean stands in one glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import llm_playground
from tests.views.javascript import literals

PACKAGE = Path(llm_playground.__file__).parent
PAGE = PACKAGE / "web" / "page"
# The engine refuses in the sentences of the one in Python, where they stand beside what they refuse, too.
MODULES = [path for path in sorted(PAGE.rglob("*.js")) if not {"words", "engine"} & set(path.parts)]
# Two words and more that begin with a capital or end as a sentence does.
SENTENCE = re.compile(r"^[A-Z][a-z]+ \w|\w \w.*[.!?…]$")
TERM = re.compile(r"\bterm(?:Of)?\((\"\w+\"|[\w ]+ \? \"\w+\" : \"\w+\")")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PAGE)))
def test_no_sentence_stands_outside_the_words(path: Path) -> None:
    found = [each.text for each in literals(path.read_text(encoding="utf-8")) if SENTENCE.search(each.text)]
    assert found == []


def test_every_term_that_is_marked_has_an_entry_of_a_few_words() -> None:
    words = (PACKAGE / "views" / "words" / "en.js").read_text(encoding="utf-8")
    glossary = words[words.index("  glossary: {") :]
    entries = dict(re.findall(r'^    (\w+): \[\s*("[^"]*",\s*"[^"]*"),?\s*\]', glossary, re.MULTILINE))
    sources = [*PAGE.rglob("*.js"), *(PACKAGE / "views").rglob("*.js")]
    marked = {
        name
        for path in sources
        for call in TERM.findall(path.read_text(encoding="utf-8"))
        for name in re.findall(r'"(\w+)"', call)
    }
    assert marked, "no term is marked any more"
    assert marked <= entries.keys()
    assert all(len(meaning) < 300 for meaning in entries.values())
