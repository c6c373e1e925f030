"""What models with changed weights say to one prompt, and how far they are from two that are known."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from llm_playground.decoding.measures import kl_divergence
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.changed.twins import Twins
from llm_playground.engine.generation import trace
from llm_playground.engine.inside.inspection import prompt_to_show
from llm_playground.models.loading import native_model
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.records.changed import Behaviour
from llm_playground.transformer.opening import Checkpoint

MOST_NEW = 100  # tokens of an answer: so many rows over the vocabulary are held of both models
MOST_TOKENS = 256  # of a prompt

Rows = list[Logits]


@dataclass(frozen=True, eq=False)
class Asked:
    """A prompt as the tuned model reads it, its greedy answer, and what both models think of each token of that."""

    pair: Twins
    prompt: Encoding
    ids: tuple[int, ...]
    max_new_tokens: int
    by_base: Rows
    by_tuned: Rows

    @property
    def answer(self) -> tuple[bytes, ...]:
        return tuple(map(self.pair.tuned.piece, self.ids))

    def behaviour(self, checkpoint: Checkpoint) -> Behaviour:
        """What the model of this checkpoint says, which is of the same shape. Of the twins' own, what they say."""
        both = self.pair.base.info, self.pair.tuned.info
        stop_ids = both[0].stop_ids | both[1].stop_ids
        said = self.said_by(native_model(replace(both[1], stop_ids=stop_ids), checkpoint))
        gc.collect()  # a large model and its forward pass hold each other, and the next one is about to stand beside it
        return said

    def said_by(self, model: LanguageModel) -> Behaviour:
        found = trace(model, self.prompt.ids, "greedy", self.max_new_tokens, top=1)
        rows = _rows(model, self.prompt, self.ids)
        mean = (_mean(map(kl_divergence, ends, rows)) for ends in (self.by_base, self.by_tuned))
        return Behaviour(found.completion, tuple(step.choice.id for step in found.steps), *mean)


def ask_twins(pair: Twins, prompt: PromptInput, max_new_tokens: int) -> Asked:
    """Raises: PlaygroundError: as `generate`, for the tuned model."""
    read = prompt_to_show(pair.tuned, prompt, min(MOST_TOKENS, pair.base.context_length))
    # After a text that fills the context one more token can be said, but not read.
    most = min(max_new_tokens, min(pair.base.context_length, pair.tuned.context_length) - len(read.ids) + 1)
    ids = answer_of(pair.tuned, read, most)
    models = (native_model(model.info, files) for model, files in ((pair.base, pair.before), (pair.tuned, pair.after)))
    return Asked(pair, read, ids, most, *(_rows(model, read, ids) for model in models))


def answer_of(model: LanguageModel, prompt: Encoding, max_new_tokens: int) -> tuple[int, ...]:
    """What a model answers greedily, token by token."""
    return tuple(step.choice.id for step in trace(model, prompt.ids, "greedy", max_new_tokens, top=1).steps)


def _rows(model: LanguageModel, prompt: Encoding, answer: tuple[int, ...]) -> Rows:
    """The logits (V,) that predict each token of the answer."""
    return list(model.logits_along([*prompt.ids, *answer[:-1]], len(prompt.ids) - 1))


def _mean(nats: Iterable[float]) -> float | None:
    all_of_them = list(nats)
    mean = math.fsum(all_of_them) / len(all_of_them)
    return mean if math.isfinite(mean) else None
