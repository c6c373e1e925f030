"""A model whose weights are trained while somebody watches: a copy that answers, and can be saved."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.corpus.dialogues import CHAT_TEMPLATE, encode
from llm_playground.corpus.special_tokens import END_OF_TEXT, IM_END
from llm_playground.decoding import decode_ids, make_strategy
from llm_playground.errors import InvalidValue
from llm_playground.models.inside import inside
from llm_playground.models.native import torch_model
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.training.tokenizer import end_of_text_id, save_tokenizer
from llm_playground.transformer.computed import as_it_is
from llm_playground.transformer.export import save_transformer

if TYPE_CHECKING:
    import tokenizers

MOST_PARAMETERS = 20_000_000  # more would not move within a minute


class ModelInTraining:
    """A copy of a model, with all its weights free to move; the model itself stays as it is.

    Raises:
        InvalidValue: it is too large, runs through `transformers`, or its tokenizer lacks the tokens between documents
            and around messages.
    """

    def __init__(self, model: LanguageModel) -> None:
        transformer = inside(model).transformer
        parameters = sum(weight.numel() for weight in transformer.parameters())
        if parameters > MOST_PARAMETERS:
            raise InvalidValue(
                f"{model.name} has {parameters:,} weights; at most {MOST_PARAMETERS:,} are trained while you watch. "
                "Choose tiny-qwen or tiny-gpt2.",
                field="model",
            )
        self.info, self.piece = model.info, model.piece
        self.transformer = copy.deepcopy(transformer).float().requires_grad_()
        self.tokenizer = _own_tokenizer(model)
        self.end_id = end_of_text_id(self.tokenizer)
        self.answer_end_id = encode([{"role": "assistant", "content": ""}], self.tokenizer).ids[-2]

    def answers(self, prompts: Sequence[str], max_new_tokens: int) -> tuple[str, ...]:
        """What the weights of this moment answer, greedily, to each prompt alone in the chat template."""
        model = torch_model(self.info, self.transformer)  # anew: what another has cached is of other weights
        return tuple(self._answer(model, prompt, max_new_tokens) for prompt in prompts)

    def _answer(self, model: LanguageModel, prompt: str, max_new_tokens: int) -> str:
        ids = encode([{"role": "user", "content": prompt}], self.tokenizer, add_generation_prompt=True).ids
        ends = frozenset({self.end_id, self.answer_end_id})
        room = model.context_length - len(ids)
        if room < 1:
            raise InvalidValue(
                f"A prompt has {len(ids)} tokens with its chat template; {model.name} reads {model.context_length}.",
                field="prompts",
            )
        written = decode_ids(model, ids, make_strategy("greedy"), min(max_new_tokens, room), stop_ids=ends)
        return str(self.tokenizer.decode([id for id in written if id not in ends], skip_special_tokens=False))

    def trained(self, how: str) -> ModelInfo:
        """The weights of this moment as a model, whose name is that of the first one and `how` it was trained."""
        name = f"{self.info.name}{how}"
        return replace(
            self.info,
            name=name,
            folder=Path("(trained here)", name),  # which is not there
            stop_ids=frozenset({self.end_id, self.answer_end_id}),
            bos_id=self.end_id,
            chat_template=CHAT_TEMPLATE,
            special_texts={"bos_token": END_OF_TEXT, "eos_token": IM_END},
            generation_config={},
            quantization=None,
            checkpoint=as_it_is(self.transformer),
        )

    def save(self, folder: Path) -> None:
        """Write a checkpoint folder that `load` reads as an instruct model.

        Raises:
            CheckpointError: it cannot be written.
        """
        save_transformer(self.transformer, folder, bos_id=self.end_id, eos_id=self.answer_end_id)
        context = self.transformer.config.context_length
        save_tokenizer(self.tokenizer, folder, context_length=context, chat_template=CHAT_TEMPLATE)


class Steps:
    """How many steps of a training are `done`, of those that were `asked` for; another thread can end it early."""

    def __init__(self, asked: int) -> None:
        self.asked, self.done, self.is_stopped = asked, 0, False

    def stop(self) -> None:
        """End after the step that is being made."""
        self.is_stopped = True

    @property
    def name(self) -> str:
        """What is written behind the name of the model: " + 40 steps", ", stopped after 20 of 60 steps"."""
        steps = f"{self.asked} step" if self.asked == 1 else f"{self.asked} steps"
        return f" + {steps}" if self.done == self.asked else f", stopped after {self.done} of {steps}"


def _own_tokenizer(model: LanguageModel) -> tokenizers.Tokenizer:
    """A copy: encoding a dialogue sets switches of the tokenizer, and others use the model's own meanwhile."""
    from tokenizers import Tokenizer

    if not isinstance(model.tokenizer, HuggingFaceTokenizer):
        raise InvalidValue(f"{model.name} has a tokenizer that dialogues cannot be written with.", field="model")
    return Tokenizer.from_str(model.tokenizer.backend.to_str())
