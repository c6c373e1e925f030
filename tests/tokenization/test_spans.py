"""The characters that byte strings cover, held against the slow and obvious way."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from llm_playground.tokenization.spans import spans_of_pieces


def test_pieces_of_one_character_share_its_span() -> None:
    assert spans_of_pieces([b"a", b"\xc3", b"\xa9", b"b\xf0\x9f", b"\xa4\x96"]) == (
        (0, 1),
        (1, 2),
        (1, 2),
        (2, 4),
        (3, 4),
    )


@given(text=st.text(), cuts=st.lists(st.integers(0, 40)))
def test_a_span_holds_every_character_of_which_the_piece_has_a_byte(text: str, cuts: list[int]) -> None:
    data = text.encode()
    owner = [index for index, character in enumerate(text) for _ in character.encode()]
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    ranges = list(pairwise(edges))
    expected = tuple((owner[start], owner[end - 1] + 1) for start, end in ranges)
    assert spans_of_pieces(data[start:end] for start, end in ranges) == expected
