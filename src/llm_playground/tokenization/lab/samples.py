"""The same small story in many languages, as code and as emoji: what one text costs each tokenizer in each of them.

The story: a small robot lives in a house by the sea; every morning it counts the boats; yesterday it found a blue shell
and gave it to a girl; she thanks it and asks for its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from llm_playground.records import Record
from llm_playground.tokenization.protocol import Tokenizer

# The languages by script: those written alike stand together.
NAMES = (
    *("english", "german", "french", "spanish", "portuguese", "polish", "turkish", "vietnamese", "swahili"),
    *("greek", "russian", "arabic", "hebrew", "hindi", "thai", "chinese", "japanese", "korean"),
    *("code", "emoji"),
)


@dataclass(frozen=True, slots=True)
class Sample(Record):
    """One telling of the story, under the name of its language; or "code", or "emoji"."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SampleCost(Record):
    """How many tokens one tokenizer needs for one sample; `unknown_tokens` of them are the unknown token.

    `tokens_per_character` compares tokenizers within a language. Between languages compare `tokens`: they all tell the
    same, but Chinese tells it in a third of the characters.
    """

    sample: str
    tokenizer: str
    tokens: int
    unknown_tokens: int
    characters: int
    tokens_per_character: float


@cache
def samples() -> tuple[Sample, ...]:
    """All samples, in the order of `NAMES`."""
    folder = files("llm_playground.tokenization.lab") / "samples"
    return tuple(Sample(name, (folder / f"{name}.txt").read_text(encoding="utf-8").strip()) for name in NAMES)


def cost_of_samples(tokenizers: Mapping[str, Tokenizer]) -> tuple[SampleCost, ...]:
    """Every sample with every tokenizer: all tokenizers of the first sample, then all of the next."""
    return tuple(_cost(sample, name, tokenizer) for sample in samples() for name, tokenizer in tokenizers.items())


def _cost(sample: Sample, name: str, tokenizer: Tokenizer) -> SampleCost:
    ids, characters = tokenizer.encode(sample.text), len(sample.text)
    unknown = 0 if tokenizer.unknown_id is None else ids.count(tokenizer.unknown_id)
    return SampleCost(sample.name, name, len(ids), unknown, characters, len(ids) / characters)
