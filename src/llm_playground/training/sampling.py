"""A few lines of text from a model in training: the shortest honest sampler. `decoding` has the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from llm_playground.corpus.dialogues import encode
from llm_playground.corpus.special_tokens import END_OF_TEXT, IM_END
from llm_playground.transformer.model import Transformer

if TYPE_CHECKING:
    import tokenizers


def continue_text(
    transformer: Transformer, tokenizer: tokenizers.Tokenizer, prompt: str, *, temperature: float = 1.0, seed: int = 0
) -> str:
    """`prompt` and what the model adds, up to its end of text. Temperature 0 takes the likeliest tokens.

    An end-of-text token goes before the prompt: a text begins here. The same seed gives the same text.
    """
    start = tokenizer.token_to_id(END_OF_TEXT)
    ids = [*([] if start is None else [start]), *tokenizer.encode(prompt, add_special_tokens=False).ids]
    return prompt + _write(transformer, tokenizer, ids, END_OF_TEXT, temperature, seed)


def answer(
    transformer: Transformer, tokenizer: tokenizers.Tokenizer, question: str, *, temperature: float = 1.0, seed: int = 0
) -> str:
    """What a chat model says to a question, inside its chat template."""
    ids = encode([{"role": "user", "content": question}], tokenizer, add_generation_prompt=True).ids
    return _write(transformer, tokenizer, ids, IM_END, temperature, seed)


MAX_NEW_TOKENS = 200  # the longest document of the story world has 175


@torch.no_grad()
def _write(
    transformer: Transformer,
    tokenizer: tokenizers.Tokenizer,
    ids: list[int],
    stop: str,
    temperature: float,
    seed: int,
) -> str:
    generator = torch.Generator().manual_seed(seed)
    context, prompt_length, stop_id = transformer.config.context_length, len(ids), tokenizer.token_to_id(stop)
    ids = ids or [0]
    for _ in range(MAX_NEW_TOKENS):
        window = torch.tensor([ids[-context:]], device=transformer.wte.weight.device)
        logits = transformer(window)[0, -1].float().cpu()
        if temperature == 0:
            id = int(logits.argmax())
        else:
            id = int(torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator))
        if id == stop_id:
            break
        ids.append(id)
    return str(tokenizer.decode(ids[prompt_length:], skip_special_tokens=False))
