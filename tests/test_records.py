"""A trace goes to JSON and comes back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.errors import InvalidValue, shown
from llm_playground.records import (
    SCHEMA,
    Candidate,
    Choice,
    Encoding,
    Ending,
    FinishReason,
    Hypothesis,
    Stage,
    Start,
    Step,
    Trace,
)

START = Start("m", False, Encoding("a", (1,), (b"a",), ((0, 1),)), "greedy", {}, (), 0, None)

# As a float of any size is written by json and read back exactly; what is not finite is no JSON.
floats = st.floats(allow_nan=False, allow_infinity=False)
shares = st.floats(0, 1)
ids = st.integers(0, 200_000)
pieces = st.binary(max_size=6)
texts = st.text(max_size=10)
candidates = st.builds(Candidate, ids, pieces, floats, shares)
stages = st.builds(
    Stage,
    texts,
    st.dictionaries(texts, floats, max_size=2),
    st.lists(candidates, max_size=3).map(tuple),
    ids,
    shares,
    ids,
    st.floats(0, 1e9),
)
draws = st.none() | st.floats(0, 1, exclude_max=True)
choices = st.builds(Choice, ids, pieces, draws, shares, shares, st.integers(1, 200_000), st.booleans())
steps = st.builds(Step, ids, choices, st.lists(stages, max_size=2).map(tuple), texts)
hypotheses = st.builds(Hypothesis, st.lists(ids, max_size=3).map(tuple), texts, floats, floats)
encodings = st.builds(
    Encoding,
    texts,
    st.lists(ids, max_size=3).map(tuple),
    st.lists(pieces, max_size=3).map(tuple),
    st.lists(st.tuples(ids, ids), max_size=3).map(tuple),
)
starts = st.builds(
    Start,
    model=texts,
    is_instruct=st.booleans(),
    prompt=encodings,
    strategy=texts,
    parameters=st.dictionaries(texts, ids | floats | texts | st.booleans(), max_size=2),
    order=st.lists(texts, max_size=2).map(tuple),
    max_new_tokens=ids,
    seed=st.none() | ids,
    kept=ids,
)
endings = st.builds(Ending, st.sampled_from(get_args(FinishReason)), texts, st.lists(hypotheses, max_size=2).map(tuple))
traces = st.builds(Trace, starts, st.lists(steps, max_size=2).map(tuple), endings)


@given(traces)
def test_a_trace_survives_json(trace: Trace) -> None:
    assert Trace.from_json(trace.to_json()) == trace


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every value within `data`, as keys and indices."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


# Of no type that a value of a trace may have, wherever it is put.
WRONG = [{"no": ["such", {}]}, [[None]]]


@given(traces, st.data())
def test_a_damaged_trace_is_refused_in_one_sentence_wherever_the_damage_is(trace: Trace, data: st.DataObject) -> None:
    damaged = json.loads(trace.to_json())
    *path, last = data.draw(st.sampled_from([place for place in places(damaged) if place != ("schema",)]))
    holder = reduce(lambda value, key: value[key], path, damaged)
    if isinstance(holder, dict) and "parameters" not in path and data.draw(st.booleans()):
        del holder[last]
    else:
        holder[last] = data.draw(st.sampled_from(WRONG))
    with pytest.raises(InvalidValue, match=r"^This trace is incomplete or damaged: trace.* (is .*, not|lacks) .*\.$"):
        Trace.from_json(json.dumps(damaged))


@pytest.mark.parametrize(
    ("value", "place", "sentence"),
    [
        (
            5,
            "start",
            "trace.start is 5, not an object with the fields model, is_instruct, prompt, strategy, parameters,",
        ),
        (
            {},
            "ending",
            "trace.ending lacks finish_reason, completion, hypotheses, stop_string. Save the run anew as .json",
        ),
        (
            {"finish_raeson": "stop", "completion": "", "hypotheses": [], "stop_string": None},
            "ending",
            "trace.ending lacks finish_reason and has 'finish_raeson' that no trace has.",
        ),
        ("x", "steps", "trace.steps is 'x', not a list."),
        ([7], "start order", "trace.start.order[0] is 7, not a text."),
        (["zz"], "start prompt pieces", "trace.start.prompt.pieces[0] is 'zz', not bytes in hexadecimal."),
        ([[0]], "start prompt spans", "trace.start.prompt.spans[0] is a list of 1 value, not a list of 2 values."),
        (2.5, "start seed", "trace.start.seed is 2.5, not a whole number or null."),
        (
            {"k": None},
            "start parameters",
            "trace.start.parameters.k is null, not a number or a text or true or false or a list or an object.",
        ),
        ("no", "ending finish_reason", "trace.ending.finish_reason is 'no', not 'stop' or 'length' or 'context'."),
    ],
)
def test_what_is_damaged_is_told_in_the_words_of_the_reader(value: Any, place: str, sentence: str) -> None:
    damaged = json.loads(Trace(START, (), Ending("stop", "", (), None)).to_json())
    *path, last = place.split()
    reduce(lambda holder, key: holder[key], path, damaged)[last] = value
    with pytest.raises(InvalidValue, match=re.escape(f"damaged: {sentence}")):
        Trace.from_json(json.dumps(damaged))


@pytest.mark.parametrize("text", ["", "hello", "{", "[" * 100_000, b"\xff", None, 5])
def test_what_is_not_json_is_refused_in_one_sentence(text: Any) -> None:
    with pytest.raises(InvalidValue, match=r"is not JSON, so it holds no trace") as caught:
        Trace.from_json(text)
    assert shown(text) in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_does_not_have_is_refused_by_name(number: str) -> None:
    text = Trace(replace(START, parameters={"k": 0.25}), (), Ending("stop", "", (), None)).to_json()
    with pytest.raises(InvalidValue, match=f"This trace is damaged: it holds the number {number}, which is not finite"):
        Trace.from_json(text.replace("0.25", number))


@pytest.mark.parametrize("text", ["{}", "[]", "null", '"text"', "7"])
def test_json_that_is_no_trace_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="is not a trace"):
        Trace.from_json(text)


@pytest.mark.parametrize(
    ("place", "value"),
    [("probability", 7.5), ("probability", -1), ("rank", -3), ("u", 3), ("u", 1), ("id", -1), ("model_probability", 2)],
)
def test_a_number_outside_its_range_is_damage(place: str, value: float) -> None:
    step = Step(0, Choice(1, b"a", 0.5, 0.5, 0.5, 1), (), "a")
    whole = Trace(START, (step,), Ending("length", "a", (), None))
    assert Trace.from_json(whole.to_json()) == whole
    damaged = json.loads(whole.to_json())
    damaged["steps"][0]["choice"][place] = value
    with pytest.raises(InvalidValue, match=re.escape(f"damaged: trace.steps[0].choice.{place} is {value}; ")):
        Trace.from_json(json.dumps(damaged))


@pytest.mark.parametrize("schema", [2, 99, "two", None])
def test_a_trace_of_another_schema_is_told_from_a_damaged_one(schema: Any) -> None:
    with pytest.raises(InvalidValue, match=f"has schema {schema!r}; this version reads schema {SCHEMA}"):
        Trace.from_json(json.dumps({"schema": schema}))


def test_the_json_is_plain_data_with_a_schema_number() -> None:
    trace = Trace.of([START, Ending("length", "", (), None)])
    assert json.loads(trace.to_json())["schema"] == SCHEMA


def test_a_base_models_text_goes_on_from_the_prompt_and_an_answer_stands_alone() -> None:
    ending = Ending("length", "b", (), None)
    assert Trace.of([START, ending]).text == "ab"
    assert Trace.of([replace(START, is_instruct=True), ending]).text == "b"


@pytest.mark.parametrize("events", [[], [START], [Ending("stop", "", (), None)]])
def test_events_that_are_not_a_whole_run_make_no_trace(events: list[Any]) -> None:
    with pytest.raises(InvalidValue, match="not a whole run"):
        Trace.of(events)
