"""Tokenizers by name, and several on one text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.errors import CheckpointError, InvalidValue, UnknownName
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from tests.checkpoints import add_tokenizer, make_checkpoint


def test_tokenizers_are_compared_by_name_by_one_name_or_under_names_of_ones_own(tmp_path: Path) -> None:
    byte = ByteTokenizer()
    byte.save(tmp_path)
    several = lp.compare_tokenizers("the fox", ["byte", tmp_path])
    assert [each.name for each in several.statistics] == ["byte", str(tmp_path)]
    assert several.encodings[0] == several.encodings[1] == lp.compare_tokenizers("the fox", {"mine": byte}).encodings[0]
    assert lp.compare_tokenizers("the fox", "byte").statistics == several.statistics[:1]


def test_a_name_finds_a_tokenizer_of_a_model_a_kind_a_folder_or_the_one_given(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    add_tokenizer(tmp_path)
    for name in ("tiny-gpt2", "bpe", tmp_path, str(tmp_path)):
        assert lp.decode_tokens(lp.encode_text("the fox", tokenizer=name), tokenizer=name) == "the fox"
    tokenizer = lp.load_tokenizer("bpe")
    assert lp.load_tokenizer(tokenizer) is tokenizer


def test_a_folder_that_changes_is_read_again(tmp_path: Path) -> None:
    lp.train_bpe("low low lower", 258).tokenizer.save(tmp_path)
    before = lp.load_tokenizer(tmp_path).vocab_size
    lp.train_bpe("low low lower", 260).tokenizer.save(tmp_path)
    assert (before, lp.load_tokenizer(tmp_path).vocab_size) == (258, 260)


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "vocab.txt"
    file.write_text("[UNK]\nthe\n")
    os.utime(file, (1, 1))
    before = lp.load_tokenizer(file).vocab_size
    file.write_text("[UNK]\nthe\nfox\n")
    assert (before, lp.load_tokenizer(file).vocab_size) == (2, 3)


@pytest.mark.parametrize("name", ["", " ", None, 5])
def test_an_empty_name_and_what_is_none_are_told_what_may_be_given(name: Any) -> None:
    with pytest.raises(InvalidValue, match="give a tokenizer or its name: a kind"):
        lp.load_tokenizer(name)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("bytte", r"Did you mean 'byte'\?$"),
        ("BPE", r"Did you mean 'bpe'\?$"),
        ("tiny-gtp2", r"Did you mean 'tiny-gpt2'\?$"),
        ("byte,bpe", r"^'byte,bpe' are several tokenizers; name each by itself: 'byte', 'bpe'\.$"),
        ("zzz", r"no model, and no file or folder of that name\.$"),
    ],
)
def test_a_name_that_does_not_exist_is_told_which_was_meant(name: str, says: str) -> None:
    with pytest.raises(UnknownName, match=says):
        lp.load_tokenizer(name)


@pytest.mark.parametrize("name", ["~/models", "./models", "/nowhere/models", Path("models")])
def test_a_path_to_nothing_is_said_to_be_one(name: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(CheckpointError, match=r"There is no file or folder '.*models' to read a tokenizer from"):
        lp.load_tokenizer(name)


def test_what_is_no_tokenizer_says_so_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"There is no tokenizer 'nonsense'.*no kind \(byte, character"):
        lp.load_tokenizer("nonsense")
    with pytest.raises(CheckpointError, match="holds no tokenizer"):
        lp.load_tokenizer(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(CheckpointError, match=r"not a tokenizer\.json"):
        lp.load_tokenizer(tmp_path / "tokenizer.json")
    with pytest.raises(InvalidValue, match=r"vocab_size is 255; .* 256 bytes and 0 special tokens need 256"):
        lp.train_bpe("text", 255)


@pytest.mark.parametrize(
    ("tokenizers", "says"),
    [
        ([], r"The tokenizers are \[\]; give a list of names"),
        ({}, r"The tokenizers are \{\}; give a list of names"),
        (["byte", "byte"], "name each once"),
        (["byte", ByteTokenizer()], "The list holds a ByteTokenizer, which has no name .* names of your own"),
    ],
)
def test_tokenizers_to_compare_are_several_with_a_name_each(tokenizers: Any, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        lp.compare_tokenizers("the fox", tokenizers)


def test_special_tokens_are_allowed_by_true_alone() -> None:
    with pytest.raises(InvalidValue, match="allow_special is 'yes'; it must be True or False"):
        lp.compare_tokenizers("the fox", "byte", allow_special="yes")  # type: ignore[arg-type]
