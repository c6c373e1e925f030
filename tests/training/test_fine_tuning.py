"""Fine-tuning that is watched: its losses are those of the same texts by another way, and it can be stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

import llm_playground as lp
from llm_playground.corpus.dialogues import dialogues, render
from llm_playground.corpus.world import documents
from llm_playground.engine.fine_tuning import FineTuned
from llm_playground.errors import InvalidValue
from llm_playground.models.seam import LanguageModel
from llm_playground.records.fine_tuning import TrainingStep
from llm_playground.training import in_training
from llm_playground.training.fine_tuning import FineTuningRun
from llm_playground.training.requests import FineTuningRequest
from tests.checkpoints import make_foreign
from tests.training.small_runs import few_texts

PROMPTS = ["What is 2+2?", "What color is snow?"]
ASKED = {"prompts": PROMPTS, "steps": 3, "every": 2, "max_new_tokens": 6}


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        few_texts(patch)
        yield


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def made(out: Path, small: None) -> FineTuned:
    return lp.watch_fine_tuning("tiny-qwen", **ASKED, out=out)


def mean_nats(model: LanguageModel, texts: list[tuple[list[int], list[bool]]]) -> float:
    """Minus the mean log-probability of the tokens that count, one text at a time, by the seam of generation."""
    end = model.tokenizer.special_tokens["<|endoftext|>"]
    paid: list[float] = []
    for ids, counts in texts:
        logits = torch.from_numpy(np.stack([*model.logits_along([end, *ids[:-1]])])).double()
        logprobs = logits.log_softmax(-1)[torch.arange(len(ids)), ids]
        paid += [-x for x, counted in zip(logprobs.tolist(), counts, strict=True) if counted]
    return sum(paid) / len(paid)


def masked_by_hand(model: LanguageModel, text: str) -> tuple[list[int], list[bool]]:
    """A rendered conversation whose answers are found with a regular expression, each with its closing token."""
    ids, counts = [], []
    for part in re.split(r"((?<=<\|im_start\|>assistant\n).*?<\|im_end\|>)", text, flags=re.DOTALL):
        tokens = model.tokenizer.encode(part, allow_special=True)  # type: ignore[call-arg]
        ids += tokens
        counts += [part.endswith("<|im_end|>")] * len(tokens)
    return ids, counts


def test_the_loss_on_answers_is_that_of_the_answers_alone_before_and_after(made: FineTuned, out: Path) -> None:
    held_out = [render(each.messages) for each in dialogues(4, 2, held_out=True)]
    for name, point, exact in (("tiny-qwen", made.points[0], 1e-4), (out, made.points[-1], 3e-3)):
        model = lp.load(name)  # the folder holds 16 bits of each weight
        texts = [masked_by_hand(model, text) for text in held_out]
        assert made.start.answer_tokens == sum(sum(counts) for _, counts in texts)
        assert point.answer_loss == pytest.approx(mean_nats(model, texts), abs=exact)
    assert made.points[-1].answer_loss < made.points[0].answer_loss - 0.5


def test_the_model_of_a_record_is_the_copy_as_it_was_measured_last(made: FineTuned) -> None:
    assert made.model.name == "tiny-qwen + 3 steps"
    for prompt, answer in zip(PROMPTS, made.points[-1].answers, strict=True):
        assert lp.trace(made.model, prompt, "greedy", 6).text == answer
    assert 0 < (lp.weight_change("tiny-qwen", made.model).relative or 0) < 0.2
    assert lp.weight_change(made.model, made.model).relative == 0
    assert "tiny-qwen + 3 steps" not in made.to_json()


def test_the_loss_on_stories_is_their_score_with_the_end_of_each(made: FineTuned) -> None:
    model = lp.load("tiny-qwen")
    stories = [each.text for each in documents(2, 2, ["story"])]
    scores = [lp.score(model, text).totals for text in stories]
    end = model.tokenizer.special_tokens["<|endoftext|>"]
    ends = [torch.from_numpy(model.next_logits([[end, *model.tokenizer.encode(text)]])[0]) for text in stories]
    paid = sum(-each.logprob for each in scores) - sum(float(each.log_softmax(-1)[end]) for each in ends)
    assert made.start.story_tokens == sum(each.tokens for each in scores) + 2
    assert made.points[0].story_loss == pytest.approx(paid / made.start.story_tokens, abs=1e-4)
    assert made.points[-1].story_loss != made.points[0].story_loss


def test_the_example_marks_what_the_loss_counts(made: FineTuned) -> None:
    example = made.start.example
    model = lp.load("tiny-qwen")
    text = b"".join(example.pieces).decode()
    assert (list(example.ids), list(example.counts)) == masked_by_hand(model, text)
    assert text.count("<|im_start|>assistant") == 2
    assert 0 < sum(example.counts) < len(example.ids)


def test_it_answers_what_the_saved_model_answers(made: FineTuned, out: Path) -> None:
    assert [point.step for point in made.points] == [0, 2, 3]
    model = lp.load(out)
    assert model.is_instruct
    for prompt, answer in zip(PROMPTS, made.points[-1].answers, strict=True):
        assert lp.trace(model, prompt, "greedy", 6).text == answer
    base = lp.load("tiny-qwen")
    asked = lp.render(base, PROMPTS[0], "tiny-qwen-chat").prompt.ids
    first = lp.trace(base, asked, "greedy", 6).ids
    assert base.tokenizer.decode(first).removesuffix("<|endoftext|>") == made.points[0].answers[0]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(made: FineTuned) -> None:
    assert lp.watch_fine_tuning("tiny-qwen", **ASKED) == made
    assert lp.watch_fine_tuning("tiny-qwen", **ASKED, seed=1).points[1:] != made.points[1:]


def test_the_model_itself_stays_as_it_is_and_closing_ends_the_training() -> None:
    model = lp.load("tiny-qwen")
    before = model.next_logits([[5, 6, 7]])
    run = FineTuningRun(model, FineTuningRequest(steps=50, prompts=PROMPTS, max_new_tokens=1))
    events = run.events()
    steps = 0
    for event in events:
        steps += isinstance(event, TrainingStep)
        if steps == 2:
            events.close()
    assert (steps, run.trainer.step) == (2, 2)
    assert np.array_equal(model.next_logits([[5, 6, 7]]), before)


def test_it_prints_both_losses_and_the_answers(made: FineTuned) -> None:
    text = repr(made)
    assert f"{made.points[-1].story_loss:.3f}" in text
    assert f"> {PROMPTS[1]}" in text
    assert "[" in text.splitlines()[-1]


def test_what_cannot_be_trained_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for prompts in ([], ["x"] * 6, "one", [" "], ["x" * 501], 5):
        with pytest.raises(InvalidValue) as raised:
            lp.watch_fine_tuning("tiny-qwen", prompts)  # type: ignore[arg-type]
        assert raised.value.field == "prompts"
    with pytest.raises(InvalidValue, match="steps is 0; it must be a whole number from 1 to 2,000"):
        lp.watch_fine_tuning("tiny-qwen", steps=0)
    with pytest.raises(InvalidValue, match="runs through transformers"):
        lp.watch_fine_tuning(make_foreign(tmp_path / "foreign"), steps=1)
    monkeypatch.setattr(in_training, "MOST_PARAMETERS", 1000)
    with pytest.raises(InvalidValue, match="tiny-gpt2 has 2,271,360 weights; at most 1,000 are trained"):
        lp.watch_fine_tuning("tiny-gpt2", steps=1)
