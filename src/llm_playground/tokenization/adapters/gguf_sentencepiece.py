"""A BPE of SentencePiece out of the lists of a GGUF file, through the `tokenizers` library.

A text is not cut into words; a space is the character "▁", and what no token covers is written in tokens of one byte.
The file has no merges. It has a score for each token, and of two neighbours that make a token those are joined first
whose token has the highest score (llama.cpp's llm_tokenizer_spm, src/llama-vocab.cpp; Kudo & Richardson 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from llm_playground.errors import CheckpointError, panics_as, reason
from llm_playground.tokenization.adapters.gguf import add_whole_tokens
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer

if TYPE_CHECKING:
    import tokenizers

SPACE = "▁"
LONGEST = 256  # characters of a token that is made of others; a longer one would take as many cuts to look up
UNKNOWN = 2  # a token's type in a file


def sentencepiece_bpe(
    tokens: Sequence[str], scores: Sequence[float], types: Sequence[int], *, space_first: bool
) -> HuggingFaceTokenizer:
    """The tokenizer whose ids are the places in `tokens`.

    Args:
        scores: of each token; the higher, the earlier it is made.
        types: of each token; 2 is the unknown one, and those of the types 3 (control) and 4 (user-defined) are found
            whole in a text.
        space_first: whether a text is read as if it began with a space.

    Raises:
        CheckpointError: these are no tokens and scores of one vocabulary.
    """
    if not len(tokens) == len(scores) == len(types):
        raise CheckpointError(
            f"There are {len(tokens):,} tokens, {len(scores):,} scores and {len(types):,} types: these are not of one "
            "vocabulary."
        )
    try:
        return HuggingFaceTokenizer(panics_as(CheckpointError)(_backend)(tokens, scores, types, space_first))
    except Exception as error:  # the library raises bare Exception
        raise CheckpointError(f"These are no tokens and scores of one vocabulary ({reason(error)}).") from error


def _backend(
    tokens: Sequence[str], scores: Sequence[float], types: Sequence[int], space_first: bool
) -> tokenizers.Tokenizer:
    from tokenizers import Tokenizer, decoders, models, normalizers

    vocab = {token: id for id, token in enumerate(tokens)}
    unknown = next((token for token, kind in zip(tokens, types, strict=True) if kind == UNKNOWN), None)
    merges = list(_merges(scores, vocab))
    backend = Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token=unknown, fuse_unk=True, byte_fallback=True))
    spaces: list[normalizers.Normalizer] = [normalizers.Replace(" ", SPACE)]
    backend.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), *spaces] if space_first else spaces)
    steps: list[decoders.Decoder] = [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    backend.decoder = decoders.Sequence([*steps, decoders.Strip(" ", 1, 0)] if space_first else steps)
    add_whole_tokens(backend, tokens, types)
    return backend


def _merges(scores: Sequence[float], vocab: dict[str, int]) -> Iterator[tuple[str, str]]:
    """All pairs of tokens that make a token, those of the highest score first."""
    for token in sorted(vocab, key=lambda token: -scores[vocab[token]]):
        for cut in range(1, min(len(token), LONGEST)):
            if token[:cut] in vocab and token[cut:] in vocab:
                yield token[:cut], token[cut:]
