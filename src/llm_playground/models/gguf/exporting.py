"""A model written as one GGUF file, which llama.cpp, Ollama, LM Studio and `transformers` read."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import CheckpointError, InvalidValue, filled, shown, true_or_false
from llm_playground.models.gguf.entries import entries_of
from llm_playground.models.gguf.opening import open_gguf
from llm_playground.models.gguf.weights import GPT2, LLAMA, ROPE_FACTORS, TURNED
from llm_playground.models.loading import open_model
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.quantization.types import quantize, type_of
from llm_playground.transformer.config import FAMILIES, TransformerConfig, UnsupportedArchitecture
from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.parameters import stored_type
from llm_playground.transformer.rope import inverse_frequencies, same_angles
from llm_playground.transformer.sources import rows_of_parts, source_of

if TYPE_CHECKING:
    from gguf import GGUFWriter

Floats = NDArray[np.float32]


def export_gguf(
    model: str | Path | LanguageModel, file: str | Path, type: str = "Q8_0", *, replace: bool = False
) -> Path:
    """Write a model, its tokenizer, chat template and the tokens that end a text as a GGUF file.

    Matrices are stored in the type, norms, biases and GPT-2's positions in float32. The file is written under another
    name and then renamed, and read back before that, so that there is either a good file or none.

    Args:
        model: a catalog key, a hub id, a checkpoint folder, a GGUF file or a loaded model.
        file: where to; its name ends in ".gguf".
        type: "F32", "F16", "BF16", "Q8_0", "Q5_1", "Q5_0", "Q4_1" or "Q4_0".
        replace: whether a file that is there may be replaced.

    Raises:
        UnknownName: no such type.
        InvalidValue: the file is there already, its name or folder is not right, rows of a matrix do not divide into
            blocks, or the model has something for which the format has no place.
        CheckpointError: the model cannot be read, or the file cannot be written.
        PlaygroundError: as `load`.
    """
    type_of(type)
    path = _checked_path(file, true_or_false("replace", replace))
    try:
        info, checkpoint = open_model(model)
    except UnsupportedArchitecture as error:
        raise CheckpointError(f"{error} Models of {', '.join(FAMILIES)} are written as GGUF files.") from error
    _check_rows(checkpoint, type)
    entries = entries_of(info, checkpoint.config, type)
    part = path.parent / f"{path.name}.gguf-part"
    try:
        _write(part, checkpoint, entries, type)
        _check_written(part, info, checkpoint.config)
        os.replace(part, path)
    except OSError as error:
        why = error.strerror or "the disk has taken only a part of it"  # NumPy does not say more
        raise CheckpointError(f"{path} could not be written ({why}).") from error
    finally:
        part.unlink(missing_ok=True)  # Ctrl+C too leaves nothing behind
    return path


def _checked_path(file: str | Path, replace: bool) -> Path:
    path = Path(filled("file", str(file), "the path of a file"))
    if path.suffix.lower() != ".gguf":
        raise InvalidValue(f"{shown(str(path))} does not end in .gguf, by which such a file is known.", field="file")
    if not path.is_file() and os.path.lexists(path):
        raise InvalidValue(f"{shown(str(path))} is no file; name another one to write.", field="file")
    if path.is_file() and not replace:
        raise InvalidValue(
            f"{shown(str(path))} is there already; name another file, or ask for it to be replaced (--force, "
            "replace=True).",
            field="file",
        )
    if not path.parent.is_dir():
        raise InvalidValue(f"There is no folder {shown(str(path.parent))} to write to; make it first.", field="file")
    return path


def _check_rows(checkpoint: Checkpoint, type: str) -> None:
    """Before anything is read: rows that no blocks fill."""
    weights = type_of(type).weights
    for name, shape in checkpoint.shapes.items():
        if stored_type(name, shape, type) == type and shape[-1] % weights:
            raise InvalidValue(
                f"{type} stores blocks of {weights} weights, and the rows of {name} have {shape[-1]}, which is no "
                "multiple of that; F16, BF16 and F32 store rows of any length.",
                field="type",
            )


def _write(path: Path, checkpoint: Checkpoint, entries: dict[str, Any], type: str) -> None:
    from gguf import GGMLQuantizationType, GGUFWriter

    writer = GGUFWriter(path, checkpoint.config.family)
    try:
        for name, value in entries.items():
            _add(writer, name, value)
        for name, shape in checkpoint.shapes.items():
            kind = stored_type(name, shape, type)
            number = GGMLQuantizationType(type_of(kind).number)
            for theirs, rows in _tensors(name, checkpoint.array(name), checkpoint.config):
                data = quantize(rows, kind) if rows.ndim == 2 else rows
                writer.add_tensor(theirs, data, raw_dtype=number if rows.ndim == 2 else None)
        if (factors := _rope_factors(checkpoint.config)) is not None:
            writer.add_tensor(ROPE_FACTORS, factors)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def _add(writer: GGUFWriter, name: str, value: Any) -> None:
    match value:
        case str():
            writer.add_string(name, value)
        case int():
            writer.add_uint32(name, value)
        case float():
            writer.add_float32(name, value)
        case _:
            writer.add_array(name, value)


def _tensors(name: str, values: Floats, config: TransformerConfig) -> Iterator[tuple[str, Floats]]:
    """The tensors of the file that our parameter `name` is made of, by the file's names."""
    start = 0
    parts = source_of(name, config).names
    for source, n_row in zip(parts, rows_of_parts(name, len(values), config), strict=True):
        theirs, rows = _file_name(source, config), values[start : start + n_row]
        start += n_row
        if config.family == "llama" and (turned := TURNED.search(theirs)):
            rows = _turned(rows, config.n_kv_head if turned[1] == "attn_k" else config.n_head)
        yield theirs, np.ascontiguousarray(rows)


def _file_name(source: str, config: TransformerConfig) -> str:
    """ "layers.0.self_attn.q_proj.weight" -> "blk.0.attn_q.weight": the tables of `weights`, read backwards."""
    table = {ours: theirs for theirs, ours in (GPT2 if config.family == "gpt2" else LLAMA).items()}
    module, _, kind = source.rpartition(".")
    if module in table:
        return f"{table[module]}.{kind}"
    _, layer, module = module.split(".", 2)
    return f"blk.{layer}.{table[module]}.{kind}"


def _turned(rows: Floats, heads: int) -> Floats:
    """The rows whose pairs RoPE turns, neighbours in the file and half a head apart here."""
    halves = rows.reshape(heads, 2, len(rows) // heads // 2, -1)
    return halves.swapaxes(1, 2).reshape(rows.shape)


def _rope_factors(config: TransformerConfig) -> Floats | None:
    """By what the frequencies of Llama 3.1 are divided, which the format stores in place of how they were found."""
    if config.rope is None or config.rope.scaling != "llama3":
        return None
    plain, _ = inverse_frequencies(dataclasses.replace(config.rope, scaling="default"), config.head_dim)
    stretched, _ = inverse_frequencies(config.rope, config.head_dim)
    return plain / stretched


def _check_written(part: Path, info: ModelInfo, config: TransformerConfig) -> None:
    """Whether what is read from the file is the model that was to be written.

    Raises:
        InvalidValue: there is something of it for which the format has no place.
    """
    read, checkpoint = open_gguf(part, info.name)
    lost = [
        f"{name} {value}"
        for name, value in vars(config).items()
        if name != "rope" and value != _near(getattr(checkpoint.config, name), value)
    ]
    if not same_angles(config, checkpoint.config):
        lost.append(f"RoPE {config.rope}")
    if read.stop_ids != info.stop_ids:
        lost.append(f"stop ids {sorted(info.stop_ids)}")
    if lost:
        raise InvalidValue(f"A GGUF file has no place for this of {info.name}: {', '.join(lost)}.")


def _near(read: Any, value: Any) -> Any:
    """`value` itself where it was read back as the float32 that is next to it, which is all that the format stores."""
    return value if isinstance(value, float) and read == float(np.float32(value)) else read
