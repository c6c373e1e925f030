"""A look inside a model at work on one text: its tokens, its parts, where a head looks, and what it expects next."""

from __future__ import annotations

from pathlib import Path

from llm_playground.decoding.observation import observe
from llm_playground.engine.loaded import loaded
from llm_playground.engine.request import about
from llm_playground.errors import InvalidValue
from llm_playground.models.gathering import Gathering
from llm_playground.models.hugging_face import HuggingFaceModel
from llm_playground.models.native import NativeModel
from llm_playground.models.prompting import PromptInput, encoding_of, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import AttentionPattern, Inspection, Module
from llm_playground.transformer.anatomy import anatomy_of, tree
from llm_playground.transformer.capture import capture

# A pattern grows with the square of the text; 256 tokens are 65,536 numbers, more than a picture can show.
MOST_TOKENS = 256


def inspect(
    model: str | Path | LanguageModel, text: PromptInput, layer: int = 0, head: int = 0, top: int = 10
) -> Inspection:
    """Run a model over a text and keep what a person wants to see.

    The text is what generation would start from: for an instruct model it goes through the chat template first.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        text: a text, a list of token ids or, for an instruct model, a list of messages; at most 256 tokens.
        layer: whose attention to keep, from 0.
        head: which query head of that layer, from 0.
        top: how many of the most likely next tokens to list.

    Raises:
        InvalidValue: no such layer or head, a text that is too long, or a model that does not show its attention.
        PlaygroundError: as `generate`.
    """
    language_model = loaded(model)
    n_layer, n_head, n_kv_head = _shape(language_model)
    _check("layer", layer, n_layer, language_model.name)
    _check("head", head, n_head, language_model.name)
    prompt = make_prompt(language_model, text)
    longest = min(MOST_TOKENS, language_model.context_length)
    if len(prompt.ids) > longest:
        raise InvalidValue(
            f"This text is {len(prompt.ids):,} tokens long; at most {longest:,} can be looked at. Shorten it."
        )
    # Asked through the seam, as generation asks, so that both show the same numbers to the last digit.
    logits = language_model.next_logits([prompt.ids])[0]
    return Inspection(
        model=language_model.name,
        encoding=encoding_of(language_model, prompt),
        n_layer=n_layer,
        n_head=n_head,
        n_kv_head=n_kv_head,
        attention=AttentionPattern(layer, head, _pattern(language_model, prompt.ids, layer, head)),
        anatomy=anatomy(language_model),
        next=observe(logits, (), prompt.ids).stages(language_model.piece, top)[0],
    )


def anatomy(model: str | Path | LanguageModel) -> Module:
    """The parts of a model as a tree, with shapes and numbers of parameters.

    Of our own transformer every part says what it does; of a model that runs through `transformers`, the usual ones.
    """
    language_model = loaded(model)
    behind = _behind(language_model)
    if isinstance(behind, NativeModel):
        return anatomy_of(behind.transformer.config, language_model.name)
    if isinstance(behind, HuggingFaceModel):
        return tree(behind.model, language_model.name)
    raise _closed(language_model)


def _shape(model: LanguageModel) -> tuple[int, int, int]:
    """n_layer, n_head and n_kv_head."""
    behind = _behind(model)
    if isinstance(behind, NativeModel):
        config = behind.transformer.config
        return config.n_layer, config.n_head, config.n_kv_head
    if isinstance(behind, HuggingFaceModel) and (shape := behind.attention_shape()):
        return shape
    raise _closed(model)


def _pattern(model: LanguageModel, ids: tuple[int, ...], layer: int, head: int) -> tuple[tuple[float, ...], ...]:
    behind = _behind(model)
    if isinstance(behind, NativeModel):
        name = f"h.{layer}.attn.pattern"
        rows = capture(behind.transformer, ids, name)[name][head].tolist()
    elif isinstance(behind, HuggingFaceModel) and (patterns := behind.attention(ids, layer)) is not None:
        rows = patterns[head].tolist()
    else:
        raise _closed(model)
    return tuple(map(tuple, rows))


def _behind(model: LanguageModel) -> LanguageModel:
    """The model that does the work, where `model` gathers the questions of many threads for it."""
    return model.model_behind if isinstance(model, Gathering) else model


def _check(name: str, value: object, count: int, model: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        with about(name):
            raise InvalidValue(
                f"{name} is {value!r}; {model} has {count} {name}{'' if count == 1 else 's'}, so it must be a whole "
                f"number from 0 to {count - 1}."
            )


def _closed(model: LanguageModel) -> InvalidValue:
    return InvalidValue(
        f"{model.name} ({model.info.architecture}) does not show its attention, so it cannot be looked into; it can "
        "still generate. GPT-2, Llama, Qwen2 and Qwen3 models can all be inspected."
    )
