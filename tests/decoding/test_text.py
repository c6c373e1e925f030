"""Streamed text equals the whole text decoded at once, wherever the tokens cut it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from llm_playground.decoding import TextStream


def test_a_character_appears_when_its_last_byte_does() -> None:
    stream = TextStream()
    assert [stream.push(bytes([byte])) for byte in "é€".encode()] == ["", "é", "", "", "€"]
    assert stream.flush() == ""


def test_bytes_that_are_no_utf_8_become_the_replacement_character() -> None:
    stream = TextStream()
    assert stream.push(b"a\xff") + stream.push(b"\xe2\x82") + stream.flush() == "a\ufffd\ufffd"


@given(st.lists(st.one_of(st.binary(max_size=4), st.text(max_size=3).map(str.encode)), max_size=8))
def test_the_joined_stream_is_the_whole_text(pieces: list[bytes]) -> None:
    stream = TextStream()
    streamed = "".join(map(stream.push, pieces)) + stream.flush()
    assert streamed == b"".join(pieces).decode("utf-8", errors="replace")
