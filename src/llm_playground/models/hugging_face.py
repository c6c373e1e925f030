"""Any other causal language model that `transformers` knows, behind the same seam.

Slower than the native model, though it remembers keys and values as that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from typing import Any

import torch

from llm_playground.errors import CheckpointError, InvalidValue, panics_as, reason, shown
from llm_playground.models.cached import CACHE_BYTES, CachedModel
from llm_playground.models.device_map import DeviceMap, input_device
from llm_playground.models.hugging_face_forward import HuggingFaceForward
from llm_playground.models.hugging_face_inside import InsideHuggingFace
from llm_playground.models.hugging_face_size import checked_config, files_of
from llm_playground.models.inside import Inside
from llm_playground.models.prefix_cache import PrefixCache
from llm_playground.models.seam import ModelInfo
from llm_playground.models.unreadable import not_loaded
from llm_playground.transformer.checkpoint import is_finite

FLOATS = (torch.float32, torch.float16, torch.bfloat16)  # what is quantized to less has no such numbers


def load_hugging_face(info: ModelInfo, place: torch.device | DeviceMap, dtype: torch.dtype) -> HuggingFaceModel:
    """Load the checkpoint or GGUF file `info.folder` with `transformers`: no pickle, and never code that it brings.

    Args:
        place: the device that holds it, or how it is laid over several.

    Raises:
        CheckpointError: `transformers` cannot load it as a causal language model, or it holds NaN or infinite numbers.
    """
    from transformers import AutoModelForCausalLM

    dequantized, config = _dequantized(info), checked_config(info)
    on_one = isinstance(place, torch.device)
    model: Any
    report: dict[str, Any]
    try:
        with _without_a_bar():
            model, report = panics_as(CheckpointError)(AutoModelForCausalLM.from_pretrained)(
                **files_of(info),
                **dequantized,
                config=config,
                dtype=dtype,
                device_map=None if on_one else place,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                output_loading_info=True,
            )  # type: ignore[misc]
    except Exception as error:  # a library of a hundred architectures, each with errors of its own
        if not on_one and "device_map" in str(error):
            sentence = f"device_map does not fit {info.name}: {reason(error)}."
            raise InvalidValue(sentence, field="device_map") from error
        raise not_loaded(info.folder, info.architecture, error) from error
    # It fills what is missing with random numbers, and only logs it.
    if wrong := sorted({*report["missing_keys"], *(str(key) for key in report["mismatched_keys"])}):
        raise CheckpointError(
            f"The tensors in {info.folder} do not fit what it says of the model; missing or of the wrong shape: "
            f"{', '.join(wrong[:5])}{' ...' if len(wrong) > 5 else ''}."
        )
    for name, parameter in model.named_parameters():
        # One that was left on disk has no numbers here yet.
        if parameter.dtype in FLOATS and not parameter.is_meta and not is_finite(parameter):
            raise CheckpointError(
                f"{shown(name)} in {info.folder} holds NaN or infinite numbers: a file is damaged, or the training "
                "that wrote it went astray. Get it again, or take an earlier checkpoint."
            )
    text_config = model.config.get_text_config()
    vocab_size = model.get_output_embeddings().weight.shape[0]
    context_length = getattr(text_config, "max_position_embeddings", None) or info.context_length
    model = (model.to(place) if on_one else model).eval()  # what is laid over several must not be moved
    return HuggingFaceModel(replace(info, vocab_size=vocab_size, context_length=context_length), model)


def _dequantized(info: ModelInfo) -> dict[str, Any]:
    """The blocks of a GGUF file are turned back into numbers; some versions would fetch code that computes with them.

    Raises:
        CheckpointError: the library that `transformers` needs for it is not installed.
    """
    if info.quantization is None:
        return {}
    if find_spec("accelerate") is None:
        raise CheckpointError(
            f"{info.name} ({info.architecture}) is read from its GGUF file by transformers, which needs the library "
            "accelerate for it: pip install accelerate"
        )
    import transformers

    config = getattr(transformers, "GgufConfig", None)  # versions without it know no other way
    return {} if config is None else {"quantization_config": config(dequantize=True)}


@contextmanager
def _without_a_bar() -> Iterator[None]:
    """`transformers` draws one on stderr, over what a command prints there; nobody waits for files that are here."""
    from transformers.utils import logging

    drawn = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if drawn:
            logging.enable_progress_bar()


class HuggingFaceModel(CachedModel):
    """A `transformers` model that answers `next_logits`."""

    def __init__(self, info: ModelInfo, model: Any, *, cache_bytes: int = CACHE_BYTES) -> None:
        forward = HuggingFaceForward(model, info.context_length)
        empty = partial(torch.empty, device=input_device(model), dtype=model.dtype)
        super().__init__(info, lambda: forward, PrefixCache(forward.kv_shape, empty, cache_bytes))
        self.model = model

    def inside(self) -> Inside:
        return InsideHuggingFace(self.model, self.info, self._lock)
