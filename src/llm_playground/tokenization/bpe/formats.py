"""BPE vocabularies in the files of other libraries: tiktoken's ranks, GPT-2's two files, Hugging Face's tokenizer.json.

tiktoken        one token a line: its bytes in base64, its rank. Which two tokens it was joined from is not said and
                is found again here; pattern and special tokens are not in the file.
GPT-2           vocab.json (token -> id) and merges.txt (one merge a line, in order); no pattern either.
tokenizer.json  all of it: pattern, special tokens, vocabulary, merges.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from llm_playground.errors import CheckpointError, InvalidValue, PlaygroundError, reason, shown
from llm_playground.tokenization.alphabet import to_characters
from llm_playground.tokenization.bpe.encoding import merge_word
from llm_playground.tokenization.bpe.records import Merge, Pair
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.files import read_utf8
from llm_playground.tokenization.patterns import as_expression, covering, pattern_of

T = TypeVar("T")


# ---- tiktoken --------------------------------------------------------------------------------------------------------


def from_ranks(
    ranks: Mapping[bytes, int], *, pattern: str, special_tokens: Mapping[str, int] | None = None
) -> BPETokenizer:
    """The tokenizer of tiktoken's `mergeable_ranks`, in which the rank of a token is its id as well.

    Raises:
        CheckpointError: a byte is missing, or a token cannot be joined from two tokens of lower rank.
    """
    try:
        byte_ids = [ranks[bytes([byte])] for byte in range(256)]
    except KeyError as error:
        raise CheckpointError(
            f"These ranks have no token for the byte {error}; byte-level BPE needs all 256."
        ) from error
    merges: list[Merge] = []
    found: dict[Pair, int] = {}
    for token, id in sorted(ranks.items(), key=lambda item: item[1]):
        if len(token) < 2:
            continue
        # What the merges so far make of the token are the two that training joined.
        parts = merge_word([byte_ids[byte] for byte in token], merges, found)
        if len(parts) != 2:
            raise CheckpointError(f"The token {shown(token)} of rank {id} is not made of two tokens of lower rank.")
        pair = parts[0], parts[1]
        found[pair] = len(merges)
        merges.append(Merge(pair, id))
    return BPETokenizer(merges, pattern=pattern, special_tokens=special_tokens, byte_ids=byte_ids)


def to_ranks(tokenizer: BPETokenizer) -> dict[bytes, int]:
    """`tiktoken.Encoding(name, pat_str=covering(tokenizer.pattern), mergeable_ranks=..., special_tokens=...)` gives the
    same ids as `tokenizer`.

    Raises:
        InvalidValue: its ids do not rise with the ranks of its merges, which tiktoken takes for the same.
    """
    ids = [merge.new_id for merge in tokenizer.merges]
    if ids != sorted(ids) or (ids and ids[0] < max(tokenizer.byte_ids)):
        raise InvalidValue("tiktoken merges in the order of ids, and in this tokenizer the merges have another order.")
    return tokenizer.ids


def tiktoken_pattern(tokenizer: BPETokenizer) -> str:
    """The `pat_str` to go with `to_ranks`."""
    return covering(tokenizer.pattern)


def read_tiktoken(path: Path, *, pattern: str, special_tokens: Mapping[str, int] | None = None) -> BPETokenizer:
    """Raises: CheckpointError, as `from_ranks`, and where the file is not one of ranks."""

    def parse(text: str) -> dict[bytes, int]:
        lines = (line.split() for line in text.split("\n") if line)
        return {b64decode(token, validate=True): int(rank) for token, rank in lines}

    ranks = _parsed(path, "a tiktoken file (each line a token in base64 and its rank)", parse)
    return _checked(path, lambda: from_ranks(ranks, pattern=pattern, special_tokens=special_tokens))


def write_tiktoken(tokenizer: BPETokenizer, path: Path) -> None:
    """One line a token, in the order of the ranks; pattern and special tokens are not written.

    Raises:
        InvalidValue: as `to_ranks`.
    """
    ranks = sorted(to_ranks(tokenizer).items(), key=lambda item: item[1])
    path.write_text("".join(f"{b64encode(token).decode()} {rank}\n" for token, rank in ranks), encoding="ascii")


# ---- GPT-2 -----------------------------------------------------------------------------------------------------------


def read_gpt2(folder: Path, *, pattern: str = "gpt2") -> BPETokenizer:
    """`vocab.json` and `merges.txt`. A token that is neither a byte nor a merge, such as <|endoftext|>, is special.

    Raises:
        CheckpointError: a file is missing, damaged, or not of byte-level BPE.
    """
    vocabulary = _parsed(folder / "vocab.json", "a vocab.json (token -> id)", _json_object)

    def parse(text: str) -> list[list[str]]:
        return [line.split(" ") for line in text.split("\n") if line and not line.startswith("#version")]

    merges = _parsed(folder / "merges.txt", "a merges.txt (each line two tokens)", parse)
    return _checked(folder / "vocab.json", lambda: from_strings(vocabulary, merges, pattern, {}))


def write_gpt2(tokenizer: BPETokenizer, folder: Path) -> None:
    """`vocab.json` and `merges.txt`, the special tokens among the vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = _vocabulary(tokenizer)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    lines = ["#version: 0.2", *(f"{left} {right}" for left, right in _merges(tokenizer))]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


# ---- tokenizer.json --------------------------------------------------------------------------------------------------


def read_tokenizer_json(path: Path) -> BPETokenizer:
    """A Hugging Face tokenizer that is byte-level BPE and nothing more.

    Raises:
        CheckpointError: the file is missing, damaged, or asks for something else, a normalizer for example.
            `HuggingFaceTokenizer` reads those.
    """
    data = _parsed(path, "a tokenizer.json", _json_object)

    def build() -> BPETokenizer:
        model = data["model"]
        for what, given, allowed in (
            ("model", model["type"], ("BPE",)),
            ("normalizer", data.get("normalizer"), (None,)),
            ("post-processor", (data.get("post_processor") or {}).get("type"), (None, "ByteLevel")),
            ("dropout", model.get("dropout") or None, (None,)),
            ("byte fallback", model.get("byte_fallback", False), (False,)),
            ("ignore_merges", model.get("ignore_merges", False), (False,)),
            ("prefix of later pieces", model.get("continuing_subword_prefix") or None, (None,)),
            ("ending of words", model.get("end_of_word_suffix") or None, (None,)),
            ("non-special added tokens", [t["content"] for t in data["added_tokens"] if not t["special"]], ([],)),
        ):
            if given not in allowed:
                raise CheckpointError(f"its {what} is {shown(given)}, and here only {allowed[0]!r} is known")
        special = {token["content"]: token["id"] for token in data["added_tokens"]}
        tokenizer = from_strings(model["vocab"], model["merges"], _pattern_in(data["pre_tokenizer"]), special)
        if unreachable := tokenizer.special_tokens.keys() - special.keys():
            raise CheckpointError(f"no merge makes its tokens {shown(sorted(unreachable))}")
        return tokenizer

    return _checked(path, build)


def write_tokenizer_json(tokenizer: BPETokenizer, path: Path) -> None:
    """`tokenizers` and `transformers` load it and give the same ids."""
    path.write_text(to_tokenizer_json(tokenizer), encoding="utf-8")


def to_tokenizer_json(tokenizer: BPETokenizer) -> str:
    """What `write_tokenizer_json` writes.

    Raises:
        InvalidValue: a special token has the name of an ordinary one, which this format cannot tell apart.
    """
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    data = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": id, "content": token, **flags}
            for token, id in sorted(tokenizer.special_tokens.items(), key=lambda item: item[1])
        ],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {
                    "type": "Split",
                    "pattern": {"Regex": pattern_of(tokenizer.pattern)},
                    "behavior": "Isolated",
                    "invert": False,
                },
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
            ],
        },
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": _vocabulary(tokenizer),
            "merges": _merges(tokenizer),
        },
    }
    return json.dumps(data, ensure_ascii=False)


def _pattern_in(pre_tokenizer: dict[str, Any] | None) -> str:
    """The pattern of a `pre_tokenizer`, by its name where it is one of ours."""
    steps = (pre_tokenizer or {}).get("pretokenizers") or [pre_tokenizer or {}]
    byte_level = steps[-1]
    if byte_level.get("type") == "ByteLevel" and not byte_level["add_prefix_space"]:
        if len(steps) == 1:
            return "gpt2" if byte_level.get("use_regex", True) else "none"
        split = steps[0]
        isolated = split.get("type") == "Split" and split["behavior"] == "Isolated" and not split["invert"]
        if len(steps) == 2 and isolated and "Regex" in split["pattern"] and not byte_level.get("use_regex", True):
            return as_expression(str(split["pattern"]["Regex"]))
    raise CheckpointError("its way to cut words is not one regular expression followed by bytes")


# ---- what the formats share ------------------------------------------------------------------------------------------


def from_strings(
    vocabulary: Mapping[str, int], merges: Iterable[str | Sequence[str]], pattern: str, special: Mapping[str, int]
) -> BPETokenizer:
    """From tokens written in GPT-2's alphabet; a merge is two of them, in one text with a space between or not."""
    byte_ids = [vocabulary[to_characters(bytes([byte]))] for byte in range(256)]
    pairs = [(left, right) for left, right in (m.split(" ") if isinstance(m, str) else m for m in merges)]
    built = [Merge((vocabulary[left], vocabulary[right]), vocabulary[left + right]) for left, right in pairs]
    known = {*byte_ids, *(merge.new_id for merge in built)}
    others = {token: id for token, id in vocabulary.items() if id not in known}
    return BPETokenizer(built, pattern=pattern, special_tokens=others | dict(special), byte_ids=byte_ids)


def _vocabulary(tokenizer: BPETokenizer) -> dict[str, int]:
    """Every token in GPT-2's alphabet, then the special ones as they are."""
    ordinary = {to_characters(token): id for token, id in tokenizer.ids.items()}
    if twice := ordinary.keys() & tokenizer.special_tokens.keys():
        raise InvalidValue(
            f"This format cannot tell the special tokens {sorted(twice)} from ordinary ones of that name."
        )
    return ordinary | tokenizer.special_tokens


def _merges(tokenizer: BPETokenizer) -> list[list[str]]:
    return [[to_characters(tokenizer.piece(id)) for id in merge.pair] for merge in tokenizer.merges]


def _json_object(text: str) -> dict[str, Any]:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError(f"it holds {type(data).__name__}, not an object")
    return data


def _parsed(path: Path, what: str, parse: Callable[[str], T]) -> T:
    text = read_utf8(path)
    try:
        return parse(text)
    except (ValueError, RecursionError) as error:  # not base64, not JSON, or too deep
        raise CheckpointError(f"{path} is not {what}: {reason(error)}.") from error


def _checked(path: Path, build: Callable[[], BPETokenizer]) -> BPETokenizer:
    """The tokenizer that a file describes, or an error that names the file."""
    try:
        return build()
    except PlaygroundError as error:
        raise CheckpointError(f"{path} is not byte-level BPE that can be read here: {error}") from error
    except Exception as error:  # a stranger's file can be wrong in every way that there is
        raise CheckpointError(f"{path} is incomplete or damaged ({shown(error)}).") from error
