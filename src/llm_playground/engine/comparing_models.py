"""Two models on one text: token by token where they have one vocabulary, and along the characters where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.seam import check_top
from llm_playground.engine.compared_tokens import Both, compare_tokens
from llm_playground.engine.printed import printed
from llm_playground.engine.reading_along import read_along, read_before, read_text
from llm_playground.engine.scoring import score, totals_of
from llm_playground.engine.served import must_tell_all
from llm_playground.engine.shared_stretches import furthest_stretches, shared_stretches
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown
from llm_playground.models.chat_template import TemplateChoice, check_choice
from llm_playground.models.prompting import PromptInput, ask
from llm_playground.models.seam import LanguageModel
from llm_playground.models.vocabularies import first_other_token
from llm_playground.plain.static_model_comparison import model_comparison_text
from llm_playground.records import Encoding
from llm_playground.records.model_comparison import ModelComparison, OwnVocabularies, SameAnswer
from llm_playground.records.score import Totals

TOP = 8  # candidates that are listed of each distribution

Before = tuple[Encoding | None, Encoding | None]
Written = bool | Sequence[TemplateChoice] | None
"""Which chat template stands around the prompt: one answer for both models, or a choice for each of the two."""


class ComparedModels(ModelComparison):
    """A comparison that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return model_comparison_text(self)


def compare_models(
    model: str | Path | LanguageModel,
    other: str | Path | LanguageModel,
    text: str | Sequence[int],
    *,
    prompt: PromptInput | None = None,
    template: Written = None,
    top: int = TOP,
) -> ComparedModels:
    """What two models make of one text: how far their next-token distributions are apart, at each token of it.

        lp.compare_models("tiny-qwen", "tiny-qwen-chat", "I am a small language model.", prompt="Who are you?")

    A base model against its own fine-tuned twin shows what the training changed. Models with one vocabulary are
    compared token by token, over all of it: KL divergence both ways, entropies, and which tokens gained and lost.
    Two models that cut text in two ways have no token in common that could be compared; of these each is scored by
    itself, as by `score`, and both are laid along the same characters, in bits.

    A text that is longer than the context is read in windows, as by `score`; of two contexts the shorter counts.

    Args:
        model, other: A and B: a catalog key, a hub id, a checkpoint folder or a loaded model each.
        text: what both predict, or its token ids, which are taken as they are.
        prompt: what they read before it, as for `generate`. It is not compared. The text is cut into tokens by
            itself: where it goes on after a prompt, begin it with the space that belongs to it.
        template: whether the prompt stands in a chat template. None: for each model as it is asked, an instruct model
            in its template and a base model without; True: for both, a base model in that of the other; False: for
            neither. Or a choice for each of the two, as for `render`: (None, "twin") lays a base model beside itself in
            the template of its twin. Only where both read the same is the difference that of the models alone.
        top: how many of the likeliest tokens are listed of each distribution.

    Raises:
        InvalidValue: a text without a token that could be predicted, ids for models of two vocabularies, a template
            that neither model has, a `top` out of range, or a token that a model rules out.
        PlaygroundError: as `generate`.
    """
    top = check_top(top)
    _check(template)
    models = SHELF.get(model), SHELF.get(other)
    for each in models:
        must_tell_all(each, "Comparing two models along a text")
    choices = (None, None) if prompt is None else _choices(template, models)
    a, b = (_before(each, prompt, choice) for each, choice in zip(models, choices, strict=True))
    if _one_vocabulary(models):
        found = _along_tokens(models, (a, b), text, has_prompt=prompt is not None, top=top)
    else:
        found = _along_characters(models, (a, b), text, has_prompt=prompt is not None, top=top)
    answers = () if prompt is None else tuple(_answers(found, models, text, prompt))
    return printed(ComparedModels, replace(found, answers=answers))


def _one_vocabulary(models: Both) -> bool:
    return models[0] is models[1] or first_other_token(*(model.tokenizer for model in models)) is None


def _check(template: object) -> None:
    """Refuse what is no answer for both models, nor a choice for each. Raises: InvalidValue, "template"."""
    if template is None or isinstance(template, bool):
        return
    if not isinstance(template, list | tuple) or len(template) != 2:
        raise InvalidValue(
            f"template is {shown(template)}; it must be True, False, None or a list of two choices, one a model.",
            field="template",
        )
    for choice in template:
        check_choice(choice)


def _choices(template: Written, both: Both) -> Sequence[TemplateChoice]:
    """Which template each of the two reads the prompt in."""
    if isinstance(template, Sequence):
        return template
    if template is None:
        return None, None
    return tuple(_written_by(model, both) if template else False for model in both)


def _before(model: LanguageModel, prompt: PromptInput | None, choice: TemplateChoice) -> Encoding | None:
    """What a model reads before the text."""
    return read_before(model, prompt) if prompt is None else ask(model, prompt, choice).prompt


def _written_by(model: LanguageModel, both: Both) -> TemplateChoice:
    """Whose chat template a model reads: its own, or else that of the other.

    Raises:
        InvalidValue: neither has one.
    """
    writer = next((each for each in (model, *both) if each.is_instruct), None)
    if writer is None:
        raise InvalidValue("Neither of the models has a chat template: leave template out.", field="template")
    return True if writer is model else writer.info.name


def _along_tokens(models: Both, before: Before, text: object, *, has_prompt: bool, top: int) -> ModelComparison:
    encoding = read_text(models[0], text, None if has_prompt else before[0])
    tokens, totals, apart = compare_tokens(models, before, encoding, top)
    a, b = models
    return ModelComparison(a.name, b.name, encoding.text, *before, *totals, tokens, apart, None, ())


def _along_characters(models: Both, before: Before, text: object, *, has_prompt: bool, top: int) -> ModelComparison:
    if not isinstance(text, str):
        raise InvalidValue(
            f"{models[0].name} and {models[1].name} have two vocabularies, in which the same ids are two texts: give "
            "the text itself.",
            field="text",
        )
    prompts = [list(read.ids) if has_prompt and read else None for read in before]
    a, b = (score(model, text, prompt=read, top=top) for model, read in zip(models, prompts, strict=True))
    stretches = shared_stretches(a, b)
    one, other = (model.tokenizer for model in models)
    first = first_other_token(one, other)
    assert first is not None
    own = OwnVocabularies(
        one.vocab_size,
        other.vocab_size,
        first,
        one.piece(first) if first < one.vocab_size else None,
        other.piece(first) if first < other.vocab_size else None,
        a,
        b,
        stretches,
        furthest_stretches(stretches),
    )
    return ModelComparison(a.model, b.model, a.text, a.before, b.before, a.totals, b.totals, (), None, own, ())


def _answers(
    found: ModelComparison, models: Both, text: str | Sequence[int], prompt: PromptInput
) -> Iterator[SameAnswer]:
    """The text behind the same prompt, by both models, with and without a chat template as far as there is one."""
    if not ask(models[0], prompt, False).messages:
        return  # ids are read as they are
    kinds = (False, True) if any(model.is_instruct for model in models) else (False,)
    main = (found.before_a, found.totals_a), (found.before_b, found.totals_b)
    for letter, model, (before, totals) in zip("ab", models, main, strict=True):
        for template in kinds:
            read = ask(model, prompt, _written_by(model, models) if template else False).prompt
            is_main = before is not None and before.ids == read.ids
            yield SameAnswer(letter, template, len(read.ids), totals if is_main else _totals(model, read, text))


def _totals(model: LanguageModel, before: Encoding, text: object) -> Totals:
    """What the text comes to behind a prompt."""
    encoding = read_text(model, text, None)
    logprobs, entropies = [], []
    for index, _, logits in read_along(model, before, encoding).rows():
        found = Distribution.of(logits)
        logprobs.append(float(found.all_logprobs[encoding.ids[index]]))
        entropies.append(found.entropy)
    return totals_of(encoding.text, logprobs, entropies)
