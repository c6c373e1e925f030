"""What there is to see of tokenizers: the records that faces show, and how those are made that need no session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llm_playground.errors import InvalidValue
from llm_playground.records import Record
from llm_playground.tokenization.lab.bpe_inside import bpe_of
from llm_playground.tokenization.lab.bpe_steps import EncodingStep, encoding_steps
from llm_playground.tokenization.lab.chunks import Chunk, chunks
from llm_playground.tokenization.lab.samples import Sample, SampleCost, cost_of_samples, samples
from llm_playground.tokenization.protocol import Tokenizer


@dataclass(frozen=True, slots=True)
class Chunks(Record):
    """A text of `total` tokens in chunks of `size`."""

    tokenizer: str
    size: int
    total: int
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Languages(Record):
    """The sample texts, and what each costs each tokenizer."""

    samples: tuple[Sample, ...]
    costs: tuple[SampleCost, ...]


@dataclass(frozen=True, slots=True)
class Word(Record):
    """A word on its way through the merges of a tokenizer."""

    tokenizer: str
    word: str
    steps: tuple[EncodingStep, ...]


def in_chunks(text: str, tokenizer: Tokenizer, name: str, size: int, *, allow_special: bool = False) -> Chunks:
    """A text in chunks of `size` tokens of the tokenizer called `name`.

    Raises:
        InvalidValue: `size` is below 1.
    """
    encoding = tokenizer.explain(text, allow_special=allow_special)
    return Chunks(name, size, len(encoding.ids), tuple(chunks(encoding, size)))


def languages(tokenizers: Mapping[str, Tokenizer]) -> Languages:
    """The same small story in many languages, in each of the tokenizers."""
    return Languages(samples(), cost_of_samples(tokenizers))


def word_of(tokenizer: Tokenizer, name: str, word: str) -> Word:
    """How the byte-level BPE called `name` encodes a word, merge by merge.

    Raises:
        InvalidValue: the tokenizer is not byte-level BPE.
    """
    bpe = bpe_of(tokenizer)
    if bpe is None:
        sentence = f"{name} makes no merges of bytes: this works with byte-level BPE, such as bpe or gpt2."
        raise InvalidValue(sentence, field="tokenizer")
    return Word(name, word, tuple(encoding_steps(bpe, word)))
