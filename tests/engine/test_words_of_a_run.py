"""Logit bias, banned words and breakers on a bundled model: which tokens they are is told, and it holds."""

from __future__ import annotations

import pytest

import llm_playground as lp
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.plain.static import trace_text
from llm_playground.records import Trace

MODEL, PROMPT = "tiny-gpt2", "Once upon a time"


def test_which_tokens_a_word_is_stands_in_the_record_and_it_does_not_come() -> None:
    plain = lp.trace(MODEL, PROMPT, max_new_tokens=12)
    word = next(step.text.strip() for step in plain.steps if len(step.text) > 4)
    trace = lp.trace(MODEL, PROMPT, max_new_tokens=12, banned_words=[word])
    (spelled,) = trace.start.spelled
    assert spelled.text == word
    assert [b"".join(way).decode() for way in spelled.pieces] == [word, f" {word}"]
    assert word in plain.completion
    assert word not in trace.completion
    assert Trace.from_json(trace.to_json()) == trace
    assert f'"{word}" is ' in trace_text(trace)
    (step, *_) = trace.steps
    assert lp.step(MODEL, PROMPT, banned_words=[word]).pipeline.choice.id == step.id


def test_a_bias_names_one_token_by_its_text_or_its_id() -> None:
    by_text = lp.trace(MODEL, PROMPT, max_new_tokens=3, logit_bias={" lived": 100})
    (id,) = by_text.start.spelled[0].ways[0]
    assert by_text.ids == (id, id, id)
    assert lp.trace(MODEL, PROMPT, max_new_tokens=3, logit_bias={id: 100}).ids == by_text.ids
    with pytest.raises(
        lp.InvalidValue, match=r"^A bias is for one token, and tiny-gpt2 writes 'lived' with \d: .* With"
    ) as caught:
        lp.generate(MODEL, PROMPT, logit_bias={"lived": 1})
    assert caught.value.field == "parameters.logit_bias"
    for text, count in (("🦊", 4), ("�", 3)):
        with pytest.raises(
            lp.InvalidValue, match=rf"with {count} \(ids (\d+(, )?){{{count}}}\)\. Name one .* its id"
        ) as caught:
            lp.generate(MODEL, PROMPT, logit_bias={text: 5})
        assert str(caught.value).count("�") == text.count("�")
    with pytest.raises(lp.InvalidValue, match="There is no token 999999; the ids of tiny-gpt2 go from 0 to"):
        lp.generate(MODEL, PROMPT, logit_bias={999999: 1}, banned_words=["x"])


def test_a_ban_of_everything_ends_the_run_with_a_sentence() -> None:
    every = [[id] for id in range(2048)]
    with pytest.raises(lp.InvalidValue, match="banned_words bans all tokens that could come here"):
        lp.generate(MODEL, PROMPT, max_new_tokens=1, banned_words=every)
    request = RunRequest(MODEL, PROMPT, parameters={"banned_words": every})
    with pytest.raises(lp.InvalidValue, match="banned_words has 2,048 texts; here it may have at most 256"):
        Session().run(request)


def test_the_breakers_of_dry_are_found_in_the_tokens_of_the_model() -> None:
    said = "Tom: I see a cat. Tom: I see a cat. Tom:"
    steps = [
        lp.step(MODEL, said, dry_multiplier=0.8, dry_allowed_length=1, dry_sequence_breakers=breakers)
        for breakers in ([], [":"])
    ]
    assert [step.pipeline.stages[1].state["longest"] > 2 for step in steps] == [True, False]


def test_a_session_says_which_tokens_texts_are_without_the_weights() -> None:
    session = Session()
    words = session.spell(MODEL, "banned_words", ["cat", " cat", (5, 6)])
    assert [len(each.ways) for each in words.spelled] == [2, 1, 1]
    biases = session.spell(MODEL, "logit_bias", [" the", "the the", "5"])
    assert [each.text for each in biases.spelled] == [" the", "5"]
    assert list(biases.problems) == ["the the"]
    with pytest.raises(
        lp.UnknownName, match="no parameter that names tokens 'top_p'; choose one of logit_bias, banned"
    ):
        session.spell(MODEL, "top_p", ["a"])
