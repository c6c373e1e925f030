"""The probability of a given text is that of `transformers`, and of a loop that asks for one token after the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.engine.scoring_windows import windows_over
from llm_playground.models import seam
from llm_playground.models.loading import load
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint, make_foreign, model_folder, reference_of

TEXT = "the little robot wanted to see how a language model works"


@given(st.integers(2, 60), st.data())
def test_each_token_is_counted_once_with_as_much_context_as_its_window_gives(length: int, data: st.DataObject) -> None:
    stride = data.draw(st.integers(1, length - 1))
    n_token = data.draw(st.integers(2, 200))
    first = data.draw(st.integers(1, min(n_token - 1, length)))
    counted = []
    for begin, end, start in windows_over(n_token, first, length, stride):
        assert 0 < end - begin <= length
        assert begin < start
        counted += range(start, end)
        assert all(at - begin >= min(at, length - stride) for at in range(start, end))
    assert counted == list(range(first, n_token))


def slowly(model: Any, ids: list[int], first: int, stride: int) -> list[np.ndarray]:
    """The log-probabilities (V,) of each token from `first` on, one pass a token, by the rule in words: a token counts
    in the first window that holds it."""
    found = []
    for at in range(first, len(ids)):
        begin = 0
        while at >= begin + model.context_length:
            begin += stride
        logits = model.next_logits([ids[begin:at]])[0].astype(np.float64)
        found.append(logits - logits.max() - math.log(np.exp(logits - logits.max()).sum()))
    return found


@pytest.mark.parametrize(("family", "stride"), [("gpt2", None), ("llama", 5), ("foreign", 40)])
def test_it_equals_a_slow_loop(
    tmp_path: Path, family: str, stride: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "BLOCK_BYTES", 4 * VOCAB_SIZE * 7)  # seven positions at a time
    model = load(make_foreign(tmp_path) if family == "foreign" else model_folder(tmp_path, family))
    ids = np.random.default_rng(2).integers(3, VOCAB_SIZE, 2 * CONTEXT).tolist()
    score = lp.score(model, ids, stride=stride)
    rows = slowly(model, [model.info.bos_id, *ids], 1, stride or CONTEXT // 2)
    assert np.abs(np.array(score.logprobs) - [row[id] for row, id in zip(rows, ids, strict=True)]).max() < 1e-4
    assert score.ranks == tuple(1 + int((row > row[id]).sum()) for row, id in zip(rows, ids, strict=True))
    entropy = np.array([-(np.exp(row) * row).sum() for row in rows])
    assert np.abs(entropy - [token.distribution.entropy for token in score.tokens]).max() < 1e-4
    assert score.windows > 1
    for token in score.tokens:
        assert math.isclose(token.probability, math.exp(token.logprob))
        assert math.isclose(token.bits, -token.logprob / math.log(2))
        assert sum(each.probability for each in token.distribution.candidates) + token.distribution.others_mass == (
            pytest.approx(1)
        )
    assert score.surprising == tuple(np.argsort(score.logprobs, kind="stable")[:5])


def test_perplexity_is_that_of_the_guide_of_transformers(tmp_path: Path) -> None:
    """The loop of the guide, with its shifted labels: all windows at once, each counting what none has counted."""
    model = load(model_folder(tmp_path, "gpt2"))
    ids, stride = np.random.default_rng(3).integers(0, VOCAB_SIZE, 150).tolist(), 24
    before, text = ids[:1], ids[1:]
    reference, nll, counted, previous = reference_of(tmp_path), 0.0, 0, 0
    for begin in range(0, len(ids), stride):
        end = min(begin + CONTEXT, len(ids))
        labels = torch.tensor([ids[begin:end]])
        labels[:, : -(end - previous)] = -100
        with torch.no_grad():
            loss = reference(torch.tensor([ids[begin:end]]), labels=labels).loss.item()
        n = int((labels[:, 1:] != -100).sum())
        nll, counted, previous = nll + loss * n, counted + n, end
        if end == len(ids):
            break
    score = lp.score(model, text, prompt=before, stride=stride)
    assert score.totals.tokens == counted
    assert score.perplexity == pytest.approx(math.exp(nll / counted), rel=1e-4)
    assert -score.logprob == pytest.approx(nll, rel=1e-5)


def test_bits_per_byte_are_nats_over_ln_2_over_the_bytes_of_the_text() -> None:
    text = "Zoë said: “Hi!” ☕"
    score = lp.score("tiny-gpt2", text)
    assert score.totals.bytes == len(text.encode())
    assert score.bits_per_byte == pytest.approx(-sum(score.logprobs) / math.log(2) / len(text.encode()))
    assert score.perplexity == pytest.approx(math.exp(-score.logprob / len(score.tokens)))
    assert b"".join(token.piece for token in score.tokens).decode() == score.text == text


def test_the_first_token_is_predicted_from_what_begins_a_text() -> None:
    model = lp.load("tiny-gpt2")
    score = lp.score(model, "Once")
    assert (score.before.ids, score.before.text) == ((model.info.bos_id,), "")
    assert score.tokens[0].probability == pytest.approx(lp.trace(model, "", "greedy", 1).steps[0].choice.probability)
    # The ids of a whole text begin with it, and it is not read twice.
    assert lp.score(model, [model.info.bos_id, *score.ids]).tokens == score.tokens


def test_without_such_a_token_the_first_is_left_out(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2", bos_token_id=None, eos_token_id=None)
    model = load(tmp_path)
    score = lp.score(model, [5, 6, 7])
    assert score.before is None
    assert (score.tokens[0].logprob, score.tokens[0].distribution, score.totals.tokens) == (None, None, 2)
    assert score.logprob == pytest.approx(sum(score.logprobs[1:]))
    assert score.totals.bytes == len("<6><7>")
    with pytest.raises(lp.InvalidValue, match=r"single token, and .* has no token to begin with"):
        lp.score(model, [5])


def test_an_answer_is_scored_after_its_question() -> None:
    model, messages = lp.load("tiny-qwen-chat"), [{"role": "user", "content": "What is 2 + 2?"}]
    start = lp.trace(model, messages, "greedy", 12)
    score = lp.score(model, start.completion, prompt=messages)
    assert score.before == start.prompt
    known = [step.choice.probability for step in start.steps if step.id not in model.info.stop_ids]
    assert [token.probability for token in score.tokens] == pytest.approx(known, abs=1e-4)
    assert lp.score(model, "4", prompt="What is 2 + 2?") == lp.score(model, "4", prompt=messages)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: lp.score("tiny-gpt2", ""), "no tokens, so there is nothing to score"),
        (lambda: lp.score("tiny-gpt2", []), "no tokens, so there is nothing to score"),
        (lambda: lp.score("tiny-gpt2", [{"role": "user", "content": "Hi"}]), "such as messages, is the prompt"),
        (lambda: lp.score("tiny-gpt2", [99_999]), "The text holds the token 99999"),
        (lambda: lp.score("tiny-gpt2", "Once", stride=0), "stride is 0"),
        (lambda: lp.score("tiny-gpt2", "Once", stride=512), "stride is 512; .* from 1 to 511: tiny-gpt2 reads 512"),
        (lambda: lp.score("tiny-gpt2", "Once", prompt=[{"role": "user", "content": "Hi"}]), "base model"),
    ],
)
def test_what_cannot_be_scored_is_told_in_a_sentence(ask: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(lp.InvalidValue, match=sentence):
        ask()


def test_a_token_that_the_model_rules_out_has_no_perplexity(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    model = load(tmp_path)
    row = np.zeros(VOCAB_SIZE, np.float32)
    row[7] = -np.inf
    monkeypatch.setattr(model, "_logits_along", lambda ids, start, ends: iter([np.array([row] * (len(ids) - start))]))
    with pytest.raises(lp.InvalidValue, match="rules out token 2 of the text"):
        lp.score(model, [6, 7])
    # Too small for a float, but it has a logarithm.
    row[7] = -800.0
    score = lp.score(model, [6, 7])
    assert (score.tokens[1].probability, score.totals.perplexity) == (0.0, pytest.approx(math.exp(-score.logprob / 2)))
    assert score.tokens[1].logprob == pytest.approx(-800 - math.log(VOCAB_SIZE - 1))
