"""What a model says once its weights are stored in fewer bits: types side by side, on one text."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.measures import kl_divergence
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.events import Quantizing
from llm_playground.engine.generation import trace
from llm_playground.engine.inside.inspection import prompt_to_show
from llm_playground.engine.served import must_be_here
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.models.loading import open_model
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_quantization import quantization_text
from llm_playground.quantization.types import TYPES, type_of
from llm_playground.records.quantization import Flip, Likeliest, Quantization, StoredModel
from llm_playground.transformer.config import UnsupportedArchitecture

MOST_NEW = 100  # tokens that are generated
MOST_TOKENS = 256  # of a prompt: all logits after each of them are held twice
MOST_PARAMETERS = 1_000_000_000  # of which three copies in float32 are held at a time
# The block that is drawn: of the first MLP's first matrix, whose weights are neither the smallest nor the largest.
PARAMETER, BLOCK = "h.0.mlp.up_proj.weight", 32


class Quantized(Quantization):
    """A quantization that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return quantization_text(self)


def quantize(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    max_new_tokens: int = 24,
    types: Sequence[str] = tuple(TYPES),
    *,
    row: int = 0,
) -> Quantized:
    """Store the weights of a model in several types, and hold what it says then against what it says in float32.

    The prompt is continued greedily by the model in float32. After each token of the whole text, or of an instruct
    model's answer, the distributions are compared; where another token becomes the likeliest, greedy decoding would go
    another way. The matrices are stored
    in the type, norms, biases and the positions of GPT-2 in float32, as in a file that `export_gguf` writes; what
    the model computes with are the numbers that are read back.

    Args:
        model: a catalog key, a hub id, a checkpoint folder, a GGUF file or a loaded model; at most a billion weights.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        max_new_tokens: so many tokens are generated at most, from 0 to 100.
        types: names out of "F32", "F16", "BF16", "Q8_0", "Q5_1", "Q5_0", "Q4_1", "Q4_0".
        row: of the first MLP's first matrix, from 0: its first 32 weights are the block that is kept to be drawn.

    Raises:
        UnknownName: no such type.
        InvalidValue: the model is too large or runs through `transformers`, its rows do not divide into blocks, or a
            number is out of range.
        PlaygroundError: as `generate`.
    """
    made = deque(quantizing(SHELF.get(model), prompt, max_new_tokens, types, row=row), maxlen=1)[0]
    assert isinstance(made, Quantized)
    return made


def quantizing(
    language_model: LanguageModel,
    prompt: PromptInput,
    max_new_tokens: int = 24,
    types: Sequence[str] = tuple(TYPES),
    *,
    row: int = 0,
) -> Generator[Quantizing | Quantized, None, None]:
    """How far it is, matrix by matrix, and last what `quantize` gives. Closing cancels.

    Raises: as `quantize`.
    """
    chosen = _types(types)
    new = whole_number("max_new_tokens", max_new_tokens, 0, MOST_NEW)
    must_be_here(language_model)
    ids, n_generated = _text(language_model, prompt, new)
    try:
        checkpoint = open_model(language_model)[1]
    except UnsupportedArchitecture as error:
        raise InvalidValue(
            f"{language_model.name} runs through transformers, so that its weights are not known here.", field="model"
        ) from error
    parameters = sum(map(math.prod, checkpoint.shapes.values()))
    if parameters > MOST_PARAMETERS:
        raise InvalidValue(
            f"{language_model.name} has {parameters:,} weights; at most {MOST_PARAMETERS:,} are quantized here.",
            field="model",
        )
    row = whole_number("row", row, 0, checkpoint.shapes[PARAMETER][0] - 1)
    from llm_playground.transformer.quantizing import logits_along, relative_error, rounding, stored_block, stored_bytes

    weights = checkpoint.arrays()
    first = len(ids) - n_generated - 1 if language_model.is_instruct else 0
    before, block = logits_along(checkpoint.config, weights, ids)[first:], weights[PARAMETER][row, :BLOCK]
    results: list[StoredModel] = []
    for type in chosen:
        read_back, done = {}, parameters * len(results)
        for name, values in rounding(weights, type):
            yield Quantizing(type, done, parameters * len(chosen))
            read_back[name] = values
            done += values.size
        after = logits_along(checkpoint.config, read_back, ids)[first:]
        kl = [kl_divergence(one, other) for one, other in zip(before, after, strict=True)]
        results.append(
            StoredModel(
                type=type,
                bits_a_weight=type_of(type).bits_a_weight,
                bytes=stored_bytes(checkpoint.shapes, type),
                error=relative_error(weights, read_back),
                kl=tuple(kl),
                mean_kl=sum(kl) / len(kl),
                max_kl=max(kl),
                flips=tuple(_flips(language_model, first, before, after)),
                block=stored_block(block, type),
            )
        )
    yield Quantized(
        language_model.name,
        parameters,
        ids,
        tuple(map(language_model.piece, ids)),
        n_generated,
        first,
        PARAMETER,
        row,
        tuple(block.tolist()),
        tuple(results),
    )


def _types(types: Sequence[str]) -> tuple[str, ...]:
    """The types that are asked for, from the most bits to the fewest, each once."""
    if isinstance(types, str | bytes) or not isinstance(types, Sequence) or not types:
        raise InvalidValue(f"types is {shown(types)}; it must be a list of {', '.join(TYPES)}.", field="types")
    asked = {type_of(each).name for each in types}
    return tuple(name for name in TYPES if name in asked)


def _text(model: LanguageModel, prompt: PromptInput, max_new_tokens: int) -> tuple[tuple[int, ...], int]:
    """The ids of a prompt and of how the model goes on, and how many of them are its own."""
    read = prompt_to_show(model, prompt, MOST_TOKENS).ids
    # After a text that fills the context one more token can be said, but not read.
    steps = trace(model, read, "greedy", max_new_tokens, top=1).steps[: model.context_length - len(read)]
    return (*read, *(step.choice.id for step in steps)), len(steps)


def _flips(model: LanguageModel, first: int, before: Iterable[Logits], after: Iterable[Logits]) -> Iterator[Flip]:
    for position, (one, other) in enumerate(zip(before, after, strict=True), first):
        likeliest, now = _likeliest(model, one), _likeliest(model, other)
        if likeliest.id != now.id:
            yield Flip(position, likeliest, now)


def _likeliest(model: LanguageModel, logits: Logits) -> Likeliest:
    id = int(logits.argmax())
    return Likeliest(id, model.piece(id), Distribution.of(logits).probability(id))
