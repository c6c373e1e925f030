"""From a GGUF file to a checkpoint that `transformer/model.py` computes, and all that is known besides its weights."""

from __future__ import annotations

from pathlib import Path

from llm_playground.errors import CheckpointError, shown
from llm_playground.models.gguf.config import architecture_of, config_of
from llm_playground.models.gguf.foreign import check_foreign, check_whole
from llm_playground.models.gguf.header import Header, read_header
from llm_playground.models.gguf.quantization import quantization_of
from llm_playground.models.gguf.tokenizer import tokenizer_of
from llm_playground.models.gguf.weights import GGUFWeights, check_length
from llm_playground.models.seam import ModelInfo
from llm_playground.transformer.config import FAMILIES, TransformerConfig, UnsupportedArchitecture
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.opening import Checkpoint, checked

# Ids after which a text ends. A chat model may have one for a turn besides the one for a text.
ENDS = ("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id")
USUAL_CONTEXT = 2048  # where the file does not say
TEMPLATE = "tokenizer.chat_template"
ROLES = {"bos_token": "bos", "eos_token": "eos", "unk_token": "unknown", "pad_token": "padding"}


def open_gguf(file: Path, name: str) -> tuple[ModelInfo, Checkpoint]:
    """What a GGUF file of one of our families holds.

    Args:
        name: what the model was asked for as.

    Raises:
        UnsupportedArchitecture: it is of another family; `describe_gguf` tells of it.
        CheckpointError: the file is damaged, is a part of a model, or holds what is no language model.
    """
    header = _whole_header(file, name)
    if architecture_of(header) not in FAMILIES:
        raise UnsupportedArchitecture(f"{file} is of the architecture {shown(architecture_of(header))}.")
    weights = GGUFWeights(header)
    config = shape_of(header, weights)
    return _info(header, name), checked(config, weights, file)


def describe_gguf(file: Path, name: str) -> ModelInfo:
    """What is known of a model of another family, as far as its file tells. Raises: CheckpointError."""
    header = _whole_header(file, name)
    check_foreign(header, name)
    return _info(header, name)


def _whole_header(file: Path, name: str) -> Header:
    header = read_header(file)
    check_whole(header, name)
    check_length(header)
    return header


def shape_of(header: Header, weights: GGUFWeights) -> TransformerConfig:
    """The shape of a model of one of our families. Raises: as `open_gguf`."""
    try:
        return read_config(config_of(header, weights), header.file)
    except UnsupportedArchitecture as error:
        raise CheckpointError(f"{error} Give the hub id of what the file was made from.") from error


def _info(header: Header, name: str) -> ModelInfo:
    """What is known of the model apart from its weights, which say how many tokens there are."""
    family = architecture_of(header)
    beginning = header.number("tokenizer.ggml.bos_token_id")
    return ModelInfo(
        name=name,
        folder=header.file,
        architecture=family,
        context_length=header.number(f"{family}.context_length") or USUAL_CONTEXT,
        vocab_size=0,
        stop_ids=frozenset(id for key in ENDS if (id := header.number(key)) is not None),
        bos_id=beginning,
        tokenizer=tokenizer_of(header),
        chat_template=header.text(TEMPLATE) or None,
        special_texts=special_texts_of(header),
        quantization=quantization_of(header),
    )


def special_texts_of(header: Header) -> dict[str, str]:
    """The texts of the tokens that a chat template may name: "bos_token", "eos_token" and their like."""
    tokens = header.texts("tokenizer.ggml.tokens")
    ids = {role: header.number(f"tokenizer.ggml.{their}_token_id") for role, their in ROLES.items()}
    return {role: tokens[id] for role, id in ids.items() if id is not None and 0 <= id < len(tokens)}
