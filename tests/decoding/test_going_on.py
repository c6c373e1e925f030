"""A text that goes on after tokens taken before is the text that would have been, and only what is new is computed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from decoding_fakes import TableModel, letters, random_table, run
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.decoding import Strategy, Warper, decode, decode_ids, make_strategy, softmax, uniforms
from llm_playground.decoding.past import Past
from llm_playground.errors import InvalidValue
from llm_playground.records import Step, Taken

SIZE = 26
PROMPT = (3, 1)
STRATEGIES = {
    "greedy": {"repetition_penalty": 1.3},
    "sample": {"temperature": 1.2, "repetition_penalty": 1.1, "no_repeat_ngram_size": 2},
    "top_p": {"top_p": 0.8},
    "typical": {"typical_p": 0.6, "temperature": 0.7},
}


def text(strategy: Strategy, n: int, seed: int, **more: Any) -> tuple[list[Step], Any, TableModel]:
    model = TableModel(random_table(SIZE, seed=7))
    steps, ending = run(decode(model, PROMPT, strategy, n, seed=seed, stop_ids={0}, piece=letters, top=4, **more))
    return steps, ending, model


def taken(steps: list[Step]) -> list[Taken]:
    return [step.choice.taken for step in steps]


names = st.sampled_from(list(STRATEGIES))


@given(name=names, seed=st.integers(0, 50), n=st.integers(1, 12), data=st.data())
def test_a_text_that_goes_on_is_the_text_as_it_would_have_been(name: str, seed: int, n: int, data: Any) -> None:
    strategy = make_strategy(name, **STRATEGIES[name])
    whole, ending, _ = text(strategy, n, seed)
    at = data.draw(st.integers(0, len(whole) - 1))
    rest, same_ending, model = text(strategy, n, seed, taken=taken(whole[:at]))
    assert rest == whole[at:]
    assert same_ending == ending
    ids = (*PROMPT, *(step.id for step in whole))
    assert model.asked == [[ids[: len(PROMPT) + i]] for i in range(at, len(whole))]  # nothing before it again


@given(name=names, seed=st.integers(0, 50), data=st.data())
def test_to_take_by_hand_what_was_drawn_there_changes_nothing_after_it(name: str, seed: int, data: Any) -> None:
    strategy = make_strategy(name, **STRATEGIES[name])
    whole, ending, _ = text(strategy, 10, seed)
    at = data.draw(st.integers(0, len(whole) - 1))
    count = data.draw(st.integers(1, len(whole) - at))
    forced = [step.id for step in whole[at : at + count]]
    rest, same_ending, _ = text(strategy, 10, seed, taken=taken(whole[:at]), forced=forced)
    by_hand = [replace(step, choice=replace(step.choice, u=None, by_hand=True)) for step in whole[at : at + count]]
    assert rest == [*by_hand, *whole[at + count :]]
    assert same_ending == ending


def test_a_token_taken_by_hand_is_a_step_with_its_whole_distribution_whatever_was_cut() -> None:
    strategy = make_strategy("top_k", top_k=1)
    whole, _, model = text(strategy, 6, 3)
    cut = next(id for id in range(1, SIZE) if id != whole[2].id)
    rest, _, _ = text(strategy, 6, 3, taken=taken(whole[:2]), forced=[cut])
    first = rest[0]
    own = softmax(model.table[whole[1].id])
    assert (first.index, first.id, first.choice.by_hand, first.choice.u) == (2, cut, True, None)
    assert (first.choice.probability, first.choice.model_probability) == (0.0, own[cut])
    assert first.stages == whole[2].stages
    assert first.choice.taken == Taken(cut, None)
    # What comes after it draws with the numbers of its own steps.
    numbers = [u for u, _ in zip(uniforms(3), range(6), strict=False)]
    assert [step.choice.u for step in rest] == [None, *numbers[3 : 3 + len(rest) - 1]]


class Remembering(Warper):
    """Lets through one token, which is told by all chances so far."""

    name = "remembering"
    parameters = {}  # noqa: RUF012

    def __call__(self, logits: Any, past: Past) -> Any:
        shifted = logits.copy()
        shifted[int(1e6 * sum(past.chances)) % SIZE] += 3 + past.coin
        return shifted


@given(seed=st.integers(0, 20), at=st.integers(0, 7))
def test_a_warper_that_remembers_finds_the_chances_and_the_coins_of_the_text_before(seed: int, at: int) -> None:
    strategy = Strategy("sample", (Remembering(),), True, {})
    model = TableModel(random_table(SIZE))
    whole, _ = run(decode(model, PROMPT, strategy, 8, seed=seed, piece=letters))
    before = taken(whole[:at])
    rest, _ = run(decode(model, PROMPT, strategy, 8, seed=seed, piece=letters, taken=before))
    assert rest == whole[at:]
    forced = [whole[at].id]
    after, _ = run(decode(model, PROMPT, strategy, 8, seed=seed, piece=letters, taken=before, forced=forced))
    assert after[1:] == whole[at + 1 :]
    ids = decode_ids(model, PROMPT, strategy, 8, seed=seed, taken=before, forced=forced)
    assert list(ids) == [step.id for step in whole[at:]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"taken": [Taken(0)], "stop_ids": {0}}, "stands before its end"),
        ({"forced": [0, 1], "stop_ids": {0}}, "stands before its end"),
        ({"taken": [Taken(1)] * 3}, "has 3 tokens already, .* max_new_tokens is 3, so nothing can come"),
        ({"forced": [1] * 4}, "has 4 tokens already, .* max_new_tokens is 3"),
        ({"taken": [Taken(1)] * 2, "context_length": 3}, "context has room after the prompt for 2"),
    ],
)
def test_a_text_that_cannot_go_on_is_refused_at_the_call(arguments: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        decode(TableModel(random_table(SIZE)), PROMPT, make_strategy("greedy"), 3, piece=letters, **arguments)


def test_half_a_character_before_the_branch_is_made_whole_after_it() -> None:
    euro = "€".encode()
    pieces = [b"a", euro[:2], euro[2:]]
    model = TableModel(random_table(3))
    (step,), ending = run(
        decode(model, [0], make_strategy("greedy"), 2, piece=pieces.__getitem__, taken=[Taken(1)], forced=[2])
    )
    assert (step.text, ending.completion) == ("€", "€")
