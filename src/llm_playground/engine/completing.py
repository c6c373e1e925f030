"""What a program asks for at once: several prompts, each read, and if asked for scored, before any text is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from llm_playground.engine.request import Limits, check_length, check_prompt
from llm_playground.engine.served import must_tell_tokens
from llm_playground.errors import InvalidValue, PlaygroundError, whole_number
from llm_playground.models.prompting import PromptInput, make_plain_prompt, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.records.score import ScoredToken

ALL = -1  # candidates: the whole vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model is to read, and how.

    Attributes:
        plain: whether a text is continued as it stands, by an instruct model too, with the special tokens in it.
        template_options: for the chat template, where there is one.
        scored: how many of the likeliest tokens are listed at each token of a prompt, or `ALL`; None: none is scored.
        told: whether the tokens that follow are to be told with their log-probabilities.
    """

    model: str
    prompts: Sequence[PromptInput]
    plain: bool = False
    template_options: Mapping[str, object] = field(default_factory=dict)
    scored: int | None = None
    told: bool = False

    def check(self, limits: Limits) -> None:
        """Refuse what could not be read, or would take too long.

        Raises:
            PlaygroundError: with the field "prompt", "n" or "scored".
        """
        if not self.prompts:
            raise InvalidValue("There is no prompt: the list is empty.", field="prompt")
        for prompt in self.prompts:
            check_prompt(prompt, limits)
        check_length("prompt", sum(map(len, self.prompts)), limits.prompt_characters, "characters or tokens")
        if self.scored is not None:
            check_listed("scored", self.scored)


@dataclass(frozen=True, slots=True)
class PromptRead:
    """A prompt as the model reads it.

    Attributes:
        vocab_size: of that model.
        room: how many tokens can follow.
        scored: its tokens after the first, if that was asked for.
    """

    prompt: Encoding
    vocab_size: int
    room: int
    scored: tuple[ScoredToken, ...] = ()


def read(model: LanguageModel, reading: Reading, limits: Limits) -> list[PromptRead]:
    """Every prompt as the model reads it.

    Raises:
        PlaygroundError: as `make_prompt` and `score`; more candidates than are listed; or a model of whose tokens
            nothing is told, where that is asked for.
    """
    if reading.told:
        must_tell_tokens(model)
    prompts = [_made(model, prompt, reading) for prompt in reading.prompts]
    reads = [PromptRead(each, model.vocab_size, model.context_length - len(each.ids) + 1) for each in prompts]
    if reading.scored is None:
        return reads
    top = listed(reading.scored, model.vocab_size)
    check_candidates("scored", sum(len(each.ids) for each in prompts) * top, limits)
    return [replace(each, scored=_scored(model, each.prompt, top)) for each in reads]


def listed(count: int, vocab_size: int) -> int:
    """How many candidates stand at each token where `count` are asked for."""
    return vocab_size if count == ALL else min(count, vocab_size)


def check_listed(name: str, count: int) -> None:
    """Refuse what is no number of candidates.

    Raises:
        InvalidValue: with the field `name`.
    """
    whole_number(name, count, ALL, why=f" ({ALL}: the whole vocabulary)")


def check_candidates(name: str, count: int, limits: Limits) -> None:
    """Refuse an answer that would list more candidates than a machine bears.

    Raises:
        InvalidValue: with the field `name`.
    """
    if count > limits.candidates:
        sentence = f"{name} asks for up to {count:,} candidates in all; one answer lists {limits.candidates:,} at most."
        raise InvalidValue(f"{sentence} Ask for fewer of them, or for fewer tokens.", field=name, subject=name)


def check_choices(count: int, limits: Limits) -> None:
    """Refuse more texts than one request may have.

    Raises:
        InvalidValue: with the field "n".
    """
    if count > limits.choices:
        sentence = f"{count:,} texts are asked for, all prompts counted; here one request may have {limits.choices}."
        raise InvalidValue(sentence, field="n")


def _made(model: LanguageModel, prompt: PromptInput, reading: Reading) -> Encoding:
    if reading.plain and isinstance(prompt, str):
        return make_plain_prompt(model, prompt)
    return make_prompt(model, prompt, reading.template_options)


def _scored(model: LanguageModel, prompt: Encoding, top: int) -> tuple[ScoredToken, ...]:
    if len(prompt.ids) == 1:
        return ()
    from llm_playground.engine.scoring import score

    try:
        return score(model, prompt.ids[1:], prompt=prompt.ids[:1], top=top).tokens
    except PlaygroundError as error:
        error.field = "prompt"  # which is the text that was scored
        raise
