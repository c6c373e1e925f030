"""What looks like a model and cannot be read as one: each kind with its cause and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from llm_playground.errors import LONGEST_NAME, LONGEST_REASON, CheckpointError, shown
from llm_playground.transformer.config import FAMILIES
from llm_playground.transformer.files import read_json

WANTED = "a checkpoint folder, which holds config.json and model.safetensors"
NEVER_READ = ("gptq", "awq", "mlx")
READ = (".json", ".safetensors", ".jinja", ".txt", ".model")  # endings of the files that are read
SORTS = ("ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering")
POINTER = b"version https://git-lfs"
MOST_POINTER_BYTES = 1024
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")


def not_a_checkpoint(file: Path) -> CheckpointError:
    """The error for a file where a model's folder is due."""
    if (file.parent / "config.json").is_file():
        return CheckpointError(f"{file} is one file of a checkpoint; give the folder that holds it: {file.parent}.")
    if file.suffix in PICKLES:
        why = "is a pickle file, which can run any program while it is read, so it never is. Give"
    elif file.suffix == ".safetensors":
        why = "holds weights, without the config.json that says what they are. Give"
    else:
        why = "is a file, and not a model. Give"
    return CheckpointError(f"{file} {why} {WANTED}.")


def check_weights(folder: Path, name: str) -> None:
    """Refuse a folder whose weights cannot be read, before anything slow.

    Args:
        name: what the model was asked for as.

    Raises:
        CheckpointError: a LoRA adapter, a quantized checkpoint, files that were left out of a clone, or a folder that
            holds no model.
    """
    check_pointers(folder)
    has_weights = any(folder.glob("model*.safetensors*"))
    if not (folder / "config.json").is_file() or (not has_weights and (folder / "adapter_config.json").is_file()):
        raise _no_model_itself(folder, name)
    if not has_weights and any(folder.rglob("*.onnx")):
        raise CheckpointError(f"{name} holds its weights as ONNX, which is not read. Use what it was made from.")
    config = read_json(folder / "config.json")
    _check_task(config, name)
    method = quantized_by(config)
    if method is None:
        return
    # Other kinds, of architectures that run through transformers, may be ones that it turns back into numbers.
    if method in NEVER_READ or config.get("model_type") in FAMILIES:
        named = f" ({method.upper()})" if method else ""
        raise CheckpointError(
            f"{name} has its weights quantized{named}, which are not read. Use the model that it was made "
            "from, whose weights have 16 or 32 bits; the card of a quantized model names it."
        )


def _check_task(config: Mapping[str, Any], name: str) -> None:
    """Refuse what has a language model's architecture and a head that sorts texts or words in the place of lm_head."""
    written = config.get("architectures")
    first = written[0] if isinstance(written, list) and written else None
    if isinstance(first, str) and first.endswith(SORTS):
        raise CheckpointError(
            f"{name} was made to sort texts, as {first[:LONGEST_NAME]}, and has no head that says the next token. Use "
            "the language model that it was made from."
        )


def quantized_by(config: Mapping[str, Any]) -> str | None:
    """The method with which the weights were quantized, "" where it has no name; None where they were not."""
    if isinstance(config.get("quantization"), dict):  # with numbers and no name
        return "mlx"
    quantization = config.get("quantization_config")
    return (
        str(quantization.get("quant_method") or "").lower()[:LONGEST_NAME] if isinstance(quantization, dict) else None
    )


def check_pointers(folder: Path) -> None:
    """Refuse a folder cloned without its large files: Git LFS leaves a note of a few lines in the place of each.

    Raises:
        CheckpointError: with what to do.
    """
    for path in sorted(folder.glob("*")):  # none where there is no such folder, which the reader of it says
        if path.suffix in READ and path.is_file() and path.stat().st_size <= MOST_POINTER_BYTES:
            with suppress(OSError), path.open("rb") as file:  # who needs the file says why it cannot be read
                if file.read(len(POINTER)) == POINTER:
                    raise CheckpointError(
                        f"{path} is a Git LFS pointer, a note in place of the file. Run git lfs pull in {folder} (once "
                        "before it: git lfs install)."
                    )


def not_loaded(folder: Path, architecture: str, error: Exception) -> CheckpointError:
    """The error for what `transformers` cannot load, with the entry of config.json to blame, if any."""
    if folder.is_file():
        return CheckpointError(
            f"transformers cannot load {folder} ({architecture}): {_said(error).rstrip('.')}. Of GGUF files "
            f"those of {', '.join(FAMILIES)} are read without it; give the hub id of what the file was made from."
        )
    file = folder / "config.json"
    cause = _wrong_entry(_optional(file), str(file), error) or _said(error)
    return CheckpointError(f"transformers cannot load {folder} ({architecture}) as a causal language model: {cause}")


def _wrong_entry(config: Mapping[str, Any], place: str, error: Exception) -> str | None:
    # It looks names of activations, kinds of RoPE and the like up in dictionaries, and says no more than the name.
    if isinstance(error, KeyError):
        for key, value in config.items():
            if isinstance(value, str) and value == error.args[0]:
                return f"{key} in {place} is {shown(value)}, which it does not know."
            if isinstance(value, dict) and (found := _wrong_entry(value, f"{key} of {place}", error)):
                return found
    if isinstance(error, TypeError) and "rope_theta" in config and not isinstance(config["rope_theta"], int | float):
        return f"rope_theta in {place} is {shown(config['rope_theta'])}; it must be a number."
    return None


def _said(error: Exception) -> str:
    """What an error of `transformers` says, in one line; of a bare Python error also what it comes from."""
    said = " ".join(str(error).split())
    said = said if len(said) <= LONGEST_REASON else f"{said[:LONGEST_REASON]} ..."
    if isinstance(error, LookupError | TypeError | AttributeError | ArithmeticError):
        return f"an entry of its config.json is missing or of the wrong kind ({type(error).__name__}: {said})."
    return said


def _no_model_itself(folder: Path, name: str) -> CheckpointError:
    if (folder / "adapter_config.json").is_file():
        base = _optional(folder / "adapter_config.json").get("base_model_name_or_path")
        of = f" of {base}" if isinstance(base, str) and base else ""
        return CheckpointError(
            f"{name} is a LoRA adapter{of}: a small change to a model, not a model. Merge it into its base first "
            "(peft's merge_and_unload, then save_pretrained) and give the folder that this writes."
        )
    if found := sorted(folder.glob("*.gguf")):
        return CheckpointError(f"{name} is no checkpoint folder, but it holds a GGUF file: give that, {found[0]}.")
    if (folder / "model_index.json").is_file():
        return CheckpointError(
            f"{name} makes images (its model_index.json is one of diffusers); give a language model: {WANTED}."
        )
    return CheckpointError(f"{name} is not {WANTED}: there is no config.json.")


def _optional(path: Path) -> dict[str, Any]:
    try:
        return read_json(path)
    except CheckpointError:
        return {}
