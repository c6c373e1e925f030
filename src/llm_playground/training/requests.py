"""What somebody asks of a training to be watched, checked without PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llm_playground.corpus.dialogues.preferences import rule_of
from llm_playground.decoding.parameter import Parameter
from llm_playground.decoding.parameters import LARGEST_SEED
from llm_playground.errors import InvalidValue, filled, shown, whole_number
from llm_playground.training.parameters import RECIPE_PARAMETERS

PROMPTS = ("What is 2+2?", "Who are you?", "Tell me a story about a fox.")
MOST_PROMPTS, MOST_CHARACTERS, MOST_STEPS, MOST_NEW = 5, 500, 2000, 200

BETA = Parameter(
    name="beta",
    effect="How dear it is to leave the reference: the smaller, the further the model goes for a preference.",
    hint="usual are 0.01 to 0.5",
    lowest=0,
    highest=10,
    above=True,
)


@dataclass(frozen=True, slots=True)
class FineTuningRequest:
    """A fine-tuning as somebody wants to watch it; the arguments of `watch_fine_tuning`."""

    prompts: Sequence[str] = PROMPTS
    steps: int = 200
    every: int = 20
    max_new_tokens: int = 40
    learning_rate: float = 1e-3
    seed: int = 0

    def checked(self) -> FineTuningRequest:
        """Raises: InvalidValue: a number out of range, or prompts that are none."""
        return FineTuningRequest(
            checked_prompts(self.prompts),
            whole_number("steps", self.steps, 1, MOST_STEPS),
            whole_number("every", self.every, 1, MOST_STEPS),
            whole_number("max_new_tokens", self.max_new_tokens, 1, MOST_NEW),
            RECIPE_PARAMETERS["learning_rate"].number(self.learning_rate),
            whole_number("seed", self.seed, 0, LARGEST_SEED),
        )


@dataclass(frozen=True, slots=True)
class PreferenceRequest:
    """A preference training as somebody wants to watch it; the arguments of `watch_preference_training`."""

    preference: str = "right_sums"
    prompts: Sequence[str] = PROMPTS
    steps: int = 60
    every: int = 20
    beta: float = 0.1
    max_new_tokens: int = 60
    learning_rate: float = 1e-4
    seed: int = 0

    def checked(self) -> PreferenceRequest:
        """Raises: InvalidValue: a number out of range, or prompts that are none."""
        return PreferenceRequest(
            checked_preference(self.preference),
            checked_prompts(self.prompts),
            whole_number("steps", self.steps, 1, MOST_STEPS),
            whole_number("every", self.every, 1, MOST_STEPS),
            BETA.number(self.beta),
            whole_number("max_new_tokens", self.max_new_tokens, 1, MOST_NEW),
            RECIPE_PARAMETERS["learning_rate"].number(self.learning_rate),
            whole_number("seed", self.seed, 0, LARGEST_SEED),
        )


def checked_preference(name: object) -> str:
    """Raises: UnknownName: no such preference; InvalidValue: not a name at all."""
    name = filled("preference", name, "the name of a preference").replace("-", "_")
    rule_of(name)
    return name


def checked_prompts(prompts: object) -> tuple[str, ...]:
    """Raises: InvalidValue: not one to five texts of at most 500 characters."""
    if isinstance(prompts, str | bytes) or not isinstance(prompts, Sequence) or not 1 <= len(prompts) <= MOST_PROMPTS:
        raise InvalidValue(
            f"prompts is {shown(prompts)}; it must be a list of 1 to {MOST_PROMPTS} texts.", field="prompts"
        )
    for prompt in prompts:
        filled("prompts", prompt, "texts that are not blank")
        if len(prompt) > MOST_CHARACTERS:
            raise InvalidValue(
                f"A prompt has {len(prompt):,} characters; it may have {MOST_CHARACTERS} at most.", field="prompts"
            )
    return tuple(prompts)
