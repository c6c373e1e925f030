"""Beam search by its own laws; `test_same_as_generate` holds it against transformers."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from decoding_fakes import TableModel, letters, random_table, run

from llm_playground.decoding import (
    RepetitionPenalty,
    beam_search,
    decode,
    log_softmax,
    make_strategy,
    softmax,
)
from llm_playground.errors import InvalidValue
from llm_playground.records import BeamStep, Encoding, Start, Trace

SIZE = 12


def model(seed: int = 0, scale: float = 1.5) -> TableModel:
    return TableModel(random_table(SIZE, seed=seed, scale=scale))


def search(fake: Any, n: int = 8, prompt: tuple[int, ...] = (0,), **options: Any) -> tuple[list[BeamStep], Trace]:
    """What the search told while it ran, and the trace of its winner."""
    events = list(beam_search(fake, prompt, n, piece=options.pop("piece", letters), **options))
    told = [event for event in events if isinstance(event, BeamStep)]
    assert events[: len(told)] == told, "the winner is known only at the end"
    start = Start("table", False, Encoding("", prompt, (), ()), "beam", {}, (), n, None)
    return told, Trace.of([start, *events])


def total(fake: TableModel, prompt: tuple[int, ...], ids: tuple[int, ...]) -> float:
    """A text's log-probability, computed plainly."""
    read = (*prompt, *ids)
    rows = (log_softmax(fake.table[read[i]])[read[i + 1]] for i in range(len(prompt) - 1, len(read) - 1))
    return float(sum(rows))


@pytest.mark.parametrize("seed", range(5))
def test_one_beam_is_greedy(seed: int) -> None:
    fake = model(seed)
    for stops, penalty, early in itertools.product([{3}, {3, 7}], [None, 1.7], [False, True, "never"]):
        plain = make_strategy("greedy", repetition_penalty=penalty)
        steps, ending = run(decode(fake, [0], plain, 15, stop_ids=stops, piece=letters))
        _, found = search(fake, 15, num_beams=1, chain=plain.chain, stop_ids=stops, early_stopping=early)
        assert [step.id for step in found.steps] == [step.id for step in steps]
        assert (found.steps, found.finish_reason) == (tuple(steps), ending.finish_reason)


@pytest.mark.parametrize("seed", range(3))
def test_enough_beams_find_the_most_likely_text_of_all(seed: int) -> None:
    size, n = 9, 3
    fake = TableModel(random_table(size, seed=seed, scale=1.5))
    every = itertools.product(range(size), repeat=n)
    best = max(every, key=lambda ids: total(fake, (0,), ids))
    _, found = search(fake, n, num_beams=size**2)
    assert found.hypotheses[0].ids == best


def test_the_model_is_asked_once_a_step_for_distinct_texts() -> None:
    fake = model()
    steps, _ = search(fake, 6, num_beams=4)
    assert [len(asked) for asked in fake.asked] == [1, 4, 4, 4, 4, 4]
    assert all(len(set(asked)) == len(asked) for asked in fake.asked)
    assert len(steps) == 6


def test_stop_ids_never_starve_the_search_of_live_beams() -> None:
    fake = TableModel([[9.0, 8.0, 7.0, 3.0, 2.0, 1.0]] * 6)  # three stop ids, each more likely than any other token
    steps, _ = search(fake, 4, num_beams=2, stop_ids={0, 1, 2}, early_stopping="never", length_penalty=0.0)
    assert [beam.choice.id for beam in steps[0].live] == [3, 4]
    assert [beam.choice.id for beam in steps[0].finished] == [0, 1]


def test_early_stopping_takes_the_first_texts_that_finish_and_patience_a_better_one() -> None:
    # 0 -> stop (1) or 2; 2 -> stop or 3; after 3 all is certain, so the average per token gets better and better.
    fake = TableModel(np.log([[1e-9, 0.35, 0.65, 1e-9], [0.25] * 4, [1e-9, 0.3, 1e-9, 0.7], [1e-9, 1e-9, 1e-9, 1.0]]))
    at_once, _ = search(fake, 8, num_beams=2, stop_ids={1}, early_stopping=True)
    steps, patient = search(fake, 8, num_beams=2, stop_ids={1}, early_stopping=False)
    assert (len(at_once), len(steps)) == (2, 8)
    assert patient.hypotheses[0].ids == (2, 3, 3, 3, 3, 3, 3, 3)


def test_hypotheses_come_best_first_with_the_sums_and_scores_they_claim() -> None:
    fake = model(2)
    _, found = search(fake, 10, prompt=(4, 1), num_beams=4, length_penalty=0.7, stop_ids={3, 5})
    assert len(found.hypotheses) == 4
    assert sorted(found.hypotheses, key=lambda h: -h.score) == list(found.hypotheses)
    for hypothesis in found.hypotheses:
        assert hypothesis.logprob == pytest.approx(total(fake, (4, 1), hypothesis.ids), abs=1e-5)
        assert hypothesis.score == pytest.approx(hypothesis.logprob / len(hypothesis.ids) ** 0.7)
        shown = [letters(id).decode() for id in hypothesis.ids if id not in {3, 5}]
        assert hypothesis.text == "".join(shown)


def test_the_winner_is_shown_step_by_step_as_decode_shows_a_text() -> None:
    fake = model(2)
    _, found = search(fake, 10, num_beams=3, stop_ids={3})
    winner = found.hypotheses[0]
    assert tuple(step.id for step in found.steps) == winner.ids
    assert "".join(step.text for step in found.steps) == winner.text
    read = (0, *winner.ids)
    for index, step in enumerate(found.steps):
        probabilities = softmax(fake.table[read[index]])
        assert (step.index, step.choice.u, step.stages[0].name) == (index, None, "model")
        assert step.choice.probability == step.choice.model_probability == probabilities[step.id]


def test_the_steps_form_a_tree_with_falling_sums() -> None:
    steps, _ = search(model(1), 9, num_beams=3, stop_ids={3, 5})
    before: Any = None
    for step in steps:
        assert [beam.logprob for beam in step.live] == sorted((b.logprob for b in step.live), reverse=True)
        for beam in (*step.live, *step.finished):
            parent = before.live[beam.parent].logprob if before else 0.0
            assert beam.logprob == pytest.approx(parent + np.log(beam.choice.probability), abs=1e-5)
            assert before or beam.parent == 0
        assert all(beam.choice.id not in {3, 5} for beam in step.live)
        before = step
    assert before.live == () or before.index < 8


def test_a_penalty_shows_as_a_stage_and_repeats_less() -> None:
    fake = TableModel([[0.0, 4.0, 3.9], [4.0, 0.0, 3.9], [4.0, 3.9, 0.0]])
    _, plain = search(fake, 4, num_beams=2)
    _, penalised = search(fake, 4, num_beams=2, chain=(RepetitionPenalty(5.0),))
    assert [stage.name for stage in penalised.steps[0].stages] == ["model", "repetition_penalty"]
    assert len(set(penalised.hypotheses[0].ids)) > len(set(plain.hypotheses[0].ids))
    assert penalised.steps[0].stages[0].candidates[0].logit == 4.0


@pytest.mark.parametrize(
    ("n", "context", "steps", "reason"),
    [(0, None, 0, "length"), (4, None, 4, "length"), (9, 3, 3, "context")],
)
def test_limits_are_those_of_decode(n: int, context: int | None, steps: int, reason: str) -> None:
    yielded, found = search(model(), n, context_length=context)
    assert (len(yielded), len(found.steps), found.finish_reason) == (steps, steps, reason)
    assert bool(found.hypotheses) == bool(steps)


def test_a_broken_character_is_flushed_at_the_winners_last_step() -> None:
    half = {1: b"\xe2\x82", 2: b"\xac"}
    fake = TableModel([[0.0, 9.0, 0.0], [0.0, 0.0, 9.0], [0.0, 9.0, 0.0]])
    for n, text in [(2, "€"), (3, "€\ufffd")]:
        _, found = search(fake, n, num_beams=2, piece=lambda token: half.get(token, b"x"))
        assert found.completion == "".join(step.text for step in found.steps) == found.hypotheses[0].text == text


def test_tokens_that_cannot_come_are_in_no_hypothesis() -> None:
    none = -np.inf
    fake = TableModel([[none, 1.0, none], [none, none, 1.0], [none, 1.0, none]])
    _, found = search(fake, 3, num_beams=3)
    assert [h.ids for h in found.hypotheses] == [(1, 2, 1)]


def test_ties_go_to_the_lowest_beam_and_id() -> None:
    _, found = search(TableModel(np.zeros((6, 6))), 2, num_beams=3)
    assert [h.ids for h in found.hypotheses] == [(0, 0), (0, 1), (0, 2)]


def test_a_search_closed_early_asks_no_further() -> None:
    fake = model()
    generator = beam_search(fake, [0], 9, piece=letters)
    next(generator)
    generator.close()
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"num_beams": 0},
        {"length_penalty": 11},
        {"early_stopping": "yes"},
        {"max_new_tokens": -1},
        {"prompt_ids": []},
    ],
    ids=str,
)
def test_bad_arguments_are_refused_at_the_call(bad: Any) -> None:
    arguments = {"prompt_ids": [0], "max_new_tokens": 3, **bad}
    with pytest.raises(InvalidValue):
        beam_search(model(), piece=letters, **arguments)
