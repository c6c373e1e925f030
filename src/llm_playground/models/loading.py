"""From a name to a model: catalog key, hub id, folder or GGUF file -> `Checkpoint` -> `LanguageModel`."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from llm_playground.errors import LONGEST_NAME, InvalidValue, shown
from llm_playground.models.catalog import CatalogEntry
from llm_playground.models.chat_template import read_chat_template, read_special_texts
from llm_playground.models.copies import Copy
from llm_playground.models.device_map import DeviceMap, check_device_map
from llm_playground.models.devices import DEVICES, DTYPES, WHOLE, may_have_gpu, rounded_from, split_dtype, with_dtype
from llm_playground.models.folders import folder_of
from llm_playground.models.generation_config import read_generation_config
from llm_playground.models.memory import check_held
from llm_playground.models.native import NativeModel, half_model, int8_model, large_model, numpy_model, torch_model
from llm_playground.models.numpy_forward import known_activation
from llm_playground.models.packaged import file_of
from llm_playground.models.references import GGUFFile, Packaged, Reference, Remote, read_name
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.models.small_forward import SmallForward
from llm_playground.models.tokenizers import read_tokenizer
from llm_playground.transformer.config import UnsupportedArchitecture
from llm_playground.transformer.files import read_config_json, weight_files
from llm_playground.transformer.opening import Checkpoint, open_checkpoint

if TYPE_CHECKING:
    import torch

USUAL_CONTEXT = 2048  # where a model of another architecture does not say


def load(
    model: str | Path, *, device: str = "auto", dtype: str = "float32", device_map: DeviceMap | None = None
) -> LanguageModel:
    """Load a language model.

    Args:
        model: a catalog key ("tiny-gpt2"), a hub id ("organisation/name"), a checkpoint folder, a GGUF file, one that
            Ollama or LM Studio keeps ("ollama:llama3.2", "lmstudio:publisher/repository"), or one on a server of the
            OpenAI kind, which computes as it was started ("remote:NAME@ADDRESS").
        device: "cpu", "cuda", "mps", a numbered one such as "cuda:1", or "auto": the first at hand of cuda, mps, cpu.
            With "auto", a small model (at most eight million weights) in float32 stays on the CPU, in NumPy.
        dtype: "float32", "bfloat16" or "float16" for weights and activations; logits are always float32. What our own
            transformer computes on a CPU has bfloat16 or float16 for its weights alone. "int8" stores its weights in
            eight bits, on a CPU; the answers differ a little. A name may say it itself ("smollm2:int8"). Of a model in
            other numbers than float32 the name and `model.info.quantization` say so.
        device_map: for a model that no single device holds: "auto" fills the GPUs, then the memory, then leaves the
            rest on disk ("balanced", "balanced_low_0" and "sequential" do it in other orders); or the device of each
            module. `transformers` computes such a model, with the library accelerate.

    Raises:
        UnknownName: no such model.
        ModelUnavailable: not on this machine, and the hub cannot be reached; or the server does not answer; or its
            weights are more than the memory of this machine.
        CheckpointError: the checkpoint is incomplete, damaged or of a kind that is never read; or accelerate is not
            installed.
        InvalidValue: another device, dtype or device_map.
    """
    dtype = _asked_dtype(model, dtype)
    if device_map is None:
        on_cpu = device in ("auto", "cpu") or find_device(device).type == "cpu"
        loaded = _load(read_name(model), device, dtype, on_cpu=on_cpu)
    else:
        check_device_map(device_map, device, dtype)
        loaded = _load_over_devices(read_name(model), device_map, dtype)
    if dtype != WHOLE:  # also of a GGUF file: its numbers are not the file's any more
        loaded.info = replace(
            loaded.info,
            name=with_dtype(loaded.info.name, dtype),
            quantization=rounded_from(loaded.info.quantization, dtype),
        )
    return loaded


def _load(reference: Reference, device: str, dtype: str, *, on_cpu: bool) -> LanguageModel:
    if isinstance(reference, Remote):
        from llm_playground.models.remote.opening import open_remote

        if dtype != WHOLE:
            raise InvalidValue(
                f"dtype is {dtype!r}, but {reference.name} is computed by its server, in the numbers in which it was "
                "started there. Leave dtype out.",
                field="dtype",
            )
        return open_remote(reference)
    if isinstance(reference, Copy):
        return trained_model(reference.info, device, dtype, on_cpu=on_cpu)
    if isinstance(reference, GGUFFile | Packaged):
        from llm_playground.models.gguf.opening import describe_gguf, open_gguf

        file = file_of(reference)
        try:
            info, checkpoint = open_gguf(file, reference.name)
        except UnsupportedArchitecture:
            return _foreign(describe_gguf(file, reference.name), device, dtype)
        return native_model(info, checkpoint, device, dtype, on_cpu=on_cpu)
    folder = folder_of(reference)
    config = read_config_json(folder)
    weight_files(folder)  # before anything slow: are there weights that may be read?
    info = _read_info(reference.name, folder, config, reference.entry)
    try:
        checkpoint = open_checkpoint(folder)
    except UnsupportedArchitecture:
        return _foreign(info, device, dtype)
    return native_model(info, checkpoint, device, dtype, on_cpu=on_cpu)


def _load_over_devices(reference: Reference, device_map: DeviceMap, dtype: str) -> LanguageModel:
    from llm_playground.models.hugging_face import load_hugging_face

    if isinstance(reference, Remote):
        sentence = f"{reference.name} is computed by its server, where it was started; leave device_map out."
        raise InvalidValue(sentence, field="device_map")
    if isinstance(reference, GGUFFile | Packaged):
        from llm_playground.models.gguf.opening import describe_gguf

        info = describe_gguf(file_of(reference), reference.name)
    else:
        folder = folder_of(reference)
        info = _read_info(reference.name, folder, read_config_json(folder), reference.entry)
        weight_files(folder)
    return load_hugging_face(info, device_map, _torch_dtype(dtype))


def open_model(model: str | Path | LanguageModel) -> tuple[ModelInfo, Checkpoint]:
    """The files of a model, opened: what is known of it, and its weights as they are stored.

    Args:
        model: as for `load`; of a loaded model its files are opened anew.

    Raises:
        UnsupportedArchitecture: `transformer/model.py` does not compute it.
        InvalidValue: it is asked for in other numbers than float32, which are not those of its files.
        PlaygroundError: as `load`.
    """
    name = str(model.info.name if isinstance(model, LanguageModel) else model)
    whole, dtype = split_dtype(name)
    if dtype != WHOLE:
        raise InvalidValue(
            f"{name} is rounded to {dtype} when it is loaded, and here the weights are read as its files hold them: "
            f"give {whole}.",
            field="model",
        )
    if isinstance(model, LanguageModel):  # it knows itself better than its folder does: the catalog may call it a base
        return model.info, model.info.checkpoint or open_model(model.info.folder)[1]
    reference = read_name(model)
    if isinstance(reference, Copy):
        assert reference.info.checkpoint is not None
        return reference.info, reference.info.checkpoint
    if isinstance(reference, GGUFFile | Packaged):
        from llm_playground.models.gguf.opening import open_gguf

        return open_gguf(file_of(reference), reference.name)
    folder = folder_of(reference)
    config = read_config_json(folder)
    weight_files(folder)
    return _read_info(reference.name, folder, config, reference.entry), open_checkpoint(folder)


def trained_model(info: ModelInfo, device: str = "cpu", dtype: str = WHOLE, *, on_cpu: bool = True) -> NativeModel:
    """A model that was trained here, of the weights in its `info`."""
    assert info.checkpoint is not None
    return native_model(info, info.checkpoint, device, dtype, on_cpu=on_cpu)


def native_model(
    info: ModelInfo, checkpoint: Checkpoint, device: str = "cpu", dtype: str = WHOLE, *, on_cpu: bool = True
) -> NativeModel:
    """The model of a checkpoint that `transformer/model.py` computes."""
    shape = checkpoint.config
    info = replace(info, context_length=shape.context_length, vocab_size=shape.vocab_size)
    if on_cpu:
        check_held(info.name, sum(map(math.prod, checkpoint.shapes.values())), dtype, int8=dtype == WHOLE)
    if on_cpu and dtype == "float32" and SmallForward.suits(checkpoint):
        return numpy_model(info, checkpoint)
    if dtype == "int8":
        if not on_cpu:
            raise InvalidValue(f"dtype is 'int8', which is computed on a CPU; device is {device!r}.", field="dtype")
        return int8_model(info, checkpoint)
    if dtype == "float32" and known_activation(shape) and on_cpu_alone(device):
        return large_model(info, checkpoint)
    if on_cpu and (half := half_model(info, checkpoint, dtype)):
        return half
    from llm_playground.transformer.checkpoint import read_transformer

    return torch_model(info, read_transformer(checkpoint, _torch_dtype(dtype)).to(find_device(device)))


def _foreign(info: ModelInfo, device: str, dtype: str) -> LanguageModel:
    """The model of an architecture that only `transformers` knows."""
    if dtype == "int8":
        raise InvalidValue(
            f"dtype is 'int8', but {info.name} ({info.architecture}) is computed by transformers; int8 is for "
            "GPT-2, Llama, Qwen2 and Qwen3. Choose float32, bfloat16 or float16.",
            field="dtype",
        )
    from llm_playground.models.hugging_face import load_hugging_face
    from llm_playground.models.local.headers import seen_in

    place = find_device(device)
    if place.type == "cpu":
        check_held(info.name, seen_in(info.folder, info.name).parameters or 0, dtype, int8=False)
    return load_hugging_face(info, place, _torch_dtype(dtype))


def _read_info(name: str, folder: Path, config: dict[str, Any], entry: CatalogEntry | None) -> ModelInfo:
    generation = read_generation_config(folder)
    stop_ids = _ids("eos_token_id", generation, config)
    beginnings = _ids("bos_token_id", generation, config) or stop_ids
    return ModelInfo(
        name=name,
        folder=folder,
        architecture=str(config.get("model_type", "unknown"))[:LONGEST_NAME],
        context_length=USUAL_CONTEXT,
        vocab_size=0,  # the weights say it
        stop_ids=stop_ids,
        bos_id=min(beginnings, default=None),
        tokenizer=read_tokenizer(folder),
        chat_template=read_chat_template(folder, entry),
        special_texts=read_special_texts(folder),
        generation_config=generation,
    )


def _ids(name: str, *configs: dict[str, Any]) -> frozenset[int]:
    """The token ids under `name` in the first configuration that has any; one or a list, and some write -1 or null."""
    for config in configs:
        value = config.get(name)
        ids = [id for id in (value if isinstance(value, list) else [value]) if _is_id(id)]
        if ids:
            return frozenset(ids)
    return frozenset()


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def find_device(name: str) -> torch.device:
    """The device of that name; InvalidValue says what may be asked, or that this machine has none."""
    import torch

    at_hand = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if not isinstance(name, str):
        raise InvalidValue(
            f"device is {shown(name)}; it must be one of {', '.join(DEVICES)} (or a numbered one: cuda:1)."
        )
    if name == "auto":
        name = next(kind for kind, there in at_hand.items() if there)
    kind = name.split(":")[0]
    try:
        device = torch.device(name) if kind in at_hand else None
    except RuntimeError:  # such as "cuda:one"
        device = None
    if device is None:
        raise InvalidValue(f"device is {name!r}; it must be one of {', '.join(DEVICES)} (or a numbered one: cuda:1).")
    if not at_hand[kind]:
        raise InvalidValue(f"device is {name!r}, but this machine has none; choose 'auto' or 'cpu'.")
    return device


def on_cpu_alone(device: str) -> bool:
    """Whether that device is the CPU. Without PyTorch, whose import takes seconds, where that can be told."""
    if device == "cpu" or (device == "auto" and not may_have_gpu()):
        return True
    return find_device(device).type == "cpu"


def _asked_dtype(model: object, dtype: str) -> str:
    """What is asked for: by the name of the model, or beside it."""
    if dtype not in DTYPES:
        raise InvalidValue(f"dtype is {dtype!r}; it must be one of {', '.join(DTYPES)}.")
    named = split_dtype(model)[1] if isinstance(model, str) else WHOLE
    if dtype not in (WHOLE, named) and named != WHOLE:
        sentence = f"{shown(model)} asks for {named}, but dtype is {dtype!r}; say one of the two."
        raise InvalidValue(sentence, field="dtype")
    return dtype if named == WHOLE else named


def _torch_dtype(name: str) -> torch.dtype:
    import torch

    dtype: torch.dtype = getattr(torch, name)
    return dtype
