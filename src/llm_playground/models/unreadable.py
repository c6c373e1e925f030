"""What looks like a model and cannot be read as one: each kind with its cause and the way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llm_playground.errors import CheckpointError
from llm_playground.transformer.config import FAMILIES
from llm_playground.transformer.files import read_json

WANTED = "a checkpoint folder, which holds config.json and model.safetensors"
NEED_A_GPU = ("gptq", "awq")
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")


def not_a_checkpoint(file: Path) -> CheckpointError:
    """The error for a file where a model's folder is due."""
    if (file.parent / "config.json").is_file():
        return CheckpointError(f"{file} is one file of a checkpoint; give the folder that holds it: {file.parent}.")
    if file.suffix == ".gguf":
        why = "a GGUF file, the format of llama.cpp, which is not read. Give the hub id of what it was made from, or"
    elif file.suffix in PICKLES:
        why = "a pickle file, which can run any program while it is read, so it never is. Give"
    elif file.suffix == ".safetensors":
        why = "weights without the config.json that says what they are. Give"
    else:
        why = "a file, and not a model. Give"
    return CheckpointError(f"{file} is {why} {WANTED}.")


def check_weights(folder: Path, name: str) -> None:
    """Refuse a folder whose weights cannot be read, before anything slow.

    Args:
        name: what the model was asked for as.

    Raises:
        CheckpointError: a LoRA adapter, a quantized checkpoint, or a folder that holds no model.
    """
    if not (folder / "config.json").is_file():
        raise _without_config(folder, name)
    config = read_json(folder / "config.json")
    quantization = config.get("quantization_config")
    if not isinstance(quantization, dict):
        return
    method = str(quantization.get("quant_method", "unknown")).lower()
    # Other kinds, of architectures that run through transformers, may be ones that it turns back into numbers.
    if method in NEED_A_GPU or config.get("model_type") in FAMILIES:
        raise CheckpointError(
            f"{name} has its weights quantized ({method.upper()}), which are not read. Use the model that it was made "
            "from, whose weights have 16 or 32 bits; the card of a quantized model names it."
        )


def _without_config(folder: Path, name: str) -> CheckpointError:
    if (folder / "adapter_config.json").is_file():
        base = _optional(folder / "adapter_config.json").get("base_model_name_or_path")
        of = f" of {base}" if isinstance(base, str) and base else ""
        return CheckpointError(
            f"{name} is a LoRA adapter{of}: a small change to a model, not a model. Merge it into its base first "
            "(peft's merge_and_unload, then save_pretrained) and give the folder that this writes."
        )
    if found := sorted(folder.glob("*.gguf")):
        return not_a_checkpoint(found[0])
    return CheckpointError(f"{name} is not {WANTED}: there is no config.json.")


def _optional(path: Path) -> dict[str, Any]:
    try:
        return read_json(path)
    except CheckpointError:
        return {}
