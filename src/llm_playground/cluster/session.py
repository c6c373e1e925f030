"""The playground as a page of a cluster serves it: what it computes itself is what to ask, never a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

from llm_playground.cluster.asking import Replicas, asked
from llm_playground.cluster.replicated import ReplicatedModel
from llm_playground.engine.changed.questions import TwinQuestions
from llm_playground.engine.inside.questions import Questions
from llm_playground.engine.request import Limits
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF, ModelState
from llm_playground.engine.trainings import Trainings
from llm_playground.errors import ModelUnavailable, unknown

LOOKS = tuple(
    name
    for kind in (Questions, TwinQuestions)
    for name, method in vars(kind).items()
    if callable(method) and not name.startswith("_") and name != "lock"
)


class ClusterSession(Session):
    """A session whose models are computed by `replicas`, by name. It chooses the tokens; they tell what may come next.

    A look inside is made where the weights are. What would leave something behind in this process is refused, since the
    next request may be answered by another one.
    """

    def __init__(self, replicas: Mapping[str, Replicas], limits: Limits | None = None) -> None:
        super().__init__(list(replicas), limits, fetching="never")
        self._replicas = dict(replicas)
        self._models = {name: self._models[name] for name in replicas}
        self.trainings = Trainings(self.limits.training_steps, _untrained, self._keep)
        self.default = next(iter(replicas))
        for name, each in replicas.items():
            SHELF.offer(name, partial(_reach, name, each))

    def rounded(self) -> list[ModelState]:
        return []

    def start_training(self, *_: object) -> NoReturn:
        raise _not_kept("tokenizer")

    def start_fitting(self, *_: object) -> NoReturn:
        raise _not_kept("dictionary of features")

    def start_quantizing(self, *_: object) -> NoReturn:
        raise ModelUnavailable(
            "The weights are on other machines of this server. Quantize a model on your own machine."
        )

    def _check_name(self, name: str, field: str = "model") -> None:
        if name not in self._models:
            raise unknown("model", name, self._models, field=field)

    def _check_here(self, name: str, field: str) -> None:
        """Whatever is deployed is there."""


def _reach(name: str, replicas: Replicas) -> ReplicatedModel:
    return ReplicatedModel(asked(replicas, name, "info"), replicas)


def _untrained(_: str) -> NoReturn:
    raise _not_kept("model")


def _not_kept(what: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Several machines serve this page, and none of them keeps a {what} that is trained here. Train it on your own "
        "machine."
    )


def _look(question: str) -> Callable[..., Any]:
    """The look of that name, which a replica of its model answers; it counts as a run here."""

    def look(self: ClusterSession, model: str, *given: Any, **named: Any) -> Any:
        self._check_model(model)
        with self.runs.counted():
            return asked(self._replicas[model], model, question, (model, *given), named)

    return look


for _name in LOOKS:
    setattr(ClusterSession, _name, _look(_name))
