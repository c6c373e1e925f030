"""Greedy and beam search give the ids of transformers' `generate`, id for id, on a tiny random GPT-2."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from decoding_fakes import TorchModel, letters, run, tiny_gpt2

from llm_playground.decoding import beam_search, decode, make_strategy, softmax, warp
from llm_playground.decoding.past import Past

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

PROMPTS = [[1, 7, 3], [20, 20, 5, 11], [30]]
MAX_NEW_TOKENS = 12


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_gpt2(seed=25)


def test_the_default_chain_is_that_of_generate() -> None:
    flat = tiny_gpt2(sharpness=3.0)
    values = {"temperature": 0.6, "top_k": 12, "top_p": 0.9, "min_p": 0.03, "typical_p": 0.9}
    values |= {"repetition_penalty": 1.3, "no_repeat_ngram_size": 2, "epsilon_cutoff": 0.002, "eta_cutoff": 0.01}
    strategy, other = (
        make_strategy("sample", order=order, **{name: values[name] for name in values if name not in without})
        for order, without in (
            ("transformers", ()),
            ("llama.cpp", ("no_repeat_ngram_size", "epsilon_cutoff", "eta_cutoff")),
        )
    )
    differ = 0
    for start in range(20):
        prompt = [start, start + 9, start + 5]
        theirs = generate(flat, prompt, max_new_tokens=1, **{**values, "do_sample": True})
        logits = TorchModel(flat).next_logits([prompt])[0]
        ours = softmax(warp(logits, strategy.chain, Past.of_prompt(prompt))[-1])
        np.testing.assert_allclose(ours, torch.softmax(theirs.scores[0][0].double(), -1), rtol=0, atol=1e-6)
        differ += not np.allclose(
            ours, softmax(warp(logits, other.chain, Past.of_prompt(prompt))[-1]), rtol=0, atol=1e-6
        )
    assert differ > 5, "the order would not show"


def generate(model: Any, prompt: list[int], **options: Any) -> Any:
    return model.generate(
        torch.tensor([prompt]),
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        pad_token_id=0,
        return_dict_in_generate=True,
        output_scores=True,
        **{"do_sample": False, "max_new_tokens": MAX_NEW_TOKENS, **options},
    )


def without_padding(ids: list[int], stops: list[int]) -> tuple[int, ...]:
    """Up to the first stop id: behind it, generate fills up the rows that end early."""
    ends = [place + 1 for place, id in enumerate(ids) if id in stops]
    return tuple(ids[: min(ends, default=len(ids))])


@pytest.mark.parametrize("prompt", PROMPTS, ids=str)
@pytest.mark.parametrize("stops", [[], [4], [4, 9, 17]], ids=str)
@pytest.mark.parametrize("options", [{}, {"repetition_penalty": 1.5}, {"no_repeat_ngram_size": 2}], ids=str)
def test_greedy_gives_the_ids_of_generate(
    model: Any, prompt: list[int], stops: list[int], options: dict[str, Any]
) -> None:
    theirs = generate(model, prompt, num_beams=1, eos_token_id=stops or None, max_new_tokens=30, **options)
    strategy = make_strategy("greedy", **options)
    steps, _ = run(decode(TorchModel(model), prompt, strategy, 30, stop_ids=stops, piece=letters))
    assert [step.id for step in steps] == theirs.sequences[0, len(prompt) :].tolist()


def same_beams(model: Any, prompt: list[int], stops: list[int], **options: Any) -> list[Any]:
    """Runs both, asserts equal ids and scores of all hypotheses, and returns ours."""
    beams = options["num_beams"]
    theirs = generate(model, prompt, eos_token_id=stops or None, num_return_sequences=beams, **options)
    chained = {name: options.pop(name) for name in ("repetition_penalty", "no_repeat_ngram_size") if name in options}
    chain = make_strategy("beam", **chained).chain
    ours = run(
        beam_search(TorchModel(model), prompt, MAX_NEW_TOKENS, stop_ids=stops, chain=chain, piece=letters, **options)
    )[1]
    rows = theirs.sequences[:, len(prompt) :].tolist()
    assert [h.ids for h in ours.hypotheses] == [without_padding(row, stops) for row in rows]
    if beams > 1:
        expected = pytest.approx(theirs.sequences_scores.tolist(), abs=1e-4)
        assert [h.score for h in ours.hypotheses] == expected
    return list(ours.hypotheses)


def likely_stops(model: Any, prompt: list[int], count: int) -> list[int]:
    """Ids that do come up in the middle of the search, so that as stop ids they end beams early."""
    _, found = run(beam_search(TorchModel(model), prompt, 6, num_beams=3, piece=letters))
    ids = [id for hypothesis in found.hypotheses for id in hypothesis.ids[1:]]
    return list(dict.fromkeys(ids))[:count]


@pytest.mark.parametrize("num_beams", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("early_stopping", [False, True, "never"])
def test_beams_give_the_ids_and_scores_of_generate(model: Any, num_beams: int, early_stopping: Any) -> None:
    lengths = set()
    for index, length_penalty in enumerate([-1.0, 0.0, 0.5, 1.0, 2.0]):
        prompt = PROMPTS[index % len(PROMPTS)]
        options = {"num_beams": num_beams, "length_penalty": length_penalty, "early_stopping": early_stopping}
        found = same_beams(model, prompt, likely_stops(model, prompt, 1 + (index + num_beams) % 2), **options)
        lengths |= {len(hypothesis.ids) for hypothesis in found}
    # Without beams that end before the limit the rules about finishing would go untested.
    assert min(lengths) < MAX_NEW_TOKENS


@pytest.mark.parametrize("stop_count", [0, 2])
@pytest.mark.parametrize("chained", [{"repetition_penalty": 1.4}, {"no_repeat_ngram_size": 2}], ids=str)
def test_beams_agree_with_a_penalty_or_a_ban_and_without_stop_ids(
    model: Any, stop_count: int, chained: dict[str, Any]
) -> None:
    for prompt, num_beams in zip(PROMPTS, [1, 2, 4], strict=True):
        stops = likely_stops(model, prompt, stop_count)
        same_beams(model, prompt, stops, num_beams=num_beams, **chained)


@pytest.mark.parametrize(
    ("prompt", "stops", "num_beams", "length_penalty", "different"),
    [
        ([19, 18, 28], [39, 9], 4, 1.0, (True, False)),
        ([24, 26, 34], [34, 21], 4, 2.0, (True, False)),
        ([24, 30, 13], [10, 22], 3, 0.5, (True, False)),
        ([34, 25, 20], [20, 11], 2, 0.5, (False, "never")),
        ([21, 9, 31], [31, 4], 2, 2.0, (False, "never")),
    ],
)
def test_beams_agree_where_early_stopping_changes_the_answer(
    model: Any, prompt: list[int], stops: list[int], num_beams: int, length_penalty: float, different: Any
) -> None:
    one, other = (
        same_beams(
            model, prompt, stops, num_beams=num_beams, length_penalty=length_penalty, early_stopping=early_stopping
        )
        for early_stopping in different
    )
    assert one != other
