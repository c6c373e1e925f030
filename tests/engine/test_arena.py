"""One prompt in several lanes: each text is the one that its lane makes alone, and all are asked for together."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.engine.arena.lanes import seed_of
from llm_playground.engine.arena.lockstep import lockstep
from llm_playground.engine.generation import prepare
from llm_playground.engine.shelf import Shelf
from llm_playground.errors import InvalidRequest, InvalidValue, UnknownName
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.records import Trace

VOCAB = 6
LANES: list[Any] = [
    "greedy",
    "sample",
    {"strategy": "sample", "temperature": 1.7, "seed": 3},
    {"strategy": "top_p", "top_p": 0.8, "temperature": 0.7, "order": "llama.cpp"},
    {"strategy": "top_k", "top_k": 2, "repetition_penalty": 1.3},
    {"strategy": "beam", "num_beams": 3},
    {"strategy": "beam", "num_beams": 2, "early_stopping": True},
    {"strategy": "beam_sample", "num_beams": 2},
]


class Table(LanguageModel):
    """A model that is a function of the last two ids. It keeps what it was asked, a list a call."""

    def __init__(self, seed: int, *, stop_ids: Sequence[int] = (), context_length: int = 100) -> None:
        super().__init__(ModelInfo("table", Path(), "table", context_length, VOCAB, frozenset(stop_ids), 0, None, None))
        self.table = (2 * np.random.default_rng(seed).normal(size=(VOCAB, VOCAB, VOCAB))).astype(np.float32)
        self.asked: list[list[tuple[int, ...]]] = []

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        self.asked.append([tuple(ids) for ids in sequences])
        return np.stack([self.table[ids[-2] if len(ids) > 1 else 0, ids[-1]] for ids in sequences])


def alone(model: Any, prompt: Any, lane: Any, length: int, seed: int, repeat: int = 0) -> Trace:
    """The text of a lane as `trace` makes it."""
    values = {"strategy": lane} if isinstance(lane, str) else dict(lane)
    if values["strategy"] in ("greedy", "beam"):
        return lp.trace(model, prompt, max_new_tokens=length, **values)
    return lp.trace(model, prompt, max_new_tokens=length, **values | {"seed": values.get("seed", seed) + repeat})


@settings(max_examples=30)
@given(
    seed=st.integers(0, 1000),
    lanes=st.lists(st.sampled_from(LANES), min_size=1, max_size=5),
    repeats=st.integers(1, 3),
    length=st.integers(0, 9),
    stop_ids=st.sampled_from([(), (1,), (1, 4)]),
    context_length=st.sampled_from([4, 7, 100]),
)
def test_every_text_is_the_one_that_its_lane_makes_alone_byte_for_byte(
    seed: int, lanes: list[Any], repeats: int, length: int, stop_ids: tuple[int, ...], context_length: int
) -> None:
    model = Table(seed, stop_ids=stop_ids, context_length=context_length)
    arena = lp.compare([0, 2, 3], lanes, model, max_new_tokens=length, repeats=repeats, seed=seed)
    for lane, made in zip(lanes, arena.lanes, strict=True):
        expected = [alone(model, [0, 2, 3], lane, length, seed, repeat) for repeat in range(repeats)]
        assert [trace.to_json() for trace in made.traces] == [trace.to_json() for trace in expected]


def test_all_lanes_are_asked_for_together_once_a_step_and_the_same_question_once() -> None:
    model = Table(5)
    lp.compare([0, 2, 3], LANES, model, max_new_tokens=8, repeats=2, seed=7)
    assert len(model.asked) == 8
    assert model.asked[0] == [(0, 2, 3)]
    for asked in model.asked:
        assert len(set(asked)) == len(asked)
        assert len({len(ids) for ids in asked}) == 1


def test_nothing_is_asked_for_that_no_text_needs_even_where_one_ends_by_a_stop_string() -> None:
    """A token that may begin a stop string is not told yet, and is asked for in step with the others all the same."""
    model = Table(5)
    lanes = ["greedy", "sample", {"strategy": "sample", "temperature": 1.7}, {"strategy": "top_k", "top_k": 2}]
    arena = lp.compare([0, 2, 3], lanes, model, max_new_tokens=12, repeats=3, seed=7, stop=["<4><2><", "3><3>"])
    traces = [trace for lane in arena.lanes for trace in lane.traces]
    stopped = [trace for trace in traces if trace.ending.stop_string]
    assert 0 < len(stopped) < len(traces)
    needed = {(0, 2, 3, *trace.ids[:length]) for trace in traces for length in range(len(trace.ids))}
    asked = [ids for call in model.asked for ids in call]
    assert len(asked) == len(needed)
    assert set(asked) == needed
    assert len(model.asked) == max(len(trace.ids) for trace in traces)


def test_a_question_that_a_model_refuses_ends_the_lane_that_asked_it_and_no_other() -> None:
    class Picky(Table):
        def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
            if any(ids[-1] == 4 for ids in sequences):
                raise InvalidValue("It does not read a 4.")
            return super()._next_logits(sequences)

    lanes = [{"strategy": "sample", "seed": seed} for seed in range(6)]
    whole = lp.compare([0, 2, 3], lanes, Table(5), max_new_tokens=6)
    arena = lp.compare([0, 2, 3], lanes, Picky(5), max_new_tokens=6)
    refused = [4 in lane.traces[0].ids[:-1] for lane in whole.lanes]
    assert 0 < sum(refused) < len(refused)
    assert [lane.error for lane in arena.lanes] == [("It does not read a 4." if each else None) for each in refused]
    for lane, other, each in zip(arena.lanes, whole.lanes, refused, strict=True):
        assert lane.traces == (() if each else other.traces)


def test_lanes_of_two_models_go_in_step_and_each_asks_its_own() -> None:
    one, other = Table(1), Table(2)
    arena = lp.compare([0, 2], ["greedy", {"strategy": "greedy", "model": other}], one, max_new_tokens=5)
    assert arena.lanes[1].traces[0] == lp.trace(other, [0, 2], max_new_tokens=5)
    assert (len(one.asked), len(other.asked)) == (5, 10)


def test_on_a_real_model_the_tokens_are_those_of_trace_and_the_numbers_up_to_rounding() -> None:
    """A batched product rounds the last bits in another way, so here the law is the ids and 1e-5."""
    shelf = Shelf()  # models that remember nothing of one another
    arena = lp.compare("Once upon a time", LANES, lp.load("tiny-gpt2"), max_new_tokens=24, repeats=2, seed=7)
    for lane, made in zip(LANES, arena.lanes, strict=True):
        for repeat, trace in enumerate(made.traces):
            expected = alone(shelf.get("tiny-gpt2"), "Once upon a time", lane, 24, 7, repeat)
            assert trace.ids == expected.ids
            for step, other in zip(trace.steps, expected.steps, strict=True):
                assert step.choice.u == other.choice.u
                assert step.choice.model_probability == pytest.approx(other.choice.model_probability, abs=1e-5)
                assert step.stages[-1].entropy == pytest.approx(other.stages[-1].entropy, abs=1e-4)


def test_all_lanes_that_draw_see_the_same_u_and_each_repeat_the_next_seed() -> None:
    arena = lp.compare([0, 2], ["sample", "top_k", "min_p"], Table(3), max_new_tokens=6, repeats=3, seed=11)
    for repeat in range(3):
        draws = {tuple(step.choice.u for step in lane.traces[repeat].steps) for lane in arena.lanes}
        assert len(draws) == 1
        assert {lane.traces[repeat].start.seed for lane in arena.lanes} == {11 + repeat}
    fresh = lp.compare([0, 2], ["sample", "top_k"], Table(3), max_new_tokens=1)
    assert len({lane.traces[0].start.seed for lane in fresh.lanes}) == 1
    assert seed_of(2**53 - 1, 1) == 0


def test_closing_it_cancels_all_lanes() -> None:
    model = Table(5)
    events = lockstep([[prepare(model, [0, 2], "greedy", 50)], [prepare(model, [0, 3], "sample", 50)]])
    for _ in range(6):
        next(events)
    events.close()
    assert len(model.asked) <= 3
    assert next(events, None) is None


def test_a_lane_that_cannot_go_on_ends_alone_with_its_sentence(tmp_path: Path) -> None:
    """In one a distribution is none at some step, in one the prompt is too long, in one the model is no model."""
    sound, broken, small = Table(5), Table(5), Table(5, context_length=1)
    broken.table[:, 4] = np.nan
    lanes = ["sample", "top_k"]
    lanes[1:1] = [{"strategy": "sample", "model": broken}, {"model": small}, {"model": tmp_path}]
    arena = lp.compare([0, 2], lanes, sound, max_new_tokens=12, repeats=3, seed=7)
    told = [lane.error for lane in arena.lanes]
    assert told[0] is told[-1] is None
    for error, sentence in zip(told[1:-1], ("The highest logit is nan", "reads at most 1", "config.json"), strict=True):
        assert sentence in str(error)
    assert [len(lane.traces) for lane in arena.lanes] == [3, 0, 0, 0, 3]
    assert arena.lanes[1].measures.tokens is arena.lanes[1].measures.perplexity is None
    others = lp.compare([0, 2], [lanes[0], lanes[-1]], sound, max_new_tokens=12, repeats=3, seed=7)
    assert [arena.lanes[number].traces for number in (0, -1)] == [lane.traces for lane in others.lanes]
    assert "could not go on: The highest logit is nan" in repr(arena)
    # What comes first without a text is nothing to compare with; what has none at all is no arena.
    turned = lp.compare([0, 2], lanes[1:], sound, max_new_tokens=12, repeats=3, seed=7)
    assert (turned.first, turned.lanes[3].marks[0].parts) == (3, None)
    with pytest.raises(InvalidValue, match="reads at most 1"):
        lp.compare([0, 2], ["greedy", "sample"], small)


def test_marks_tell_the_most_uncertain_token_the_forks_the_loop_and_where_lanes_part() -> None:
    arena = lp.compare("Once upon a time", ["greedy", "sample", "beam"], max_new_tokens=30, seed=7, repeats=2)
    for lane in arena.lanes:
        for trace, marks in zip(lane.traces, lane.marks, strict=True):
            entropies = [step.stages[0].entropy for step in trace.steps]
            assert marks.most_uncertain is not None
            assert entropies[marks.most_uncertain] == max(entropies)
            assert marks.forks == tuple(step.index for step in trace.steps if step.choice.rank > 1)
    assert arena.lanes[0].marks[0].forks == ()
    assert arena.lanes[0].marks[0].parts is None
    first, second = (arena.lanes[lane].traces[0].ids for lane in (0, 1))
    parts = arena.lanes[1].marks[0].parts
    assert parts is not None
    assert first[:parts] == second[:parts]
    assert first[parts] != second[parts]
    assert arena.parts(0, 1) == arena.parts(1, 0) == parts
    short = replace(arena.lanes[0].traces[0], steps=arena.lanes[0].traces[0].steps[:5])
    cut = replace(arena, lanes=(replace(arena.lanes[0], traces=(short,)), *arena.lanes[:1]))
    assert cut.parts(0, 1) == 5


def test_measures_are_what_their_docstring_says() -> None:
    arena = lp.compare("Once upon a time", ["sample"], max_new_tokens=20, seed=7, repeats=3)
    (lane,) = arena.lanes
    steps = [step for trace in lane.traces for step in trace.steps]
    logs = [math.log(step.choice.model_probability) for step in steps]
    measures = lane.measures
    assert measures.mean_logprob == pytest.approx(sum(logs) / len(logs))
    assert measures.perplexity == pytest.approx(math.exp(-sum(logs) / len(logs)))
    assert measures.entropy == pytest.approx(sum(step.stages[0].entropy for step in steps) / len(steps))
    assert measures.tokens == len(steps) / 3
    assert not measures.identical
    same = lp.compare("Once upon a time", ["greedy", {"strategy": "sample", "temperature": 0}], repeats=3)
    assert [lane.measures.identical for lane in same.lanes] == [True, True]
    assert [lane.measures.self_bleu for lane in same.lanes] == [1, 1]
    empty = lp.compare("Once", ["greedy"], max_new_tokens=0).lanes[0]
    assert (empty.measures.perplexity, empty.measures.tokens, empty.marks[0].most_uncertain) == (None, 0, None)


def test_seconds_are_told_and_are_no_part_of_the_record() -> None:
    arenas = [lp.compare([0, 2], ["greedy", "sample"], Table(5), max_new_tokens=4, seed=1) for _ in range(2)]
    assert all(len(arena.seconds) == 2 and min(arena.seconds) > 0 for arena in arenas)
    assert arenas[0] == arenas[1]
    assert "seconds" not in json.loads(arenas[0].to_json())


def test_lanes_are_called_by_what_tells_them_apart() -> None:
    names = [lane.name for lane in lp.compare([0, 2], LANES, Table(5), max_new_tokens=0, seed=7).lanes]
    assert names[:2] == ["greedy", "sample · seed 7"]
    assert names[3] == "top_p 0.8 temperature 0.7 · llama.cpp · seed 7"
    assert names[5] == "beam num_beams 3"
    own = lp.compare([0, 2], [{"strategy": "greedy", "name": "the careful one"}], Table(5), max_new_tokens=0)
    assert own.lanes[0].name == "the careful one"


@pytest.mark.parametrize(
    ("lanes", "message", "field"),
    [
        ("greedy", "lanes is 'greedy'; it must be a list", "lanes"),
        ([], "lanes is empty", "lanes"),
        ([5], "The lane 5 is neither the name of a strategy nor", "lanes.0"),
        (["greedy", "nucleus_"], "Lane B: There is no strategy 'nucleus_'", "lanes.1.strategy"),
        ([{"strategy": "top_p", "top_p": 2}], "Lane A: top_p is 2", "lanes.0.parameters.top_p"),
        (["greedy", {"model": "tiny-gpt"}], "Lane B: There is no model 'tiny-gpt'", "lanes.1.model"),
        ([{"strategy": "beam", "seed": 3}], "beam draws nothing", "lanes.0.seed"),
        ([{"strategy": "greedy", "name": " "}], "name is ' '", "lanes.0.name"),
    ],
)
def test_a_wrong_lane_is_told_with_its_number(lanes: Any, message: str, field: str) -> None:
    with pytest.raises(lp.PlaygroundError, match=message) as raised:
        lp.compare("Once", lanes)
    assert raised.value.problems[0].field == field


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidRequest) as raised:
        lp.compare("Once", ["greedily", {"strategy": "top_p", "top_p": 2}], max_new_tokens=-1, repeats=0, seed=-1)
    assert len(raised.value.problems) == 5
    # Those of a lane stand together, whichever check found them.
    with pytest.raises(InvalidRequest) as raised:
        lp.compare("Once", [{"top_k": 0}, {"model": "tiny-gpt"}, {"seed": -1}, {"model": "b", "seed": -1}], repeats=0)
    fields = [problem.field for problem in raised.value.problems]
    assert fields == [
        "repeats",
        "lanes.0.parameters.top_k",
        "lanes.1.model",
        "lanes.2.seed",
        "lanes.3.model",
        "lanes.3.seed",
    ]


@pytest.mark.parametrize("stop", ["", 0, ["a", ""]])
def test_a_stop_string_that_is_none_is_refused(stop: Any) -> None:
    with pytest.raises(InvalidValue, match=r"^stop is "):
        lp.compare([0], ["greedy"], Table(5), stop=stop)
    with pytest.raises(InvalidValue, match=r"^stop is "):
        lp.sweep(Table(5), [0], temperature=[1, 2], stop=stop)


def test_a_sweep_is_an_arena_of_the_values_of_one_parameter() -> None:
    swept = lp.sweep(Table(5), [0, 2], top_p=[0.5, 1], temperature=1.5, repeats=2, max_new_tokens=5, seed=7)
    lanes = [{"strategy": "top_p", "top_p": value, "temperature": 1.5} for value in (0.5, 1)]
    assert swept.arena == lp.compare([0, 2], lanes, Table(5), repeats=2, max_new_tokens=5, seed=7)
    assert (swept.parameter, swept.values) == ("top_p", (0.5, 1))
    all_of_them = [[id] for id in range(Table(5).vocab_size)]
    banned = lp.sweep(Table(5), [0], temperature=[1, 2], banned_words=all_of_them, max_new_tokens=2, seed=1)
    assert "temperature 1, 2 could not go on: banned_words bans all tokens" in repr(banned)
    many = lp.compare([0], [{"strategy": "sample", "banned_words": [[9, 9]] * 9}, "greedy"], Table(5), max_new_tokens=1)
    assert len(many.lanes[0].name) < 80
    with pytest.raises(InvalidValue, match="here none is a list"):
        lp.sweep(Table(5), [0], temperature=1)
    with pytest.raises(InvalidValue, match="banned_words cannot be swept"):
        lp.sweep(Table(5), [0], banned_words=[[[1]], [[2]]])
    several = lp.sweep(Table(5), [0, 2], top_p=[0.5, 1], temperature=[1.5, 0.5], top_k=2, repeats=2, max_new_tokens=5)
    seed = several.sweeps[0].arena.lanes[0].traces[0].start.seed  # which is one for all
    alone = {"top_k": 2, "repeats": 2, "max_new_tokens": 5, "seed": seed}
    assert several.sweeps[0].arena.lanes == lp.sweep(Table(5), [0, 2], top_p=[0.5, 1], **alone).arena.lanes
    assert several.sweeps[1].arena.lanes == lp.sweep(Table(5), [0, 2], temperature=[1.5, 0.5], **alone).arena.lanes
    assert repr(several) == "\n\n".join(map(repr, several.sweeps))
    # What all its lanes share is told once, and without the letter of a lane.
    with pytest.raises(InvalidRequest) as raised:
        lp.sweep(Table(5), [0], top_p=[0.5, 2, 3], temperature=-1)
    assert [str(problem).split(";")[0] for problem in raised.value.problems] == [
        "temperature is -1",
        "top_p is 2",
        "top_p is 3",
    ]
    assert [problem.field for problem in raised.value.problems] == ["parameters.temperature", "values", "values"]
    with pytest.raises(UnknownName, match="tempature"):
        lp.sweep(Table(5), [0], tempature=[1, 2])


def test_a_lane_has_the_chat_template_that_it_asks_for() -> None:
    lanes = [
        {"model": "tiny-qwen"},
        {"model": "tiny-qwen-chat"},
        {"model": "tiny-qwen-chat", "template": False},
        {"model": "tiny-qwen", "template": "twin"},
    ]
    arena = lp.compare("Hello!", lanes, max_new_tokens=6)
    for lane, asked in zip(arena.lanes, lanes, strict=True):
        model = lp.load(asked["model"])
        ids = lp.render(model, "Hello!", asked.get("template")).prompt.ids
        assert lane.traces[0].start.prompt.ids == ids
        assert lane.traces[0].ids == lp.trace(model, list(ids), "greedy", 6).ids
    assert [lane.name.split(" · ")[2:] for lane in arena.lanes] == [[], [], ["no template"], ["its twin's template"]]
    wrong = [{"strategy": "greedy", "template": 3}]
    with pytest.raises(InvalidValue, match="Lane A: template is 3") as told:
        lp.compare("Hello!", wrong)
    assert told.value.field == "lanes.0.template"


def test_a_lane_whose_template_cannot_be_had_ends_alone() -> None:
    alone, with_template = lp.compare("Hello!", ["greedy", {"strategy": "greedy", "template": True}]).lanes
    assert alone.traces[0].ids
    assert "has no chat template of its own" in str(with_template.error)
