"""Open a checkpoint folder and hold what its files say against its `config.json`, before any number is read.

Only safetensors files are opened: a pickle can run any program while it is read. Needs no PyTorch, which takes seconds
to import.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import CheckpointError, shown
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.files import read_config_json
from llm_playground.transformer.parameters import parameter_shapes
from llm_playground.transformer.sources import Source, source_of
from llm_playground.transformer.weights import Header, Tensors, Weights

# Constants that older checkpoints store beside the weights: the causal mask of GPT-2, the frequencies of Llama.
BUFFERS = (".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq")

LONGEST_ITEM = 400  # characters of what a message lists
FLOATING = ("F32", "F16", "BF16", "F64")  # dtypes as safetensors spells them


@dataclass(frozen=True)
class Checkpoint:
    """The opened files of a model whose every parameter is there, in its shape and as floating-point numbers.

    `shapes` has the names and shapes of our parameters, in the order of `Transformer.named_parameters()`; a tied
    lm_head is not among them.
    """

    config: TransformerConfig
    shapes: Mapping[str, tuple[int, ...]]
    weights: Tensors
    _theirs: Mapping[str, str]  # our spelling of their names -> the file's

    def source(self, name: str) -> Source:
        """The tensors, by the names of the file, of our parameter `name`."""
        source = source_of(name, self.config)
        return replace(source, names=tuple(self._theirs[part] for part in source.names))

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """All parameters in float32, read now. Imports PyTorch only where a file holds what NumPy cannot read.

        Raises:
            CheckpointError: a file is damaged, or holds NaN or infinite numbers.
        """
        return {name: self.array(name) for name in self.shapes}

    def array(self, name: str) -> NDArray[np.float32]:
        """Our parameter `name` in float32, read now. Raises: as `arrays`."""
        return self._array(self.source(name))

    def not_finite(self, source: Source) -> CheckpointError:
        """The error for a parameter that holds what is not a number."""
        file = self.weights.headers[source.names[0]].file
        return CheckpointError(
            f"{' + '.join(map(shown, source.names))} in {file} holds NaN or infinite numbers: the file is damaged, or "
            "the training that wrote it went astray. Get it again, or take an earlier checkpoint."
        )

    def _array(self, source: Source) -> NDArray[np.float32]:
        parts = [self.weights.array(name) for name in source.names]
        with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is told below
            whole = np.concatenate([part.T if source.transposed else part for part in parts], dtype=np.float32)
            whole = np.ascontiguousarray(whole)  # parts that are transposed make a whole that is
            squares = whole.ravel().dot(whole.ravel())
        # The sum of squares takes a tenth of the time; it is infinite of very large numbers, too.
        if not math.isfinite(squares) and not np.isfinite(whole).all():
            raise self.not_finite(source)
        return whole


def open_checkpoint(folder: Path) -> Checkpoint:
    """The checkpoint in a folder.

    Raises:
        UnsupportedArchitecture: `model.py` does not compute this architecture.
        CheckpointError: a file is missing or unreadable, or a tensor is missing, left over, of the wrong shape or not
            of floating-point numbers.
    """
    return checked(read_config(read_config_json(folder), folder / "config.json"), Weights(folder), folder)


def checked(config: TransformerConfig, weights: Tensors, place: Path) -> Checkpoint:
    """The checkpoint of these weights, held against `config`; messages say that both come from `place`.

    Raises:
        CheckpointError: as `open_checkpoint`.
    """
    theirs = _strip(weights.headers, config)
    config = _settle_tie(config, theirs, weights)
    _check_layers(config, theirs, place)  # a layer that nobody has takes time even as a shape
    shapes = parameter_shapes(config)
    _check(shapes, config, {name: weights.headers[original] for name, original in theirs.items()}, place)
    return Checkpoint(config, shapes, weights, theirs)


def _strip(headers: Mapping[str, Header], config: TransformerConfig) -> dict[str, str]:
    """Their names without the module that holds them -> in full. Stored constants are left out.

    The first GPT-2 files have no such module: "h.0.ln_1.weight".
    """
    prefix = "transformer." if config.family == "gpt2" else "model."
    return {name.removeprefix(prefix): name for name in headers if not name.endswith(BUFFERS)}


def _settle_tie(config: TransformerConfig, theirs: dict[str, str], weights: Tensors) -> TransformerConfig:
    """Where the embedding and lm_head are said to be one matrix, leave one; if the file holds two, believe the file."""
    embedding = source_of("wte.weight", config).names[0]
    if not config.tied_embeddings or "lm_head.weight" not in theirs:
        return config
    if embedding in theirs and not weights.same(theirs[embedding], theirs["lm_head.weight"]):
        return replace(config, tied_embeddings=False)
    theirs[embedding] = theirs.pop("lm_head.weight")
    return config


def _check_layers(config: TransformerConfig, theirs: Collection[str], place: Path) -> None:
    if config.n_layer > len(theirs):
        raise CheckpointError(
            f"{_described_by(place)} says that the model has {config.n_layer:,} layers; its files hold "
            f"{len(theirs):,} tensors in all."
        )


def _check(
    expected: Mapping[str, tuple[int, ...]], config: TransformerConfig, theirs: Mapping[str, Header], place: Path
) -> None:
    """Compare what the files hold with what the model needs; one error lists everything that does not fit."""
    left_over, missing, misshapen = dict(theirs), [], []
    for name, shape in expected.items():
        source = source_of(name, config)
        missing += [part for part in source.names if part not in theirs]
        parts = [left_over.pop(part).shape for part in source.names if part in theirs]
        parts = [part[::-1] if source.transposed else part for part in parts]
        if len(parts) == len(source.names) and not _fit(parts, shape):
            shapes = " and ".join(str(part) for part in parts)
            misshapen.append(f"{' + '.join(source.names)}: {shapes}, expected {shape} in all")
    if missing or left_over or misshapen:
        raise CheckpointError(_misfit(place, missing, sorted(left_over), misshapen))
    for name, header in theirs.items():
        if header.dtype not in FLOATING:
            raise CheckpointError(
                f"{name} in {header.file} is stored as {header.dtype}; weights are read as {', '.join(FLOATING)}. "
                "If the checkpoint is quantized, get the one that it was made from."
            )


def _fit(parts: Sequence[tuple[int, ...]], shape: tuple[int, ...]) -> bool:
    """Whether parts of these shapes, one below the other, are a tensor of `shape`."""
    return {(len(part), part[1:]) for part in parts} == {(len(shape), shape[1:])} and (
        sum(part[0] for part in parts) == shape[0]
    )


def _described_by(place: Path) -> str:
    """What says the shape: a folder's config.json, or the file itself."""
    return f"{place} itself" if place.is_file() else f"The config.json in {place}"


def _misfit(place: Path, missing: list[str], left_over: list[str], misshapen: list[str]) -> str:
    def listed(items: list[str]) -> str:
        names = [item if len(item) <= LONGEST_ITEM else shown(item) for item in items[:5]]
        return ", ".join(names) + (f" and {len(items) - 5} more" if len(items) > 5 else "")

    lines = [
        f"{title}: {listed(items)}"
        for title, items in (("missing", missing), ("left over", left_over), ("wrong shape", misshapen))
        if items
    ]
    said = "what it says of itself" if place.is_file() else "its config.json"
    return f"The tensors in {place} do not fit {said}; " + "; ".join(lines) + "."
