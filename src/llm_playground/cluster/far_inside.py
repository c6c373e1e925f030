"""The second seam across machines: a replica looks, and sends what it has seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from llm_playground.cluster.asking import Replicas, asked
from llm_playground.errors import InvalidValue
from llm_playground.models.inside import Inside, Shape
from llm_playground.records import Module

if TYPE_CHECKING:
    from torch import Tensor

    from llm_playground.transformer.activations import Activations
    from llm_playground.transformer.edits import Edit


class FarInside(Inside):
    """A look into `model`, which replicas compute. What takes more than activations is asked of the session there."""

    def __init__(self, model: str, replicas: Replicas) -> None:
        self._model, self._replicas = model, replicas

    @property
    def shape(self) -> Shape:
        shape: Shape = self._asked("shape")
        return shape

    @property
    def replaceable(self) -> Sequence[str]:
        names: Sequence[str] = self._asked("replaceable")
        return names

    def anatomy(self) -> Module:
        parts: Module = self._asked("anatomy")
        return parts

    def activations(
        self, ids: Sequence[int], names: str | Collection[str] = "*", edits: Sequence[Edit] = ()
    ) -> Activations:
        seen: Activations = self._asked("activations", ids, names, edits)
        return seen

    def unembed(self, streams: Tensor) -> Tensor:
        logits: Tensor = self._asked("unembed", streams)
        return logits

    @property
    def transformer(self) -> NoReturn:
        raise InvalidValue(f"The weights of {self._model} are on other machines of this server, and stay there.")

    def _asked(self, name: str, *given: Any) -> Any:
        return asked(self._replicas, self._model, "inside", name, *given)
