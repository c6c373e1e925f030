"""Is a model of any architecture as large as its files? `transformers` fills what they lack with random numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from llm_playground.errors import CheckpointError, panics_as, shown
from llm_playground.models.unreadable import not_loaded
from llm_playground.transformer.files import read_config_json
from llm_playground.transformer.weights import Weights

# Numbers of parts that are built one by one, each with tensors of its own.
PARTS = re.compile(r"(num|n)_\w*(layers?|experts)|\w*_layers")
MOST_PARTS = 1024  # fewer than that are quick to build whatever the files hold


def check_size(folder: Path, architecture: str) -> None:
    """Compare what `config.json` says with what the files hold, before any of it takes memory.

    Raises:
        CheckpointError: it describes a model with more layers than there are tensors, or one that is more than twice as
            large as its files.
    """
    headers = Weights(folder).headers
    config = read_config_json(folder)
    _check_parts(config, max(len(headers), MOST_PARTS))
    if "quantization_config" in config:
        return  # the files hold several weights in one number
    held, described = sum(math.prod(header.shape) for header in headers.values()), _parameters(folder, architecture)
    if described > 2 * held:
        raise CheckpointError(
            f"The config.json in {folder} describes a model of {shown(described)} weights; its files hold {held:,}."
        )


def _check_parts(config: Mapping[str, Any], most: int) -> None:
    for name, value in config.items():
        if isinstance(value, dict):  # the text part of a model that sees or hears too
            _check_parts(value, most)
        elif isinstance(value, int) and PARTS.fullmatch(name) and value > most:
            raise CheckpointError(f"config.json says {name} = {shown(value)}, far more than the weight files hold.")


def _parameters(folder: Path, architecture: str) -> int:
    """How many weights the described model has, from its shapes alone."""
    from transformers import AutoConfig, AutoModelForCausalLM

    try:
        with torch.device("meta"):
            read = panics_as(CheckpointError)(AutoConfig.from_pretrained)
            config = read(str(folder), local_files_only=True, trust_remote_code=False)
            model = AutoModelForCausalLM.from_config(config, trust_remote_code=False)
    except Exception as error:  # a library of a hundred architectures, each with errors of its own
        raise not_loaded(folder, architecture, error) from error
    return sum(parameter.numel() for parameter in model.parameters())
