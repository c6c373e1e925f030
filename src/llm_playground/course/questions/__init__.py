"""The questions of the quiz by objective, in the order in which they are asked. Each is a file, and asks its objective
with two cases: the first before the course, the second after it. Right answers come from the models in the reader's own
run, wherever a model can tell; wrong ones are what a known mistake makes of the same numbers."""

from __future__ import annotations

from importlib import import_module

from llm_playground.course.questions.item import Item

IN_ORDER = (
    "tokenization_cost",
    "bpe_merge",
    "attention_weights",
    "multi_head_attention",
    "residual_stream",
    "temperature",
    "top_p",
    "beam_search",
    "chat_template",
    "fine_tuning",
)


def title_of(objective: str) -> str:
    """What the objective is about, in a few words."""
    return (import_module(f"{__name__}.{objective}").__doc__ or "").partition("\n")[0].rstrip(".")


def taught_in(objective: str) -> tuple[str, str]:
    """The lesson that teaches the objective, and its step, by name."""
    found: tuple[str, str] = import_module(f"{__name__}.{objective}").TAUGHT_IN
    return found


def item_of(objective: str, case: int) -> Item:
    """The question of an objective with its first case (0) or its second (1). It may load a bundled model."""
    item: Item = import_module(f"{__name__}.{objective}").item(case)
    return item
