"""The nouns of the data path: frozen records that every room passes on and every face shows.

    text, messages or ids -> Encoding -> logits -> Stage (one a warper) -> Choice -> Step
    a run: Start, its Steps (before those of a beam search, BeamSteps), Ending; a Trace holds a finished one
    activations -> Inspection              model -> Module (its parts)

Every record has `to_json`; a `Trace` comes back from it unchanged by `from_json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self

from llm_playground import __version__
from llm_playground.errors import InvalidValue, shown
from llm_playground.records.ranges import out_of_range
from llm_playground.records.reading import Misfit, in_words, read
from llm_playground.records.settings import Setting

SCHEMA = 6  # of a Trace; a reader of another number refuses it
LONGEST_NUMBER = 20  # characters of one, as a message quotes it
SAVE_ANEW = "Save the run anew as .json (on the command line: generate --save run.json)."

FinishReason = Literal["stop", "length", "context"]


@dataclass(frozen=True, slots=True)
class Record:
    """Immutable plain data, compared by value, that crosses to another process or a page as JSON."""

    def to_json(self) -> str:
        """This record as JSON text. Bytes are written as hexadecimal, since a token may be part of a character."""
        return json.dumps(self, default=_plain, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Encoding(Record):
    """A text cut into tokens.

    `pieces[i]` are the bytes of token `ids[i]`; `spans[i]` is the half-open range of characters of `text` that it
    covers. Tokens that share one character (an emoji cut into its UTF-8 bytes) share its span.
    """

    text: str
    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """One token of a distribution, with the logit and the probability that it has there."""

    id: int
    piece: bytes
    logit: float
    probability: float


@dataclass(frozen=True, slots=True)
class Partial(Record):
    """That a model is told of in part: its likeliest tokens at each step, with their log-probabilities.

    `vocab_size` is how many tokens it has, None where nobody says.
    """

    vocab_size: int | None = None


@dataclass(frozen=True, slots=True)
class Told(Record):
    """How much of a distribution was told: the `count` likeliest of `vocab_size` tokens (None: nobody says of how
    many), which together hold `mass` of the probability."""

    count: int
    mass: float
    vocab_size: int | None


@dataclass(frozen=True, slots=True)
class Stage(Record):
    """The next-token distribution after one warper (the first stage is the model's own, before any).

    `candidates` are its most likely tokens in falling order; the `others_count` tokens not listed hold `others_mass`
    of the probability, so nothing is cut off in silence. `kept` counts the tokens whose probability is above zero;
    `entropy` is in nats. `cuts` says that the warper takes tokens out and leaves the others in their order, so that a
    token that was listed before it and is not now has been cut. `state` is what a warper went by besides its
    parameters, if it looks back or acts by chance: the `u` of its coin, the bound that it has reached by now.

    Where a server told of the likeliest tokens alone, `told` says how many these are. None in place of a number is what
    can then not be known: `kept` and `entropy` of such a stage, and `others_count` wherever nobody says how many tokens
    there are. A cut that would have to look further than was told leaves all of it as it was: how much of the rest it
    takes out, nobody knows. A stage after which none is left but what was told of is like any other.
    """

    name: str
    parameters: dict[str, Setting]
    candidates: tuple[Candidate, ...]
    others_count: int | None
    others_mass: float
    kept: int | None
    entropy: float | None
    cuts: bool = False
    state: dict[str, float] = field(default_factory=dict)
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Taken(Record):
    """A token that a text has already, as far as what comes after it can depend on it.

    `chance` is the probability that it had where it was drawn, or taken by hand: some warpers remember it. It is None
    where nothing was drawn, and of a token taken by hand that had none.
    """

    id: int
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class NoisyToken(Record):
    """A token in a draw by Gumbel-max: its `logit` after the last warper, and the `noise` that is added to it."""

    id: int
    piece: bytes
    logit: float
    noise: float
    sum: float


@dataclass(frozen=True, slots=True)
class ContrastedToken(Record):
    """A candidate of contrastive search: its `probability` after the last warper, and its `similarity`, the highest
    cosine between its vector and that of a token of the text. That one is number `nearest`, the prompt's counted, and
    `nearest_piece`. The candidate with the highest `score` is taken."""

    id: int
    piece: bytes
    probability: float
    similarity: float
    nearest: int
    nearest_piece: bytes
    score: float


@dataclass(frozen=True, slots=True)
class Choice(Record):
    """The token that was taken.

    `u` in [0, 1) is the random number that drew it (None where nothing was drawn: greedy, beam, and a token taken
    `by_hand`, by whoever asked for it). `probability` is its share in the last stage, `model_probability` and `rank`
    (1 = most likely) its place in the first. A token that was `speculated` was drawn from the last stage too, but by
    several random numbers, of which its `Round` tells; one drawn by Gumbel-max by the noise of all tokens. Then
    `gumbel` lists the highest sums of logit and noise, itself the first, and the likeliest tokens. Of one
    taken by contrastive search `contrast` lists the candidates, itself the first.
    """

    id: int
    piece: bytes
    u: float | None
    probability: float
    model_probability: float
    rank: int
    by_hand: bool = False
    speculated: bool = False
    gumbel: tuple[NoisyToken, ...] = ()
    contrast: tuple[ContrastedToken, ...] = ()

    @property
    def taken(self) -> Taken:
        """What a text that goes on after this token needs to know of it."""
        drawn = self.u is not None or self.speculated or bool(self.gumbel)
        counts = (drawn or self.by_hand) and self.probability > 0
        return Taken(self.id, self.probability if counts else None)


@dataclass(frozen=True, slots=True)
class Step(Record):
    """One generated token: the distribution on its way through the warpers, and the choice made.

    `text` is what this token adds to the text on the screen. It is empty while a UTF-8 character is still incomplete,
    and of a token that only writes a stop string.
    """

    index: int
    choice: Choice
    stages: tuple[Stage, ...]
    text: str

    @property
    def id(self) -> int:
        return self.choice.id


@dataclass(frozen=True, slots=True)
class Beam(Record):
    """One text of a beam search, as a branch of a tree: the token `choice` added to live beam number `parent` of the
    step before.

    `logprob` (nats) is the sum over the text's generated tokens, `score` that sum normalised by the length.
    """

    parent: int
    choice: Choice
    logprob: float
    score: float


@dataclass(frozen=True, slots=True)
class BeamStep(Record):
    """A beam search one token further: the `live` beams that go on, best first, and those that `finished` here."""

    index: int
    live: tuple[Beam, ...]
    finished: tuple[Beam, ...]


@dataclass(frozen=True, slots=True)
class Hypothesis(Record):
    """A finished beam: its generated ids, their summed log-probability (nats) and its length-normalised score."""

    ids: tuple[int, ...]
    text: str
    logprob: float
    score: float


@dataclass(frozen=True, slots=True)
class Spelled(Record):
    """A text that sets a warper, as tokens of the model: `ways` are the sequences of ids that stand for it (of a word
    as it is written, and after a space), `pieces` the bytes of each of their tokens."""

    text: str
    ways: tuple[tuple[int, ...], ...]
    pieces: tuple[tuple[bytes, ...], ...]


@dataclass(frozen=True, slots=True)
class Spelling(Record):
    """Texts as the tokens of a model, before any run; `problems` has a sentence for each that it cannot take."""

    model: str
    spelled: tuple[Spelled, ...]
    problems: dict[str, str]


@dataclass(frozen=True, slots=True)
class Start(Record):
    """A run about to begin: all values are checked, and those given here are in force.

    `prompt` is exactly what the model reads, chat template included. `order` names the warpers, first to last.
    `seed` is None where nothing is drawn. Given again, these values make the same run. A branch of another text has the
    first `kept` steps of that one, and what is said here holds for those after them. `stop` are its stop strings.
    `spelled` says for each text among the parameters which tokens it is. `quantization` is how the weights of the model
    were stored, if they had to be turned back into numbers: then these are those of that file. `is_instruct` says
    whether the prompt is answered rather than continued, and `template` with the chat template of which model it was
    written: that of the model itself, or one that it borrowed. None is none, or a prompt of token ids.
    """

    model: str
    is_instruct: bool
    prompt: Encoding
    strategy: str
    parameters: dict[str, Setting]
    order: tuple[str, ...]
    max_new_tokens: int
    seed: int | None
    kept: int = 0
    stop: tuple[str, ...] = ()
    spelled: tuple[Spelled, ...] = ()
    quantization: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Ending(Record):
    """The end of a run, and the last that it yields.

    `finish_reason` is "stop" (an end-of-text token or a stop string), "length" (`max_new_tokens` reached) or "context"
    (the model's context is full). `completion` is the text of all steps. `hypotheses` is empty except for beam search,
    best first. `stop_string` is the one before which the text ends, if one came; the steps that wrote it are there,
    and add nothing of it to the text.
    """

    finish_reason: FinishReason
    completion: str
    hypotheses: tuple[Hypothesis, ...]
    stop_string: str | None


RunEvent = Start | BeamStep | Step | Ending


@dataclass(frozen=True, slots=True)
class Trace(Record):
    """A whole run, enough to show it, compare it and replay it: how it started, each step, how it ended.

    `version` is that of the package that made it.
    """

    start: Start
    steps: tuple[Step, ...]
    ending: Ending
    schema: int = field(default=SCHEMA)
    version: str = field(default=__version__)

    @classmethod
    def of(cls, run: Iterable[Record]) -> Self:
        """The trace of a run that yields its events: runs it to the end. Of a beam search it keeps the winner.

        What a session adds, news of loading and the time that a run took, is left out: the same seed gives the same
        trace.
        """
        start, steps = None, []
        for event in run:
            match event:
                case Start():
                    start = event
                case Step():
                    steps.append(event)
                case Ending(finish_reason, completion, hypotheses, stop_string) if start:
                    return cls(start, tuple(steps), Ending(finish_reason, completion, hypotheses, stop_string))
        raise InvalidValue("These events are not a whole run: one begins with its Start and ends with its Ending.")

    @property
    def prompt(self) -> Encoding:
        """What the model was asked to continue."""
        return self.start.prompt

    @property
    def is_instruct(self) -> bool:
        """Whether the model answered the prompt instead of continuing it."""
        return self.start.is_instruct

    @property
    def ids(self) -> tuple[int, ...]:
        """The generated ids, without the prompt's."""
        return tuple(step.id for step in self.steps)

    @property
    def completion(self) -> str:
        """The generated text, without the prompt's."""
        return self.ending.completion

    @property
    def text(self) -> str:
        """What `generate` returns: the prompt and its continuation, or the answer alone where it was asked for one."""
        return self.completion if self.is_instruct else self.prompt.text + self.completion

    @property
    def finish_reason(self) -> FinishReason:
        return self.ending.finish_reason

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        return self.ending.hypotheses

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The trace that `to_json` wrote.

        Raises:
            InvalidValue: the text is not a trace, one of another schema, or damaged: of wrong types, or with numbers
                outside their ranges. The message says what was found.
        """
        try:
            data = json.loads(text, parse_constant=_finite, parse_float=_finite)
        except InvalidValue:
            raise
        except (ValueError, TypeError, RecursionError) as error:
            raise InvalidValue(
                f"{shown(text)} is not JSON, so it holds no trace, which is a saved run. {SAVE_ANEW}"
            ) from error
        if not isinstance(data, dict) or "schema" not in data:
            names = ", ".join(map(shown, list(data)[:3])) if isinstance(data, dict) else ""
            what = f"an object with {names}" if names else in_words(data)
            sentence = f"This JSON is not a trace, as a saved run is, with a schema number: it is {what}. {SAVE_ANEW}"
            raise InvalidValue(sentence)
        if data["schema"] != SCHEMA:
            raise InvalidValue(
                f"This trace has schema {shown(data['schema'])}; this version reads schema {SCHEMA}. "
                "Run it again to get a trace that can be read."
            )
        try:
            trace: Self = read(cls, data)
        except Misfit as misfit:
            sentence = f"This trace is incomplete or damaged: {misfit.within('trace')}. {SAVE_ANEW}"
            raise InvalidValue(sentence) from misfit
        for wrong in out_of_range(trace):
            raise InvalidValue(f"This trace is damaged: {wrong}. {SAVE_ANEW}")
        return trace


@dataclass(frozen=True, slots=True)
class Module(Record):
    """A part of a model: a layer, a block, or the whole.

    `shape` is that of its weight as the model holds it (rows write, columns read), None for a part made of parts.
    `parameters` counts its own and all below; a matrix that two parts share counts where it comes first. `note` says
    in one line what the part does, `formula` how it makes y of the x that it reads; "" where nothing is known of it.
    """

    name: str
    kind: str
    shape: tuple[int, ...] | None
    parameters: int
    note: str
    children: tuple[Module, ...] = ()
    formula: str = ""


@dataclass(frozen=True, slots=True)
class LayerAttention(Record):
    """Where the heads of one layer look: by `patterns[head][t][s]` token `first + t` reads of token `first + s`.

    Weights have six significant digits. A row sums to 1, less what its token reads of those before `first`, which is 0
    unless the text is long. `head` is the one to be shown first.
    """

    layer: int
    head: int
    patterns: tuple[tuple[tuple[float, ...], ...], ...]
    first: int = 0

    @property
    def pattern(self) -> tuple[tuple[float, ...], ...]:
        """That of `head`."""
        return self.patterns[self.head]


@dataclass(frozen=True, slots=True)
class Inspection(Record):
    """A model at work on one text: its tokens, the attention of one layer, and what it expects next."""

    model: str
    encoding: Encoding
    n_layer: int
    n_head: int
    n_kv_head: int
    attention: LayerAttention
    next: Stage


@dataclass(frozen=True, slots=True)
class Vectors(Record):
    """The first numbers of the vector of every token of a text, rounded to three decimals; each has `size` numbers."""

    model: str
    size: int
    rows: tuple[tuple[float, ...], ...]


def _finite(text: str) -> float:
    """The number that a JSON text writes so. Python reads NaN and infinities, which JSON does not have.

    Raises:
        InvalidValue: there is no such number in JSON, or it is too large for a float.
    """
    number = float(text)
    if not math.isfinite(number):
        found = f"it holds the number {text[:LONGEST_NUMBER]}, which is not finite"
        raise InvalidValue(f"This trace is damaged: {found}. {SAVE_ANEW}")
    return number


def _plain(value: Any) -> Any:
    """What JSON writes in place of a record or of bytes. What does not count in a comparison is left out."""
    if isinstance(value, bytes):
        return value.hex()
    return {each.name: getattr(value, each.name) for each in fields(value) if each.compare}
