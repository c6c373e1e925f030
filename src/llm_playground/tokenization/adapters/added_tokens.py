"""Tokens that only `tokenizer_config.json` lists: those that a chat model was given after its tokenizer was trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_playground.errors import CheckpointError, panics_as, shown

if TYPE_CHECKING:
    import tokenizers

FLAGS = ("special", "lstrip", "rstrip", "single_word", "normalized")


@panics_as(CheckpointError, "The tokenizers library breaks off at tokens that are added to a tokenizer ({}).")
def add_tokens(backend: tokenizers.Tokenizer, config: Mapping[str, Any], path: Path) -> None:
    """Give `backend` the tokens under `added_tokens_decoder` that it does not know, in the order of their ids.

    Raises:
        CheckpointError: the entry is not a table of tokens, or their ids do not follow on those of the vocabulary.
    """
    import tokenizers

    entries = config.get("added_tokens_decoder") or {}
    if not isinstance(entries, dict) or not all(_is_entry(id, token) for id, token in entries.items()):
        raise CheckpointError(
            f"added_tokens_decoder in {path} is {shown(entries)}; it must map ids to objects with a content."
        )
    for id in sorted(entries, key=int):
        token = entries[id]
        if backend.token_to_id(token["content"]) is not None:
            continue
        flags = {name: token[name] for name in FLAGS if isinstance(token.get(name), bool)}
        # The library chooses the id itself: the next one that is free.
        added = tokenizers.AddedToken(token["content"], **flags)
        (backend.add_special_tokens if added.special else backend.add_tokens)([added])
        if backend.token_to_id(token["content"]) != int(id):
            raise CheckpointError(
                f"{path} gives the token {shown(token['content'])} the id {id}, but the next free id after the "
                f"vocabulary of tokenizer.json is {backend.token_to_id(token['content'])}."
            )


def _is_entry(id: str, token: object) -> bool:
    return (
        id.isascii()
        and id.isdecimal()
        and len(id) < 10
        and isinstance(token, dict)
        and isinstance(token.get("content"), str)
        and token["content"] != ""
    )
