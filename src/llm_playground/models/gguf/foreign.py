"""GGUF files that hold no whole model of ours: parts of one, and architectures that only `transformers` may know."""

from __future__ import annotations

from llm_playground.errors import CheckpointError, shown
from llm_playground.models.gguf.config import architecture_of
from llm_playground.models.gguf.header import Header
from llm_playground.models.gguf.weights import ROPE_FACTORS
from llm_playground.models.known_architectures import check_known_in_gguf
from llm_playground.models.not_causal import CHOOSE, ENCODER, TRANSLATES

VISION_PART = "clip"  # how llama.cpp calls what turns images into vectors, whatever the model
# Factors by which RoPE is stretched, as tensors; `transformers` leaves them out without a word.
STRETCHES_ROPE = (ROPE_FACTORS, "rope_factors_long.weight", "rope_factors_short.weight")


def check_whole(header: Header, name: str) -> None:
    """Refuse a file that is no language model by itself.

    Args:
        name: what the model was asked for as.

    Raises:
        CheckpointError: it is an adapter, the vision part of a model, or one of several files.
    """
    architecture = architecture_of(header)
    if header.text("general.type") == "adapter":
        raise CheckpointError(
            f"{name} is a LoRA adapter: a small change to a model, not a model. Merge it into its base first "
            "(llama-export-lora of llama.cpp) and give the file that this writes."
        )
    if architecture == VISION_PART or header.text("general.type") == "mmproj":
        raise CheckpointError(
            f"{name} is the part of a vision model that turns images into vectors (mmproj), not a language model. Give "
            "the file of its language model, which lies beside it."
        )
    parts = header.number("split.count") or 1
    if parts > 1:
        raise CheckpointError(
            f"{name} is one of {parts} files of a model. Join them first (llama-gguf-split --merge of llama.cpp) and "
            "give the file that this writes."
        )


def check_foreign(header: Header, name: str) -> None:
    """Refuse what `transformers` would read from the file and compute wrongly.

    Raises:
        CheckpointError: it continues no text, is of an architecture that `transformers` does not know, stretches RoPE
            as is not read, or has fewer tensors than layers.
    """
    architecture = architecture_of(header)
    if header.entries.get(f"{architecture}.attention.causal") in (False, 0) or "bert" in architecture:
        raise CheckpointError(f"{name} ({architecture}) is {ENCODER}. {CHOOSE}")
    if "t5" in architecture:
        raise CheckpointError(f"{name} ({architecture}) is {TRANSLATES}. {CHOOSE}")
    check_known_in_gguf(architecture, name)
    stretched = header.text(f"{architecture}.rope.scaling.type", "none") != "none"
    if stretched or any(tensor in header.tensors for tensor in STRETCHES_ROPE):
        raise CheckpointError(
            f"{name} ({architecture}) stretches RoPE to longer texts, which transformers does not read from a GGUF "
            "file: its numbers would be wrong. Give the hub id of what the file was made from."
        )
    layers = header.number(f"{architecture}.block_count") or 0
    if layers > len(header.tensors):
        raise CheckpointError(
            f"{name} says that it has {shown(layers)} layers, and holds {len(header.tensors)} tensors: it is damaged."
        )
