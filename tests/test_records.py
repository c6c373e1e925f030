"""A trace goes to JSON and comes back as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.records import Candidate, Choice, Hypothesis, Prompt, Stage, Step, Trace

# As a float of any size is written by json and read back exactly; infinities are not JSON, but a cut token has one.
floats = st.floats(allow_nan=False)
ids = st.integers(0, 200_000)
pieces = st.binary(max_size=6)
texts = st.text(max_size=10)
candidates = st.builds(Candidate, ids, pieces, floats, floats)
stages = st.builds(
    Stage,
    texts,
    st.dictionaries(texts, floats, max_size=2),
    st.lists(candidates, max_size=3).map(tuple),
    ids,
    floats,
    ids,
    floats,
)
choices = st.builds(Choice, ids, pieces, st.none() | floats, floats, floats, ids)
steps = st.builds(Step, ids, choices, st.lists(stages, max_size=2).map(tuple), texts)
hypotheses = st.builds(Hypothesis, st.lists(ids, max_size=3).map(tuple), texts, floats, floats)
traces = st.builds(
    Trace,
    model=texts,
    strategy=texts,
    parameters=st.dictionaries(texts, floats | texts | st.booleans(), max_size=2),
    max_new_tokens=ids,
    seed=st.none() | ids,
    prompt=st.builds(Prompt, texts, st.lists(ids, max_size=3).map(tuple)),
    steps=st.lists(steps, max_size=2).map(tuple),
    finish_reason=texts,
    text=texts,
    hypotheses=st.lists(hypotheses, max_size=2).map(tuple),
)


@given(traces)
def test_a_trace_survives_json(trace: Trace) -> None:
    assert Trace.from_json(trace.to_json()) == trace


def test_a_trace_with_something_missing_is_refused() -> None:
    for text in ('{"schema": 2}', '{"schema": 2, "prompt": 3}', '{"schema": 2, "prompt": {"text": "", "ids": []}}'):
        with pytest.raises(ValueError, match="incomplete or damaged"):
            Trace.from_json(text)


@pytest.mark.parametrize("text", ["{}", "[]", '{"schema": 99}', "null"])
def test_what_is_no_trace_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a trace of schema 2"):
        Trace.from_json(text)


def test_the_json_is_plain_data_with_a_schema_number() -> None:
    trace = Trace("m", "greedy", {}, (), 0, None, Prompt("a", (1,)), (), "length", "a")
    assert json.loads(trace.to_json())["schema"] == 2
