"""What every error of ours promises: a code, one printable line, no more of what was given than a person can read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import llm_playground.errors as errors
from llm_playground.errors import CheckpointError, InvalidRequest, InvalidValue, PlaygroundError, shown, unknown

KINDS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, PlaygroundError)]


def test_every_kind_of_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(codes) == len(set(codes)) >= 7
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", code) for code in codes)


@given(st.text())
def test_no_name_in_a_message_reaches_a_terminal_as_anything_but_printable_text(name: str) -> None:
    message = str(CheckpointError(f"The tensor {name} is not read."))
    assert message.isprintable()
    assert message.encode("utf-8")
    assert not name.isprintable() or message == f"The tensor {name} is not read."


def test_several_problems_are_a_line_each_whatever_they_quote() -> None:
    error = InvalidRequest([InvalidValue("a\n\x1b[31mb.", field="x"), InvalidValue("c.")])
    assert str(error).splitlines() == ["2 values are wrong:", r"  a\n\x1b[31mb.", "  c."]


LONG = {"word": "k" * 4_000_000, "list": ["x" * 10**6] * 1000, "object": {"a": "b" * 10**6}, "integer": 10**5000}


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
def test_an_unknown_name_of_any_size_is_refused_in_a_sentence(name: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(word: str, *_: object, **__: object) -> list[str]:
        assert len(word) < 1000, "comparing a long name takes seconds"
        return []

    monkeypatch.setattr(errors.difflib, "get_close_matches", compared)
    assert len(str(unknown("strategy", name, ["greedy", "beam"]))) < 1000


def test_a_name_that_is_nearly_right_is_guessed_and_quoted_whole() -> None:
    name = "some-organisation/A-rather-long-name-of-a-model-135M-Instruct"
    message = str(unknown("model", name, [name.replace("135", "136")]))
    assert f"no model {name!r};" in message
    assert message.endswith("Did you mean some-organisation/A-rather-long-name-of-a-model-136M-Instruct?")


def test_an_integer_that_python_would_not_write_is_shown_by_its_length() -> None:
    assert shown(-(10**5000)) == "a whole number of about 5,001 digits"
    assert shown(12) == "12"
