"""OpenAI's encodings, through the `tiktoken` library.

tiktoken fetches the ranks of an encoding when they are first used, and waits for them without end. Here they are
looked for first: in tiktoken's own cache, then on the net with little patience, and what is fetched is put into that
cache.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import urllib.request
import uuid
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache, cached_property
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from llm_playground.errors import InvalidValue, ModelUnavailable, panics_as, true_or_false, unknown
from llm_playground.records import Encoding
from llm_playground.tokenization.ids import checked_id, each_id
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.spans import spans_of_pieces
from llm_playground.tokenization.text import well_formed

if TYPE_CHECKING:
    import tiktoken

_SERVER = "https://openaipublic.blob.core.windows.net/"

# The files of each encoding, and their SHA-256: a damaged file in its cache is one that tiktoken deletes.
RANK_FILES: dict[str, dict[str, str]] = {
    "gpt2": {
        "gpt-2/encodings/main/vocab.bpe": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
        "gpt-2/encodings/main/encoder.json": "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
    },
    "r50k_base": {
        "encodings/r50k_base.tiktoken": "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
    },
    "p50k_base": {
        "encodings/p50k_base.tiktoken": "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
    },
    "cl100k_base": {
        "encodings/cl100k_base.tiktoken": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    },
    "o200k_base": {
        "encodings/o200k_base.tiktoken": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    },
}

# Seconds that the server has to answer, and each later part of a file to arrive.
PATIENCE = 5


_guarded = panics_as(InvalidValue, "tiktoken breaks off at this text ({}): give it in parts, or a shorter one.")


class TiktokenTokenizer:
    """A `tiktoken.Encoding` that speaks our protocol: byte-level BPE, so nothing is unknown and any text comes back."""

    kind: ClassVar[str] = "tiktoken"
    is_lossless: ClassVar[bool] = True

    def __init__(self, backend: tiktoken.Encoding) -> None:
        self.backend = backend

    @classmethod
    def load(cls, name: str) -> TiktokenTokenizer:
        """The encoding of that name: gpt2, r50k_base, p50k_base, cl100k_base or o200k_base.

        Raises:
            UnknownName: another name.
            ModelUnavailable: its ranks are neither in tiktoken's cache nor can they be fetched now.
        """
        if name not in RANK_FILES:
            raise unknown("tiktoken encoding", name, RANK_FILES, elsewhere=_encodings_of_models())
        return cls(_load(name))

    @property
    def vocab_size(self) -> int:
        """One more than the highest id; some encodings leave ids out."""
        return self.backend.n_vocab

    @cached_property
    def special_tokens(self) -> dict[str, int]:
        """Such as <|endoftext|>; which there are differs between the encodings."""
        return {token: self.backend.encode_single_token(token) for token in sorted(self.backend.special_tokens_set)}

    @property
    def unknown_id(self) -> None:
        """None: any text is made of bytes."""
        return None

    @_guarded
    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """As the protocol says; these encodings put nothing around a text, so `add_special_tokens` adds nothing."""
        true_or_false("add_special_tokens", add_special_tokens)
        if true_or_false("allow_special", allow_special):
            return self.backend.encode(well_formed(text), allowed_special="all")
        return self.backend.encode_ordinary(well_formed(text))

    def decode(self, ids: Sequence[int]) -> str:
        """The bytes of the tokens as UTF-8; what is not UTF-8 becomes U+FFFD."""
        return b"".join(map(self.piece, each_id(ids))).decode("utf-8", "replace")

    def piece(self, id: int) -> bytes:
        """The bytes of the token; none where the encoding leaves the id out."""
        try:
            return self.backend.decode_single_token_bytes(checked_id(id, self.vocab_size))
        except KeyError:
            return b""  # a hole in the vocabulary: cl100k_base has no token 100256

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; the spans follow from the pieces, which join to the text."""
        text = well_formed(text)
        ids = self.encode(text, allow_special=allow_special)
        pieces = tuple(self.backend.decode_tokens_bytes(ids))
        return Encoding(text, tuple(ids), pieces, spans_of_pieces(pieces))

    def save(self, folder: str | Path) -> None:
        """Write the name of the encoding into `folder`: whoever loads it needs the ranks too."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """Its name alone: the ranks stay in tiktoken's cache."""
        return {"name": self.backend.name}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> TiktokenTokenizer:
        """The encoding of the name that `to_dict` wrote; it may have to be fetched."""
        return cls.load(data["name"])


def _encodings_of_models() -> dict[str, str]:
    """OpenAI's names of models, in the spelling that `unknown` compares, and the encoding of each."""
    from tiktoken.model import MODEL_TO_ENCODING

    return {model.replace("-", "_"): name for model, name in MODEL_TO_ENCODING.items() if name in RANK_FILES}


def is_cached(name: str) -> bool:
    """Whether the ranks of an encoding are in tiktoken's cache (they may be damaged: that shows when they are read)."""
    return all(_cached(_SERVER + path).is_file() for path in RANK_FILES[name])


def cache_folder() -> Path:
    """Where tiktoken looks for ranks.

    Raises:
        InvalidValue: the environment turns that cache off.
    """
    default = os.path.join(tempfile.gettempdir(), "data-gym-cache")
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR", default))
    if not folder:
        raise InvalidValue("TIKTOKEN_CACHE_DIR is set to nothing, which turns tiktoken's cache off: name a folder.")
    return Path(folder)


@cache
def _load(name: str) -> tiktoken.Encoding:
    import tiktoken

    for path, sha256 in RANK_FILES[name].items():
        _ensure_cached(name, _SERVER + path, sha256)
    return tiktoken.get_encoding(name)


def _ensure_cached(name: str, url: str, sha256: str) -> None:
    """Put the file of that address into tiktoken's cache, unless it is there and whole."""
    cached = _cached(url)
    if cached.is_file() and _sha256(cached.read_bytes()) == sha256:
        return
    state = "is damaged" if cached.is_file() else "does not exist"
    try:
        data = _fetch(url)
        if _sha256(data) != sha256:
            raise OSError("what came is another file")
        _write(cached, data)
    except (OSError, HTTPException) as error:
        reason = str(error) or type(error).__name__
        raise ModelUnavailable(
            f"The ranks of {name!r} are not on this machine and could not be fetched ({reason}). Try again with a "
            f"network; or fetch {url} elsewhere and save it as {cached} (which {state})."
        ) from error


def _cached(url: str) -> Path:
    return cache_folder() / hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()


def _fetch(url: str) -> bytes:
    """The file behind `url`.

    Raises:
        OSError: no answer within `PATIENCE` seconds, or a refusal.
    """
    answer: Future[HTTPResponse] = Future()

    def ask() -> None:
        try:
            answer.set_result(urllib.request.urlopen(url, timeout=PATIENCE))  # noqa: S310  (an address of ours, https)
        except (OSError, HTTPException) as error:
            answer.set_exception(error)

    # The limit given to urlopen does not hold while it looks up the server's name, hence a thread that can be left.
    threading.Thread(target=ask, daemon=True).start()
    try:
        response = answer.result(timeout=PATIENCE)
    except TimeoutError:
        raise OSError(f"no answer within {PATIENCE} seconds") from None
    with response:
        return response.read()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4()}.tmp")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
