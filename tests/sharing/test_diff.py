"""Two runs side by side: aligned by a rule, compared as far as the records tell, and nothing beyond it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.decoding.distribution import summarize
from llm_playground.decoding.measures import kl_divergence
from llm_playground.errors import InvalidValue
from llm_playground.records import SCHEMA, Trace
from llm_playground.sharing.alignment import align
from llm_playground.sharing.difference import divergence


@cache
def story(seed: int = 7, model: str = "tiny-gpt2") -> Trace:
    return lp.trace(model, "Once upon a time", "top_p", 24, seed=seed, top_p=0.9)


texts = st.lists(st.sampled_from([b"a", b"b", b"c"]), max_size=9)


@given(texts, texts)
def test_both_texts_are_there_whole_and_what_is_the_same_is_the_same(a: list[bytes], b: list[bytes]) -> None:
    stretches = align(a, b)
    for side, text in (("a", a), ("b", b)):
        ranges = [getattr(each, side) for each in stretches]
        assert [at for first, end in ranges for at in range(first, end)] == list(range(len(text)))
    for number, each in enumerate(stretches):
        if each.is_same:
            assert a[slice(*each.a)] == b[slice(*each.b)]
            assert number == 0 or each.a[1] - each.a[0] > 1


@given(texts, texts)
def test_as_many_tokens_as_possible_follow_the_same_token_in_both(a: list[bytes], b: list[bytes]) -> None:
    stretches = align(a, b)
    common = stretches[0].a[1] if stretches and stretches[0].is_same else 0
    behind = [each.a[1] - each.a[0] - 1 for each in stretches if each.is_same and each.a[0] >= common]
    assert sum(behind) == most_following(tuple(a[common:]), tuple(b[common:]))


@cache
def most_following(a: Sequence[bytes], b: Sequence[bytes]) -> int:
    """By trying everything: to leave a token out, or to lay any run of two or more on its like."""
    if not a or not b:
        return 0
    most = max(most_following(a[1:], b), most_following(a, b[1:]))
    for length in range(2, min(len(a), len(b)) + 1):
        if a[:length] != b[:length]:
            break
        most = max(most, length - 1 + most_following(a[length:], b[length:]))
    return most


logits = st.lists(st.floats(-9, 9), min_size=6, max_size=6)


@given(logits, logits, st.integers(0, 6), st.integers(0, 6))
def test_what_two_records_tell_of_the_divergence_is_no_more_than_it_is(
    one: list[float], other: list[float], top: int, its_top: int
) -> None:
    rows = [np.array(row, dtype=np.float32) for row in (one, other)]
    a, b = (summarize("model", {}, row, lambda _: b"", n) for row, n in zip(rows, (top, its_top), strict=True))
    found, true = divergence(a, b), kl_divergence(*rows)
    assert found.nats is not None
    assert found.nats <= true + 1e-9
    assert found.is_whole == (top == 6 and its_top == 6)
    if found.is_whole:
        assert found.nats == pytest.approx(true, abs=1e-9)


def test_what_the_other_has_cut_is_infinitely_far() -> None:
    rows = [np.log([0.5, 0.3, 0.2]), np.array([*np.log([0.5, 0.3]), -np.inf])]
    nucleus, greedier = (summarize("top_k", {}, row, lambda _: b"", 3) for row in rows)
    assert divergence(nucleus, greedier).nats is None
    assert divergence(greedier, nucleus).nats == pytest.approx(math.log(1 / 0.8))
    assert divergence(greedier, nucleus).is_whole


def test_a_branch_beside_its_trunk(tmp_path: Path) -> None:
    branch = lp.branch(story(), 12, " cat")
    diff = lp.diff(lp.save_trace(story(), tmp_path / "a.json"), branch)
    assert diff.common == 12
    assert diff.parting is not None
    assert (diff.parting.a, diff.parting.b) == (12, 12)
    # The same model after the same words: of its own distributions the records tell no difference.
    assert all(pair.model is not None and pair.model.nats == 0 for pair in (*diff.pairs[:12], diff.parting))
    assert [(each.name, each.a, each.b) for each in diff.settings] == [
        ("Branch", None, "the first 12 tokens are those of another text")
    ]
    for pair in diff.pairs:
        assert story().steps[pair.a].choice.piece == branch.steps[pair.b].choice.piece
    assert "They part at token 13: A took" in repr(diff)
    assert "B took ␣cat" in repr(diff)


def test_settings_that_differ_are_named_and_those_that_do_not_are_not() -> None:
    other = lp.trace("tiny-qwen", "Once upon a", "top_p", 5, seed=8, top_p=0.9, temperature=0.5)
    found = {each.name: (each.a, each.b) for each in lp.diff(replace(story(), version="0.1.0"), other).settings}
    assert found["Prompt"] == ("Once upon a time", "Once upon a")
    assert found["Model"] == ("tiny-gpt2", "tiny-qwen")
    assert found["temperature"] == (None, "0.5")
    assert found["Order"] == (None, "temperature, then top_p")
    assert found["Seed"] == ("7", "8")
    assert found["Made with"] == ("llm-playground 0.1.0", f"llm-playground {lp.__version__}")
    assert "top_p" not in found


def test_two_vocabularies_have_no_divergence() -> None:
    steps = tuple(
        replace(step, stages=tuple(replace(stage, others_count=stage.others_count + 1) for stage in step.stages))
        for step in story().steps
    )
    diff = lp.diff(story(), replace(story(), steps=steps))
    assert not diff.same_vocabulary
    assert all(pair.model is None for pair in diff.pairs)
    assert "the same, token by token" in repr(diff)


DAMAGES: dict[str, tuple[str, Any]] = {
    "trace.steps[0].stages is empty; every step": ("steps 0 stages", []),
    "trace.steps[1].index is 7": ("steps 1 index", 7),
    "trace.steps[0].choice.probability is 1.5": ("steps 0 choice probability", 1.5),
    "trace.steps[0].choice.u is -1": ("steps 0 choice u", -1),
    "trace.steps[0].choice.rank is 0": ("steps 0 choice rank", 0),
    "it holds the number NaN, which is not finite": ("steps 0 stages 0 entropy", math.nan),
    "probabilities that come to 1": ("steps 0 stages 0 others_mass", 0.5),
    "the candidates of trace.steps[0].stages[0] come to": ("steps 0 stages 0 candidates 0 probability", 0),
    "trace.steps[0].choice has another text than its id": ("steps 0 choice piece", "ff"),
    "trace.steps[0].choice.piece is 5, not bytes": ("steps 0 choice piece", 5),
    f"has schema 3; this version reads schema {SCHEMA}": ("schema", 3),
}


@pytest.mark.parametrize("message", DAMAGES)
def test_a_damaged_run_is_refused_with_the_name_of_its_file(message: str, tmp_path: Path) -> None:
    path, value = DAMAGES[message]
    damaged = json.loads(story().to_json())
    holder, (*places, last) = damaged, [int(each) if each.isdigit() else each for each in path.split()]
    for place in places:
        holder = holder[place]
    holder[last] = value
    (tmp_path / "bad.json").write_text(json.dumps(damaged))
    with pytest.raises(InvalidValue) as raised:
        lp.diff(story(), tmp_path / "bad.json")
    assert message in str(raised.value)
    assert str(raised.value).startswith("'bad.json' cannot be read: This trace ")


def test_what_is_neither_a_trace_nor_a_file_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match=r"^b is 3; it must be a trace, or the file of one"):
        lp.diff(story(), 3)  # type: ignore[arg-type]
