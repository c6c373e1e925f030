"""The recipes of the bundled models: everything that decides what is trained, in one record each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_playground.errors import InvalidValue, filled, shown, unknown
from llm_playground.training.parameters import RECIPE_PARAMETERS
from llm_playground.training.sources import Dialogues, Source, StoryWorld
from llm_playground.transformer.architectures import gpt2_config, qwen2_config
from llm_playground.transformer.config import TransformerConfig

# Of matrix products. The weights and the optimizer's memory stay float32. "auto" is 16 bits where the device is quick
# at them: see `precision.py`.
Precision = Literal["auto", "float32", "bfloat16", "float16"]


@dataclass(frozen=True)
class Recipe:
    """One model and its training. Equal recipes on equal machines give equal weights."""

    name: str
    summary: str  # one sentence, for the model card
    model: TransformerConfig
    source: Source

    steps: int
    batch_size: int  # rows of `model.context_length` tokens in a step
    learning_rate: float  # the highest, at the end of the warm-up
    min_learning_rate: float  # at the last step
    warmup_steps: int
    # Attention costs a row the square of its length, and a document of the story world is 175 tokens at most. So most
    # steps let a token look only at its own window of the row; the last ones let it look at the whole row.
    window: int  # tokens; a divisor of `model.context_length`
    windowed: float = 0.8  # the share of the steps that use them
    weight_decay: float = 0.1  # on matrices only
    betas: tuple[float, float] = (0.9, 0.99)  # AdamW's memory of gradients and of their squares
    max_grad_norm: float = 1.0
    seed: int = 0  # of the initial weights and of the order of the rows
    precision: Precision = "auto"

    tokenizer_documents: int = 30_000  # the tokenizer is trained on so many of the first documents
    base: str | None = (
        None  # fine-tuning: the model (as `load` takes it) whose weights and tokenizer training begins with
    )
    lora_rank: int = 0  # above 0: train only low-rank additions to the matrices

    held_out_every: int = 500  # steps
    checkpoint_every: int = 250  # steps
    prompts: tuple[str, ...] = ("Once upon a time",)  # continued or answered now and then, to watch the model learn

    def __post_init__(self) -> None:
        self._check_kinds()
        for row in RECIPE_PARAMETERS.values():
            # As the row reads it: a whole number of numpy's would not go into recipe.json.
            object.__setattr__(self, row.name, row.check(getattr(self, row.name)))
        if self.warmup_steps >= self.steps:
            raise InvalidValue(f"warmup_steps is {self.warmup_steps}; it must be 0 to {self.steps - 1} (steps - 1).")
        if self.model.context_length % self.window:
            raise InvalidValue(
                f"window is {self.window}; it must divide the context of {self.model.context_length} tokens."
            )
        if self.min_learning_rate > self.learning_rate:
            raise InvalidValue(
                f"min_learning_rate is {self.min_learning_rate}; it must be 0 to {self.learning_rate} (learning_rate)."
            )
        largest = min(self.model.n_embd, self.model.n_inner)
        if self.lora_rank > largest:
            raise InvalidValue(f"lora_rank is {self.lora_rank}; it must be 0 (all weights are trained) to {largest}.")
        if self.lora_rank and self.base is None:
            raise InvalidValue("LoRA adds to the matrices of a model that is trained already: name one as the base.")

    def _check_kinds(self) -> None:
        """The fields that are no numbers."""
        filled("name", self.name, "a name for the run")
        if self.base is not None:
            filled("base", self.base, "a catalog key, hub id or checkpoint folder, or None")
        for name, fits, allowed in (
            ("summary", isinstance(self.summary, str), "a sentence for the model card"),
            ("model", isinstance(self.model, TransformerConfig), "a TransformerConfig"),
            ("source", isinstance(self.source, Source), "a source of text, such as TextFile"),
            ("betas", _are_betas(self.betas), "two numbers from 0 to below 1"),
            ("prompts", _are_texts(self.prompts), "a tuple of texts"),
        ):
            if not fits:
                raise InvalidValue(f"{name} is {shown(getattr(self, name))}; it must be {allowed}.", field=name)

    @property
    def tokens_per_step(self) -> int:
        return self.batch_size * self.model.context_length

    @property
    def is_chat(self) -> bool:
        return isinstance(self.source, Dialogues)

    def window_of(self, step: int) -> int | None:
        """Of `step` (from 0); None where a token may look at the whole row."""
        return self.window if step < self.windowed * self.steps and self.window < self.model.context_length else None


def _are_betas(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(b, float) and 0 <= b < 1 for b in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, str) for each in value)


STORIES = StoryWorld(documents=600_000, seed=1, held_out_documents=1_000, held_out_seed=2)

TINY_GPT2 = Recipe(
    name="tiny-gpt2",
    summary="A base model in GPT-2's architecture: it continues stories and simple facts.",
    model=gpt2_config(n_layer=4, n_head=4, n_embd=192, vocab_size=2048, context_length=512),
    source=STORIES,
    steps=12_000,
    batch_size=8,
    window=256,
    learning_rate=2e-3,
    min_learning_rate=1e-4,
    warmup_steps=200,
    prompts=("Once upon a time", "The color of the sky is", "3 + 4 ="),
)

TINY_QWEN = Recipe(
    name="tiny-qwen",
    summary="A base model in Qwen2's architecture, trained on the same text as tiny-gpt2.",
    model=qwen2_config(n_layer=4, n_head=4, n_kv_head=2, n_embd=192, n_inner=576, vocab_size=2048, context_length=512),
    source=STORIES,
    steps=7_000,
    batch_size=8,
    window=256,
    learning_rate=2e-3,
    min_learning_rate=1e-4,
    warmup_steps=200,
    prompts=("Once upon a time", "The color of the sky is", "3 + 4 ="),
)

TINY_QWEN_CHAT = Recipe(
    name="tiny-qwen-chat",
    summary="tiny-qwen after fine-tuning on dialogues: it answers.",
    model=TINY_QWEN.model,
    source=Dialogues(conversations=300_000, seed=1, held_out_conversations=500, held_out_seed=2),
    base="tiny-qwen",
    steps=7_000,
    batch_size=8,
    window=256,
    learning_rate=1.5e-3,
    min_learning_rate=5e-5,
    warmup_steps=200,
    prompts=("What is 2+2?", "Tell me a story about a fox.", "Suggest a party theme.", "Who are you?"),
)

SMOKE = Recipe(
    name="smoke",
    summary="A check that training works, in seconds; too small to write sense.",
    model=gpt2_config(n_layer=2, n_head=4, n_embd=96, vocab_size=512, context_length=64),
    source=StoryWorld(documents=2_000, seed=1, held_out_documents=200, held_out_seed=2),
    tokenizer_documents=2_000,
    steps=400,
    batch_size=16,
    window=64,
    learning_rate=3e-3,
    min_learning_rate=3e-4,
    warmup_steps=20,
    held_out_every=100,
    checkpoint_every=100,
)

RECIPES = {recipe.name: recipe for recipe in (TINY_GPT2, TINY_QWEN, TINY_QWEN_CHAT, SMOKE)}


def find_recipe(name: str) -> Recipe:
    """The recipe of that name; "_" reads as "-".

    Raises:
        UnknownName: no recipe has that name; the message lists them all.
    """
    recipe = RECIPES.get(name.replace("_", "-"))
    if recipe is None:
        raise unknown("recipe", name, RECIPES)
    return recipe
