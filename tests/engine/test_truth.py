"""The truth beside a model is exact: it adds up to what the world knows of a document, and it is what one counts."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.corpus.world import documents, sample
from llm_playground.decoding.distribution import softmax
from llm_playground.engine import truth as truth_module
from llm_playground.engine.scoring_windows import rows_of
from llm_playground.engine.token_forecast import TokenForecast
from llm_playground.models.loading import load
from tests.checkpoints import make_checkpoint


@pytest.fixture(scope="module")
def forecast() -> TokenForecast:
    return TokenForecast(lp.load("tiny-gpt2"))


def test_the_tokens_of_a_document_are_together_as_probable_as_its_choices(forecast: TokenForecast) -> None:
    """The chain rule, over the tokens on one side and over the choices on the other; documents of every kind."""
    tokenizer = lp.load("tiny-gpt2").tokenizer
    for seed in (0, 1, 3, 4, 7, 10, 15):
        document = sample(seed)
        ids = (*tokenizer.encode(document.text), forecast.end_id)
        rows = list(forecast.along(document.text, ids[:-1]))
        assert len(rows) == len(ids)
        assert sum(math.log(row[id]) for row, id in zip(rows, ids, strict=True)) == pytest.approx(document.logprob)
        assert all(sum(row.values()) == pytest.approx(1) for row in rows)


def test_the_tokens_that_come_are_as_frequent_as_the_truth_says(forecast: TokenForecast) -> None:
    """Of 4,000 documents, those that begin with the same tokens: a chi-square test for each beginning of enough of
    them. Counting knows nothing of courses and words."""
    tokenizer, texts = lp.load("tiny-gpt2").tokenizer, [document.text for document in documents(4000, 5)]
    following: defaultdict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    said: dict[tuple[int, ...], str] = {}
    for text in texts:
        ids = (*tokenizer.encode(text[:80]), forecast.end_id)
        for end in range(min(len(ids) - 1, 14)):
            following[ids[:end]][ids[end]] += 1
            said.setdefault(ids[:end], text)
    tested = 0
    for beginning, counts in following.items():
        if counts.total() < 250:
            continue
        whole = said[beginning]
        true = list(forecast.along(whole, tuple(tokenizer.encode(whole))))[len(beginning)]
        if len(true) == 1:
            assert counts.keys() == true.keys()
            continue
        assert counts.keys() <= true.keys()
        # Rare tokens together, so that each cell expects five or more.
        cells, rest = [], [0.0, 0]
        for id, share in true.items():
            expected, seen = share * counts.total(), counts[id]
            if expected >= 5:
                cells.append((expected, seen))
            else:
                rest = [rest[0] + expected, rest[1] + seen]
        cells += [(rest[0], rest[1])] if rest[0] else []
        chi_square = sum((seen - expected) ** 2 / expected for expected, seen in cells)
        # Four standard deviations above its mean, by Wilson and Hilferty's normal approximation of the cube root.
        degrees = max(1, len(cells) - 1)
        assert chi_square < degrees * (1 - 2 / (9 * degrees) + 4 * math.sqrt(2 / (9 * degrees))) ** 3, beginning
        tested += 1
    assert tested >= 8


def test_what_is_told_of_a_token_is_computed_over_all_of_the_vocabulary(forecast: TokenForecast) -> None:
    model = lp.load("tiny-gpt2")
    truth = lp.truth(model, seed=11)
    score = truth.score
    assert score.text == sample(11, ["story"]).text
    assert (truth.seed, truth.left_at) == (11, None)
    rows = list(forecast.along(score.text, score.ids))
    ids = [*score.before.ids, *score.ids]
    for at in (0, 3, 9, 40, 41, len(score.ids) - 1):
        token, true = truth.tokens[at], rows[at]
        by_model = softmax(model.next_logits([ids[: at + len(score.before.ids)]])[0])
        wanted = np.zeros(len(by_model))
        wanted[list(true)] = list(true.values())
        possible = wanted > 0
        assert token.kl == pytest.approx(
            float((wanted[possible] * np.log(wanted[possible] / by_model[possible])).sum()), abs=1e-5
        )
        assert token.entropy == pytest.approx(-float((wanted[possible] * np.log(wanted[possible])).sum()), abs=1e-9)
        assert token.possible == possible.sum()
        for row in token.candidates:
            assert (row.truth, row.model) == (pytest.approx(wanted[row.id]), pytest.approx(by_model[row.id], abs=1e-5))
        listed = [row.id for row in token.candidates]
        assert score.ids[at] in listed
        assert token.others_truth == pytest.approx(1 - wanted[listed].sum(), abs=1e-9)
        assert token.others_model == pytest.approx(1 - by_model[listed].sum(), abs=1e-5)
        assert token.others_count == model.vocab_size - len(listed)
    assert truth.totals.logprob == pytest.approx(sum(token.logprob for token in truth.tokens))
    assert truth.totals.mean_kl == pytest.approx(sum(token.kl for token in truth.tokens) / len(truth.tokens))
    assert [truth.tokens[at].kl for at in truth.furthest] == sorted((each.kl for each in truth.tokens), reverse=True)[
        :5
    ]
    assert truth.totals.drawn == sum(len(row) > 1 for row in rows[:-1])
    # It was trained on this world.
    assert truth.totals.mean_kl < 0.05 < truth.totals.mean_entropy


def test_the_truth_ends_where_a_text_leaves_the_world() -> None:
    truth = lp.truth("tiny-gpt2", "Once upon a time, there was a purple fox.")
    left = truth.score.tokens[truth.left_at]
    assert left.piece == b" purple"
    assert (truth.tokens[truth.left_at].probability, truth.tokens[truth.left_at].logprob) == (0, None)
    assert truth.tokens[truth.left_at + 1 :] == (None,) * (len(truth.tokens) - truth.left_at - 1)
    assert truth.totals.tokens == truth.left_at
    assert "never writes ␣purple there" in str(truth)
    assert lp.truth("tiny-gpt2", "Zebras").totals is None


def test_a_long_text_is_read_for_the_truth_no_further_than_the_truth_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    story = sample(3, ["story"]).text
    read: list[Any] = []
    monkeypatch.setattr(truth_module, "rows_of", lambda *asked: read.append(asked[2]) or rows_of(*asked))
    long = lp.truth("tiny-gpt2", f"{story}\n\n{'A stone is no dragon. ' * 120}")
    assert long.score.windows > 2
    assert len(read) == 1
    known = len([token for token in long.tokens if token])
    assert long.left_at == known - 1 < 511


def test_a_text_that_has_begun_may_end_within_a_word(forecast: TokenForecast) -> None:
    """What a text is cut into depends on what follows it; here nothing does."""
    rows = list(forecast.along("Once upon a ti", tuple(lp.encode_text("Once upon a ti"))))
    assert all(sum(row.values()) == pytest.approx(1) for row in rows)
    longer = list(forecast.along("Once upon a time", tuple(lp.encode_text("Once upon a time"))))
    assert list(forecast.along("Once upon", tuple(lp.encode_text("Once upon")))) == longer[:3]


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: lp.truth("tiny-qwen-chat", seed=1), "was taught to answer in a chat template"),
        (lambda: lp.truth("tiny-gpt2", "Once", seed=1), "a text or a seed, not both"),
        (lambda: lp.truth("tiny-gpt2", seed=-1), "seed is -1"),
        (lambda: lp.truth("tiny-gpt2", [1, 2]), "it must be a text, or None"),
        (lambda: lp.truth("tiny-gpt2", ""), "no tokens"),
    ],
)
def test_what_has_no_truth_is_told_in_a_sentence(ask: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(lp.InvalidValue, match=sentence):
        ask()


def test_a_model_without_a_tokenizer_has_no_truth(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    with pytest.raises(lp.InvalidValue, match="no tokenizer files"):
        lp.truth(load(tmp_path), seed=1)
