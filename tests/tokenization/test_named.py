"""From a name to a tokenizer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_playground.errors import CheckpointError, ModelUnavailable, UnknownName
from llm_playground.tokenization.adapters import tiktoken
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.adapters.sentencepiece import SentencePieceTokenizer
from llm_playground.tokenization.bpe.formats import write_gpt2
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.table import offered_kinds
from llm_playground.tokenization.kinds.wordpiece import WordPieceTokenizer
from llm_playground.tokenization.named import find_tokenizer
from llm_playground.tokenization.saving import FILE
from tests.checkpoints import add_tokenizer


@pytest.mark.parametrize("kind", offered_kinds())
def test_a_kind_that_must_be_trained_is_trained_on_the_stories(kind: str) -> None:
    tokenizer = find_tokenizer(kind)
    assert tokenizer.decode(tokenizer.encode("once upon a time")) == "once upon a time"
    assert tokenizer is find_tokenizer(kind)


def test_bytes_need_no_training() -> None:
    assert isinstance(find_tokenizer("byte"), ByteTokenizer)


def test_tiktoken_is_asked_by_its_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    tiktoken._load.cache_clear()
    with pytest.raises(ModelUnavailable, match="cl100k_base"):
        find_tokenizer("tiktoken:cl100k_base")
    for wrong, meant in {"cl100k": "cl100k_base", "gpt-4o": "o200k_base", "GPT2": "gpt2"}.items():
        with pytest.raises(UnknownName, match=rf"no tiktoken encoding '{wrong}'; .* Did you mean {meant}\?$"):
            find_tokenizer(f"tiktoken:{wrong}")
    with pytest.raises(UnknownName, match="Did you mean 'tiktoken:cl100k_base'"):
        find_tokenizer("cl100k_base")


def test_any_other_name_is_left_to_whoever_knows_models() -> None:
    for name in ("tiny-gpt2", "gpt2", "somebody/model", "a\0b", "~nobody-of-that-name/x", "x" * 5000, "", " "):
        assert find_tokenizer(name) is None


def test_a_checkpoint_folder_is_left_to_whoever_knows_models(tmp_path: Path) -> None:
    ByteTokenizer().save(tmp_path)
    (tmp_path / FILE).rename(tmp_path / "tokenizer.json")
    (tmp_path / "config.json").write_text("{}")
    assert find_tokenizer(str(tmp_path)) is None


def test_files_and_folders_are_known_by_what_they_hold(tmp_path: Path) -> None:
    def new(name: str) -> Path:
        (tmp_path / name).mkdir()
        return tmp_path / name

    text = "The robot sees the sea."
    ours, hub, gpt2, pieces, bert = map(new, ("ours", "hub", "gpt2", "pieces", "bert"))
    bpe = BPETokenizer.train([text] * 3, 270)
    bpe.save(ours)
    add_tokenizer(hub)
    write_gpt2(bpe, gpt2)
    (pieces / "tokenizer.model").write_bytes(SentencePieceTokenizer.train([text] * 3, 40).model)
    (bert / "vocab.txt").write_text("[UNK]\nThe\nthe\n", encoding="utf-8")

    for name in ("ours", "ours/playground_tokenizer.json", "gpt2"):
        found = find_tokenizer(str(tmp_path / name))
        assert isinstance(found, BPETokenizer)
        assert found.encode(text) == bpe.encode(text)
    assert isinstance(find_tokenizer(str(tmp_path / "hub/tokenizer.json")), HuggingFaceTokenizer)
    assert find_tokenizer(str(tmp_path / "hub")) is None  # left to whoever knows models
    for name in ("pieces", "pieces/tokenizer.model"):
        assert isinstance(find_tokenizer(str(tmp_path / name)), SentencePieceTokenizer)
    for cased in (False, True):
        (bert / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": not cased}))
        for name in ("bert", "bert/vocab.txt"):
            found = find_tokenizer(str(tmp_path / name))
            assert isinstance(found, WordPieceTokenizer)
            assert found.encode("The") == [1 if cased else 2]


@pytest.mark.parametrize("name", ["notes.md", "tokenizer.json", "a.model", "vocab.txt", "ranks.tiktoken", "."])
def test_what_is_no_tokenizer_is_named(name: str, tmp_path: Path) -> None:
    if name != ".":
        (tmp_path / name).write_bytes(b"\x00\xff no tokenizer")
        path = tmp_path / name
    else:
        path = tmp_path
    with pytest.raises(CheckpointError, match=path.name):
        find_tokenizer(str(path))
