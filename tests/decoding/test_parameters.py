"""The table of what a person can set: each row agrees with itself, and reads what a person types."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.decoding import PARAMETERS, Parameter
from llm_playground.decoding.parameters import LARGEST_SEED, names_elsewhere
from llm_playground.errors import InvalidValue
from llm_playground.records.settings import written

ROWS = list(PARAMETERS.values())
NUMBERS = [row for row in ROWS if row.kind == "number"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_default_and_every_place_of_the_slider_are_legal(row: Parameter) -> None:
    if row.default is not None:
        assert row.check(row.default) == row.default
    if row.slider is not None:
        assert row.check(row.slider.lowest) < row.check(row.slider.highest)
        assert row.default is not None
        assert row.slider.lowest <= float(row.default) <= row.slider.highest
        steps = (row.slider.highest - row.slider.lowest) / row.slider.step
        assert steps == pytest.approx(round(steps))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_error_names_its_field_the_value_and_what_is_allowed(row: Parameter) -> None:
    place = f"parameters.{row.name}" if row.name not in ("max_new_tokens", "seed", "stop") else row.name
    for refused in (lambda: row.check(object()), lambda: row.read('["much'), lambda: row.check(None)):
        with pytest.raises(InvalidValue, match=f"^{row.name} is .*; it must be ") as caught:
            refused()
        assert caught.value.field == place
        assert row.legal in str(caught.value)


@given(st.sampled_from(NUMBERS), st.data())
def test_what_may_be_given_may_be_typed(row: Parameter, data: Any) -> None:
    least, most = max(row.lowest, -1e9), min(row.highest, 1e9 if row.name != "seed" else LARGEST_SEED)
    numbers = st.integers(int(least), int(most)) if row.whole else st.floats(least, most, exclude_min=row.above)
    value = data.draw(numbers)
    assert row.read(str(value)) == row.check(value) == value


@given(
    st.sampled_from(NUMBERS), st.one_of(st.floats(), st.integers(-(2**53), 2**53), st.booleans(), st.text(max_size=5))
)
def test_a_checked_number_lies_in_its_range_and_nothing_else_passes(row: Parameter, value: Any) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    legal = is_number and math.isfinite(value) and row.lowest <= value <= row.highest
    legal = legal and not (row.above and value == row.lowest) and (isinstance(value, int) or not row.whole)
    if legal:
        assert row.check(value) == value
    else:
        with pytest.raises(InvalidValue):
            row.check(value)


@pytest.mark.parametrize(("typed", "value"), [("true", True), ("FALSE", False), (" never ", "never")])
def test_an_option_is_read_from_its_word(typed: str, value: object) -> None:
    assert PARAMETERS["early_stopping"].read(typed) is value


@pytest.mark.parametrize("value", [1, 0, "true", "False", "", None, "always"])
def test_what_only_looks_like_an_option_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue, match="it must be false, true or never"):
        PARAMETERS["early_stopping"].check(value)


def test_what_other_programs_call_a_parameter_is_no_name_of_ours() -> None:
    assert not set(names_elsewhere()) & set(PARAMETERS)
    assert set(names_elsewhere().values()) <= set(PARAMETERS)


TEXTS = st.lists(st.text(min_size=1, max_size=5), max_size=4, unique=True).map(tuple)


@given(TEXTS)
def test_texts_are_read_as_they_are_written(texts: tuple[str, ...]) -> None:
    assert PARAMETERS["banned_words"].check(texts) == texts
    if texts:
        assert PARAMETERS["stop"].read(written(texts)) == texts


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(-100, 100), min_size=1, max_size=4))
def test_biases_are_read_as_they_are_written(biases: dict[str, float]) -> None:
    assert PARAMETERS["logit_bias"].read(written(biases)) == biases


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("stop", r"\n\n", ("\n\n",)),
        ("stop", r'"\n\n", "END"', ("\n\n", "END")),
        ("stop", "a, b", ("a, b",)),
        ("stop", '["a"]', ("a",)),
        ("banned_words", '"cat", [5, 6]', ("cat", (5, 6))),
        ("banned_words", "[[5, 6], [7]]", ((5, 6), (7,))),
        ("logit_bias", " the: -5", {" the": -5}),
        ("logit_bias", '" the": -5, "262": 3', {" the": -5, "262": 3}),
        ("logit_bias", '{"a": 1}', {"a": 1}),
    ],
)
def test_texts_may_be_typed_with_and_without_quotation_marks(name: str, typed: str, value: object) -> None:
    assert PARAMETERS[name].read(typed) == value


@pytest.mark.parametrize(
    ("name", "typed"), [("stop", ""), ("stop", '"a'), ("stop", "[1]"), ("logit_bias", "the"), ("logit_bias", "a: x")]
)
def test_what_cannot_be_read_as_texts_is_told(name: str, typed: str) -> None:
    with pytest.raises(InvalidValue, match=f"^{name} is .*; it must be "):
        PARAMETERS[name].read(typed)
