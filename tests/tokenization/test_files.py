"""Files that a tokenizer is read from: what is wrong with one is told by its cause, in plain sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.errors import CheckpointError
from llm_playground.tokenization.bpe.formats import read_gpt2, read_tokenizer_json
from llm_playground.tokenization.saving import FILE, load

READERS = {
    "vocab.txt": lp.load_tokenizer,
    "vocab.json": lambda path: read_gpt2(path.parent),
    "tokenizer.json": read_tokenizer_json,
    FILE: lambda path: load(path.parent),
}
CONTENTS = {
    "with a byte order mark": (
        "\ufeff[UNK]\nthe\n".encode(),
        "begins with a byte order mark; save it as UTF-8",
    ),
    "not UTF-8": (b"[UNK]\n\xff\n", "cannot be read as text in UTF-8"),
    "empty": (b"", "one.|JSON|Expecting value"),
    "too deep": (b"[" * 200_000, "one.|JSON|recursion"),
}


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("name", READERS)
def test_a_file_that_cannot_be_read_says_why_and_ends_with_one_period(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_bytes(CONTENTS[content][0])
    (tmp_path / "merges.txt").write_text("t h\n")
    with pytest.raises(CheckpointError, match=CONTENTS[content][1]) as raised:
        READERS[name](path)
    message = str(raised.value)
    assert message.startswith(str(path))
    assert message.endswith(".")
    assert ".)." not in message
    assert ".." not in message
