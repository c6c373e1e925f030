"""Tokens that a model was given after its tokenizer was trained, and that a file beside `tokenizer.json` lists.

`transformers` has kept them in many places over the years, and reads them all (`from_pretrained` in its
tokenization_utils_base.py, version 5.23). Here the same entries of the same files count, in the same order, because
the order decides which ids they get.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_playground.errors import CheckpointError, panics_as, shown

if TYPE_CHECKING:
    import tokenizers

CONFIG, SPECIAL_TOKENS_MAP, ADDED_TOKENS = "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"
FILES = (CONFIG, SPECIAL_TOKENS_MAP, ADDED_TOKENS)
ROLES = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
FLAGS = ("special", "lstrip", "rstrip", "single_word", "normalized")


@panics_as(CheckpointError, "The tokenizers library breaks off at tokens that are added to a tokenizer ({}).")
def add_tokens(backend: tokenizers.Tokenizer, files: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Give `backend` the tokens that it does not know: those with an id in the order of their ids, then the others.

    Args:
        files: what the `FILES` of `folder` hold, those that are there.

    Raises:
        CheckpointError: an entry is not a token, or an id does not follow on those of the vocabulary.
    """
    config, special_map = files.get(CONFIG, {}), files.get(SPECIAL_TOKENS_MAP, {})
    if config.get("added_tokens_decoder") is not None:  # then the two older files do not count
        special = _special_tokens(config, {}, folder)
        with_ids = _with_ids(config["added_tokens_decoder"], folder / CONFIG)
    else:
        special = _special_tokens(config, special_map, folder)
        with_ids = _with_texts(files.get(ADDED_TOKENS, {}), {token["content"] for token in special}, folder)
    tokens: dict[str, dict[str, Any]] = {}
    for token in [*(token for _, token, _ in with_ids), *special]:
        tokens[token["content"]] = tokens.get(token["content"], {}) | dict(token)
    known = {token.content for token in backend.get_added_tokens_decoder().values()}
    in_vocabulary = {text for text in tokens if backend.token_to_id(text) is not None}
    # All at once, since each call sorts all added tokens anew. The library chooses the ids: the next that are free.
    backend.add_tokens([_as_added(token) for text, token in tokens.items() if text not in known])
    for id, token, path in with_ids:
        chosen = backend.token_to_id(token["content"])
        if chosen != id and token["content"] not in in_vocabulary:
            raise CheckpointError(
                f"{path} gives the token {shown(token['content'])} the id {id}, but the next free id after the "
                f"vocabulary of tokenizer.json is {chosen}."
            )


def _as_added(token: Mapping[str, Any]) -> tokenizers.AddedToken:
    import tokenizers

    return tokenizers.AddedToken(
        token["content"], **{flag: token[flag] for flag in FLAGS if isinstance(token.get(flag), bool)}
    )


def _with_ids(entries: object, path: Path) -> Iterable[tuple[int, Mapping[str, Any], Path]]:
    if not isinstance(entries, dict) or not all(_is_entry(*entry) for entry in entries.items()):
        raise CheckpointError(
            f"added_tokens_decoder in {path} is {shown(entries)}; it must map ids to objects with a content."
        )
    return [(int(id), entries[id], path) for id in sorted(entries, key=int)]


def _with_texts(
    entries: Mapping[str, Any], special: set[str], folder: Path
) -> Iterable[tuple[int, Mapping[str, Any], Path]]:
    path = folder / ADDED_TOKENS
    if not all(text and type(id) is int for text, id in entries.items()):
        raise CheckpointError(f"{path} holds {shown(dict(entries))}; it must map texts to ids.")
    in_order = sorted(entries, key=entries.__getitem__)
    return [(entries[text], {"content": text, "special": text in special}, path) for text in in_order]


def _special_tokens(config: Mapping[str, Any], special_map: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """Those with a role ("pad_token" and whatever else is called "…_token"), then those without one."""
    named = dict(config) | dict(special_map)
    extra = config.get("extra_special_tokens") or config.get("additional_special_tokens") or []
    more = special_map.get("extra_special_tokens") or (not extra and special_map.get("additional_special_tokens")) or []
    roles = {role: named.get(role) for role in ROLES}
    roles |= {name: value for name, value in named.items() if name.endswith("_token") and _is_token(value)}
    listed: list[tuple[str, object]] = []
    for entries in (extra, more):
        if isinstance(entries, dict):
            roles |= entries
        elif isinstance(entries, list):
            listed += [("extra_special_tokens", entry) for entry in entries]
        else:
            raise _not_a_token("extra_special_tokens", entries, folder)
    named_first = [*((name, value) for name, value in roles.items() if value is not None), *listed]
    return [token for name, value in named_first if (token := _special_token(name, value, folder))["content"]]


def _special_token(name: str, value: object, folder: Path) -> dict[str, Any]:
    if not _is_token(value):
        raise _not_a_token(name, value, folder)
    return (value if isinstance(value, dict) else {"content": value}) | {"special": True}


def _is_token(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("content"), str))


def _not_a_token(name: str, value: object, folder: Path) -> CheckpointError:
    return CheckpointError(
        f"{name} in the tokenizer files of {folder} is {shown(value)}; a token is a text, or an object with a content."
    )


def _is_entry(id: str, token: object) -> bool:
    is_id = id.isascii() and id.isdecimal() and len(id) < 10
    return is_id and isinstance(token, dict) and _is_token(token) and token["content"] != ""
