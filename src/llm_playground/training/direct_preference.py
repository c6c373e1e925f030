"""Direct preference optimization (Rafailov et al. 2023): of two answers the better one is made more probable.

No answer is drawn and no reward is modelled: how much more probable an answer has become than to the reference, the
model before the first step, stands for its reward. The loss asks that this reward be higher for the chosen answer.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from llm_playground.corpus.dialogues import encode
from llm_playground.corpus.dialogues.preferences import Preference, measured, preferences, rule_of
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.records.fine_tuning import TrainingStep
from llm_playground.records.preference import PreferencePair, PreferencePoint, PreferenceStart, PreferenceTraining
from llm_playground.training.in_training import ModelInTraining, Steps
from llm_playground.training.packing import IGNORED, Batch, padded
from llm_playground.training.requests import PreferenceRequest
from llm_playground.training.trainer import TrainingDiverged
from llm_playground.transformer.model import Transformer

PAIRS = 8  # of a step
HELD_OUT = 24  # pairs
MEASURED = {"right": 24, "words": 6}  # greedy answers before and after; those of words are long
LONGEST = {"right": 24, "words": 200}  # tokens of such an answer
SEED, HELD_OUT_SEED = 3, 4  # of the pairs; those of the bundled models are 1 and 2
MAX_GRAD_NORM, BETAS = 1.0, (0.9, 0.99)


class Logprobs(NamedTuple):
    """log p of the chosen and of the rejected answer of each pair, in nats: (pairs,) each."""

    chosen: Tensor
    rejected: Tensor


def dpo_loss(model: Logprobs, reference: Logprobs, beta: float) -> Tensor:
    """The mean of -log sigmoid(beta * margin) over the pairs."""
    return -F.logsigmoid(beta * margins(model, reference)).mean()


def margins(model: Logprobs, reference: Logprobs) -> Tensor:
    """By how much more than to the reference the chosen answer is more probable than the rejected one, (pairs,)."""
    return (model.chosen - reference.chosen) - (model.rejected - reference.rejected)


def logprobs_of(transformer: Transformer, pairs: Batch) -> Logprobs:
    """Of the answers in rows (2 * pairs, length): first all that are chosen, then all that are rejected."""
    logits, targets = _forward(transformer, pairs)
    of_tokens = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED, reduction="none")
    chosen, rejected = (-of_tokens.view(targets.shape).sum(-1)).chunk(2)
    return Logprobs(chosen, rejected)


@torch.no_grad()
def mean_kl(transformer: Transformer, reference: Transformer, pairs: Batch) -> float:
    """KL(transformer || reference) in nats a token, at the places of the chosen answers."""
    half = len(pairs.inputs) // 2
    chosen = Batch(pairs.inputs[:half], pairs.targets[:half])
    logits, targets = _forward(transformer, chosen)
    counted = targets != IGNORED
    p, q = (each[counted].double().log_softmax(-1) for each in (logits, _forward(reference, chosen)[0]))
    return float((p.exp() * (p - q)).sum(-1).mean())


def _forward(transformer: Transformer, batch: Batch) -> tuple[Tensor, Tensor]:
    """Logits (rows, length, V) and targets (rows, length)."""
    inputs, targets = (torch.from_numpy(part).to(transformer.wte.weight.device) for part in batch)
    return transformer(inputs), targets


class PreferenceRun:
    """A preference training of a copy of `model`, which is `learner`.

    The same request gives the same numbers on the same machine: matrix products are in float32.

    Raises:
        InvalidValue: a value out of range, or a model that cannot be trained (see `ModelInTraining`).
        UnknownName: no such preference.
    """

    def __init__(self, model: LanguageModel, request: PreferenceRequest) -> None:
        self.request = request.checked()
        rule = rule_of(self.request.preference)
        self.measure, self.most_new = rule.measure, LONGEST[rule.measure]
        self.learner = ModelInTraining(model)
        self.reference = copy.deepcopy(self.learner.transformer).requires_grad_(False)
        self.held_out = list(preferences(self.request.preference, HELD_OUT, HELD_OUT_SEED, held_out=True))
        self.held_out_rows = self._rows(self.held_out)
        self.steps = Steps(self.request.steps)

    def events(self) -> Iterator[PreferenceStart | TrainingStep | PreferencePoint | PreferenceTraining]:
        """As those of `FineTuningRun`.

        Raises:
            InvalidValue: a prompt that is longer than what the model reads.
            TrainingDiverged: the loss is no longer a finite number.
        """
        start = self._start()
        yield start
        before = self._measured()
        points = [self._look()]
        yield points[0]
        for step, loss in enumerate(self._steps(), 1):
            self.steps.done = step
            yield TrainingStep(step, start.steps, loss)
            if step in start.looks:
                points.append(self._look())
                yield points[-1]
            if self.steps.is_stopped:
                break
        if points[-1].step < self.steps.done:
            points.append(self._look())
            yield points[-1]
        answers = len(self.held_out[: MEASURED[self.measure]])
        yield PreferenceTraining(start, tuple(points), self.measure, answers, before, self._measured())

    def _steps(self) -> Iterator[float]:
        """One update each; the loss before it."""
        request, transformer = self.request, self.learner.transformer
        parameters = list(transformer.parameters())
        optimizer = torch.optim.AdamW(parameters, lr=request.learning_rate, betas=BETAS, weight_decay=0.0)
        pairs = preferences(request.preference, request.steps * PAIRS, SEED + 2 * request.seed)
        for step in range(request.steps):
            rows = self._rows([next(pairs) for _ in range(PAIRS)])
            with torch.no_grad():
                reference = logprobs_of(self.reference, rows)
            loss = dpo_loss(logprobs_of(transformer, rows), reference, request.beta)
            if not math.isfinite(value := loss.item()):
                raise TrainingDiverged(f"The loss is {value} in step {step + 1}. Lower the learning rate.")
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, MAX_GRAD_NORM)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            yield value

    def _rows(self, pairs: Sequence[Preference]) -> Batch:
        """Rows (2 * pairs, length) of which the answers are the targets: first all that are chosen."""
        answers = [(each.request, each.chosen) for each in pairs] + [(each.request, each.rejected) for each in pairs]
        return padded([self._row(*each) for each in answers])

    def _row(self, request: str, answer: str) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets (length,) of one answer."""
        messages = [{"role": "user", "content": request}, {"role": "assistant", "content": answer}]
        ids, counts = map(np.array, encode(messages, self.learner.tokenizer))
        return ids[:-1], np.where(counts[1:], ids[1:], IGNORED)

    @torch.no_grad()
    def _look(self) -> PreferencePoint:
        both = self.learner.transformer, self.reference
        model, reference = (logprobs_of(each, self.held_out_rows) for each in both)
        margin = margins(model, reference)
        return PreferencePoint(
            step=self.steps.done,
            answers=self.learner.answers(self.request.prompts, self.request.max_new_tokens),
            loss=float(dpo_loss(model, reference, self.request.beta)),
            margin=float(margin.mean()),
            accuracy=float((margin > 0).float().mean()),
            kl=mean_kl(self.learner.transformer, self.reference, self.held_out_rows),
            chosen=float((model.chosen - reference.chosen).mean()),
            rejected=float((model.rejected - reference.rejected).mean()),
        )

    def _measured(self) -> float:
        asked = self.held_out[: MEASURED[self.measure]]
        answers = self.learner.answers([each.request for each in asked], self.most_new)
        return measured(self.request.preference, asked, answers)

    def trained(self) -> ModelInfo:
        """The copy as it is now, as a model."""
        return self.learner.trained(f"{self.steps.name} of DPO")

    def _start(self) -> PreferenceStart:
        request, first = self.request, next(preferences(self.request.preference, 1, SEED + 2 * self.request.seed))
        return PreferenceStart(
            model=self.learner.info.name,
            preference=request.preference,
            beta=request.beta,
            prompts=tuple(request.prompts),
            steps=request.steps,
            learning_rate=request.learning_rate,
            seed=request.seed,
            pairs_per_step=PAIRS,
            held_out_pairs=len(self.held_out),
            looks=(*range(0, request.steps, request.every), request.steps),
            example=PreferencePair(first.request, first.chosen, first.rejected),
        )
