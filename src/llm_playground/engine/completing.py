"""What a program asks for at once: several prompts, each read, and if asked for scored, before any text is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from llm_playground.engine.request import Limits, check_length, check_prompt
from llm_playground.errors import InvalidValue, PlaygroundError, whole_number
from llm_playground.models.prompting import PromptInput, make_plain_prompt, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.records.score import ScoredToken


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model is to read, and how.

    Attributes:
        plain: whether a text is continued as it stands, by an instruct model too, with the special tokens in it.
        template_options: for the chat template, where there is one.
        scored: how many of the likeliest tokens are listed at each token of a prompt, from 0; None: none is scored.
    """

    model: str
    prompts: Sequence[PromptInput]
    plain: bool = False
    template_options: Mapping[str, object] = field(default_factory=dict)
    scored: int | None = None

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
            whole_number("scored", self.scored, 0, limits.top)


@dataclass(frozen=True, slots=True)
class PromptRead:
    """A prompt as the model reads it. `scored` are its tokens after the first, if that was asked for."""

    prompt: Encoding
    scored: tuple[ScoredToken, ...] = ()


def read(model: LanguageModel, reading: Reading) -> list[PromptRead]:
    """Every prompt as the model reads it.

    Raises:
        PlaygroundError: as `make_prompt` and `score`.
    """
    return [_read(model, prompt, reading) for prompt in reading.prompts]


def check_choices(count: int, limits: Limits) -> None:
    """Refuse more texts than one request may have.

    Raises:
        InvalidValue: with the field "n".
    """
    if count > limits.choices:
        sentence = f"{count:,} texts are asked for, all prompts counted; here one request may have {limits.choices}."
        raise InvalidValue(sentence, field="n")


def _read(model: LanguageModel, prompt: PromptInput, reading: Reading) -> PromptRead:
    if reading.plain and isinstance(prompt, str):
        made = make_plain_prompt(model, prompt)
    else:
        made = make_prompt(model, prompt, reading.template_options)
    if reading.scored is None or len(made.ids) == 1:
        return PromptRead(made)
    from llm_playground.engine.scoring import score

    try:
        found = score(model, made.ids[1:], prompt=made.ids[:1], top=reading.scored)
    except PlaygroundError as error:
        error.field = "prompt"  # which is the text that was scored
        raise
    return PromptRead(made, found.tokens)
