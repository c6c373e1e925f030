"""What a question of the quiz is made of, and what several ask a model for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from llm_playground.engine.shelf import SHELF
from llm_playground.engine.text import decode_tokens, encode_text


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose, and in a sentence why it is right or wrong. `mistake` names what leads to it; none is
    the right one."""

    text: str
    why: str
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its choices, the right one first; whoever asks it puts them into an order that tells nothing."""

    text: str
    choices: tuple[Choice, Choice, Choice, Choice]


def next_tokens(model: str, text: str | Sequence[int], top: int) -> list[tuple[str, float]]:
    """The `top` likeliest next tokens of a text or its ids, in falling order, with their probabilities in this run."""
    ids = encode_text(text, tokenizer=model) if isinstance(text, str) else text
    logits = SHELF.get(model).next_logits([ids])[0].astype(np.float64)
    exponentials = np.exp(logits - logits.max())
    likeliest = np.argsort(-logits)[:top]
    shares = exponentials[likeliest] / exponentials.sum()
    tokens = [decode_tokens([int(each)], tokenizer=model) for each in likeliest]
    return list(zip(tokens, shares.tolist(), strict=True))


def percent(share: float, digits: int = 1) -> str:
    """A probability, as all questions write it."""
    return f"{100 * share:.{digits}f} %"
