"""The recipes of the bundled models: everything that decides what is trained, in one record each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.transformer.config import TransformerConfig

Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True)
class Recipe:
    """One model and its training. Equal recipes on equal machines give equal weights."""

    name: str
    summary: str  # one sentence, for the model card
    model: TransformerConfig

    documents: int  # in the training corpus
    corpus_seed: int
    held_out_documents: int  # before those are removed that the training corpus has too
    held_out_seed: int
    tokenizer_documents: int  # the tokenizer is trained on so many of the corpus's first documents

    steps: int
    batch_size: int  # rows of `model.context_length` tokens in a step
    learning_rate: float  # the highest, at the end of the warm-up
    min_learning_rate: float  # at the last step
    warmup_steps: int
    weight_decay: float = 0.1  # on matrices only
    betas: tuple[float, float] = (0.9, 0.99)  # AdamW's memory of gradients and of their squares
    max_grad_norm: float = 1.0
    seed: int = 0  # of the initial weights and of the order of the rows
    # bfloat16: matrix products in 16 bits, weights and optimizer in 32; twice as fast on new processors.
    precision: Precision = "float32"

    held_out_every: int = 250  # steps
    checkpoint_every: int = 250  # steps
    prompts: tuple[str, ...] = ("Once upon a time,",)  # continued now and then, to watch the model learn

    def __post_init__(self) -> None:
        if self.corpus_seed == self.held_out_seed:
            raise InvalidValue(f"corpus_seed and held_out_seed are both {self.corpus_seed}; they must differ.")
        for name in (
            "documents",
            "held_out_documents",
            "steps",
            "batch_size",
            "held_out_every",
            "checkpoint_every",
        ):
            if getattr(self, name) < 1:
                raise InvalidValue(f"{name} is {getattr(self, name)}; it must be at least 1.")
        if not 0 <= self.warmup_steps < self.steps:
            raise InvalidValue(f"warmup_steps is {self.warmup_steps}; it must be 0 to {self.steps - 1} (steps - 1).")

    @property
    def tokens_per_step(self) -> int:
        return self.batch_size * self.model.context_length


def gpt2_config(*, n_layer: int, n_head: int, n_embd: int, vocab_size: int, context_length: int) -> TransformerConfig:
    """GPT-2's architecture in another size."""
    return TransformerConfig(
        family="gpt2",
        vocab_size=vocab_size,
        context_length=context_length,
        n_layer=n_layer,
        n_head=n_head,
        n_kv_head=n_head,
        n_embd=n_embd,
        head_dim=n_embd // n_head,
        n_inner=4 * n_embd,
        norm="layer_norm",
        norm_eps=1e-5,
        rope=None,
        activation="gelu_tanh",
        gated_mlp=False,
        qkv_bias=True,
        attn_out_bias=True,
        mlp_bias=True,
        qk_norm=False,
        tied_embeddings=True,
    )


TINY_GPT2 = Recipe(
    name="tiny-gpt2",
    summary="A base model in GPT-2's architecture: it continues stories and simple facts.",
    model=gpt2_config(n_layer=4, n_head=6, n_embd=192, vocab_size=2048, context_length=512),
    documents=260_000,
    corpus_seed=1,
    held_out_documents=2_000,
    held_out_seed=2,
    tokenizer_documents=30_000,
    steps=4_500,
    # Few rows as long as the context, not many short ones: each position has its own learned vector, and one
    # that no row reaches would stay as it was drawn.
    batch_size=8,
    learning_rate=2e-3,
    min_learning_rate=1e-4,
    warmup_steps=100,
    precision="bfloat16",
    prompts=("Once upon a time,", "The color of the sky is", "3 + 4 ="),
)

SMOKE = Recipe(
    name="smoke",
    summary="A check that training works, in seconds; too small to write sense.",
    model=gpt2_config(n_layer=2, n_head=4, n_embd=96, vocab_size=512, context_length=64),
    documents=4_000,
    corpus_seed=1,
    held_out_documents=200,
    held_out_seed=2,
    tokenizer_documents=2_000,
    steps=400,
    batch_size=16,
    learning_rate=5e-3,
    min_learning_rate=5e-4,
    warmup_steps=20,
    held_out_every=100,
    checkpoint_every=100,
)

RECIPES = {recipe.name: recipe for recipe in (TINY_GPT2, SMOKE)}

# What `smoke` must reach on its held-out documents, in nats per token; ln 512 = 6.24 is where it begins.
SMOKE_HELD_OUT_LOSS = 3.0


def find_recipe(name: str) -> Recipe:
    """The recipe of that name; "_" reads as "-".

    Raises:
        UnknownName: there is none; the message lists those there are.
    """
    recipe = RECIPES.get(name.replace("_", "-"))
    if recipe is None:
        raise UnknownName(f"There is no recipe {name!r}; the recipes are {', '.join(RECIPES)}.")
    return recipe
