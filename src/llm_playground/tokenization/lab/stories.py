"""Each kind of tokenizer that must be trained, trained on stories that ship with the package: to be tried at once.

The stories were written by `llm-playground corpus --documents 400 --seed 7`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from llm_playground.tokenization.kinds.table import KINDS
from llm_playground.tokenization.protocol import Tokenizer

SEPARATOR = "<|endoftext|>\n"  # stands between two stories


@cache
def stories() -> tuple[str, ...]:
    """The stories, each a text of its own."""
    text = (files("llm_playground.tokenization.lab") / "stories.txt").read_text(encoding="utf-8")
    return tuple(text.split(SEPARATOR))


@cache
def tokenizer_of_kind(name: str) -> Tokenizer:
    """The tokenizer of one of `offered_kinds()`: as it is if it is ready, else trained on the stories.

    The first call of each makes it, which takes a second at most.
    """
    kind = KINDS[name]
    made: Tokenizer
    if kind.origin == "ready":
        made = kind.load_class()()
    else:
        made = kind.load_class().train(stories(), *(() if kind.vocab_size is None else (kind.vocab_size,)))
    return made
