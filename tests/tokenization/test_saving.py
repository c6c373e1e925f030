"""`load(save(x))` behaves as x, whatever it was set to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_playground.errors import CheckpointError
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.character import CharacterTokenizer
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.tokenization.saving import FILE, load
from tests.checkpoints import add_tokenizer
from tests.tokenization.hard_texts import FRAGMENTS

TEXTS = ["The Robot saw 12345678 boats.\r\n", "İt's the größte <|end|> of\tall! [UNK]", *FRAGMENTS]
ALL = "".join(TEXTS)
SETTINGS: dict[str, Tokenizer] = {
    "byte": ByteTokenizer(),
    "character": CharacterTokenizer.train(TEXTS),
    "character, limited": CharacterTokenizer.train(TEXTS, 20),
    "word": WordTokenizer.train(TEXTS),
    "word, lower case, limited": WordTokenizer.train(TEXTS[:2], 10, lower_case=True),
    "bpe": BPETokenizer.train(TEXTS * 3, 300),
    "bpe, cl100k": BPETokenizer.train(TEXTS * 3, 290, pattern="cl100k", special_tokens=["<|end|>", "[UNK]"]),
    "bpe, own pattern": BPETokenizer.train(TEXTS * 3, 300, pattern=r"\p{L}+|\d{3}", tie_rule="first_seen"),
    "bpe, stopped early": BPETokenizer.train(["ab"], 300, special_tokens=["<|end|>"]),
    "bpe, other ids": BPETokenizer([], byte_ids=range(1, 257), special_tokens={"<|end|>": 0}),
}


@pytest.mark.parametrize("tokenizer", SETTINGS.values(), ids=SETTINGS.keys())
def test_a_loaded_tokenizer_behaves_as_the_saved_one(tokenizer: Tokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path / "new folder")
    again = load(tmp_path / "new folder")
    assert type(again) is type(tokenizer)
    assert (again.vocab_size, again.special_tokens) == (tokenizer.vocab_size, tokenizer.special_tokens)
    assert again.unknown_id == tokenizer.unknown_id
    for text in [*TEXTS, ALL]:
        assert again.explain(text) == tokenizer.explain(text)
        for allowed in (False, True):
            ids = tokenizer.encode(text, allow_special=allowed)
            assert again.encode(text, allow_special=allowed) == ids
            assert again.decode(ids) == tokenizer.decode(ids)
    if isinstance(tokenizer, BPETokenizer):
        assert isinstance(again, BPETokenizer)
        assert again.log == tokenizer.log


def test_a_hugging_face_tokenizer_is_saved_as_its_own_file(tmp_path: Path) -> None:
    add_tokenizer(tmp_path)
    tokenizer = HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json")
    tokenizer.save(tmp_path / "copy")
    assert load(tmp_path / "copy").explain(ALL) == tokenizer.explain(ALL)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff", "cannot be read as text in UTF-8"),
        (b"[]", "a JSON object was expected, not list"),
        (b"{}", "schema None, kind None"),
        (b'{"schema": 1, "kind": "magic"}', "kind 'magic'"),
        (b'{"schema": 9, "kind": "byte"}', "schema 9"),
        (b'{"schema": 1, "kind": "word"}', "incomplete or damaged"),
        (b'{"schema": 1, "kind": "character", "characters": "aa"}', "each once"),
    ],
)
def test_a_file_that_is_no_tokenizer_is_named(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(CheckpointError, match=says) as caught:
        load(tmp_path)
    assert FILE in str(caught.value)


def test_a_folder_without_a_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds no tokenizer"):
        load(tmp_path)


def test_the_file_names_its_kind(tmp_path: Path) -> None:
    WordTokenizer(["a"], lower_case=True).save(tmp_path)
    data = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert data == {"schema": 1, "kind": "word", "words": ["a"], "lower_case": True}
