"""Stop strings: the text ends before the first one, in however many tokens it comes, and nothing told is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from decoding_fakes import TableModel, run
from hypothesis import example, given
from hypothesis import strategies as st

from llm_playground.decoding import beam_search, decode, make_strategy
from llm_playground.decoding.stopping import StopStrings, Writing
from llm_playground.errors import InvalidValue
from llm_playground.records import Choice, Step, Taken

FEW = st.sampled_from("ab\né🙂")  # so that stop strings are met
TEXTS = st.text(FEW, max_size=12)
STOPS = st.lists(st.text(FEW, min_size=1, max_size=4), max_size=4)
NO_CHOICE = Choice(0, b"", None, 1.0, 1.0, 1)


def cut(text: str, stops: Sequence[str]) -> tuple[str, str | None]:
    """The slow, obvious way: read character by character, and look after each whether a stop string is complete."""
    for read in range(len(text) + 1):
        complete = [stop for stop in stops if text[:read].endswith(stop)]
        if complete:
            stop = max(complete, key=len)
            return text[: read - len(stop)], stop
    return text, None


def pieces_of(text: str, cuts: Sequence[int]) -> list[bytes]:
    """The bytes of a text, cut at random: within a character, and with empty pieces between."""
    data = text.encode()
    places = sorted(min(place, len(data)) for place in cuts)
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


@given(TEXTS, st.lists(st.integers(0, 40), max_size=8), STOPS)
@example("a\n\nb", [1, 2, 3], ["\n\n"])
@example("ab🙂", [3, 4, 5], ["🙂"])  # an emoji over three tokens
@example("aab", [1, 3], ["b", "ab"])  # two that are complete at the same character
@example("aab", [1, 2], ["ab", "a"])  # one the beginning of another, and one that could begin anew
def test_what_is_streamed_is_the_text_up_to_its_first_stop_string(text: str, cuts: list[int], stops: list[str]) -> None:
    writing, streamed, indices = Writing(StopStrings(tuple(stops))), "", []
    pieces = pieces_of(text, cuts)
    expected, stop = cut(text, stops)
    for index, piece in enumerate(pieces):
        for step in writing.write(Step(index, NO_CHOICE, (), ""), piece, is_last=index == len(pieces) - 1):
            indices.append(step.index)
            streamed += step.text
            assert expected.startswith(streamed), "a piece would have to be taken back"
        if writing.stop_string is not None:
            break
    assert (streamed, writing.stop_string) == (expected, stop)
    assert writing.text == streamed
    assert indices == list(range(index + 1)), "every step is told, in order, once"


@given(TEXTS, st.lists(st.integers(0, 40), max_size=8), STOPS)
def test_no_step_waits_that_can_be_told(text: str, cuts: list[int], stops: list[str]) -> None:
    writing, read, told = Writing(StopStrings(tuple(stops))), "", 0
    for index, piece in enumerate(pieces_of(text, cuts)):
        told += len(list(writing.write(Step(index, NO_CHOICE, (), ""), piece, is_last=False)))
        if writing.stop_string is not None:
            return
        if told <= index:  # then what waits may yet become a stop string, whole or from some character on
            waits = pieces_of(text, cuts)
            read = b"".join(waits[: index + 1]).decode(errors="ignore")
            assert any(stop.startswith(read[-n:]) for stop in stops for n in range(1, len(stop)) if read[-n:])


WORDS = [b"<s>", b"a", b"\n", b"b", b"end"]


def one_after_the_other(*ids: int) -> TableModel:
    """After each of these ids the next one is certain; nothing comes twice."""
    table = [[0.0] * len(WORDS) for _ in WORDS]
    for before, after in pairwise(ids):
        table[before][after] = 50.0
    return TableModel(table)


def piece(id: int) -> bytes:
    return WORDS[id]


def test_the_token_that_completes_it_is_the_last_one_and_adds_what_stands_before() -> None:
    model = one_after_the_other(0, 1, 2, 3, 4)
    steps, ending = run(decode(model, [0], make_strategy("greedy"), 9, stop=["\nbe", "x"], piece=piece))
    assert [(step.id, step.text) for step in steps] == [(1, "a"), (2, ""), (3, ""), (4, "")]
    assert (ending.completion, ending.finish_reason, ending.stop_string) == ("a", "stop", "\nbe")
    assert len(model.asked) == 4


def test_beams_end_with_a_stop_string_too() -> None:
    model = one_after_the_other(0, 1, 2, 3, 4)
    steps, ending = run(beam_search(model, [0], 9, num_beams=1, stop="b", piece=piece))
    assert [step.text for step in steps] == ["a", "\n", ""]
    assert (ending.completion, ending.finish_reason, ending.stop_string) == ("a\n", "stop", "b")
    assert [each.text for each in ending.hypotheses] == ["a\n"]


def test_a_branch_knows_what_was_written_before_it() -> None:
    model = one_after_the_other(0, 1, 2, 3, 4)
    arguments = {"stop": ["\nb"], "piece": piece}
    steps, ending = run(decode(model, [0], make_strategy("greedy"), 9, taken=[Taken(1), Taken(2)], **arguments))
    assert [(step.index, step.text) for step in steps] == [(2, "")]
    assert (ending.completion, ending.stop_string) == ("a", "\nb")
    with pytest.raises(InvalidValue, match=r"^The stop string '\\nb' stands in the text already") as caught:
        decode(model, [0], make_strategy("greedy"), 9, taken=[Taken(1), Taken(2), Taken(3)], **arguments)
    assert caught.value.field == "stop"


@pytest.mark.parametrize("stop", ["", [""], ["a", ""], [1], 5, {"a": 1}, [["a"]], b"a", "\ud800"], ids=repr)
def test_what_can_end_no_text_is_refused_in_a_sentence(stop: object) -> None:
    with pytest.raises(InvalidValue, match=r"^stop is .*; it must be a list of texts that are not empty") as caught:
        decode(one_after_the_other(0, 1), [0], make_strategy("greedy"), 9, stop=stop, piece=piece)  # type: ignore[arg-type]
    assert caught.value.field == "stop"


def test_a_hundred_stop_strings_are_a_hundred() -> None:
    stops = [f"x{n}" for n in range(99)] + ["b"]
    model = one_after_the_other(0, 1, 2, 3, 4)
    steps, ending = run(decode(model, [0], make_strategy("greedy"), 9, stop=stops, piece=piece))
    assert (len(steps), ending.stop_string) == (3, "b")
