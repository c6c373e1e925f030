"""The tokenizer of a GGUF file."""

from __future__ import annotations

from collections.abc import Sequence

from llm_playground.errors import LONGEST_NAME, CheckpointError, panics_as, reason, shown
from llm_playground.models.gguf.header import Header
from llm_playground.tokenization.adapters.gguf import begin_with, byte_level_bpe
from llm_playground.tokenization.adapters.gguf_sentencepiece import sentencepiece_bpe
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer

BYTE_LEVEL = "gpt2"  # how the format calls byte-level BPE, whatever model it is of
SENTENCEPIECE = "llama"  # and SentencePiece's BPE


def has_tokenizer(header: Header) -> bool:
    """Whether the file has a tokenizer, good or not."""
    return header.text("tokenizer.ggml.model", "") not in ("", "no_vocab")


def tokenizer_of(header: Header) -> HuggingFaceTokenizer | None:
    """The tokenizer; None if the file has none.

    Raises:
        UnknownName: the file cuts texts into words by a rule that is not known here.
        CheckpointError: what the file says is not a tokenizer.
    """
    if not has_tokenizer(header):
        return None
    kind = header.text("tokenizer.ggml.model")
    if kind not in (BYTE_LEVEL, SENTENCEPIECE):
        return _through_transformers(header, kind)
    tokens = header.texts("tokenizer.ggml.tokens")
    try:
        tokenizer = _of_lists(header, kind, tokens)
    except CheckpointError as error:
        raise CheckpointError(f"The tokenizer in {header.file} cannot be read. {error}") from error
    if header.entries.get("tokenizer.ggml.add_bos_token", kind == SENTENCEPIECE):
        begin_with(tokenizer, tokens, header.number("tokenizer.ggml.bos_token_id"))
    return tokenizer


def _of_lists(header: Header, kind: str, tokens: Sequence[str]) -> HuggingFaceTokenizer:
    """BPE of either kind, out of the tokens of the file and what it says of each."""
    types = header.entries.get("tokenizer.ggml.token_type", ())
    if kind == BYTE_LEVEL:
        rule = header.text("tokenizer.ggml.pre", "default")
        return byte_level_bpe(tokens, types, header.texts("tokenizer.ggml.merges"), rule)
    scores = header.entries.get("tokenizer.ggml.scores", ())
    space_first = header.entries.get("tokenizer.ggml.add_space_prefix") is not False
    return sentencepiece_bpe(tokens, scores, types, space_first=space_first)


def _through_transformers(header: Header, kind: str) -> HuggingFaceTokenizer:
    """What is of another kind (T5's unigram model, Gemma 4's), which `transformers` rebuilds by architecture."""
    from transformers import AutoTokenizer

    file = header.file
    try:
        older = panics_as(CheckpointError)(AutoTokenizer.from_pretrained)(
            str(file.parent), gguf_file=file.name, local_files_only=True, trust_remote_code=False
        )
        return HuggingFaceTokenizer(older.backend_tokenizer)
    except Exception as error:  # each tokenizer class has errors of its own
        raise CheckpointError(
            f"The tokenizer in {file} (of the kind {shown(kind[:LONGEST_NAME])}) cannot be read: {reason(error)}."
        ) from error
