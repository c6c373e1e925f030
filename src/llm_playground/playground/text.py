"""Text to token ids and back, with the bundled tokenizer unless another is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from llm_playground.models.catalog import CATALOG
from llm_playground.models.seam import LanguageModel
from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.playground.loaded import last_change
from llm_playground.records import Encoding, Prompt
from llm_playground.tokenization.comparison import Comparison, compare
from llm_playground.tokenization.named import find_tokenizer
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.transformer.files import existing_folder

BUNDLED = "tiny-gpt2"


def encode_text(text: str, *, tokenizer: str | Path | Tokenizer = BUNDLED) -> list[int]:
    """The token ids of `text`.

    Args:
        tokenizer: a tokenizer, or its name: that of a model (catalog key, hub id or folder), "tiktoken:" with an
            encoding, or a kind, such as "byte", "word" or "bpe" (see `tokenization.named.find_tokenizer`).
    """
    return load_tokenizer(tokenizer).encode(text)


def decode_tokens(ids: Sequence[int], *, tokenizer: str | Path | Tokenizer = BUNDLED) -> str:
    """The text of token ids: `decode_tokens(encode_text(text)) == text`.

    Raises:
        InvalidValue: an id outside the vocabulary.
    """
    return load_tokenizer(tokenizer).decode(ids)


def compare_tokenizers(
    text: str, tokenizers: str | Sequence[str | Path] | Mapping[str, Tokenizer], *, allow_special: bool = False
) -> Comparison:
    """`text` in several tokenizers: its tokens in each, what each makes of it, and where they cut it differently.

    Args:
        tokenizers: names as for `load_tokenizer`, or one name; or tokenizers by names of your own.
        allow_special: whether special tokens written in the text count as such.
    """
    if isinstance(tokenizers, Mapping):
        return compare(text, tokenizers, allow_special=allow_special)
    names = [tokenizers] if isinstance(tokenizers, str) else tokenizers
    found = {str(name): load_tokenizer(name) for name in names}
    return compare(text, found, allow_special=allow_special)


def load_tokenizer(tokenizer: str | Path | Tokenizer) -> Tokenizer:
    """The tokenizer of that name, or the one given; a model's without loading its weights.

    Raises: as `tokenization.named.find_tokenizer`.
    """
    if not isinstance(tokenizer, str | Path):
        return tokenizer
    folder = existing_folder(str(tokenizer))
    return _find(str(tokenizer), last_change(folder) if folder else 0.0)


def encoding_of(model: LanguageModel, prompt: Prompt) -> Encoding:
    """A prompt as the model reads it: its ids, the bytes of each, and the characters of its text that each covers.

    A token that adds nothing to the text (the one that begins a text) covers no character.
    """
    if model.info.tokenizer is not None:
        plain = model.tokenizer.explain(prompt.text)
        if plain.ids == prompt.ids:
            return plain
    # Some tokens were not read from the text: a chat template's, or one that begins the text. Lay each along it.
    pieces = tuple(model.piece(id) for id in prompt.ids)
    return Encoding(prompt.text, prompt.ids, pieces, tuple(_spans(pieces, prompt.text.encode())))


def _spans(pieces: Sequence[bytes], data: bytes) -> Iterator[tuple[int, int]]:
    """The characters of the UTF-8 text `data` that each piece covers, one piece after the other."""
    within = [byte & 0xC0 == 0x80 for byte in data] + [False]  # whether a character goes on at this byte
    begun = [0, *accumulate(not goes_on for goes_on in within[:-1])]  # how many characters begin before it
    place = 0
    for piece in pieces:
        # Sentencepiece begins a text with a space that is not there.
        shown = piece if data.startswith(piece, place) else piece.removeprefix(b" ")
        end = place + len(shown) if data.startswith(shown, place) else place
        yield begun[place] - within[place], begun[end]
        place = end


@lru_cache(maxsize=16)
def _find(name: str, _changed: float) -> Tokenizer:
    return tokenizer_of_model(name) if name in CATALOG else find_tokenizer(name, tokenizer_of_model)
