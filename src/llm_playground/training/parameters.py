"""What a person can set for a training: one row each. The checks of a recipe and the command line are made of them."""

from __future__ import annotations

from llm_playground.decoding.parameter import Option, Parameter
from llm_playground.decoding.parameters import LARGEST_SEED

_ROWS = (
    Parameter(name="steps", effect="Updates of the weights.", lowest=1, whole=True),
    Parameter(name="batch_size", effect="Rows of text that a step learns from.", lowest=1, whole=True),
    Parameter(
        name="learning_rate",
        effect="How far a step moves the weights: the highest rate, at the end of the warm-up.",
        hint="usual are 0.0001 to 0.01",
        lowest=0,
        highest=1,
        above=True,
    ),
    Parameter(name="min_learning_rate", effect="The rate of the last step.", lowest=0, highest=1),
    Parameter(name="warmup_steps", effect="Steps in which the rate rises from near 0.", lowest=0, whole=True),
    Parameter(name="window", effect="Tokens that a token looks back at in most steps.", lowest=1, whole=True),
    Parameter(name="windowed", effect="The share of the steps that use the window.", lowest=0, highest=1),
    Parameter(name="weight_decay", effect="Draws matrices towards 0 in every step.", lowest=0, highest=1),
    Parameter(name="max_grad_norm", effect="Longer gradients are shortened to this.", lowest=0, above=True),
    Parameter(
        name="seed",
        effect="Of the first weights and of the order of the rows.",
        lowest=0,
        highest=LARGEST_SEED,
        whole=True,
    ),
    Parameter(
        name="precision",
        effect="Of matrix products.",
        options=(
            Option("auto", "16 bits where the device is quick at them"),
            Option("float32", "exact"),
            Option("bfloat16", "half as many bits"),
            Option("float16", "half as many, and a narrower range"),
        ),
    ),
    Parameter(name="tokenizer_documents", effect="Documents that the tokenizer is trained on.", lowest=1, whole=True),
    Parameter(
        name="lora_rank",
        effect="Trains only LoRA additions of this rank to the base; 0 trains all weights.",
        lowest=0,
        whole=True,
    ),
    Parameter(name="held_out_every", effect="Steps from one held-out loss to the next.", lowest=1, whole=True),
    Parameter(name="checkpoint_every", effect="Steps from one checkpoint to the next.", lowest=1, whole=True),
)

RECIPE_PARAMETERS: dict[str, Parameter] = {row.name: row for row in _ROWS}
