"""Attribution as it is asked for: by names, texts and ids, of every kind of prompt, and refused in sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from tests.checkpoints import make_foreign

TEXT = "Once upon a time, there was a little"


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"])
def test_the_parts_add_up_to_the_logit_that_generation_sees(model: str) -> None:
    found, step = lp.attribution(model, TEXT), lp.trace(model, TEXT, "greedy", 1).steps[0]
    likeliest = step.stages[0].candidates[0]
    assert found.token.id == likeliest.id
    assert found.logit == pytest.approx(likeliest.logit, abs=1e-4)
    assert found.token.probability == pytest.approx(likeliest.probability, abs=1e-5)
    assert sum(found.parts.values()) == pytest.approx(found.logit, rel=1e-5)


def test_a_token_is_named_by_its_id_its_text_or_as_a_special_token() -> None:
    girl = lp.encode_text(" girl", tokenizer="tiny-gpt2")[0]
    assert lp.attribution("tiny-gpt2", TEXT, " girl").token.piece == b" girl"
    assert lp.attribution("tiny-gpt2", TEXT, girl) == lp.attribution("tiny-gpt2", TEXT, " girl")
    assert lp.attribution("tiny-gpt2", TEXT, "<|endoftext|>").token.id == 0


def test_a_difference_is_that_of_two_logits_part_by_part() -> None:
    girl, boy = (lp.attribution("tiny-gpt2", TEXT, text) for text in (" girl", " boy"))
    both = lp.attribution("tiny-gpt2", TEXT, " girl", against=" boy")
    assert (both.token, both.against) == (girl.token, boy.token)
    assert both.logit == pytest.approx(girl.logit - boy.logit)
    assert both.parts == pytest.approx({name: girl.parts[name] - boy.parts[name] for name in girl.parts}, abs=1e-9)


def test_an_earlier_position_is_what_the_shorter_text_says() -> None:
    found = lp.attribution("tiny-qwen", "Once upon a time", position=1)
    shorter = lp.attribution("tiny-qwen", found.encoding.ids[:2])
    assert (found.token.id, shorter.position) == (shorter.token.id, 1)
    assert found.parts == pytest.approx(shorter.parts, abs=1e-4)


def test_messages_are_read_inside_the_template() -> None:
    messages = [{"role": "user", "content": "What is 2+2?"}]
    assert lp.attribution("tiny-qwen-chat", messages) == lp.attribution("tiny-qwen-chat", "What is 2+2?")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"token": "giraffes"}, r"token is 'giraffes'; it must be one token, but tiny-gpt2 cuts it into 5: 'g', 'ir'"),
        ({"token": "time"}, r"cuts it into 3: .* With the space that begins a word it is one: ' time'\."),
        ({"against": ""}, r"against is ''; it must be one token, but tiny-gpt2 makes none of it\."),
        ({"token": 2048}, r"token is 2048; it must be a whole number from 0 to 2,047: tiny-gpt2 has 2,048 tokens\."),
        ({"token": 1.0}, r"token is 1\.0; it must be a token id or the text of one token\."),
        ({"position": 9}, r"position is 9; it must be a whole number from 0 to \d: the text has \d tokens, from 0\."),
    ],
)
def test_what_is_not_one_token_or_position_is_told(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence) as raised:
        lp.attribution("tiny-gpt2", TEXT, **wrong)
    assert raised.value.field == next(iter(wrong))


def test_a_model_that_runs_through_transformers_says_so(tmp_path: Path) -> None:
    make_foreign(tmp_path)
    with pytest.raises(InvalidValue, match=r"\(gpt_neox\) runs through transformers.*cannot be taken apart"):
        lp.attribution(tmp_path, "the robot")


def test_it_shows_its_largest_parts_and_the_sum_of_the_others() -> None:
    found = lp.attribution("tiny-gpt2", TEXT, " girl", against=" boy")
    first, *lines = repr(found).splitlines()
    assert first.startswith("tiny-gpt2: the logit of ␣girl (")
    assert "less that of ␣boy (" in first
    assert len(lines) == 13
    assert lines[-1].split()[:3] == ["15", "other", "parts"]
    assert sum(float(line.split()[-1]) for line in lines) == pytest.approx(found.logit, abs=0.01)
    assert json.loads(found.to_json())["parts"] == found.parts
