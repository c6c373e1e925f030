"""Where a head of attention looks."""

from __future__ import annotations

import numpy as np

from llm_playground.course.questions.item import Choice, Item
from llm_playground.engine.inside.inspection import inspect

TAUGHT_IN = ("architecture", "the-attention-pattern")
MODEL = "tiny-gpt2"
CASES = (
    ("The dog was sad because the rain", 1, 0, 3),  # text, layer, head, position
    ("Tom wanted to bake a cake for Mia", 3, 2, 6),
)


def item(case: int) -> Item:
    text, layer, head, position = CASES[case]
    seen = inspect(MODEL, text)
    tokens = [f'"{piece.decode()}"' for piece in seen.encoding.pieces]
    names = [f"h.{layer}.attn.{part}" for part in ("q", "k")]
    q, k = (seen.activations(name)[name][:, head].astype(np.float64) for name in names)
    scores = q[position] @ k.T / np.sqrt(k.shape[-1])  # of the tokens that come later too
    visible = scores[: position + 1]
    right, anywhere, least = int(visible.argmax()), int(scores.argmax()), int(visible.argmin())
    listed = ", ".join(f"{token} {score:.1f}" for token, score in zip(tokens, scores, strict=True))
    here = tokens[position]
    return Item(
        f'{MODEL} reads "{text}". Head {head} of layer {layer} multiplies the query of the token {here} with the keys '
        f"of all tokens, and divides by the root of their width:\n  {listed}\nWhich token does the head look at most "
        f"from {here}, once mask and softmax are applied?",
        (
            Choice(
                tokens[right],
                f"Of the tokens up to {here} it has the highest score, {scores[right]:.1f}; softmax keeps that order.",
            ),
            Choice(
                tokens[anywhere],
                f"Its score is the highest of all, but it comes later than {here}: the causal mask sets it to minus "
                "infinity, and its weight is 0.",
                "forgets_the_mask",
            ),
            Choice(
                here,
                f"A token may look at itself, but not most of all: its own score, {scores[position]:.1f}, is not the "
                "highest.",
                "looks_at_itself",
            ),
            Choice(
                tokens[least],
                f"It has the lowest score of those that {here} can see, {scores[least]:.1f}, and so the smallest "
                "weight. Softmax grows with the score, whatever its sign.",
                "takes_the_lowest_score",
            ),
        ),
    )
