"""How the weights of a model were stored, beside the numbers that it computed: kit/told/badge.js, in words."""

from __future__ import annotations

from collections.abc import Iterator

from llm_playground.records.model_name import UNROUNDED, ModelName

IN_SIXTEEN_BITS = "rounded: weights, and for some models activations too, keep"
ROUNDED = {  # what a model was loaded in, if not in float32
    "int8": "rounded when it was loaded: numbers are those of the rounded weights",
    "bfloat16": f"{IN_SIXTEEN_BITS} 8 significant bits, two to three decimal digits",
    "float16": f"{IN_SIXTEEN_BITS} 11 significant bits, three to four decimal digits",
}
WITHIN = (
    "start",
    "score",
    "a",
    "b",
    "arena",
    "lanes",
    "traces",
    "models",
)  # where a record keeps one that has the name


def badge(quantization: str | None) -> str:
    """A sentence; nothing of weights that were stored whole."""
    if quantization is None or quantization in UNROUNDED:
        return ""
    dtype, of_blocks, _ = quantization.partition(" of ")  # "int8 of Q4_0": a GGUF file, rounded once more
    if dtype not in ROUNDED:
        return f"{quantization}, dequantised: numbers are those of this file"
    return f"{quantization}, {'dequantised, then ' if of_blocks else ''}{ROUNDED[dtype]}"


def badges_of(record: object) -> str:
    """Those of the models of a record, a line each, with their names where there are several."""
    found = dict(_quantizations(record))
    said = {name: text for name, quantization in found.items() if (text := badge(quantization))}
    return "\n".join(text if len(found) == 1 else f"{name}: {text}" for name, text in said.items())


def _quantizations(record: object) -> Iterator[tuple[str, str | None]]:
    """The models of a record by name, and how their weights were stored."""
    if isinstance(record, ModelName):
        yield str(record), record.quantization
        return
    name = getattr(record, "model", None)
    if isinstance(name, str):
        known = name.quantization if isinstance(name, ModelName) else None
        yield str(name), getattr(record, "quantization", None) or known
    for within in WITHIN:
        part = getattr(record, within, ())
        for each in part if isinstance(part, tuple) else (part,):
            yield from _quantizations(each)
