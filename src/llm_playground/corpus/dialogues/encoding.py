"""Token ids of a conversation, and which of them the loss counts: the answers and the token that ends each.

What a user types is only ever text: "<|im_end|>" in a message becomes the tokens of these ten characters, never
the special token, which only the template writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from llm_playground.corpus.special_tokens import IM_END, IM_START
from llm_playground.errors import CheckpointError, InvalidValue, panics_as

if TYPE_CHECKING:
    import tokenizers


class Encoded(NamedTuple):
    """`counts[i]` says whether token i is one that the assistant has to write."""

    ids: list[int]
    counts: list[bool]


def encode(
    messages: Iterable[Mapping[str, str]], tokenizer: tokenizers.Tokenizer, add_generation_prompt: bool = False
) -> Encoded:
    """The ids of `chatml.render(messages)`, with a mask over the assistant's contents and their closing token.

    Raises:
        InvalidValue: the tokenizer lacks the tokens that begin and end a message.
    """
    start, end = (_special(tokenizer, token) for token in (IM_START, IM_END))
    line_break = _ids("\n", tokenizer)
    ids: list[int] = []
    counts: list[bool] = []

    def add(more: list[int], counted: bool = False) -> None:
        ids.extend(more)
        counts.extend([counted] * len(more))

    for message in messages:
        answers = message["role"] == "assistant"
        add([start, *_ids(f"{message['role']}\n", tokenizer)])
        add([*_ids(message["content"], tokenizer), end], counted=answers)
        add(line_break)
    if add_generation_prompt:
        add([start, *_ids("assistant\n", tokenizer)])
    return Encoded(ids, counts)


@panics_as(CheckpointError, "The tokenizers library breaks off at a text of a dialogue ({}).")
def _ids(text: str, tokenizer: tokenizers.Tokenizer) -> list[int]:
    """Text as text: a tokenizer otherwise finds special tokens in it wherever they are spelled out."""
    before = tokenizer.encode_special_tokens
    tokenizer.encode_special_tokens = True
    try:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)
    finally:
        tokenizer.encode_special_tokens = before


def _special(tokenizer: tokenizers.Tokenizer, token: str) -> int:
    id = tokenizer.token_to_id(token)
    if id is None:
        raise InvalidValue(f"The tokenizer has no token {token}; train it with the special tokens of the dialogues.")
    return int(id)
