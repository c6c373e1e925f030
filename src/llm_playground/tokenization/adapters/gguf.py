"""Byte-level BPE out of the lists of a GGUF file, through the `tokenizers` library.

A GGUF file names the rule by which its vocabulary cuts a text into words, and does not spell it out: the rules are
those of llama.cpp (src/llama-vocab.cpp).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from llm_playground.errors import CheckpointError, panics_as, reason, unknown
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.patterns import PATTERNS

if TYPE_CHECKING:
    import tokenizers

# The tokens' types in a file.
CONTROL, USER_DEFINED = 3, 4

QWEN2 = PATTERNS["cl100k"].replace(r"\p{N}{1,3}", r"\p{N}")
# Rule -> the pattern of the words; None: GPT-2's, as `ByteLevel` has it.
CUTS = {
    **dict.fromkeys(("default", "gpt-2", "gpt2", "smollm", "phi-2", "mpt", "olmo", "trillion", "granite-docling")),
    **dict.fromkeys(("llama3", "llama-v3", "llama-bpe", "falcon3", "dbrx", "smaug-bpe", "lfm2"), PATTERNS["cl100k"]),
    **dict.fromkeys(("qwen2", "deepseek-r1-qwen", "megrez"), QWEN2),
}
DIGIT_BY_DIGIT = ("smollm",)  # each digit is a word


def byte_level_bpe(
    tokens: Sequence[str], types: Sequence[int], merges: Sequence[str], rule: str
) -> HuggingFaceTokenizer:
    """The tokenizer whose ids are the places in `tokens`.

    Args:
        types: of each token; those of the types 3 (control) and 4 (user-defined) are found whole in a text.
        merges: "left right" each, the first with the highest rank.
        rule: how a text is cut into words, as `tokenizer.ggml.pre` calls it.

    Raises:
        UnknownName: no such rule.
        CheckpointError: these are no tokens and merges of one vocabulary.
    """
    if rule not in CUTS:
        raise unknown("rule of cutting a text into words (tokenizer.ggml.pre)", rule, CUTS)
    try:
        return HuggingFaceTokenizer(panics_as(CheckpointError)(_backend)(tokens, types, merges, rule))
    except Exception as error:  # the library raises bare Exception for merges of unknown tokens
        raise CheckpointError(f"These are no tokens and merges of one vocabulary ({reason(error)}).") from error


def _backend(tokens: Sequence[str], types: Sequence[int], merges: Sequence[str], rule: str) -> tokenizers.Tokenizer:
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

    pairs = [(left, right) for left, _, right in (merge.partition(" ") for merge in merges)]
    backend = Tokenizer(models.BPE(vocab={token: id for id, token in enumerate(tokens)}, merges=pairs))
    steps: list[pre_tokenizers.PreTokenizer] = []
    if rule in DIGIT_BY_DIGIT:
        steps.append(pre_tokenizers.Digits(individual_digits=True))
    if (pattern := CUTS[rule]) is not None:
        steps.append(pre_tokenizers.Split(Regex(pattern), behavior="isolated"))
    steps.append(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pattern is None))
    backend.pre_tokenizer = pre_tokenizers.Sequence(steps)
    backend.decoder = decoders.ByteLevel()
    add_whole_tokens(backend, tokens, types)
    return backend


def add_whole_tokens(backend: tokenizers.Tokenizer, tokens: Sequence[str], types: Sequence[int]) -> None:
    """Let `backend` find whole in a text what a file says is never cut: special tokens, and those of a user."""
    from tokenizers import AddedToken

    added = [
        AddedToken(token, normalized=False, special=kind == CONTROL)
        for token, kind in zip(tokens, types, strict=False)
        if kind in (CONTROL, USER_DEFINED)
    ]
    backend.add_special_tokens([token for token in added if token.special])
    backend.add_tokens([token for token in added if not token.special])


def begin_with(tokenizer: HuggingFaceTokenizer, tokens: Sequence[str], first: int | None) -> None:
    """Let a text that is encoded with special tokens begin with the token `first`, if there is one."""
    from tokenizers import processors

    if first is not None and first < len(tokens):
        begun = processors.TemplateProcessing(single=[tokens[first], "$A"], special_tokens=[(tokens[first], first)])
        tokenizer.backend.post_processor = begun
