"""A token that somebody names: by its id, or by its text."""

from __future__ import annotations

from llm_playground.errors import InvalidValue, shown, whole, whole_number
from llm_playground.models.seam import LanguageModel
from llm_playground.tokenization.ids import pieces_of


def token_id(model: LanguageModel, token: int | str, name: str = "token") -> int:
    """The id of a token given as an id, as a text that is this one token, or by the name of a special token.

    Raises:
        InvalidValue: no such id, or a text that is cut into several; the sentence calls it `name`, as does the field.
    """
    if not isinstance(token, str):
        if whole(token) is None:
            sentence = f"{name} is {shown(token)}; it must be a token id or the text of one token."
            raise InvalidValue(sentence, field=name, subject=name)
        return whole_number(name, token, 0, model.vocab_size - 1, f": {model.name} has {model.vocab_size:,} tokens")
    special = model.tokenizer.special_tokens.get(token)
    ids = model.tokenizer.encode(token) if special is None else [special]
    if len(ids) == 1 and ids[0] < model.vocab_size:
        return ids[0]
    raise InvalidValue(_not_one(model, token, ids, name), field=name, subject=name)


def _not_one(model: LanguageModel, text: str, ids: list[int], name: str) -> str:
    pieces = [piece.decode(errors="replace") for piece in pieces_of(ids, model.piece)]
    made = f"cuts it into {len(ids)}: {', '.join(map(shown, pieces[:6]))}{' ...' if len(ids) > 6 else ''}"
    if len(ids) < 2:
        made = "makes none of it" if not ids else f"has no row for it, its id being {ids[0]}"
    sentence = f"{name} is {shown(text)}; it must be one token, but {model.name} {made}."
    spaced = model.tokenizer.encode(f" {text}")
    if len(spaced) == 1 and len(ids) > 1:
        sentence += f" With the space that begins a word it is one: {shown(f' {text}')}."
    return sentence
