"""OpenAI's encodings behind our protocol; and what happens where their ranks are missing, damaged or out of reach."""

from __future__ import annotations

import base64
import hashlib
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import pytest
import tiktoken
import tiktoken.load
import tiktoken.registry
import tiktoken_ext.openai_public
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.errors import InvalidValue, ModelUnavailable, UnknownName
from llm_playground.tokenization.adapters import tiktoken as ours
from llm_playground.tokenization.adapters.tiktoken import RANK_FILES, TiktokenTokenizer
from tests.passes import SOON


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tiktoken that has loaded nothing so far, with an empty folder for its cache."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    ours._load.cache_clear()
    yield tmp_path
    ours._load.cache_clear()


@pytest.fixture
def ranks(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A small file of ranks that passes for that of cl100k_base."""
    data = b"".join(base64.b64encode(bytes([byte])) + f" {byte}\n".encode() for byte in range(256))
    file = "encodings/cl100k_base.tiktoken"
    monkeypatch.setitem(RANK_FILES, "cl100k_base", {file: hashlib.sha256(data).hexdigest()})
    monkeypatch.setattr(tiktoken.load, "check_hash", lambda data, expected: True)
    return data


@pytest.fixture(scope="module")
def small() -> TiktokenTokenizer:
    """256 bytes, two merges, a hole at 258 and two special tokens of which one is the beginning of the other."""
    merges = {bytes([byte]): byte for byte in range(256)} | {b"ro": 256, b" ro": 257}
    special = {"<|end|>": 259, "<|end|>!": 260}
    return TiktokenTokenizer(
        tiktoken.Encoding("small", pat_str=r" ?\S+|\s", mergeable_ranks=merges, special_tokens=special)
    )


@given(text=st.text())
def test_pieces_join_to_the_text_and_spans_cover_it(small: TiktokenTokenizer, text: str) -> None:
    encoding = small.explain(text)
    assert b"".join(encoding.pieces) == text.encode()
    assert small.decode(encoding.ids) == text
    assert list(encoding.ids) == small.encode(text)
    assert {at for span in encoding.spans for at in range(*span)} == set(range(len(text)))


def test_special_tokens_in_a_text_are_text_unless_allowed(small: TiktokenTokenizer) -> None:
    assert 259 not in small.encode("ro<|end|>")
    assert small.encode("ro<|end|>", allow_special=True) == [256, 259]
    assert small.special_tokens == {"<|end|>": 259, "<|end|>!": 260}
    assert small.decode([256, 259]) == "ro<|end|>"


def test_halves_of_surrogate_pairs_are_joined_or_replaced(small: TiktokenTokenizer) -> None:
    assert small.explain("\ud83d\udc4d").text == "👍"
    assert small.decode(small.encode("a\ud83d")) == "a\ufffd"


def test_a_hole_in_the_vocabulary_is_nothing_and_an_id_beyond_it_an_error(small: TiktokenTokenizer) -> None:
    assert small.vocab_size == 261
    assert small.piece(258) == b""
    assert small.decode([258, 256]) == "ro"
    for id in (-1, 261, True, "ro"):
        with pytest.raises(InvalidValue, match="not in the vocabulary"):
            small.piece(id)  # type: ignore[arg-type]


def test_another_name_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(UnknownName, match=r"gpt3.*gpt2, r50k_base"):
        TiktokenTokenizer.load("gpt3")


@pytest.mark.parametrize("name", RANK_FILES)
def test_the_files_are_those_that_tiktoken_asks_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}

    def read(url: str, sha256: str | None) -> bytes:
        asked[url.removeprefix(ours._SERVER)] = sha256
        return b"{}" if url.endswith(".json") else b""

    monkeypatch.setattr(tiktoken.load, "read_file_cached", read)
    with pytest.raises(AssertionError) if name == "gpt2" else nullcontext():  # it compares its two files, here empty
        getattr(tiktoken_ext.openai_public, name)()
    assert asked == RANK_FILES[name]


@pytest.mark.parametrize("name", RANK_FILES)
def test_offline_and_not_cached_is_an_error_that_says_the_way_out(name: str, empty_cache: Path) -> None:
    with pytest.raises(ModelUnavailable, match=rf"{name}.*https://.*{empty_cache}.*does not exist") as caught:
        TiktokenTokenizer.load(name)
    path, _ = next(iter(RANK_FILES[name].items()))
    assert hashlib.sha1((ours._SERVER + path).encode()).hexdigest() in str(caught.value)


def test_a_server_that_never_answers_is_not_waited_for(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "PATIENCE", 0.1)
    given_up, answered = threading.Event(), []
    monkeypatch.setattr(
        urllib.request, "urlopen", lambda url, timeout: answered.append(url) if not given_up.wait(SOON) else None
    )
    with pytest.raises(ModelUnavailable, match=r"no answer within 0.1 seconds"):
        TiktokenTokenizer.load("o200k_base")
    given_up.set()
    assert not answered


def test_a_damaged_file_is_named_and_stays_when_no_other_can_be_had(empty_cache: Path, ranks: bytes) -> None:
    cached = _cached(empty_cache)
    cached.write_bytes(b"half a fi")
    with pytest.raises(ModelUnavailable, match="is damaged"):
        TiktokenTokenizer.load("cl100k_base")
    assert cached.read_bytes() == b"half a fi"


def test_what_is_fetched_is_cached_for_tiktoken(
    empty_cache: Path, ranks: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cached(empty_cache).write_bytes(b"half a fi")
    monkeypatch.setattr(urllib.request, "urlopen", lambda url, timeout: BytesIO(ranks))
    assert TiktokenTokenizer.load("cl100k_base").encode("ab") == [97, 98]
    assert list(empty_cache.iterdir()) == [_cached(empty_cache)]
    assert _cached(empty_cache).read_bytes() == ranks


def test_another_file_than_expected_is_refused(
    empty_cache: Path, ranks: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", lambda url, timeout: BytesIO(b"<html>Log in to the hotel</html>"))
    with pytest.raises(ModelUnavailable, match="another file"):
        TiktokenTokenizer.load("cl100k_base")
    assert not list(empty_cache.iterdir())


def test_the_cache_is_where_tiktoken_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_GYM_CACHE_DIR", "/gym")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "/tik")
    assert ours.cache_folder() == Path("/tik")
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR")
    assert ours.cache_folder() == Path("/gym")
    monkeypatch.delenv("DATA_GYM_CACHE_DIR")
    assert ours.cache_folder().name == "data-gym-cache"
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    with pytest.raises(InvalidValue, match="TIKTOKEN_CACHE_DIR is set to nothing"):
        ours.cache_folder()


@pytest.mark.parametrize("name", RANK_FILES)
def test_real_ranks_give_tiktoken_s_own_ids(
    name: str, shared_data: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared_data / "tiktoken_cache"))
    tokenizer = TiktokenTokenizer.load(name)
    text = "The robot's 1234 boats:\n\n   ⛵⛵ 日本 <|endoftext|> " + "a" * 10_000
    encoding = tokenizer.explain(text)
    assert list(encoding.ids) == tiktoken.get_encoding(name).encode(text, disallowed_special=())
    assert tokenizer.decode(encoding.ids) == text
    assert tokenizer.special_tokens["<|endoftext|>"] in tokenizer.encode(text, allow_special=True)
    assert sum(map(bool, map(tokenizer.piece, range(tokenizer.vocab_size)))) == len(
        tokenizer.backend.token_byte_values()
    ) + len(tokenizer.special_tokens)


def _cached(folder: Path) -> Path:
    url = ours._SERVER + next(iter(RANK_FILES["cl100k_base"]))
    return folder / hashlib.sha1(url.encode()).hexdigest()


def test_a_text_at_which_the_library_panics_is_an_error_in_one_sentence() -> None:
    ranks = {bytes([byte]): byte for byte in range(256)}
    # As in o200k_base: for each character of a run of spaces the engine remembers a way back, until it has no room.
    encoding = tiktoken.Encoding("own", pat_str=r"\s+(?!\S)|\s+|.", mergeable_ranks=ranks, special_tokens={})
    tokenizer = TiktokenTokenizer(encoding)
    for use in (tokenizer.encode, tokenizer.explain):
        with pytest.raises(InvalidValue, match=r"tiktoken breaks off at this text .*StackOverflow"):
            use(" " * 1_000_000 + "a")
