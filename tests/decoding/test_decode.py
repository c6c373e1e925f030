"""The loop: reproducible, cancellable, honest about where it stops and about every number it shows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pytest
from decoding_fakes import TableModel, letters, obvious_sample, random_table, run
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.decoding import (
    Strategy,
    Warper,
    beam_search,
    decode,
    greedy,
    make_strategy,
    softmax,
    summarize,
    uniforms,
    warp,
)
from llm_playground.decoding.past import Past
from llm_playground.errors import InvalidValue
from llm_playground.records import Encoding, Ending, Start, Trace

SIZE = 26
SAMPLING = ["sample", "top_k", "top_p", "min_p", "typical"]
FULL = {
    "temperature": 0.8,
    "top_k": 15,
    "top_p": 0.95,
    "min_p": 0.01,
    "typical_p": 0.9,
    "repetition_penalty": 1.2,
}


def model(seed: int = 0) -> TableModel:
    return TableModel(random_table(SIZE, seed=seed))


def trace(strategy: Strategy, seed: int | None = 1, n: int = 12) -> str:
    prompt = Encoding("AB", (0, 1), (b"A", b"B"), ((0, 1), (1, 2)))
    start = Start("table", False, prompt, strategy.name, strategy.parameters, strategy.order, n, seed)
    return Trace.of([start, *decode(model(), prompt.ids, strategy, n, seed=seed, piece=letters)]).to_json()


@pytest.mark.parametrize("name", ["greedy", *SAMPLING])
def test_the_same_logits_and_seed_give_the_same_steps_byte_for_byte(name: str) -> None:
    assert trace(make_strategy(name)) == trace(make_strategy(name))


def test_another_seed_gives_another_text_and_greedy_needs_none() -> None:
    full = make_strategy("sample", **FULL)
    assert len({trace(full, seed) for seed in range(5)}) == 5
    steps, _ = run(decode(model(), [0], make_strategy("greedy"), 5, piece=letters))
    assert all(step.choice.u is None for step in steps)


def test_a_trace_survives_json() -> None:
    text = trace(make_strategy("sample", **FULL))
    assert Trace.from_json(text).to_json() == text
    assert "Infinity" not in text
    assert "NaN" not in text


@pytest.mark.parametrize("name", SAMPLING)
def test_temperature_0_is_greedy_in_every_strategy(name: str) -> None:
    cold, _ = run(decode(model(), [3], make_strategy(name, temperature=0), 30, seed=5, piece=letters))
    plain, _ = run(decode(model(), [3], make_strategy("greedy"), 30, piece=letters))
    assert [step.id for step in cold] == [step.id for step in plain]
    assert [step.choice.u for step in cold] == [u for _, u in zip(cold, uniforms(5), strict=False)]
    assert all(step.choice.probability == 1 for step in cold)


@pytest.mark.parametrize("name", ["greedy", "sample", "top_p", "typical"])
def test_each_choice_fits_its_stages_and_can_be_replayed(name: str) -> None:
    strategy = make_strategy(name, **(FULL if name != "greedy" else {"repetition_penalty": 1.5}))
    fake = model()
    steps, _ = run(decode(fake, [0, 1], strategy, 20, seed=2, piece=letters, top=SIZE))
    ids = [0, 1]
    for index, step in enumerate(steps):
        stages = warp(fake.table[ids[-1]], strategy.chain, Past.of_prompt(ids))
        last, choice = softmax(stages[-1]), step.choice
        assert step.index == index
        assert [stage.name for stage in step.stages] == ["model", *(w.name for w in strategy.chain)]
        assert [stage.parameters for stage in step.stages] == [{}, *(w.parameters for w in strategy.chain)]
        expected = greedy(last) if choice.u is None else obvious_sample(last.tolist(), choice.u)
        assert step.id == expected
        in_last = {candidate.id: candidate.probability for candidate in step.stages[-1].candidates}
        in_first = [candidate.id for candidate in step.stages[0].candidates]
        assert choice.probability == in_last[step.id] > 0
        assert in_first[choice.rank - 1] == step.id
        assert choice.model_probability == step.stages[0].candidates[choice.rank - 1].probability
        assert choice.piece == letters(step.id)
        ids.append(step.id)


def test_the_stages_of_a_step_account_for_the_whole_vocabulary() -> None:
    steps, _ = run(decode(model(), [0], make_strategy("sample", **FULL), 10, seed=3, piece=letters, top=4))
    for stage in (stage for step in steps for stage in step.stages):
        mass = sum(candidate.probability for candidate in stage.candidates) + stage.others_mass
        assert mass == pytest.approx(1, abs=1e-12)
        assert len(stage.candidates) + stage.others_count == SIZE


def test_a_run_closed_early_asks_the_model_no_further() -> None:
    fake = model()
    generator = decode(fake, [0], make_strategy("greedy"), 50, piece=letters)
    next(generator)
    next(generator)
    generator.close()
    assert list(generator) == []
    assert len(fake.asked) == 2


def test_the_model_reads_the_prompt_and_all_tokens_so_far() -> None:
    fake = model()
    steps, _ = run(decode(fake, [4, 5], make_strategy("sample"), 4, seed=0, piece=letters))
    ids = tuple(step.id for step in steps)
    assert fake.asked == [[(4, 5, *ids[:n])] for n in range(4)]


# ==== Where a text ends ====


def chain_model(size: int = 8) -> TableModel:
    """After token i comes token i + 1, almost surely."""
    return TableModel(10 * np.roll(np.eye(size), 1, axis=1))


def test_a_stop_token_is_a_step_without_text() -> None:
    steps, ending = run(decode(chain_model(), [0], make_strategy("greedy"), 9, stop_ids={3}, piece=letters))
    assert [(step.id, step.text) for step in steps] == [(1, "B"), (2, "C"), (3, "")]
    assert ending == Ending("stop", "BC", (), None)


@pytest.mark.parametrize(
    ("prompt", "n", "context", "count", "reason"),
    [
        (3, 0, None, 0, "length"),
        (3, 4, None, 4, "length"),
        (3, 9, 5, 3, "context"),  # asked with 3, 4 and 5 ids
        (5, 9, 5, 1, "context"),  # a full context is still read once
        (3, 3, 5, 3, "length"),
        (3, 0, 3, 0, "length"),
    ],
)
def test_the_end_says_whether_length_or_context_was_the_limit(
    prompt: int, n: int, context: int | None, count: int, reason: str
) -> None:
    fake = chain_model()
    steps, ending = run(decode(fake, [0] * prompt, make_strategy("greedy"), n, context_length=context, piece=letters))
    assert (len(steps), ending.finish_reason, len(fake.asked)) == (count, reason, count)
    assert all(len(ids) <= (context or 99) for asked in fake.asked for ids in asked)


@pytest.mark.parametrize("value", [-1, 1.5, True, "4"])
def test_a_bad_max_new_tokens_is_refused_at_the_call(value: Any) -> None:
    with pytest.raises(InvalidValue, match="max_new_tokens is"):
        decode(model(), [0], make_strategy("greedy"), value, piece=letters)


@pytest.mark.parametrize(
    ("prompt", "arguments", "message"),
    [
        ([], {}, "no tokens"),
        ("abc", {}, "'a' is not a token id"),
        ([0, -1], {}, "-1 is not a token id"),
        ([0, 1.0], {}, "1.0 is not a token id"),
        ([0] * 9, {"context_length": 8}, "The prompt has 9 tokens, but the model can read 8; shorten"),
        ([0], {"seed": -1}, "seed is -1"),
        ([0], {"stop_ids": {"."}}, "'.' is not a token id"),
    ],
)
def test_a_bad_start_is_refused_at_the_call(prompt: Any, arguments: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        decode(model(), prompt, make_strategy("greedy"), 3, piece=letters, **arguments)


@pytest.mark.parametrize("top", [-1, "x", None, 1.0, True])
def test_a_bad_top_is_refused_at_the_call(top: Any) -> None:
    for call in (
        lambda: decode(model(), [0], make_strategy("greedy"), 3, piece=letters, top=top),
        lambda: beam_search(model(), [0], 3, piece=letters, top=top),
        lambda: summarize("model", {}, np.zeros(3), letters, top),
    ):
        with pytest.raises(InvalidValue, match=r"top is .*; it must be a whole number of at least 0") as caught:
            call()
        assert caught.value.field == "top"


def test_beam_search_has_a_loop_of_its_own() -> None:
    with pytest.raises(InvalidValue, match="beam_search"):
        decode(model(), [0], make_strategy("beam"), 3, piece=letters)


def test_logits_that_are_no_distribution_stop_the_run() -> None:
    broken = TableModel([[np.nan, 0.0]])
    with pytest.raises(InvalidValue, match="finite number"):
        next(decode(broken, [0], make_strategy("greedy"), 3, piece=letters))


def test_a_warper_of_ones_own_joins_the_chain() -> None:
    class Ban(Warper):
        name = "ban"
        parameters = {"id": 1.0}  # type: ignore[assignment]  # noqa: RUF012

        def __call__(self, logits: Any, past: Any) -> Any:
            return np.where(np.arange(len(logits)) == 1, np.float32(-np.inf), logits)

    strategy = Strategy("greedy", (Ban(),), False, {})
    steps, _ = run(decode(chain_model(), [0], strategy, 1, piece=letters))
    assert steps[0].id != 1
    assert steps[0].stages[1].name == "ban"


# ==== Text ====

EURO = "€".encode()


def spelled(bytes_by_id: list[bytes], n: int, stop_ids: Collection[int] = ()) -> list[str]:
    fake, piece = chain_model(len(bytes_by_id)), bytes_by_id.__getitem__
    steps, ending = run(decode(fake, [0], make_strategy("greedy"), n, stop_ids=stop_ids, piece=piece))
    texts = [step.text for step in steps]
    assert ending.completion == "".join(texts)
    return texts


def test_a_character_cut_across_tokens_appears_whole() -> None:
    assert spelled([b"", EURO[:1], EURO[1:2], EURO[2:] + b"!"], 3) == ["", "", "€!"]


def test_a_character_left_incomplete_shows_at_the_last_step() -> None:
    assert spelled([b"", b"a", EURO[:2], b"b"], 2) == ["a", "\ufffd"]
    assert spelled([b"", b"a", EURO[:2], b"</s>", b"b"], 9, {3}) == ["a", "", "\ufffd"]


@given(st.lists(st.one_of(st.binary(max_size=3), st.just(EURO[:2])), min_size=2, max_size=6))
def test_the_texts_of_the_steps_join_to_the_decoded_bytes(pieces: list[bytes]) -> None:
    whole = b"".join(pieces[1:]).decode("utf-8", errors="replace")
    assert "".join(spelled(pieces, len(pieces) - 1)) == whole
