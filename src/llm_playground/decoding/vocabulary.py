"""What a warper that is set by texts asks of a tokenizer."""

from __future__ import annotations

from typing import Protocol

from llm_playground.errors import InvalidValue


class Vocabulary(Protocol):
    """The tokens of a model by their texts."""

    def token(self, named: str) -> int:
        """The token of which this is the text, or the id in digits.

        Raises:
            InvalidValue: there is none, or the text is several tokens.
        """
        ...

    def sequences(self, word: str | tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """The ids of a word as it stands, and those that it has after a space, if it does not begin with one. Ids are
        taken as they are.

        Raises:
            InvalidValue: the tokenizer cannot write it, or there is no such id.
        """
        ...

    def piece(self, id: int) -> bytes:
        """The bytes of a token."""
        ...


def not_spelled(name: str) -> InvalidValue:
    """The error of a warper whose texts are no ids yet."""
    return InvalidValue(
        f"{name} is set by texts, and nothing says which tokens these are; use strategy.spelled(vocabulary), or "
        "llm_playground.trace, which knows the model's tokenizer.",
        field=f"parameters.{name}",
    )
