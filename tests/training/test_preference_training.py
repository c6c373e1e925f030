"""Direct preference optimization: its loss, gradient and measures are those of a slow computation, answer by answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice

import pytest
import torch

import llm_playground as lp
from llm_playground.corpus.dialogues import encode, judge
from llm_playground.corpus.dialogues.preferences import Preference, measured, preferences
from llm_playground.engine.preference import Preferred
from llm_playground.errors import UnknownName
from llm_playground.plain.static_preference import outcome
from llm_playground.records.fine_tuning import TrainingStep
from llm_playground.records.preference import PreferenceTraining
from llm_playground.training import direct_preference
from llm_playground.training.direct_preference import PreferenceRun, dpo_loss, logprobs_of, mean_kl
from llm_playground.training.requests import PreferenceRequest
from llm_playground.transformer.model import Transformer

ASKED = {"prompts": ["What is 17+25?"], "steps": 3, "every": 2, "max_new_tokens": 12}


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"PAIRS": 2, "HELD_OUT": 3, "LONGEST": {"right": 12, "words": 12}}.items():
            patch.setattr(direct_preference, name, value)
        yield


@pytest.fixture(scope="module")
def made(small: None) -> Preferred:
    return lp.watch_preference_training("tiny-qwen-chat", "right_sums", **ASKED)


@pytest.fixture
def run() -> PreferenceRun:
    """A training whose model has moved from its reference, so that the margins are not 0."""
    run = PreferenceRun(lp.load("tiny-qwen-chat"), PreferenceRequest(**ASKED))
    torch.manual_seed(0)
    with torch.no_grad():
        for weight in run.learner.transformer.parameters():
            weight += 0.01 * torch.randn_like(weight)
    return run


def answer_logprob(run: PreferenceRun, transformer: Transformer, pair: Preference, answer: str) -> torch.Tensor:
    """Token by token, of one answer alone: the tokens after the request in its template, with the one that ends it."""
    asked = [{"role": "user", "content": pair.request}]
    before = encode(asked, run.learner.tokenizer, add_generation_prompt=True).ids
    whole = encode([*asked, {"role": "assistant", "content": answer}], run.learner.tokenizer).ids
    logits = transformer(torch.tensor([whole]))[0]
    places = range(len(before), len(whole) - 1)  # the last id is the line break after the message
    return torch.stack([logits[at - 1].log_softmax(-1)[whole[at]] for at in places]).sum()


def test_loss_and_gradient_are_those_of_the_paper_one_answer_at_a_time(run: PreferenceRun) -> None:
    beta, transformer = 0.3, run.learner.transformer
    rows = run.held_out_rows
    loss = dpo_loss(logprobs_of(transformer, rows), logprobs_of(run.reference, rows), beta)
    loss.backward()
    found = {name: weight.grad.clone() for name, weight in transformer.named_parameters() if weight.grad is not None}
    expected_loss, expected = 0.0, {name: torch.zeros_like(grad) for name, grad in found.items()}
    for pair in run.held_out:
        margin = 0.0
        gradients = []
        for answer, sign in ((pair.chosen, 1), (pair.rejected, -1)):
            logprob = answer_logprob(run, transformer, pair, answer)
            margin += sign * (logprob.item() - answer_logprob(run, run.reference, pair, answer).item())
            transformer.zero_grad()
            logprob.backward()
            gradients.append({name: weight.grad.clone() for name, weight in transformer.named_parameters()})
        wrong = 1 / (1 + torch.tensor(beta * margin).exp().item())  # how wrong the implicit reward is
        expected_loss += -torch.tensor(1 - wrong).log().item() / len(run.held_out)
        for name in expected:
            expected[name] -= beta * wrong * (gradients[0][name] - gradients[1][name]) / len(run.held_out)
    assert loss.item() == pytest.approx(expected_loss, abs=1e-4)
    for name, gradient in found.items():
        assert torch.allclose(gradient, expected[name], atol=2e-4, rtol=2e-3), name
    assert max(gradient.abs().max().item() for gradient in found.values()) > 0.01


def test_the_divergence_is_that_of_the_chosen_answers_token_by_token(run: PreferenceRun) -> None:
    of_places = []
    for pair in run.held_out:
        messages = [{"role": "user", "content": pair.request}, {"role": "assistant", "content": pair.chosen}]
        ids, counts = encode(messages, run.learner.tokenizer)
        both = run.learner.transformer, run.reference
        p, q = (each(torch.tensor([ids]))[0].detach().double().log_softmax(-1) for each in both)
        of_places += [float((p[at].exp() * (p[at] - q[at])).sum()) for at in range(len(ids) - 1) if counts[at + 1]]
    found = mean_kl(run.learner.transformer, run.reference, run.held_out_rows)
    assert found == pytest.approx(sum(of_places) / len(of_places), abs=1e-6)
    assert found > 1e-3


def test_it_begins_at_the_reference_and_the_same_seed_gives_the_same_numbers(made: Preferred) -> None:
    first, last = made.points[0], made.points[-1]
    assert [point.step for point in made.points] == [0, 2, 3]
    assert (first.margin, first.kl, first.accuracy) == (0, 0, 0)
    assert first.loss == pytest.approx(0.6931, abs=1e-4)
    assert last.margin == pytest.approx(last.chosen - last.rejected, abs=1e-4)
    assert last.loss != first.loss
    assert last.kl > 0
    assert lp.watch_preference_training("tiny-qwen-chat", "right-sums", **ASKED) == made


def test_it_learns_which_answers_are_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the pairs that it is trained on: two of them, again and again, which here are those that are measured, too."""
    pairs = list(preferences("right_sums", 2, 5))
    monkeypatch.setattr(direct_preference, "preferences", lambda _, count, *__, **___: islice(cycle(pairs), count))
    monkeypatch.setattr(direct_preference, "HELD_OUT", 2)
    request = PreferenceRequest(**ASKED | {"steps": 5, "every": 5}, learning_rate=3e-4)
    *_, made = PreferenceRun(lp.load("tiny-qwen-chat"), request).events()
    assert isinstance(made, PreferenceTraining)
    assert made.points[-1].accuracy == 1
    assert made.points[-1].margin > 1
    assert made.points[-1].loss < made.points[0].loss - 0.05


def test_what_came_of_it_is_measured_of_greedy_answers_and_told_as_it_is(made: Preferred) -> None:
    asked = list(preferences("right_sums", 3, direct_preference.HELD_OUT_SEED, held_out=True))
    answers = [lp.trace("tiny-qwen-chat", each.request, "greedy", 12).text for each in asked]
    right = sum(judge(each.check, answer) for each, answer in zip(asked, answers, strict=True)) / 3
    assert (made.before, made.measured_answers) == (right, 3)
    worse = replace(made, points=(*made.points[:-1], replace(made.points[-1], chosen=-1.0)))
    assert any("chosen answers are less probable" in line for line in outcome(worse))
    assert not any("less probable" in line for line in outcome(replace(made, points=made.points[:1])))
    assert any(line.startswith("Fewer are right than before") for line in outcome(replace(made, before=1.0, after=0.5)))
    assert not any(line.startswith("Fewer") for line in outcome(replace(made, before=0.5, after=0.5)))
    assert outcome(made)[0] in repr(made)


def test_the_corpus_judges_every_pair() -> None:
    trained, held_out = (list(preferences("right_sums", 40, 5, held_out=held)) for held in (False, True))
    for pair in (*trained, *held_out):
        assert judge(pair.check, pair.chosen)
        assert not judge(pair.check, pair.rejected)
        assert re.sub(r"\d+\.$", "", pair.chosen) == re.sub(r"\d+\.$", "", pair.rejected)
    assert not {pair.request for pair in trained} & {pair.request for pair in held_out}
    for pair in preferences("short_stories", 6, 5):
        assert judge(pair.check, pair.chosen)
        assert len(pair.chosen.split()) <= 0.8 * len(pair.rejected.split())
    assert measured("short_stories", trained[:2], ["one two three", "one"]) == 2
    assert measured("right_sums", trained[:2], [trained[0].chosen, trained[1].rejected]) == 0.5
    with pytest.raises(UnknownName, match="preference 'kindness'; choose one of right_sums, short_stories"):
        lp.watch_preference_training("tiny-qwen-chat", "kindness")


def test_closing_ends_it_after_the_step_at_work(run: PreferenceRun) -> None:
    events = run.events()
    steps = [event.step for event in events if isinstance(event, TrainingStep) and (event.step < 2 or events.close())]
    assert steps == [1]
