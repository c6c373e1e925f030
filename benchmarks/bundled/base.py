"""How well a base model knows the story world: its loss against the truth, and the stories that it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from bundled.asking import Written, write
from llm_playground.corpus.special_tokens import END_OF_TEXT
from llm_playground.corpus.world import documents
from llm_playground.corpus.world.judging import (
    HeroVerdict,
    drawn_plot,
    keeps_its_hero,
    plot_of,
    reaches_an_ending,
    sentences,
    verbatim_share,
)
from llm_playground.errors import InvalidValue
from llm_playground.models.seam import LanguageModel
from llm_playground.training.held_out import not_in_training
from llm_playground.training.loss import next_token_loss
from llm_playground.training.packing import Batch
from llm_playground.training.sources import Sample, StoryWorld
from llm_playground.transformer.checkpoint import load_transformer

BEGINNING = "Once upon a time"
TEMPERATURE = 0.8
STORY_LIMIT = 300  # new tokens


# -- stories ---------------------------------------------------------------------------------------


def tell_stories(model: LanguageModel, count: int) -> list[Written]:
    """Stories sampled with the seeds 0, 1, 2, ...; each text is the whole story, with its beginning."""
    told = [write(model, BEGINNING, STORY_LIMIT, temperature=TEMPERATURE, seed=seed) for seed in range(count)]
    return [Written(BEGINNING + story.text, story.ended, story.special) for story in told]


def hero_verdicts(stories: Sequence[Written]) -> list[HeroVerdict]:
    return [keeps_its_hero(story.text) for story in stories]


def ends(story: Written) -> bool:
    """Whether the model ended it by itself, and as a story ends."""
    return story.ended and reaches_an_ending(story.text)


# -- against the training text ---------------------------------------------------------------------


@dataclass(frozen=True)
class AgainstTraining:
    """What comparing with the whole training text gave: documents that it does not have, and the verbatim share."""

    held_out: list[Sample]
    verbatim: float


def compare_with_training(source: StoryWorld, stories: Sequence[str]) -> AgainstTraining:
    """Writes the training text again, once, and keeps of it only what is asked for: it is too much to remember."""
    held_out = list(source.held_out())
    texts = {sample.text for sample in held_out}
    wanted: dict[str | None, set[str]] = {}
    for story in stories:
        wanted.setdefault(plot_of(story), set()).update(sentences(story))
    seen_texts: set[str] = set()
    seen_sentences: dict[str | None, set[str]] = {plot: set() for plot in wanted}
    for document in documents(source.documents, source.seed):
        if document.text in texts:
            seen_texts.add(document.text)
        plot = drawn_plot(document)
        if plot in wanted:
            seen_sentences[plot].update(wanted[plot].intersection(sentences(document.text)))
    return AgainstTraining(not_in_training(held_out, seen_texts), verbatim_share(stories, seen_sentences))


@dataclass(frozen=True)
class Loss:
    """Means over documents, in nats per document. `generator` is what the documents cost the world that wrote them."""

    model: float
    generator: float

    @property
    def ratio(self) -> float:
        return self.model / self.generator


def held_out_loss(model: LanguageModel, samples: Sequence[Sample]) -> Loss:
    """Of documents that begin after an end of text and are predicted up to and with their own.

    Raises:
        InvalidValue: a document is longer than the model's context.
    """
    transformer = load_transformer(model.info.folder)
    end = model.tokenizer.special_tokens[END_OF_TEXT]
    total = 0.0
    with torch.inference_mode():
        for sample in samples:
            ids = np.array([[end, *model.tokenizer.encode(sample.text), end]], dtype=np.int64)
            batch = Batch(ids[:, :-1], ids[:, 1:])
            length = batch.targets.size
            if length > model.context_length:
                raise InvalidValue(
                    f"A held-out document has {length} tokens, but {model.name} reads {model.context_length}: "
                    "the loss can only be measured on a model with a longer context."
                )
            total += next_token_loss(transformer, batch, torch.float32).item() * length
    known = [sample.logprob for sample in samples if sample.logprob is not None]
    return Loss(total / len(samples), -sum(known) / len(known))
