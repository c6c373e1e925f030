"""A run as somebody asks for it, the limits that it must keep, and the one check of both.

The check needs no model, so it answers at once. What depends on the model (a prompt longer than its context) is found
when the run starts.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from llm_playground.decoding import PARAMETERS, STRATEGIES, make_strategy
from llm_playground.errors import InvalidValue, PlaygroundError, unknown
from llm_playground.records import Record

Value = float | str | bool | None


@dataclass(frozen=True, slots=True)
class Limits(Record):
    """The most that a session does for those who ask: enough for a class, and no more than a machine bears.

    `runs` are all those at once, each lane of a comparison counted; `top` is how many candidates a stage may list;
    `vocab_size` is that of a tokenizer to be trained, `tokenizers` how many may read one text.
    """

    prompt_characters: int = 50_000
    text_characters: int = 1_000_000
    word_characters: int = 200
    tokenizers: int = 6
    vocab_size: int = 8_192
    max_new_tokens: int = 1_000
    num_beams: int = 16
    top: int = 50
    lanes: int = 4
    runs: int = 64


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The arguments of a run: those of `generate`, with the model by name."""

    model: str
    prompt: str | Sequence[Mapping[str, str]]
    strategy: str = "greedy"
    parameters: Mapping[str, Value] = field(default_factory=dict)
    max_new_tokens: int = 50
    seed: int | None = None
    top: int = 10


def check_request(request: RunRequest, limits: Limits) -> None:
    """Refuse what could not run, or would take too long.

    Raises:
        PlaygroundError: with the wrong value as its `field`.
    """
    with about("strategy"):
        make_strategy(request.strategy)
    given = {name: value for name, value in request.parameters.items() if value is not None}
    for name, value in given.items():
        with about(f"parameters.{name}"):
            if name not in PARAMETERS:
                raise unknown("parameter", name, STRATEGIES[request.strategy.replace("-", "_")].takes)
            one: dict[str, Any] = {name: value}
            make_strategy(request.strategy, **one)
    if isinstance(beams := given.get("num_beams"), int):
        check_at_most("parameters.num_beams", beams, limits.num_beams)
    with about("max_new_tokens"):
        check_at_most(
            "max_new_tokens",
            PARAMETERS["max_new_tokens"].whole_number(request.max_new_tokens),
            limits.max_new_tokens,
        )
    if request.seed is not None:
        with about("seed"):
            PARAMETERS["seed"].whole_number(request.seed)
    if request.top < 1:
        raise _wrong("top", f"top is {reprlib.repr(request.top)}; it must be a whole number from 1 to {limits.top}.")
    check_at_most("top", request.top, limits.top)
    check_prompt(request.prompt, limits)


def check_prompt(prompt: str | Sequence[Mapping[str, str]], limits: Limits) -> None:
    """Refuse a prompt, or a conversation, of too many characters.

    Raises:
        InvalidValue: with the field "prompt".
    """
    if not isinstance(prompt, str) and not prompt:
        raise _wrong("prompt", "The conversation is empty: it needs at least one message.")
    texts = [prompt] if isinstance(prompt, str) else [message.get("content", "") for message in prompt]
    check_length("prompt", sum(map(len, texts)), limits.prompt_characters)


def check_length(what: str, characters: int, most: int) -> None:
    """Refuse a text of too many characters.

    Raises:
        InvalidValue: with the field `what`.
    """
    if characters > most:
        raise _wrong(what, f"The {what} has {characters:,} characters; at most {most:,} are read. Shorten it.")


def check_at_most(what: str, value: int, most: int) -> None:
    """Refuse a number above its limit.

    Raises:
        InvalidValue: with the field `what`.
    """
    if value > most:
        raise _wrong(what, f"{what.split('.')[-1]} is {reprlib.repr(value)}; here it may be at most {most:,}.")


@contextmanager
def about(field: str) -> Iterator[None]:
    """Errors raised within are about this field, unless they say otherwise."""
    try:
        yield
    except PlaygroundError as error:
        error.field = error.field or field
        raise


def _wrong(field: str, message: str) -> InvalidValue:
    error = InvalidValue(message)
    error.field = field
    return error
