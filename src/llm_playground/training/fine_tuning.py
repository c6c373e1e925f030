"""Fine-tuning to be watched: a base model learns to answer within a minute, and is asked and measured on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import torch

from llm_playground.corpus.dialogues import dialogues, encode, render
from llm_playground.corpus.world import documents
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.records.fine_tuning import (
    FineTuning,
    FineTuningPoint,
    FineTuningStart,
    TrainedConversation,
    TrainingStep,
)
from llm_playground.training.in_training import ModelInTraining, Steps
from llm_playground.training.loss import mean_loss
from llm_playground.training.packing import Documents, Rows, pack
from llm_playground.training.recipes import Recipe
from llm_playground.training.requests import FineTuningRequest
from llm_playground.training.sources import Dialogues, Sample
from llm_playground.training.trainer import Trainer

BATCH, CONTEXT = 4, 256  # rows of a step, and tokens of a row
HELD_OUT, HELD_OUT_STORIES = 40, 20  # conversations and stories
EXAMPLE_CHARACTERS = 300
SEED, HELD_OUT_SEED = 1, 2  # of the corpus: those of the bundled models


class FineTuningRun:
    """A fine-tuning of a copy of `model` on dialogues, which is `learner`.

    The same request gives the same numbers on the same machine: matrix products are in float32.

    Raises:
        InvalidValue: a value out of range, or a model that cannot be trained (see `ModelInTraining`).
    """

    def __init__(self, model: LanguageModel, request: FineTuningRequest) -> None:
        self.request = request.checked()
        self.learner = ModelInTraining(model)
        self.trainer = _trainer(self.learner, self.request)
        self.stories = held_out_stories(self.learner)
        self.steps = Steps(self.request.steps)

    def events(self) -> Iterator[FineTuningStart | TrainingStep | FineTuningPoint | FineTuning]:
        """The start; a point before the first step, after every so many steps and after the last; each step; and at the
        end all of it. One that is stopped has a point after its last step too. Closing cancels.

        Raises:
            InvalidValue: a prompt that is longer than what the model reads.
            TrainingDiverged: the loss is no longer a finite number.
        """
        start = self._start()
        yield start
        points = [self._measured(self._answer_loss())]
        yield points[0]
        for step in self.trainer.run():
            self.steps.done = step.step
            yield TrainingStep(step.step, step.steps, step.loss)
            if step.held_out_loss is not None:
                points.append(self._measured(step.held_out_loss))
                yield points[-1]
            if self.steps.is_stopped:
                break
        if points[-1].step < self.steps.done:
            points.append(self._measured(self._answer_loss()))
            yield points[-1]
        yield FineTuning(start, tuple(points))

    def trained(self) -> ModelInfo:
        """The copy as it is now, as a model."""
        return self.learner.trained(self.steps.name)

    def _start(self) -> FineTuningStart:
        return FineTuningStart(
            model=self.learner.info.name,
            prompts=tuple(self.request.prompts),
            steps=self.request.steps,
            learning_rate=self.request.learning_rate,
            seed=self.request.seed,
            tokens_per_step=self.trainer.recipe.tokens_per_step,
            answer_tokens=self.trainer.held_out.counted,
            story_tokens=self.stories.counted,
            looks=(*range(0, self.request.steps, self.request.every), self.request.steps),
            example=_example(self.learner),
        )

    def _answer_loss(self) -> float:
        return mean_loss(self.learner.transformer, self.trainer.held_out, torch.float32)

    def _measured(self, answer_loss: float) -> FineTuningPoint:
        answers = self.learner.answers(self.request.prompts, self.request.max_new_tokens)
        story_loss = mean_loss(self.learner.transformer, self.stories, torch.float32)
        return FineTuningPoint(self.steps.done, answers, answer_loss, story_loss)


def _trainer(learner: ModelInTraining, request: FineTuningRequest) -> Trainer:
    """The loop that the bundled models were trained by, on rows of dialogues."""
    context = min(CONTEXT, learner.transformer.config.context_length)
    # A conversation has 86 tokens on average: enough of them that no row is seen twice.
    source = Dialogues(math.ceil(request.steps * BATCH * context / 80) + 10, SEED, HELD_OUT, HELD_OUT_SEED)
    recipe = Recipe(
        name=learner.info.name,
        summary=f"{learner.info.name}, fine-tuned on dialogues while somebody watched.",
        model=replace(learner.transformer.config, context_length=context),
        source=source,
        steps=request.steps,
        batch_size=BATCH,
        window=context,
        learning_rate=request.learning_rate,
        min_learning_rate=request.learning_rate / 10,
        warmup_steps=request.steps // 20,
        seed=request.seed,
        precision="float32",
        held_out_every=request.every,
    )
    packed = pack(source.training(), learner.tokenizer, learner.end_id)
    return Trainer(learner.transformer, Rows(packed, context), _documents(learner, list(source.held_out())), recipe)


def held_out_stories(learner: ModelInTraining) -> Documents:
    """Stories of the story world, drawn with another seed than those that the bundled models were trained on."""
    return _documents(learner, [Sample(each.text) for each in documents(HELD_OUT_STORIES, HELD_OUT_SEED, ["story"])])


def _documents(learner: ModelInTraining, samples: list[Sample]) -> Documents:
    packed = pack(samples, learner.tokenizer, learner.end_id)
    return Documents(packed, learner.transformer.config.context_length, learner.end_id)


def _example(learner: ModelInTraining) -> TrainedConversation:
    """The first short conversation of the training text that has two questions and two answers."""
    conversations = (each for each in dialogues(100, SEED) if len(each.turns) == 2 and each.system is None)
    messages = next(each.messages for each in conversations if len(render(each.messages)) < EXAMPLE_CHARACTERS)
    encoded = encode(messages, learner.tokenizer)
    return TrainedConversation(tuple(encoded.ids), tuple(map(learner.piece, encoded.ids)), tuple(encoded.counts))
