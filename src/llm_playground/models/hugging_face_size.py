"""What `transformers` makes of a description, held against the files before any of it takes memory.

It builds whatever is described and fills what the files lack with random numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import torch

from llm_playground.errors import CheckpointError, panics_as, shown
from llm_playground.models.not_causal import check_causal
from llm_playground.models.seam import ModelInfo
from llm_playground.models.unreadable import not_loaded
from llm_playground.transformer.files import read_config_json
from llm_playground.transformer.weights import Weights

# Numbers of parts that are built one by one, each with tensors of its own.
PARTS = re.compile(r"(num|n)_\w*(layers?|experts)|\w*_layers")
MOST_PARTS = 1024  # fewer than that are quick to build whatever the files hold


def files_of(info: ModelInfo) -> dict[str, Any]:
    """Where the model lies, as `from_pretrained` is told it: a folder, or a GGUF file in one."""
    if info.quantization is None:
        return {"pretrained_model_name_or_path": str(info.folder)}
    return {"pretrained_model_name_or_path": str(info.folder.parent), "gguf_file": info.folder.name}


def checked_config(info: ModelInfo) -> Any:
    """The configuration of `transformers` for the model, which is a causal one and as large as its files.

    Raises:
        CheckpointError: it is of another kind or unknown; the description is not one that `transformers` reads, or is
            of a model with more layers than there are tensors, or of one that is more than twice as large as the files.
    """
    shapes = _shapes(info)
    config = None if info.quantization is None else _read(info)  # where there is no config.json, it is made here
    said = read_config_json(info.folder) if config is None else config.to_dict()
    check_causal(said, info.name)
    _check_parts(said, max(len(shapes), MOST_PARTS))
    config = config or _read(info)
    if "quantization_config" in said:
        return config  # the files hold several weights in one number
    held, described = sum(map(math.prod, shapes)), _parameters(info, config)
    if described > 2 * held:
        which = "The config.json in " if info.quantization is None else ""
        raise CheckpointError(
            f"{which}{info.folder} describes a model of {shown(described)} weights; its files hold {held:,}."
        )
    return config


def _shapes(info: ModelInfo) -> list[tuple[int, ...]]:
    """Of the tensors that the files hold."""
    if info.quantization is None:
        return [header.shape for header in Weights(info.folder).headers.values()]
    from llm_playground.models.gguf.header import read_header

    return [place.shape for place in read_header(info.folder, texts=False).tensors.values()]


def _check_parts(config: Mapping[str, Any], most: int) -> None:
    for name, value in config.items():
        if isinstance(value, dict):  # the text part of a model that sees or hears too
            _check_parts(value, most)
        elif isinstance(value, int) and PARTS.fullmatch(name) and value > most:
            raise CheckpointError(f"config.json says {name} = {shown(value)}, far more than the weight files hold.")


def _read(info: ModelInfo) -> Any:
    from transformers import AutoConfig

    try:
        read = panics_as(CheckpointError)(AutoConfig.from_pretrained)
        with torch.device("meta"):
            return read(**files_of(info), local_files_only=True, trust_remote_code=False)
    except Exception as error:  # a library of a hundred architectures, each with errors of its own
        raise not_loaded(info.folder, info.architecture, error) from error


def _parameters(info: ModelInfo, config: Any) -> int:
    """How many weights the described model has, from its shapes alone."""
    from transformers import AutoModelForCausalLM

    try:
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(config, trust_remote_code=False)
    except Exception as error:  # as above
        raise not_loaded(info.folder, info.architecture, error) from error
    return sum(parameter.numel() for parameter in model.parameters())
