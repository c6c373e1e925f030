"""Tokens with their log-probabilities, as they stand in an answer.

A log-probability is the model's own, before any penalty, temperature or cut ("raw", as with OpenAI and by default with
vLLM): it says what the model thinks, not how it was told to choose.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from llm_playground.engine.completing import PromptRead
from llm_playground.records import Candidate, Step

LOWEST = -9999.0  # what OpenAI says of a token to which the model gives nothing that a float can hold


@dataclass(frozen=True, slots=True)
class Token:
    """One token of an answer. It begins after `offset` characters of the text.

    `logprob` and `rank` are None of the first token of a prompt, before which nothing stands. `candidates` are the
    likeliest tokens in its place, in falling order.
    """

    id: int
    piece: bytes
    offset: int
    logprob: float | None
    rank: int | None
    candidates: tuple[Candidate, ...]


def of_step(step: Step, offset: int) -> Token:
    """A generated token."""
    choice, own = step.choice, step.stages[0]
    return Token(step.id, choice.piece, offset, logprob_of(choice.model_probability), choice.rank, own.candidates)


def of_prompt(read: PromptRead) -> Iterator[Token]:
    """The tokens of a prompt that was scored."""
    prompt = read.prompt
    places = zip(prompt.ids, prompt.pieces, prompt.spans, (None, *read.scored), strict=True)
    for id, piece, (offset, _), scored in places:
        if scored is None or scored.distribution is None:
            yield Token(id, piece, offset, None, None, ())
        else:
            yield Token(id, piece, offset, scored.logprob, scored.rank, scored.distribution.candidates)


def logprob_of(probability: float) -> float:
    """The natural logarithm, never below `LOWEST`."""
    return math.log(probability) if probability > 0 else LOWEST


def written(id: int, piece: bytes, as_id: bool) -> str:
    """A token as a text: as it is, or, where it is a part of a character, its bytes ("bytes:\\xf0\\x9f")."""
    if as_id:
        return f"token_id:{id}"
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return "bytes:" + "".join(f"\\x{byte:02x}" for byte in piece)


def of_completion(tokens: list[Token], top: int, as_id: bool) -> dict[str, list[Any]]:
    """The `logprobs` of a completion. Each token is among its `top_logprobs`, one more than `top` if need be."""
    return {
        "tokens": [written(token.id, token.piece, as_id) for token in tokens],
        "token_logprobs": [token.logprob for token in tokens],
        "top_logprobs": [_top_of(token, top, as_id) for token in tokens],
        "text_offset": [token.offset for token in tokens],
    }


def _top_of(token: Token, top: int, as_id: bool) -> dict[str, float] | None:
    if token.logprob is None:
        return None
    listed = {
        written(each.id, each.piece, as_id): logprob_of(each.probability)
        for each in reversed(token.candidates[:top])  # of two with one text the likelier one stays
    }
    return dict(reversed(listed.items())) | {written(token.id, token.piece, as_id): token.logprob}


def of_chat(tokens: list[Token], top: int, as_id: bool) -> list[dict[str, Any]]:
    """The content of the `logprobs` of an answer."""
    return [
        _one(token.id, token.piece, token.logprob, as_id)
        | {
            "top_logprobs": [
                _one(each.id, each.piece, logprob_of(each.probability), as_id) for each in token.candidates[:top]
            ]
        }
        for token in tokens
    ]


def _one(id: int, piece: bytes, logprob: float | None, as_id: bool) -> dict[str, Any]:
    return {"token": written(id, piece, as_id), "logprob": logprob, "bytes": list(piece)}


def of_vllm(tokens: list[Token], top: int) -> list[dict[str, dict[str, Any]] | None]:
    """The `prompt_logprobs` of vLLM: at each token the candidates and itself, by their ids."""
    return [None if token.logprob is None else _by_id(token, top) for token in tokens]


def _by_id(token: Token, top: int) -> dict[str, dict[str, Any]]:
    rows = {
        each.id: (logprob_of(each.probability), rank, each.piece)
        for rank, each in enumerate(token.candidates[:top], start=1)
    }
    assert token.logprob is not None
    assert token.rank is not None
    rows[token.id] = (token.logprob, token.rank, token.piece)
    return {
        str(id): {"logprob": logprob, "rank": rank, "decoded_token": piece.decode(errors="replace")}
        for id, (logprob, rank, piece) in rows.items()
    }
