"""What the header of a GGUF file says of a model: `config` and `tokenizer` of this package, written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from llm_playground.errors import InvalidValue
from llm_playground.models.gguf.config import GPT2, LLAMA
from llm_playground.models.seam import ModelInfo
from llm_playground.tokenization.adapters.gguf_lists import lists_of
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.export import config_json

# What ends a text, and what ends a turn: a file has a place for each.
ENDS = ("eos", "eot", "eom")
QUANTIZATION_VERSION = 2  # of the layout of the blocks


def entries_of(info: ModelInfo, config: TransformerConfig, type: str) -> dict[str, Any]:
    """The entries by name, as texts, whole numbers, numbers and lists of these; without the architecture.

    Raises:
        CheckpointError: a `config.json` could not say what this model is.
        InvalidValue: the tokenizer or the ids that end a text have no place in such a file.
    """
    return {
        "general.name": info.name,
        "general.type": "model",
        "general.file_type": _file_type(type),
        "general.quantization_version": QUANTIZATION_VERSION,
        **{f"{config.family}.{name}": value for name, value in _shape(config)},
        **{f"tokenizer.{name}": value for name, value in _tokenizer(info, config.vocab_size)},
    }


def _file_type(type: str) -> int:
    from gguf import LlamaFileType

    return int(LlamaFileType["ALL_F32" if type == "F32" else f"MOSTLY_{type}"])


def _shape(config: TransformerConfig) -> Iterator[tuple[str, Any]]:
    stated = config_json(config)
    yield "vocab_size", config.vocab_size
    for ours, theirs in (GPT2 if config.family == "gpt2" else LLAMA).items():
        if stated.get(ours) is not None:
            yield theirs, stated[ours]
    if config.rope is None:
        return
    yield "attention.value_length", config.head_dim
    yield "rope.dimension_count", config.head_dim
    if config.rope.scaling in ("linear", "yarn"):
        yield "rope.scaling.type", config.rope.scaling
        yield "rope.scaling.factor", float(config.rope.factor)
    if config.rope.scaling == "yarn":
        yield "rope.scaling.original_context_length", config.rope.original_context
        if config.rope.attention_factor is not None:
            yield "rope.scaling.attn_factor", float(config.rope.attention_factor)


def _tokenizer(info: ModelInfo, vocab_size: int) -> Iterator[tuple[str, Any]]:
    for role, id in _roles(info):
        yield f"ggml.{role}_token_id", id
    if info.chat_template is not None:
        yield "chat_template", info.chat_template
    if info.tokenizer is None:
        yield "ggml.model", "no_vocab"
        return
    lists = lists_of(info.tokenizer, vocab_size)
    yield "ggml.model", "gpt2"  # how the format calls byte-level BPE, whatever model it is of
    yield "ggml.pre", lists.rule
    yield "ggml.tokens", lists.tokens
    yield "ggml.token_type", lists.types
    yield "ggml.merges", lists.merges


def _roles(info: ModelInfo) -> Iterator[tuple[str, int]]:
    """The ids of special tokens; of those that end a text, the one that the checkpoint calls eos_token comes first."""
    known = info.tokenizer.special_tokens if info.tokenizer else {}
    ids = {role: known[text] for role, text in info.special_texts.items() if text in known}
    ends = sorted(info.stop_ids, key=lambda end: (end != ids.get("eos_token"), end))
    if len(ends) > len(ENDS):
        raise InvalidValue(
            f"{info.name} ends its texts with {len(ends)} tokens ({', '.join(map(str, ends))}); a GGUF file has places "
            f"for {len(ENDS)}."
        )
    yield from zip(ENDS, ends, strict=False)
    if info.bos_id is not None:
        yield "bos", info.bos_id
    for role, name in (("unk_token", "unknown"), ("pad_token", "padding")):
        if role in ids:
            yield name, ids[role]
