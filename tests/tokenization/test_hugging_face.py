"""Any tokenizer.json behind our protocol: pieces that join to the text, spans that cover it."""

from __future__ import annotations

from pathlib import Path

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.errors import CheckpointError
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from tests.checkpoints import add_tokenizer


@pytest.fixture(scope="module")
def byte_level(tmp_path_factory: pytest.TempPathFactory) -> HuggingFaceTokenizer:
    folder = tmp_path_factory.mktemp("tokenizer")
    add_tokenizer(folder)
    return HuggingFaceTokenizer.from_file(folder / "tokenizer.json")


@pytest.fixture(scope="module")
def sentencepiece_like() -> HuggingFaceTokenizer:
    """As Llama 2's: a space is U+2581, unknown characters fall back to tokens of one byte."""
    vocabulary = {"<unk>": 0} | {f"<0x{byte:02X}>": byte + 1 for byte in range(256)}
    vocabulary |= {piece: 257 + i for i, piece in enumerate(["\u2581", "r", "o", "b", "t", "ro", "\u2581ro", "bo"])}
    model = tokenizers.models.BPE(
        vocabulary, [("r", "o"), ("\u2581", "ro"), ("b", "o")], unk_token="<unk>", byte_fallback=True
    )
    backend = tokenizers.Tokenizer(model)
    backend.normalizer = tokenizers.normalizers.Replace(" ", "\u2581")
    backend.decoder = tokenizers.decoders.Sequence(
        [tokenizers.decoders.Replace("\u2581", " "), tokenizers.decoders.ByteFallback(), tokenizers.decoders.Fuse()]
    )
    return HuggingFaceTokenizer(backend)


@given(text=st.text())
@settings(max_examples=200)
def test_pieces_join_to_the_text(byte_level: HuggingFaceTokenizer, text: str) -> None:
    encoding = byte_level.explain(text)
    assert b"".join(encoding.pieces) == text.encode()
    assert list(encoding.ids) == byte_level.encode(text)
    assert byte_level.decode(encoding.ids) == text


@given(text=st.text())
def test_spans_cover_the_text_in_order(byte_level: HuggingFaceTokenizer, text: str) -> None:
    encoding = byte_level.explain(text)
    covered = 0
    for start, end in encoding.spans:
        assert start <= covered <= end  # touching the last span, or sharing its character
        covered = end
    assert covered == len(text)


@pytest.mark.parametrize("text", ["robot", " robot 🤖", "\n", "rororo  b"])
def test_sentencepiece_spaces_and_byte_tokens_become_bytes(sentencepiece_like: HuggingFaceTokenizer, text: str) -> None:
    encoding = sentencepiece_like.explain(text)
    assert b"".join(encoding.pieces) == text.encode()


def test_special_tokens_in_a_text_are_text_unless_allowed(byte_level: HuggingFaceTokenizer) -> None:
    text = "so<|endoftext|>it"
    end = byte_level.special_tokens["<|endoftext|>"]
    assert end not in byte_level.encode(text)
    assert byte_level.decode(byte_level.encode(text)) == text
    assert end in byte_level.encode(text, allow_special=True)
    assert end not in byte_level.encode(text)  # and the permission does not stick
    assert byte_level.piece(end) == b"<|endoftext|>"


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no tokenizer file"):
        HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json")
    (tmp_path / "tokenizer.json").write_text("[1, 2]")
    with pytest.raises(CheckpointError, match="not a tokenizer"):
        HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json")


def test_truncation_and_padding_in_the_file_are_ignored(tmp_path: Path) -> None:
    backend = add_tokenizer(tmp_path)
    expected = backend.encode("the little robot wanted to see").ids
    backend.enable_truncation(2)
    backend.enable_padding(length=9)
    backend.save(str(tmp_path / "tokenizer.json"))
    assert (
        HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json").encode("the little robot wanted to see") == expected
    )


def test_added_tokens_stand_for_themselves(tmp_path: Path) -> None:
    backend = add_tokenizer(tmp_path)
    backend.add_tokens(["größe"])
    tokenizer = HuggingFaceTokenizer(backend)
    (id,) = tokenizer.encode("größe")
    assert tokenizer.piece(id).decode() == "größe"


def test_pieces_of_words_join_as_the_library_decodes_them() -> None:
    vocabulary = {"[UNK]": 0, "once": 1, "upon": 2, "play": 3, "##ing": 4}
    backend = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]"))
    backend.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    backend.decoder = tokenizers.decoders.WordPiece()
    tokenizer = HuggingFaceTokenizer(backend)
    ids = tokenizer.encode("once upon playing")
    assert b"".join(map(tokenizer.piece, ids)).decode().strip() == tokenizer.decode(ids) == "once upon playing"
