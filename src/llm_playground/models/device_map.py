"""A model that no single device holds, laid over several.

`accelerate` moves its weights and activations as they are needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from llm_playground.errors import CheckpointError, InvalidValue, shown

if TYPE_CHECKING:
    import torch

DEVICE_MAPS = ("auto", "balanced", "balanced_low_0", "sequential")

DeviceMap = str | Mapping[str, str | int]
"""How a model is laid over devices: a rule of `accelerate`, or the device of each module ("cpu", "disk", "cuda:1")."""


def check_device_map(device_map: object, device: str, dtype: str) -> None:
    """Refuse what is no such map, and what does not go together with one.

    Raises:
        InvalidValue: with the field "device_map".
        CheckpointError: `accelerate` is not installed.
    """
    why = None
    if device != "auto":
        why = f"device is {device!r} and device_map {shown(device_map)}; say one of the two."
    elif dtype == "int8":
        why = "dtype is 'int8', which is computed on one CPU, without a device_map; choose bfloat16 or float16."
    elif isinstance(device_map, Mapping):
        if not device_map or not all(isinstance(name, str) for name in device_map):
            why = f"device_map is {shown(dict(device_map))}; it must give modules, by name, a device each."
    elif device_map not in DEVICE_MAPS:
        why = (
            f"device_map is {shown(device_map)}; it must be one of {', '.join(DEVICE_MAPS)}, or an object that gives "
            'modules, by name, a device each ("cpu", "disk", "cuda:1").'
        )
    if why is not None:
        raise InvalidValue(why, field="device_map")
    if find_spec("accelerate") is None:
        raise CheckpointError("device_map needs the library accelerate, which is not installed: pip install accelerate")


def input_device(model: Any) -> torch.device:
    """Where ids, keys and values of a model of `transformers` belong: the first device of a map that computes.

    A module whose weights wait elsewhere computes there too, and its parameters have no numbers until it does.
    """
    import torch

    laid_over = getattr(model, "hf_device_map", None)
    if not laid_over:
        device: torch.device = model.device
        return device
    return torch.device(next((each for each in laid_over.values() if each not in ("cpu", "disk")), "cpu"))
