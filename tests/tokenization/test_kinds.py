"""The rule of growth: a kind of tokenizer is one row and its class, and is then known everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from llm_playground.tokenization.kinds.table import KINDS, offered_kinds
from llm_playground.tokenization.lab.stories import tokenizer_of_kind
from llm_playground.tokenization.protocol import Tokenizer

README = Path(__file__).parents[2] / "README.md"

# A new kind: text backwards. All that it does otherwise it has from the byte tokenizer.
BACKWARDS = """
from llm_playground.tokenization.kinds.byte import ByteTokenizer

class BackwardsTokenizer(ByteTokenizer):
    kind = "backwards"

    def encode(self, text, **options):
        return super().encode(text, **options)[::-1]
"""
ONE_ROW = """
from llm_playground.tokenization.kinds.table import KINDS, Kind

KINDS["backwards"] = Kind("backwards", "a token is a byte, the last first", "backwards:BackwardsTokenizer", "ready")
"""
KNOWN_EVERYWHERE = """
from pathlib import Path

import pytest
from click.testing import CliRunner

import llm_playground as lp
from llm_playground.cli.app import app
from llm_playground.engine.tokenizers.shelf import Tokenizers
from llm_playground.plain.faces import FACES
from llm_playground.tokenization.saving import load

tokenizer = lp.load_tokenizer("backwards")
assert tokenizer.encode("abc") == [99, 98, 97] == lp.encode_text("abc", tokenizer="backwards")

tokenizer.save(Path("folder"))
assert type(load(Path("folder"))) is type(tokenizer) is type(lp.load_tokenizer("folder"))

with pytest.raises(lp.PlaygroundError, match="backwards"):
    lp.load_tokenizer("nonsense")

shelf = Tokenizers({})
assert ("backwards", "a token is a byte, the last first") in [(each.key, each.note) for each in shelf.states()]
assert shelf.find("backwards").encode("abc") == [99, 98, 97]

assert "backwards" in " ".join(CliRunner().invoke(app, ["tokenize", "--help"]).output.split())
assert "97" in CliRunner().invoke(app, ["tokenize", "abc", "-t", "backwards"]).output

assert "backwards.BackwardsTokenizer" in FACES

from tests.tokenization.makers import MAKERS
assert "backwards" in MAKERS
"""


def test_a_new_kind_is_known_everywhere_by_its_row(tmp_path: Path) -> None:
    (tmp_path / "backwards.py").write_text(BACKWARDS, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(README.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-c", ONE_ROW + KNOWN_EVERYWHERE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_each_row_names_a_class_that_keeps_the_protocol() -> None:
    for name, kind in KINDS.items():
        assert (kind.name, kind.load_class().kind) == (name, name)
    for name in offered_kinds():
        assert isinstance(tokenizer_of_kind(name), Tokenizer)


def test_the_readme_names_every_kind() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name for name in offered_kinds() if f"`{name}`" not in text] == []
