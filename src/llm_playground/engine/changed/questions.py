"""What a session answers about a model and what was trained from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from llm_playground.engine.inside.questions import Questions
from llm_playground.engine.request import PromptInput, check_prompt
from llm_playground.engine.shelf import SHELF
from llm_playground.models.gathering import Gathering
from llm_playground.records.changed import BuiltAlike, CrossPatchingMap, LowRankChange, WeightChange, WeightPath


class TwinQuestions(Questions):
    """Looks inside two models of the same shape. Each counts as a run.

    All raise as `inspect`, with the field "tuned" for what is wrong with the second model; and
        InvalidValue: the two are not built alike, or are too large to be computed anew.
    """

    def built_alike(self, model: str, tuned: str) -> BuiltAlike:
        """Whether the weights and activations of one fit into the other, so that all else here can be asked."""
        with self._twins(model, tuned) as both:
            from llm_playground.engine.changed.twins import built_alike

            return built_alike(*both)

    def weight_change(self, model: str, tuned: str) -> WeightChange:
        """How far training has moved each matrix of a model."""
        with self._twins(model, tuned) as both:
            from llm_playground.engine.changed.weight_change import weight_change

            return weight_change(*both)

    def weight_path(self, model: str, tuned: str, prompt: PromptInput) -> WeightPath:
        """What the models say between the two, and beyond."""
        check_prompt(prompt, self.limits)
        with self._twins(model, tuned) as both:
            from llm_playground.engine.changed.weight_path import weight_path

            return weight_path(*both, prompt)

    def cross_patching_map(self, model: str, tuned: str, prompt: PromptInput, n_answered: int = 0) -> CrossPatchingMap:
        """Which heads and MLPs carry what training has changed in the next token."""
        check_prompt(prompt, self.limits)
        with self._twins(model, tuned) as both:
            from llm_playground.engine.changed.cross_patching import cross_patching_map

            return cross_patching_map(*both, prompt, n_answered)

    def low_rank_change(self, model: str, tuned: str, prompt: PromptInput) -> LowRankChange:
        """How much of what training has changed fits into a low rank."""
        check_prompt(prompt, self.limits)
        with self._twins(model, tuned) as both:
            from llm_playground.engine.changed.low_rank import low_rank_change

            return low_rank_change(*both, prompt)

    @contextmanager
    def _twins(self, model: str, tuned: str) -> Iterator[tuple[Gathering, Gathering]]:
        self._check_model(tuned, field="tuned")
        with self._running(model) as shared:
            yield shared, SHELF.wait_for(tuned)
