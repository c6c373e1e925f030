"""Speculative decoding on the models of this package: streamed, repeated, saved, parted from, refused."""

from __future__ import annotations

import pytest

import llm_playground as lp
from llm_playground.engine.generation import prepare
from llm_playground.engine.speculating import speculating
from llm_playground.errors import InvalidValue, PlaygroundError
from llm_playground.records import Start
from llm_playground.records.speculation import Round
from tests.checkpoints import model_folder

TEXT = "Once upon a time"
DRAWN = {"strategy": "top_p", "temperature": 1.3, "seed": 7}


def test_greedy_finds_the_text_of_greedy_with_a_third_of_the_passes() -> None:
    made = lp.speculate("tiny-gpt2", TEXT, "tiny-qwen", "greedy", 24)
    alone = lp.trace("tiny-gpt2", TEXT, "greedy", 24)
    assert (made.ids, made.text) == (alone.ids, alone.text)
    assert made.model_passes == len(made.rounds) <= 8
    assert made.accepted + made.rejected + made.dropped == made.draft_passes
    assert made.tokens_per_pass == 24 / made.model_passes
    assert made.acceptance_rate == made.accepted / (made.accepted + made.rejected)


def test_the_same_seed_gives_the_same_bytes_streamed_or_not_and_the_text_can_be_parted_from(tmp_path) -> None:
    made = lp.speculate("tiny-gpt2", TEXT, "tiny-qwen-chat", max_new_tokens=20, num_draft_tokens=3, **DRAWN)
    run = prepare("tiny-gpt2", TEXT, max_new_tokens=20, **DRAWN)
    start, *rounds, streamed = speculating(run, lp.load("tiny-qwen-chat"), 3, 10)
    assert isinstance(start, Start)
    assert all(isinstance(each, Round) for each in rounds)
    assert streamed.to_json() == made.to_json()

    lp.save_trace(made.trace, tmp_path / "text.json")
    trace = lp.read_trace(tmp_path / "text.json")
    assert trace == made.trace
    branch = lp.branch(trace, at=5, token=" cat", mirostat_tau=3.0)
    assert branch.ids[:5] == trace.ids[:5]
    assert branch.steps[5].choice.by_hand
    with pytest.raises(InvalidValue, match="speculative decoding"):
        lp.save_trace(trace, tmp_path / "text.py")


def test_it_prints_its_counts_and_what_became_of_every_draft() -> None:
    made = lp.speculate("tiny-gpt2", TEXT, "tiny-qwen", "greedy", 12)
    lines = repr(made).splitlines()
    assert lines[0] == made.text
    assert lines[2] == "tiny-gpt2 · drafts by tiny-qwen · greedy"
    assert lines[3].startswith(f"12 tokens in {made.model_passes} passes of tiny-gpt2, ")
    assert lines[4].endswith(",✓ ␣there✓ ␣was✓ ␣a✓ → ␣little")
    assert sum(line.count("✗") for line in lines[4:-1]) == made.rejected > 0
    assert "✗ rejected" in lines[-1]


@pytest.mark.parametrize(
    ("given", "sentence", "field"),
    [
        ({"num_draft_tokens": 0}, "num_draft_tokens is 0; it must be a whole number from 1 to 32", "num_draft_tokens"),
        ({"num_draft_tokens": 10**9}, "from 1 to 32", "num_draft_tokens"),
        ({"strategy": "beam"}, "Beam search follows several texts at once", "strategy"),
        ({"draft": "tiny-gpt3"}, "tiny-gpt3", None),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(given: dict[str, object], sentence: str, field: str | None) -> None:
    with pytest.raises(PlaygroundError, match=sentence) as refused:
        lp.speculate(**{"model": "tiny-gpt2", "prompt": TEXT, "draft": "tiny-qwen", **given})  # type: ignore[arg-type]
    assert field is None or refused.value.field == field


def test_a_draft_model_with_other_tokens_is_refused(tmp_path) -> None:
    with pytest.raises(
        InvalidValue, match=r"cannot draft for tiny-gpt2: their tokenizers differ \(one has 2,048 "
    ) as no:
        lp.speculate("tiny-gpt2", TEXT, model_folder(tmp_path / "other"))
    assert no.value.field == "draft"
