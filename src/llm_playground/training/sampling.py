"""A few lines of text from a model in training: the shortest honest sampler. `decoding` has the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from llm_playground.training.tokenizer import END_OF_TEXT_ID
from llm_playground.transformer.model import Transformer

if TYPE_CHECKING:
    import tokenizers


@torch.no_grad()
def continue_text(
    transformer: Transformer,
    tokenizer: tokenizers.Tokenizer,
    prompt: str,
    *,
    max_new_tokens: int = 100,
    temperature: float = 1.0,
    seed: int = 0,
) -> str:
    """`prompt` and what the model adds, up to its end of text. Temperature 0 takes the likeliest tokens.

    An end-of-text token goes before the prompt: a text begins here. The same seed gives the same text.
    """
    generator = torch.Generator().manual_seed(seed)
    ids = [END_OF_TEXT_ID, *tokenizer.encode(prompt, add_special_tokens=False).ids]
    context = transformer.config.context_length
    for _ in range(max_new_tokens):
        window = torch.tensor([ids[-context:]], device=transformer.wte.weight.device)
        logits = transformer(window)[0, -1].float().cpu()
        if temperature == 0:
            id = int(logits.argmax())
        else:
            id = int(torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator))
        if id == END_OF_TEXT_ID:
            break
        ids.append(id)
    return tokenizer.decode(ids[1:], skip_special_tokens=False)
