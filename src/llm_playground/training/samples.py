"""What a model in training writes: its recipe's prompts, continued by the one loop of `decoding`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from llm_playground.corpus.dialogues import encode
from llm_playground.corpus.special_tokens import END_OF_TEXT, IM_END
from llm_playground.decoding import decode_ids, make_strategy
from llm_playground.errors import CheckpointError, panics_as
from llm_playground.training.recipes import Recipe
from llm_playground.transformer.model import Transformer

if TYPE_CHECKING:
    import tokenizers

MAX_NEW_TOKENS = 200  # the longest document of the story world has 175


@panics_as(CheckpointError, "The tokenizers library breaks off at a prompt of the recipe ({}).")
def sample(transformer: Transformer, tokenizer: tokenizers.Tokenizer, recipe: Recipe, number: int, *, seed: int) -> str:
    """Prompt `number` of the recipe with what the model makes of it, drawn from its own distribution.

    A base model begins a text after an end-of-text token; a chat model answers inside its chat template. The same
    weights and seed give the same text.
    """
    prompt = recipe.prompts[number]
    if recipe.is_chat:
        ids = encode([{"role": "user", "content": prompt}], tokenizer, add_generation_prompt=True).ids
        return f"> {prompt}\n{_continuation(transformer, tokenizer, ids, IM_END, seed)}"
    start = tokenizer.token_to_id(END_OF_TEXT)
    ids = [*([] if start is None else [start]), *tokenizer.encode(prompt, add_special_tokens=False).ids]
    return prompt + _continuation(transformer, tokenizer, ids, END_OF_TEXT, seed)


def _continuation(
    transformer: Transformer, tokenizer: tokenizers.Tokenizer, ids: Sequence[int], stop: str, seed: int
) -> str:
    stop_id = tokenizer.token_to_id(stop)
    stop_ids = frozenset() if stop_id is None else frozenset({stop_id})
    model = _InTraining(transformer)
    written = decode_ids(model, ids or [0], make_strategy("sample"), MAX_NEW_TOKENS, seed=seed, stop_ids=stop_ids)
    return str(tokenizer.decode([id for id in written if id not in stop_ids], skip_special_tokens=False))


class _InTraining:
    """A transformer behind the seam of `decoding`. Nothing is kept between calls, since its weights change.

    It reads the end of a sequence that is longer than its context.
    """

    def __init__(self, transformer: Transformer) -> None:
        self.transformer = transformer

    @torch.no_grad()
    def next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        """Logits (len(sequences), V) of the token after each sequence; all must be of one length."""
        context, device = self.transformer.config.context_length, self.transformer.wte.weight.device
        windows = torch.tensor([list(ids[-context:]) for ids in sequences], device=device)
        logits: np.ndarray = self.transformer(windows)[:, -1].float().cpu().numpy()
        return logits
