"""Two models on one text are compared as a slow computation in float64 compares them; one against itself is nothing."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.decoding.paired import TwoDistributions
from llm_playground.engine import compared_tokens
from llm_playground.engine.shared_stretches import common_cuts
from llm_playground.errors import InvalidValue
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint, model_folder

TEXT = "Once upon a time, there was a purple fox named Zoë. ☕"


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Two random models with a vocabulary of 300 tokens, which is not that of the models that ship."""
    one, other = (lp.load(model_folder(tmp_path_factory.mktemp(family), family)) for family in ("gpt2", "llama"))
    return one, other


def slowly(logits: np.ndarray) -> np.ndarray:
    """Log-probabilities (V,) in float64."""
    exact = logits.astype(np.float64)
    return exact - exact.max() - np.log(np.exp(exact - exact.max()).sum())


def kl(p: np.ndarray, q: np.ndarray) -> float:
    return float((np.exp(p) * (p - q)).sum())


def test_every_place_equals_a_slow_computation() -> None:
    a, b = lp.load("tiny-qwen"), lp.load("tiny-qwen-chat")
    found = lp.compare_models(a, b, TEXT)
    ids = [*found.before_a.ids, *(token.id for token in found.tokens)]
    assert b"".join(token.piece for token in found.tokens).decode() == found.text == TEXT
    for at, (token, *logits) in enumerate(
        zip(found.tokens, *(model.logits_along(ids[:-1]) for model in (a, b)), strict=True), 1
    ):
        p, q = map(slowly, logits)
        place = token.distributions
        assert place.kl_ab == pytest.approx(kl(p, q), abs=2e-5)
        assert place.kl_ba == pytest.approx(kl(q, p), abs=2e-5)
        for side, logprobs in ((token.a, p), (token.b, q)):
            assert side.context == at
            assert side.logprob == pytest.approx(logprobs[token.id], abs=1e-5)
            assert side.probability == pytest.approx(math.exp(logprobs[token.id]), abs=1e-6)
            assert side.rank == 1 + int((logprobs > logprobs[token.id]).sum())
            assert side.entropy == pytest.approx(-float((np.exp(logprobs) * logprobs).sum()), abs=1e-4)
        listed = [each.id for each in place.candidates]
        assert {*np.argsort(-p)[:8], *np.argsort(-q)[:8], token.id} <= set(listed)
        change = np.exp(q) - np.exp(p)
        for moved, by in ((place.gained, change), (place.lost, -change)):
            most = np.sort(by)[:-6:-1]
            assert by[[listed[at] for at in moved]] == pytest.approx(most[: len(moved)], abs=1e-7)
            assert moved
            assert most[len(moved) :].max(initial=0) < 1e-7  # none that is left out has moved this way
        assert place.agree == (p.argmax() == q.argmax())
    falling = sorted(range(len(found.tokens)), key=lambda index: -found.tokens[index].distributions.kl_ba)
    assert list(found.apart.furthest) == falling[:5]
    assert found.apart.mean_kl_ab == pytest.approx(np.mean([each.distributions.kl_ab for each in found.tokens]))
    assert found.apart.agree == sum(each.distributions.agree for each in found.tokens)


def test_the_listed_tokens_and_all_others_are_the_whole_distribution() -> None:
    found = lp.compare_models("tiny-gpt2", "tiny-qwen-chat", TEXT, top=3)
    for token in found.tokens:
        place = token.distributions
        assert sum(each.a for each in place.candidates) + place.others_a == pytest.approx(1, abs=1e-5)
        assert sum(each.b for each in place.candidates) + place.others_b == pytest.approx(1, abs=1e-5)
        assert len(place.candidates) + place.others_count == 2048
        larger = [max(each.a, each.b) for each in place.candidates]
        assert larger == sorted(larger, reverse=True)
        came = next(each for each in place.candidates if each.id == token.id)
        assert (came.a, came.b) == pytest.approx((token.a.probability, token.b.probability), rel=1e-4)


@pytest.mark.parametrize("other", ["tiny-qwen", "loaded"])
def test_a_model_against_itself_is_zero_everywhere(other: str) -> None:
    found = lp.compare_models("tiny-qwen", lp.load("tiny-qwen") if other == "loaded" else other, TEXT, prompt="Hi")
    for token in found.tokens:
        assert (token.distributions.kl_ab, token.distributions.kl_ba) == (0.0, 0.0)
        assert (token.distributions.gained, token.distributions.lost) == ((), ())
        assert token.a == token.b
    assert (found.apart.mean_kl_ab, found.apart.mean_kl_ba, found.apart.furthest) == (0.0, 0.0, ())
    assert found.totals_a == found.totals_b
    assert "the same in all" in repr(found)


@given(st.integers(2, 1300), st.sampled_from([0.001, 0.5, 4.0]), st.integers(0, 2**32 - 1))
def test_one_place_after_the_other_is_computed_like_a_place_alone(vocab_size: int, spread: float, seed: int) -> None:
    drawn = np.random.default_rng(seed)
    a = drawn.normal(-70, 4, (3, vocab_size)).astype(np.float32)
    b = (a + drawn.normal(3, spread, a.shape)).astype(np.float32)
    b[1] = a[1]
    both = TwoDistributions(vocab_size)
    for row, id in enumerate((0, 1, 1)):
        place = both.place(a[row], b[row], id, top=2, moved=2)
        p, q = slowly(a[row]), slowly(b[row])
        assert place.kl_ab == pytest.approx(kl(p, q), abs=1e-4)
        assert place.kl_ba == pytest.approx(kl(q, p), abs=1e-4)
        assert row != 1 or (place.kl_ab, place.kl_ba) == (0, 0)
        for side, logprobs in ((place.a, p), (place.b, q)):
            assert side.rank == 1 + int((logprobs > logprobs[id]).sum())
            assert side.likeliest == logprobs.argmax()
            assert side.probabilities == pytest.approx(np.exp(logprobs[place.ids]), abs=1e-6)
            rest = np.delete(np.exp(logprobs), place.ids)
            assert side.others == pytest.approx(rest.sum(), rel=1e-4, abs=1e-12)
        change = np.exp(q) - np.exp(p)
        for moved, gain in ((place.gained, change), (place.lost, -change)):
            most = np.sort(gain)[:-3:-1].clip(min=0)
            assert [*gain[moved], 0.0, 0.0][: len(most)] == pytest.approx(most, abs=1e-6)


def test_what_one_rules_out_is_infinitely_far_the_other_way() -> None:
    a = np.array([1.0, 2.0, 0.5], np.float32)
    b = np.array([1.0, -np.inf, 0.5], np.float32)
    both = TwoDistributions(3)
    place = both.place(a, b, 1, top=3, moved=3)
    assert place.kl_ab == math.inf
    assert place.kl_ba == pytest.approx(kl(slowly(b)[[0, 2]], slowly(a)[[0, 2]]))
    assert (place.b.logprob, place.b.entropy) == (-math.inf, pytest.approx(0.662847, abs=1e-5))
    with pytest.raises(InvalidValue, match="highest logit is nan"):
        both.place(a, np.full(3, np.nan, np.float32), 1, 3, 3)


def test_the_whole_text_is_that_of_a_score() -> None:
    found = lp.compare_models("tiny-qwen", "tiny-qwen-chat", TEXT, prompt="Tell me a story.")
    for model, totals in (("tiny-qwen", found.totals_a), ("tiny-qwen-chat", found.totals_b)):
        scored = lp.score(model, TEXT, prompt="Tell me a story.").totals
        assert (totals.tokens, totals.bytes) == (scored.tokens, scored.bytes)
        for name in ("logprob", "bits_per_byte", "perplexity", "expected_logprob"):
            assert getattr(totals, name) == pytest.approx(getattr(scored, name), rel=1e-4)


def test_a_text_beyond_the_context_is_read_in_the_windows_of_a_score(others: tuple[Any, Any]) -> None:
    one, other = others
    ids = np.random.default_rng(5).integers(3, VOCAB_SIZE, 3 * CONTEXT).tolist()
    found = lp.compare_models(one, other, ids)
    scored = lp.score(one, ids)
    assert [token.id for token in found.tokens] == ids
    assert [token.a.context for token in found.tokens] == [token.context for token in scored.tokens]
    assert max(token.b.context for token in found.tokens) < CONTEXT
    assert found.totals_a.logprob == pytest.approx(scored.logprob, rel=1e-5)
    assert found.totals_b.logprob == pytest.approx(lp.score(other, ids).logprob, rel=1e-5)


def test_a_padded_vocabulary_is_cut_to_the_shorter_one(tmp_path: Path, others: tuple[Any, Any]) -> None:
    model_folder(tmp_path, "gpt2")
    make_checkpoint(tmp_path, "gpt2", vocab_size=VOCAB_SIZE + 20)
    found = lp.compare_models(tmp_path, others[0], [5, 6, 7])
    for token in found.tokens:
        assert len(token.distributions.candidates) + token.distributions.others_count == VOCAB_SIZE


def test_two_vocabularies_are_laid_along_the_same_characters(others: tuple[Any, Any]) -> None:
    found = lp.compare_models("tiny-gpt2", others[0], TEXT)
    own = found.vocabularies
    assert (found.tokens, found.apart) == ((), None)
    for score, model, totals in ((own.score_a, "tiny-gpt2", found.totals_a), (own.score_b, others[0], found.totals_b)):
        assert score == lp.score(model, TEXT, top=8)
        assert totals == score.totals
    assert "".join(TEXT[slice(*each.span)] for each in own.stretches) == TEXT
    for before, behind in pairwise(own.stretches):
        assert (before.span[1], before.a[1], before.b[1]) == (behind.span[0], behind.a[0], behind.b[0])
    for stretch in own.stretches:
        characters = TEXT[slice(*stretch.span)].encode()
        assert stretch.bytes == len(characters)
        for side, score, bits in (("a", own.score_a, stretch.bits_a), ("b", own.score_b, stretch.bits_b)):
            tokens = score.tokens[slice(*getattr(stretch, side))]
            assert b"".join(token.piece for token in tokens) == characters
            assert bits == pytest.approx(sum(token.bits for token in tokens))
    apart = [abs(each.bits_a - each.bits_b) for each in own.stretches]
    assert list(own.furthest) == sorted(range(len(apart)), key=lambda index: -apart[index])[:5]
    assert lp.load("tiny-gpt2").piece(own.token) == own.piece_a != own.piece_b
    assert "bits" in repr(found)


@given(st.text("aé☕ ", min_size=1, max_size=12), st.data())
def test_the_common_cuts_are_those_of_a_slow_search(text: str, data: st.DataObject) -> None:
    def cut() -> list[tuple[int, int]]:
        places = data.draw(st.sets(st.integers(1, 12), max_size=6)) & set(range(1, len(text)))
        return list(pairwise([0, *sorted(places), len(text)]))

    a, b = cut(), cut()
    cuts = [end for _, end in a if end in {end for _, end in b}]
    found = list(common_cuts(a, b))
    assert [span for span, _, _ in found] == list(pairwise([0, *cuts]))
    assert all(a[of_a[0]][0] == span[0] == b[of_b[0]][0] for span, of_a, of_b in found)


def test_within_a_character_there_is_no_cut() -> None:
    bytes_of_it = [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]
    assert [span for span, _, _ in common_cuts(bytes_of_it, [(0, 1), (1, 2), (2, 3)])] == [(0, 1), (1, 2), (2, 3)]
    assert [span for span, _, _ in common_cuts(bytes_of_it, [(0, 2), (1, 2), (2, 3)])] == [(0, 2), (2, 3)]


def test_the_same_answer_is_told_behind_each_prompt() -> None:
    answer = "Hello, Tom."
    found = lp.compare_models("tiny-qwen", "tiny-qwen-chat", answer, prompt="I am Tom.")
    base, chat = lp.load("tiny-qwen"), lp.load("tiny-qwen-chat")
    template = found.before_b.ids
    plain = base.tokenizer.encode("I am Tom.")
    assert [(each.model, each.template) for each in found.answers] == [
        ("a", False), ("a", True), ("b", False), ("b", True)
    ]  # fmt: skip
    for each, model, before in zip(
        found.answers, (base, base, chat, chat), (plain, template, plain, template), strict=True
    ):
        assert each.prompt_tokens == len(before)
        assert each.totals.logprob == pytest.approx(lp.score(model, answer, prompt=list(before)).logprob, rel=1e-4)
    assert found.totals_a == found.answers[0].totals
    assert found.totals_b == found.answers[3].totals


@pytest.mark.parametrize(("template", "same"), [(True, 3), (False, 0)])
def test_with_a_template_or_without_both_read_the_same(template: bool, same: int) -> None:
    found = lp.compare_models("tiny-qwen", "tiny-qwen-chat", "Hello.", prompt="I am Tom.", template=template)
    assert found.before_a.ids == found.before_b.ids
    assert ("<|im_start|>" in found.before_a.text) == template
    assert found.totals_b == found.answers[same].totals if template else found.answers[2].totals


def test_each_model_may_read_the_prompt_in_a_template_of_its_own() -> None:
    answer = "Hello, Tom."
    found = lp.compare_models("tiny-qwen", "tiny-qwen", answer, prompt="I am Tom.", template=(None, "twin"))
    for before, totals, choice in ((found.before_a, found.totals_a, None), (found.before_b, found.totals_b, "twin")):
        read = lp.render("tiny-qwen", "I am Tom.", choice).prompt.ids
        assert before.ids == read
        scored = lp.score("tiny-qwen", answer, prompt=list(read))
        assert totals.logprob == pytest.approx(scored.logprob, rel=1e-4)
    assert found.totals_a.logprob != found.totals_b.logprob


def test_ids_are_taken_as_they_are_with_the_end_of_an_answer() -> None:
    trace = lp.trace("tiny-qwen-chat", "My name is Tom.", "greedy", 30)
    ids = [step.choice.id for step in trace.steps]
    found = lp.compare_models("tiny-qwen", "tiny-qwen-chat", ids, prompt="My name is Tom.")
    assert [token.id for token in found.tokens] == ids
    assert found.tokens[-1].piece == b"<|im_end|>"
    assert [token.b.rank for token in found.tokens] == [1] * len(ids)
    assert found.tokens[-1].a.rank > 1


def test_without_a_token_that_begins_a_text_the_first_is_not_compared(tmp_path: Path, others: tuple[Any, Any]) -> None:
    model_folder(tmp_path, "gpt2")
    make_checkpoint(tmp_path, "gpt2", bos_token_id=None, eos_token_id=None)
    found = lp.compare_models(others[0], tmp_path, [5, 6, 7])
    assert (found.before_b, found.tokens[0].a, found.tokens[0].distributions) == (None, None, None)
    assert (found.totals_a.tokens, found.totals_b.tokens, found.apart.tokens) == (2, 2, 2)


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (("tiny-gpt2", "tiny-qwen", ""), {}, "has no tokens"),
        (("tiny-gpt2", "tiny-qwen", "Once"), {"template": "on"}, "must be True, False, None or a list of two"),
        (("tiny-gpt2", "tiny-qwen", "Once"), {"template": [None]}, "must be True, False, None or a list of two"),
        (("tiny-gpt2", "tiny-qwen", "Once"), {"template": [5, None]}, "template is 5"),
        (("tiny-gpt2", "tiny-qwen", "Once"), {"prompt": "Hi", "template": True}, "Neither of the models has a chat"),
        (("tiny-gpt2", "tiny-qwen", "Once"), {"top": -1}, "top is -1"),
        (("tiny-gpt2", "tiny-qwen", [1, 2048]), {}, "no row for it"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments: Any, options: Any, sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        lp.compare_models(*arguments, **options)


def test_ids_of_two_vocabularies_are_refused(others: tuple[Any, Any]) -> None:
    with pytest.raises(InvalidValue, match="give the text itself"):
        lp.compare_models("tiny-gpt2", others[0], [5, 6])


def test_one_token_is_a_text() -> None:
    found = lp.compare_models("tiny-gpt2", "tiny-qwen", "Once")
    assert len(found.tokens) == found.apart.tokens == 1
    assert len(found.apart.furthest) < compared_tokens.FURTHEST
