"""One story in many languages."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.kinds.unigram import UNKNOWN, UnigramTokenizer
from llm_playground.tokenization.lab import samples as module
from llm_playground.tokenization.lab.samples import Sample, cost_of_samples, samples


def test_every_file_is_a_sample_and_every_sample_a_file() -> None:
    folder = Path(module.__file__).with_name("samples")
    assert {sample.name for sample in samples()} == {path.stem for path in folder.iterdir()}
    assert len(samples()) >= 10 + len({"code", "emoji"})


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_sample_is_a_short_text_in_the_composed_form(sample: Sample) -> None:
    assert 40 < len(sample.text) < 600
    assert unicodedata.is_normalized("NFC", sample.text)


def test_the_code_of_the_sample_runs() -> None:
    (code,) = (sample.text for sample in samples() if sample.name == "code")
    exec(code, {})


def test_the_cost_is_given_for_every_sample_and_tokenizer() -> None:
    only_unknown = UnigramTokenizer([(UNKNOWN, 0.0)])
    costs = cost_of_samples({"byte": ByteTokenizer(), "one": only_unknown})
    assert len(costs) == 2 * len(samples())
    assert [cost.tokenizer for cost in costs[:2]] == ["byte", "one"]
    by_name = {(cost.sample, cost.tokenizer): cost for cost in costs}
    chinese = by_name["chinese", "byte"]
    assert chinese.tokens_per_character == 3.0  # bytes of a Chinese character, and of Chinese punctuation
    assert by_name["english", "byte"].tokens_per_character == 1.0
    assert all(cost.tokens == cost.unknown_tokens == 1 for cost in costs if cost.tokenizer == "one")
    assert all(cost.unknown_tokens == 0 for cost in costs if cost.tokenizer == "byte")
