"""Tokens that a person takes by hand, from the text or the id that names them."""

from __future__ import annotations

from collections.abc import Sequence

from llm_playground.decoding.strategies import strategy_kind
from llm_playground.engine.inside.tokens import token_id
from llm_playground.engine.spelling import exact_ids
from llm_playground.errors import InvalidValue, shown
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Taken
from llm_playground.tokenization.text import well_formed


def forced_ids(model: LanguageModel, token: int | str | None) -> tuple[int, ...]:
    """The ids to be forced on a text: of an id itself, of a text all its tokens, of None none.

    The name of a special token stands for that token.

    Raises:
        InvalidValue: no such id, an empty text, or one that the tokenizer cannot write as it is.
    """
    if token is None:
        return ()
    if not isinstance(token, str):
        return (token_id(model, token),)
    special = model.tokenizer.special_tokens.get(token)
    return _ids_of(model, well_formed(token)) if special is None else (special,)


def check_can_go_on(strategy: str) -> None:
    """Refuse a strategy that goes on with no text but one of its own.

    Raises:
        InvalidValue: with the field "strategy".
    """
    if strategy_kind(strategy).searches:
        sentence = "Beam search plans a whole text and goes on with no other; choose another strategy for the branch."
        raise InvalidValue(sentence, field="strategy")


def check_taken(model: LanguageModel, taken: Sequence[Taken]) -> None:
    """Refuse a token that the model does not have.

    Raises:
        InvalidValue: with the field "taken".
    """
    for each in taken:
        if each.id >= model.vocab_size:
            sentence = f"The text holds the token {shown(each.id)}; the ids of {model.name} go from 0 to "
            raise InvalidValue(f"{sentence}{model.vocab_size - 1}.", field="taken")


def _ids_of(model: LanguageModel, text: str) -> tuple[int, ...]:
    """The tokens that write exactly this text after another."""
    if not text:
        sentence = "token is empty; write the text that is to come next, most often with a space before it."
        raise InvalidValue(sentence, field="token", subject="token")
    ids = exact_ids(model.tokenizer, text)
    if ids is not None:
        return ids
    raise InvalidValue(
        f"token is {shown(text)}; the tokenizer of {model.name} cannot write that exactly. Choose another text, or the "
        "id of a token.",
        field="token",
        subject="token",
    )
