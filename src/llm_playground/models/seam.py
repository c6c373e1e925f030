"""The one seam: token ids in, the logits of the next token out, one row a sequence.

Greedy decoding, sampling, beam search, branching and forty users at once are only *which sequences are asked*. How a
model answers fast is its own business and never changes the answer: cached equals uncached.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise
from numbers import Integral
from operator import countOf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from llm_playground.errors import InvalidValue, shown, whole, whole_number
from llm_playground.records import Partial
from llm_playground.records.model_name import ModelName
from llm_playground.tokenization.protocol import Tokenizer

if TYPE_CHECKING:
    from llm_playground.models.inside import Inside
    from llm_playground.transformer.opening import Checkpoint

UNKNOWN_CONTEXT = 2**20  # tokens, where a server does not say: it refuses a text itself that is too long
BLOCK_BYTES = 2**28  # of logits at a time: all positions of GPT-2, 441 over a vocabulary of 151,936 tokens


@dataclass(frozen=True, slots=True)
class Served:
    """How much a server tells of its model.

    Attributes:
        place: where it is, "127.0.0.1:8001".
        likeliest: of how many tokens it tells the log-probability at each step; None: of all, 0: of none, so that
            nothing but a text can be had.
        vocab_size: how many tokens the model has; None: the server does not say.
        tells_prompts: whether it tells how it cuts a text into tokens.
        write: what the server itself makes of the ids of a prompt, in at most so many tokens, with options by OpenAI's
            names ("temperature"); and why the text ends ("stop", "length").
    """

    place: str
    likeliest: int | None
    write: Callable[[Sequence[int], int, dict[str, Any]], tuple[str, str | None]] = field(repr=False)
    vocab_size: int | None = None
    tells_prompts: bool = False

    @property
    def partial(self) -> Partial | None:
        """What decoding must know, where the server does not tell of all tokens."""
        return None if self.likeliest is None else Partial(self.vocab_size)


@dataclass(frozen=True)
class ModelInfo:
    """What is known of a model apart from its weights.

    `stop_ids` end a text; `bos_id` stands for "nothing yet" where the prompt is empty (None: the model has no such
    token). `tokenizer` is None for a checkpoint without tokenizer files, `chat_template` for a base model;
    `special_texts` are the texts that a chat template may name: "bos_token", "eos_token" and their like.
    `generation_config` holds the entries of the file of that name as they stand there;
    `decoding.recommendation.read_recommendation` checks what they say about choosing tokens. `folder` is the GGUF file
    itself where the model comes out of one; then `quantization` says how its weights were stored ("Q4_0"), and the
    numbers are those of that model, not of the one that it was made from. `served` is how much is told of a model that
    runs on another server; such a model gives log-probabilities for logits, and has no folder. `checkpoint` are the
    weights of a model that was trained here and is in no file; its folder is not there.
    """

    name: str
    folder: Path
    architecture: str
    context_length: int
    vocab_size: int
    stop_ids: frozenset[int]
    bos_id: int | None
    tokenizer: Tokenizer | None
    chat_template: str | None
    special_texts: Mapping[str, str] = field(default_factory=dict)
    generation_config: Mapping[str, Any] = field(default_factory=dict)
    quantization: str | None = None
    served: Served | None = None
    checkpoint: Checkpoint | None = field(default=None, repr=False, compare=False)


class LanguageModel(ABC):
    """A causal language model. Safe to share between threads."""

    def __init__(self, info: ModelInfo) -> None:
        self.info = info
        self._pieces: dict[int, bytes] = {}

    @property
    def name(self) -> ModelName:
        return ModelName(self.info.name, self.info.quantization)

    @property
    def context_length(self) -> int:
        """The most token ids that the model can read at once."""
        return self.info.context_length

    @property
    def vocab_size(self) -> int:
        return self.info.vocab_size

    @property
    def is_instruct(self) -> bool:
        """Whether the model was trained to answer: its checkpoint brings a chat template."""
        return self.info.chat_template is not None

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer.

        Raises:
            InvalidValue: the checkpoint has none, so that only ids can be given.
        """
        if self.info.tokenizer is None:
            raise InvalidValue(
                f"{self.name} has no tokenizer files, so it cannot read text: give a list of token ids instead, or put "
                "its tokenizer.json into its folder."
            )
        return self.info.tokenizer

    def piece(self, id: int) -> bytes:
        """The bytes of a token, or its number in angle brackets where no tokenizer knows it.

        Many checkpoints have more rows in their embedding than tokens, padded to a round number.
        """
        # A record of a step names dozens of tokens, mostly ones that were named before.
        known = self._pieces.get(id) if type(id) is int else None
        if known is not None:
            return known
        tokenizer, id = self.info.tokenizer, whole_number("id", id, 0)
        if tokenizer is None or id >= tokenizer.vocab_size:
            return f"<{shown(id)}>".encode()
        return self._pieces.setdefault(id, tokenizer.piece(id))

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        """Logits of the token after each sequence: float32 (len(sequences), vocab_size).

        Args:
            sequences: lists of token ids, each of 1 to `context_length` ids from 0 to `vocab_size` - 1.

        Raises:
            InvalidValue: these are not lists of token ids, or a sequence is empty, too long, or holds an id outside the
                vocabulary.
        """
        try:
            count = len(sequences)
            for sequence in sequences:
                self._check(sequence)
        except TypeError as error:
            raise _not_sequences(sequences) from error
        if count == 0:
            return np.empty((0, self.vocab_size), dtype=np.float32)
        return self._next_logits(sequences)

    def logits_along(self, ids: Sequence[int], start: int = 0) -> Iterator[np.ndarray]:
        """Logits of the token after each of `ids[start:]`: len(ids) - start rows, float32 (vocab_size,) each.

        Row i is `next_logits([ids[: start + i + 1]])[0]`, up to rounding. So one forward pass tells all that a model
        thinks of a given text, where the text that it writes itself takes a pass a token. The same ids and `start` give
        the same numbers, whatever was asked before. The rows come block by block: all of them may be large.

        Args:
            ids: 1 to `context_length` token ids, from 0 to `vocab_size` - 1.
            start: from 0 to len(ids) - 1.

        Raises:
            InvalidValue: as `next_logits`, or no such start; at this call already.
        """
        try:
            self._check(ids)
        except TypeError as error:
            sentence = f"logits_along takes one list of token ids, such as [1, 2], not {shown(ids)}."
            raise InvalidValue(sentence) from error
        start = whole_number("start", start, 0, len(ids) - 1)
        size = max(1, BLOCK_BYTES // (4 * self.vocab_size))
        ends = [*range(start + size, len(ids), size), len(ids)]
        return chain.from_iterable(self._logits_along(list(ids), start, ends))

    def inside(self) -> Inside:
        """The second seam: what is in the model and what it computes on the way (see `models.inside`).

        Raises:
            InvalidValue: this kind of model cannot be looked into.
        """
        raise InvalidValue(
            f"{self.name} ({self.info.architecture}) cannot be looked into; it can still generate. The models that "
            "ship with the package, and all of the GPT-2, Llama, Qwen2 and Qwen3 families, can."
        )

    @abstractmethod
    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray: ...

    def _logits_along(self, ids: list[int], start: int, ends: list[int]) -> Iterator[np.ndarray]:
        """The logits after ids `start` to before each of `ends`, block by block: float32 (tokens, vocab_size) each.

        A model that has no quicker way is asked for every beginning of the text.
        """
        for first, end in pairwise([start, *ends]):
            yield self._next_logits([ids[: at + 1] for at in range(first, end)])

    def _check(self, sequence: Sequence[int]) -> None:
        """Raises: InvalidValue; TypeError if this is not a sequence of whole numbers."""
        if not 1 <= len(sequence) <= self.context_length:
            raise InvalidValue(
                f"A sequence of {len(sequence)} token ids was given; {self.name} reads 1 to {self.context_length}."
            )
        # Nearly always all are ints, which is quick to see. Numpy's whole numbers are welcome, True is not.
        if countOf(map(type, sequence), int) != len(sequence) and None in map(whole, sequence):
            raise TypeError
        if min(sequence) < 0 or max(sequence) >= self.vocab_size:
            wrong = next(id for id in sequence if not 0 <= id < self.vocab_size)
            last = self.vocab_size - 1
            raise InvalidValue(f"Token id {shown(wrong)} is not in the vocabulary of {self.name} (0 to {last}).")


def _not_sequences(given: object) -> InvalidValue:
    """The error for what is not a list of sequences; the usual mistake is to forget that it is one."""
    if isinstance(given, Sequence) and all(isinstance(item, Integral) for item in given):
        return InvalidValue(f"You gave one sequence; next_logits takes a list of sequences: [{shown(given)}].")
    return InvalidValue(f"next_logits takes a list of sequences of token ids, such as [[1, 2]], not {shown(given)}.")
