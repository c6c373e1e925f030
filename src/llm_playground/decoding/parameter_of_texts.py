"""Things to set that are no number: a list of texts, and a number for each of some texts.

They are typed as JSON without its outer brackets: `"\\n\\n", "END"` and `" the": -5, "262": 3`. A single text needs no
quotation marks, unless it begins with a bracket or with one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from llm_playground.decoding.parameter import Parameter
from llm_playground.errors import InvalidValue, whole
from llm_playground.records.settings import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsParameter(Parameter):
    """Some texts, none of them empty. A single text stands for a list of one.

    Attributes:
        ids: whether the texts stand for tokens, so that a list of ids may take the place of one.
    """

    ids: bool = False

    @property
    def kind(self) -> str:
        return "texts"

    @property
    def as_tokens(self) -> bool:
        return self.ids

    @property
    def legal(self) -> str:
        instead = ", or a list of token ids in the place of one" if self.ids else ""
        return f"a list of texts that are not empty{instead}"

    def check(self, value: object) -> Setting:
        """`value` as a tuple, each text once.

        Raises:
            InvalidValue: something else than texts, or an empty one.
        """
        if isinstance(value, str):
            value = (value,)
        if not isinstance(value, Iterable) or isinstance(value, Mapping | bytes):
            raise self.error(value)
        items = list(value)
        return tuple(dict.fromkeys(self._item(item, items) for item in items))

    def read(self, text: str) -> Setting:
        """The texts that a person typed: `"\\n\\n", "END"`, or a single one as it is, with \\n for a new line.

        Raises:
            InvalidValue: what begins like JSON is none, or holds something else than texts.
        """
        if not text.lstrip().startswith(('"', "[")):
            return self.check(text.replace("\\n", "\n").replace("\\t", "\t"))
        stripped = text.strip()
        # A list of lists of ids needs its own brackets; a list of texts may leave them out.
        found = _json(stripped) if stripped.startswith("[") else None
        return self.check(self._of_json(text, f"[{stripped}]") if not isinstance(found, list) else found)

    def _of_json(self, typed: str, text: str) -> list[Any]:
        found = _json(text)
        if not isinstance(found, list):
            raise self.error(typed, "Put each text into quotation marks, and a comma between two.")
        return found

    def _item(self, item: object, items: list[Any]) -> str | tuple[int, ...]:
        if _is_text(item):
            return str(item)
        if self.ids and isinstance(item, Iterable) and not isinstance(item, str | bytes | Mapping):
            ids = tuple(whole(id) for id in item)
            known = tuple(id for id in ids if id is not None and id >= 0)
            if known and len(known) == len(ids):
                return known
        raise self.error(items)


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasParameter(Parameter):
    """A number for each of some tokens, from `lowest` to `highest`; a token is named by its text, or by its id in
    digits."""

    @property
    def kind(self) -> str:
        return "biases"

    @property
    def as_tokens(self) -> bool:
        return True

    @property
    def legal(self) -> str:
        return f"numbers from {self.lowest:g} to {self.highest:g} by the text or the id of a token"

    def check(self, value: object) -> Setting:
        """`value` as a dict of floats, an id written in digits.

        Raises:
            InvalidValue: something else than a mapping of tokens to numbers, or a number outside its range.
        """
        if not isinstance(value, Mapping):
            raise self.error(value)
        return {self._token(token, value): self._bias(bias, value) for token, bias in value.items()}

    def read(self, text: str) -> Setting:
        """The numbers that a person typed: `" the": -5, "262": 3`, or a single one, ` the: -5`.

        Raises:
            InvalidValue: it cannot be read, or a number is outside its range.
        """
        stripped = text.strip()
        if stripped.startswith(('"', "{")):
            found = _json(stripped if stripped.startswith("{") else f"{{{stripped}}}")
        else:
            token, colon, bias = text.rpartition(":")
            found = {token: _json(bias)} if colon else None
        if not isinstance(found, dict):
            raise self.error(text, 'Write the text in quotation marks, a colon and the number: " the": -5.')
        return self.check(found)

    def _token(self, token: object, given: object) -> str:
        id = whole(token)
        if id is not None and id >= 0:
            return str(id)
        if _is_text(token):
            return str(token)
        raise self.error(given)

    def _bias(self, bias: object, given: object) -> float:
        try:
            return self.number(bias)
        except InvalidValue:
            raise self.error(given) from None


def _is_text(value: object) -> bool:
    """Whether it is a text that a model could write: not empty, and without half a surrogate pair."""
    return isinstance(value, str) and value != "" and not any("\ud800" <= character <= "\udfff" for character in value)


def _json(text: str) -> Any:
    """What JSON holds; None if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
