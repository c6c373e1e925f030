"""Any `tokenizer.json` of the Hugging Face hub, through the `tokenizers` library."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_playground.errors import CheckpointError, panics_as, reason, true_or_false
from llm_playground.records import Encoding
from llm_playground.tokenization.adapters.described import described, steps_of
from llm_playground.tokenization.adapters.hiding import without_tokens
from llm_playground.tokenization.adapters.limits import check_limits
from llm_playground.tokenization.adapters.pieces import Pieces
from llm_playground.tokenization.alphabet import byte_of_character
from llm_playground.tokenization.ids import checked_id, each_id, pieces_of
from llm_playground.tokenization.paths import folder_to_write
from llm_playground.tokenization.spans import Span, spans_of_pieces, tiling
from llm_playground.tokenization.text import well_formed

if TYPE_CHECKING:
    import tokenizers

# Names of tokens that stand for no text, which some files hold without saying what they are: <s>, </s>, [CLS], <eos>,
# <end_of_turn>, <|anything|>. Not every word in brackets: <br> and [1] are pieces of ordinary text.
_CONTROL_TOKEN = re.compile(
    r"</?s>|<\|[^\s|]+\|>|(?i:[<\[](?:unk|pad|mask|cls|sep|[bse]o[sdtp]|(?:begin|start|end)_?of_?\w+)[>\]])"
)

# On all that a text, an id or a file can break: every public method and property.
_guarded = panics_as(
    CheckpointError,
    "The tokenizers library breaks off ({}): the file of this tokenizer asks of it what it cannot do with this.",
)

# Steps before the model that keep every character, as long as none of them says that it removes what it finds.
_KEEPS_ALL = {"ByteLevel", "Digits", "FixedLength", "Punctuation", "Split", "UnicodeScripts"}


class HuggingFaceTokenizer:
    """A `tokenizers.Tokenizer` that speaks our protocol.

    Raises:
        CheckpointError: its ids or its rewritings of a text are out of all proportion (see `limits.py`); and, when made
            from a file, there is no `tokenizer.json`, or it is not one.
    """

    @_guarded
    def __init__(self, backend: tokenizers.Tokenizer) -> None:
        check_limits(backend)
        self.backend = backend
        self._lock = threading.Lock()
        # A file may ask to cut or fill every text, or to leave merges out at random, as its last training did. Here a
        # text is a text, and the same text has the same tokens.
        backend.no_truncation()
        backend.no_padding()
        if getattr(backend.model, "dropout", None):
            backend.model.dropout = None
        backend.add_special_tokens(sorted(_unmarked_special_tokens(backend)))
        added = backend.get_added_tokens_decoder()
        self._special = {token.content: id for id, token in added.items() if token.special}
        self._pieces = Pieces(backend, literal={token.content for token in added.values()})
        self._misread = {id for id, token in added.items() if self._pieces.is_misread(token.content)}

    def __reduce__(self) -> tuple[type[HuggingFaceTokenizer], tuple[tokenizers.Tokenizer]]:
        return type(self), (self.backend,)  # which another process makes anew, with a lock of its own

    @classmethod
    def from_file(cls, path: Path) -> HuggingFaceTokenizer:
        """The tokenizer of a `tokenizer.json`."""
        import tokenizers

        if not path.is_file():
            raise CheckpointError(f"There is no tokenizer file {path}.")
        try:
            return cls(panics_as(CheckpointError)(tokenizers.Tokenizer.from_file)(str(path)))
        except Exception as error:  # the library raises bare Exception for every damaged file
            raise CheckpointError(f"{path} is not a tokenizer.json that can be read ({reason(error)}).") from error

    @cached_property
    @_guarded
    def vocab_size(self) -> int:
        """One more than the highest id; not the number of tokens, since some vocabularies leave ids out."""
        return max(self.backend.get_vocab().values(), default=-1) + 1

    @_guarded
    def save(self, folder: str | Path) -> None:
        """Write `tokenizer.json`, which `tokenizers` and `transformers` read too."""
        folder = folder_to_write(folder)
        self.backend.save(str(folder / "tokenizer.json"))

    @property
    def special_tokens(self) -> dict[str, int]:
        """The tokens that the file marks as special, that it puts around a text, or that bear a usual name of one."""
        return dict(self._special)

    @cached_property
    @_guarded
    def unknown_id(self) -> int | None:
        """None for a byte-level vocabulary, even where it names an unknown token: it writes any byte."""
        if self._writes_any_byte:
            return None
        model = described(self.backend.model)
        if model["type"] == "Unigram":
            found: int | None = model["unk_id"]
            return found
        return self.backend.token_to_id(model.get("unk_token") or "")

    @cached_property
    @_guarded
    def is_lossless(self) -> bool:
        """True for byte-level BPE that rewrites nothing, as GPT-2's; other tokenizers may drop or change something."""
        added = self.backend.get_added_tokens_decoder().values()
        return (
            self._writes_any_byte
            and self._pieces.decoders.keys() == {"ByteLevel"}
            and self.backend.normalizer is None
            and all(_keeps_all(step) for step in steps_of(described(self.backend.pre_tokenizer)))
            and not any((token.lstrip or token.rstrip) and not token.special for token in added)
        )

    @cached_property
    def _writes_any_byte(self) -> bool:
        import tokenizers

        is_bpe = isinstance(self.backend.model, tokenizers.models.BPE)
        reads_bytes = any(step["type"] == "ByteLevel" for step in steps_of(described(self.backend.pre_tokenizer)))
        known = (self.backend.token_to_id(character) is not None for character in byte_of_character())
        return is_bpe and reads_bytes and "ByteLevel" in self._pieces.decoders and all(known)

    @_guarded
    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """As the protocol says; what is put around a text is decided by the post-processor of the file."""
        return self._encode(well_formed(text), allow_special, add_special_tokens)[0]

    @_guarded
    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; where the file normalizes the text, the spans still count its own characters."""
        text = well_formed(text)
        ids, encoded = self._encode(text, allow_special, add_special_tokens=False)
        pieces = pieces_of(ids, self.piece)
        return Encoding(text, tuple(ids), pieces, _spans(text, pieces, encoded))

    @_guarded
    def words(self, text: str) -> list[tuple[str, tuple[int, ...]]] | None:
        """`text` as it is cut before tokens are made, which never reach over such a cut: each part and its ids.

        None where the file does not say how to cut, so that every token may depend on all of the text. What a
        normalizer would rewrite is not rewritten.
        """
        cutting, model = self.backend.pre_tokenizer, self.backend.model
        if cutting is None:
            return None
        return [
            (text[start:end], tuple(token.id for token in model.tokenize(word)))
            for word, (start, end) in cutting.pre_tokenize_str(text)
        ]

    def _encode(
        self, text: str, allow_special: bool, add_special_tokens: bool
    ) -> tuple[list[int], tokenizers.Encoding]:
        true_or_false("add_special_tokens", add_special_tokens)
        true_or_false("allow_special", allow_special)
        # The library says "encode special tokens" for cutting their text like any other. It is a property of the
        # backend and no argument, hence the lock.
        with self._lock:
            self.backend.encode_special_tokens = not allow_special
            try:
                encoded = self.backend.encode(text, add_special_tokens=add_special_tokens)
            except Exception as error:  # raised where a text needs an unknown token and the file has none
                raise CheckpointError(
                    f"The file of this tokenizer lacks what the text needs ({reason(error)})."
                ) from error
        ids = encoded.ids
        if not allow_special and self._is_steered(text, ids, encoded):
            encoded = self._without_special_tokens.encode(text, add_special_tokens=add_special_tokens)
            ids = encoded.ids
        return ids, encoded

    def _is_steered(self, text: str, ids: Sequence[int], encoded: tokenizers.Encoding) -> bool:
        """Has the model's own vocabulary made a special token of something that stands in the text?"""
        if self._typable.isdisjoint(ids):
            return False  # so it is for nearly every text, at the cost of a look at each id
        put_around = encoded.special_tokens_mask
        found = {id for id, is_put_around in zip(ids, put_around, strict=True) if not is_put_around} & self._typable
        if self.unknown_id not in found:
            return bool(found)
        # The unknown token is right for what is unknown, but not for its own name.
        normalizer = self.backend.normalizer
        name = self.backend.id_to_token(self.unknown_id)
        return len(found) > 1 or name in (normalizer.normalize_str(text) if normalizer else text)

    @cached_property
    def _typable(self) -> set[int]:
        # A special token of one character (a line break, say) is also a letter that texts need.
        return {id for token, id in self._special.items() if len(token) > 1}

    @cached_property
    def _without_special_tokens(self) -> tokenizers.Tokenizer:
        import tokenizers

        hidden = {token for token, id in self._special.items() if id in self._typable}
        rest = without_tokens(json.loads(self.backend.to_str()), hidden)
        backend = tokenizers.Tokenizer.from_str(json.dumps(rest))
        backend.encode_special_tokens = True
        return backend

    @_guarded
    def decode(self, ids: Sequence[int]) -> str:
        """What the file's decoder makes of the tokens; it may write the first and the last one in another way."""
        checked = [checked_id(id, self.vocab_size) for id in each_id(ids)]
        if not self._misread.isdisjoint(checked):
            return b"".join(map(self.piece, checked)).decode(errors="replace")
        return self.backend.decode(checked, skip_special_tokens=False)

    @_guarded
    def piece(self, id: int) -> bytes:
        """What the file's decoder makes of this token in the middle of a text (see `pieces.py`)."""
        token = self.backend.id_to_token(checked_id(id, self.vocab_size))
        return b"" if token is None else self._pieces.of(token)  # None: a hole in the vocabulary


def _unmarked_special_tokens(backend: tokenizers.Tokenizer) -> set[str]:
    """Tokens of the vocabulary that stand for no text, though they are not among the added tokens.

    These are the tokens that the file puts around texts, and those with one of the usual names: except in BPE, where a
    name means nothing, as long as its merges alone decide what a text becomes.
    """
    import tokenizers

    names = set(_tokens_put_around(backend))
    if not isinstance(backend.model, tokenizers.models.BPE) or backend.model.ignore_merges:
        names.update(filter(_CONTROL_TOKEN.fullmatch, backend.get_vocab()))
    added = {token.content for token in backend.get_added_tokens_decoder().values()}
    return {name for name in names - added if backend.token_to_id(name) is not None}


def _tokens_put_around(backend: tokenizers.Tokenizer) -> Iterator[str]:
    for step in steps_of(described(backend.post_processor)):
        yield from step.get("special_tokens", {})  # of a template
        yield from (step[role][0] for role in ("cls", "sep") if role in step)


def _keeps_all(step: dict[str, Any]) -> bool:
    return step["type"] in _KEEPS_ALL and step.get("behavior") != "Removed" and not step.get("add_prefix_space", False)


def _spans(text: str, pieces: Sequence[bytes], encoded: tokenizers.Encoding) -> tuple[Span, ...]:
    """From the pieces where they join to the text, a space before or after it aside; else from the library's offsets.

    The offsets leave out what a normalizer drops, and white space that a post-processor trims from them.
    """
    joined, wanted = b"".join(pieces), text.encode()
    if joined == wanted:
        return spans_of_pieces(pieces)
    before = joined == b" " + wanted  # the space put before a text stands for no character
    if before or joined == wanted + b" ":
        shifted = ((start - before, end - before) for start, end in spans_of_pieces(pieces))
        return tuple((max(0, start), max(0, min(end, len(text)))) for start, end in shifted)
    return tiling(encoded.offsets, text)
