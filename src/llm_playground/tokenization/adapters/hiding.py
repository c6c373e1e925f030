"""A tokenizer without its special tokens, for text in which somebody has typed one.

The library keeps special tokens that were *added* out of a text when it is told to. But the model's own vocabulary
often holds the same token once more, and nothing keeps the model from choosing it: typed into a prompt, "</s>" would
then end it. (`transformers` with split_special_tokens=True has this hole.)
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Set
from typing import Any


def without_tokens(tokenizer: Mapping[str, Any], hidden: Set[str]) -> dict[str, Any]:
    """The content of a `tokenizer.json`, with the same ids, in which no text leads to one of the tokens `hidden`.

    Ids are often places in a list, so a token is not taken out but given a name of 128 random bits, which nobody types.
    """
    model = dict(tokenizer["model"])
    names = {token: f"{token} {os.urandom(16).hex()}" for token in hidden}
    if isinstance(model["vocab"], list):  # Unigram
        model["vocab"] = [[names.get(piece, piece), logprob] for piece, logprob in model["vocab"]]
    else:
        model["vocab"] = {names.get(token, token): id for token, id in model["vocab"].items()}
    if model.get("unk_token") in names:
        model["unk_token"] = names[model["unk_token"]]
    if "merges" in model:
        prefix = model.get("continuing_subword_prefix") or ""
        model["merges"] = [merge for merge in model["merges"] if hidden.isdisjoint(_tokens_in(merge, prefix))]
    added = [token for token in tokenizer["added_tokens"] if token["content"] not in hidden]
    return {**tokenizer, "model": model, "added_tokens": added}


def _tokens_in(merge: str | list[str], prefix: str) -> tuple[str, str, str]:
    """The two tokens of a merge and the one that they become."""
    left, right = merge.split(" ") if isinstance(merge, str) else merge
    return left, right, left + right.removeprefix(prefix)
