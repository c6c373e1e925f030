"""Text to token ids and back, with the bundled tokenizer unless another is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from llm_playground.errors import CheckpointError
from llm_playground.models.loading import find_folder, read_tokenizer
from llm_playground.models.seam import LanguageModel
from llm_playground.playground.loaded import last_change
from llm_playground.records import Encoding, Prompt
from llm_playground.tokenization.protocol import Tokenizer

BUNDLED = "tiny-gpt2"


def encode_text(text: str, *, tokenizer: str | Path | Tokenizer = BUNDLED) -> list[int]:
    """The token ids of `text`.

    Args:
        tokenizer: a tokenizer, or the name of the model whose tokenizer it is (catalog key, hub id or folder).
    """
    return tokenizer_of(tokenizer).encode(text)


def decode_tokens(ids: Sequence[int], *, tokenizer: str | Path | Tokenizer = BUNDLED) -> str:
    """The text of token ids: `decode_tokens(encode_text(text)) == text`.

    Raises:
        InvalidValue: an id outside the vocabulary.
    """
    return tokenizer_of(tokenizer).decode(ids)


def tokenizer_of(tokenizer: str | Path | Tokenizer) -> Tokenizer:
    """The tokenizer itself, or that of the model with this name, without loading the model's weights.

    Raises:
        CheckpointError: the model has no tokenizer files.
    """
    if not isinstance(tokenizer, str | Path):
        return tokenizer
    folder, _ = find_folder(tokenizer)
    return _read(folder, last_change(folder))


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


@lru_cache(maxsize=8)
def _read(folder: Path, _changed: float) -> Tokenizer:
    found = read_tokenizer(folder)
    if found is None:
        raise CheckpointError(f"{folder} has no tokenizer files.")
    return found
