"""The stories that ship with the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from llm_playground.tokenization.kinds.table import KINDS
from llm_playground.tokenization.lab.stories import stories, tokenizer_of_kind
from llm_playground.training.corpus_file import write_corpus


def test_the_stories_are_those_that_the_corpus_command_writes(tmp_path: Path) -> None:
    write_corpus(tmp_path / "again.txt", documents=400, seed=7)
    shipped = files("llm_playground.tokenization.lab") / "stories.txt"
    assert shipped.read_bytes() == (tmp_path / "again.txt").read_bytes()
    assert len(stories()) == 400


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.origin == "trained"])
def test_each_kind_writes_what_it_was_trained_on(kind: str) -> None:
    tokenizer = tokenizer_of_kind(kind)
    assert KINDS[kind].vocab_size in (tokenizer.vocab_size, None)
    ids = tokenizer.encode(stories()[1])
    assert tokenizer.unknown_id not in ids
    assert tokenizer.decode(ids).lower().startswith("once upon a time")
