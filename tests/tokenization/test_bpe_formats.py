"""What we write, tiktoken, tokenizers and transformers read to the same ids; what they wrote, we read."""

from __future__ import annotations

import base64
import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
import tiktoken
import tokenizers
import transformers
from hypothesis import given
from tiktoken.load import load_tiktoken_bpe

from llm_playground.corpus.world import documents
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.tokenization.bpe.formats import (
    from_ranks,
    read_gpt2,
    read_tiktoken,
    read_tokenizer_json,
    tiktoken_pattern,
    to_ranks,
    write_gpt2,
    write_tiktoken,
    write_tokenizer_json,
)
from llm_playground.tokenization.bpe.records import Merge
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.text import well_formed
from tests.tokenization.hard_texts import FRAGMENTS, hard_texts

BUNDLED = Path(str(files("llm_playground"))) / "models" / "bundled"
SPECIAL = ["<|end|>", "<|begin|>"]
PATTERNS = ["gpt2", "cl100k", "none", r"\w+|[.!?]"]


@pytest.fixture(scope="module", params=PATTERNS)
def tokenizer(request: pytest.FixtureRequest) -> BPETokenizer:
    texts = [document.text for document in documents(60, seed=4)]
    return BPETokenizer.train([*texts, *FRAGMENTS], 700, pattern=request.param, special_tokens=SPECIAL)


def same(read: BPETokenizer, written: BPETokenizer) -> bool:
    """Whether they agree in all that a file can hold (how often training saw a pair is in none)."""
    return (
        [(merge.pair, merge.new_id) for merge in read.merges] == [(m.pair, m.new_id) for m in written.merges]
        and read.byte_ids == written.byte_ids
        and (read.pattern, read.special_tokens) == (written.pattern, written.special_tokens)
    )


# ---- what we write ---------------------------------------------------------------------------------------------------


def test_tiktoken_gives_the_same_ids(tokenizer: BPETokenizer, tmp_path: Path) -> None:
    write_tiktoken(tokenizer, tmp_path / "ours.tiktoken")
    theirs = tiktoken.Encoding(
        "ours",
        pat_str=tiktoken_pattern(tokenizer),
        mergeable_ranks=load_tiktoken_bpe(str(tmp_path / "ours.tiktoken")),
        special_tokens=tokenizer.special_tokens,
        explicit_n_vocab=700,
    )

    @given(text=hard_texts)
    def check(text: str) -> None:
        assert tokenizer.encode(text) == theirs.encode_ordinary(text)
        assert tokenizer.encode(text, allow_special=True) == theirs.encode(text, allowed_special="all")

    check()
    again = read_tiktoken(
        tmp_path / "ours.tiktoken", pattern=tokenizer.pattern, special_tokens=tokenizer.special_tokens
    )
    assert same(again, tokenizer)


def test_tokenizers_gives_the_same_ids(tokenizer: BPETokenizer, tmp_path: Path) -> None:
    write_tokenizer_json(tokenizer, tmp_path / "tokenizer.json")
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "tokenizer.json"))

    @given(text=hard_texts)
    def check(text: str) -> None:
        ids = tokenizer.encode(text, allow_special=True)
        assert ids == theirs.encode(well_formed(text)).ids
        assert tokenizer.decode(ids) == theirs.decode(ids, skip_special_tokens=False)

    check()
    assert same(read_tokenizer_json(tmp_path / "tokenizer.json"), tokenizer)


@pytest.mark.parametrize("tokenizer", ["gpt2"], indirect=True)
def test_gpt2_files_give_the_same_ids(tokenizer: BPETokenizer, tmp_path: Path) -> None:
    write_gpt2(tokenizer, tmp_path)
    theirs = tokenizers.Tokenizer(
        tokenizers.models.BPE.from_file(str(tmp_path / "vocab.json"), str(tmp_path / "merges.txt"))
    )
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)

    @given(text=hard_texts)
    def check(text: str) -> None:
        assert tokenizer.encode(text) == theirs.encode(well_formed(text)).ids

    check()
    assert same(read_gpt2(tmp_path), tokenizer)


def test_transformers_loads_the_tokenizer_json(tmp_path: Path) -> None:
    tokenizer = BPETokenizer.train(["the robot saw the boat"], 262, special_tokens=["<|end|>"])
    write_tokenizer_json(tokenizer, tmp_path / "tokenizer.json")
    theirs = transformers.PreTrainedTokenizerFast(tokenizer_file=str(tmp_path / "tokenizer.json"))
    assert theirs("the robot saw<|end|>")["input_ids"] == tokenizer.encode("the robot saw<|end|>", allow_special=True)


# ---- what others wrote -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"])
def test_a_bundled_tokenizer_json_gives_the_ids_of_tokenizers(name: str) -> None:
    path = BUNDLED / name / "tokenizer.json"
    ours, theirs = read_tokenizer_json(path), tokenizers.Tokenizer.from_file(str(path))
    assert ours.vocab_size == theirs.get_vocab_size()
    for text in [*FRAGMENTS, "".join(FRAGMENTS), documents(1, 5).__next__().text]:
        assert ours.encode(text, allow_special=True) == theirs.encode(well_formed(text)).ids


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-qwen"])
def test_the_merges_behind_ranks_are_found_again(name: str) -> None:
    ours = read_tokenizer_json(BUNDLED / name / "tokenizer.json")
    assert same(from_ranks(to_ranks(ours), pattern=ours.pattern, special_tokens=ours.special_tokens), ours)


def test_merges_written_as_one_text_are_read(tmp_path: Path) -> None:
    """As all files before 2024 do."""
    tokenizer = BPETokenizer.train(["the robot saw the boat"], 262)
    write_tokenizer_json(tokenizer, tmp_path / "tokenizer.json")
    data = json.loads((tmp_path / "tokenizer.json").read_text())
    data["model"]["merges"] = [" ".join(pair) for pair in data["model"]["merges"]]
    data["pre_tokenizer"] = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    (tmp_path / "tokenizer.json").write_text(json.dumps(data))
    assert same(read_tokenizer_json(tmp_path / "tokenizer.json"), tokenizer)


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[]", b"{}", b'{"model": 3}', b"IQ== 0\n", b"not base64"])
def test_a_file_that_is_no_tokenizer_is_named(content: bytes, tmp_path: Path) -> None:
    for name in ("x.tiktoken", "vocab.json", "merges.txt", "tokenizer.json"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointError, match=r"x\.tiktoken"):
        read_tiktoken(tmp_path / "x.tiktoken", pattern="gpt2")
    with pytest.raises(CheckpointError, match=r"vocab\.json"):
        read_gpt2(tmp_path)
    with pytest.raises(CheckpointError, match=r"tokenizer\.json"):
        read_tokenizer_json(tmp_path / "tokenizer.json")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no file"):
        read_tiktoken(tmp_path / "x.tiktoken", pattern="gpt2")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"normalizer": {"type": "NFC"}}, "normalizer"),
        ({"post_processor": {"type": "TemplateProcessing"}}, "post-processor"),
        ({"pre_tokenizer": {"type": "Whitespace"}}, "way to cut words"),
        ({"pre_tokenizer": None}, "way to cut words"),
        ({"model": {"type": "Unigram", "vocab": []}}, "'Unigram'"),
    ],
)
def test_a_tokenizer_json_that_asks_for_more_is_refused(change: dict[str, object], says: str, tmp_path: Path) -> None:
    data = json.loads((BUNDLED / "tiny-gpt2" / "tokenizer.json").read_text(encoding="utf-8"))
    (tmp_path / "tokenizer.json").write_text(json.dumps(data | change))
    with pytest.raises(CheckpointError, match=says):
        read_tokenizer_json(tmp_path / "tokenizer.json")


def test_a_token_without_merge_is_refused(tmp_path: Path) -> None:
    ranks = {bytes([byte]): byte for byte in range(256)} | {b"abcd": 256}
    with pytest.raises(CheckpointError, match="not made of two"):
        from_ranks(ranks, pattern="gpt2")
    lines = (f"{base64.b64encode(token).decode()} {rank}\n" for token, rank in ranks.items())
    (tmp_path / "x.tiktoken").write_text("".join(lines))
    with pytest.raises(CheckpointError, match=r"x\.tiktoken is not byte-level BPE"):
        read_tiktoken(tmp_path / "x.tiktoken", pattern="gpt2")
    shutil.copy(BUNDLED / "tiny-gpt2" / "tokenizer.json", tmp_path)
    data = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))
    data["model"]["vocab"]["robotboat"] = 2048
    (tmp_path / "tokenizer.json").write_text(json.dumps(data))
    with pytest.raises(CheckpointError, match="no merge makes its tokens"):
        read_tokenizer_json(tmp_path / "tokenizer.json")


def test_ids_in_another_order_than_the_merges_do_not_fit_tiktoken() -> None:
    with pytest.raises(InvalidValue, match="another order"):
        to_ranks(BPETokenizer([Merge((0, 1), 257), Merge((2, 3), 256)]))
