"""The second seam: a model looked into. What is in it, and what it computes on the way from ids to logits, by name.

Attention views, lenses, attribution and patching are only *which activations are asked*. `inside(model)` answers for
every model alike; what a model cannot offer, it says in a sentence.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import InvalidValue
from llm_playground.records import Module

if TYPE_CHECKING:
    from torch import Tensor

    from llm_playground.models.seam import LanguageModel
    from llm_playground.transformer.activations import Activations
    from llm_playground.transformer.edits import Edit
    from llm_playground.transformer.model import Transformer


@dataclass(frozen=True, slots=True)
class Shape:
    """How many layers a model has, and how many query and key-value heads each of them.

    `n_head` and `n_kv_head` are 0 where there are no attention heads, as in a state-space model.
    """

    n_layer: int
    n_head: int
    n_kv_head: int


class Inside(ABC):
    """A look into one model. Safe to share between threads, and beside others who generate with the model."""

    @property
    @abstractmethod
    def shape(self) -> Shape: ...

    @property
    @abstractmethod
    def replaceable(self) -> Sequence[str]:
        """The activations that an edit can replace, in the order of the forward pass."""

    @abstractmethod
    def anatomy(self) -> Module:
        """The parts of the model as a tree, with shapes and numbers of parameters."""

    @abstractmethod
    def activations(
        self, ids: Sequence[int], names: str | Collection[str] = "*", edits: Sequence[Edit] = ()
    ) -> Activations:
        """Run the model once over `ids` and keep the activations of these names (see `transformer.activations`).

        Args:
            ids: one sequence of 1 to `context_length` token ids.
            names: one or several; `*` stands for anything, so that "h.*.attn.pattern" is the pattern of every layer.
            edits: what to replace on the way; what comes after it is computed from that.

        Raises:
            UnknownName: a name, or a pattern that fits none of those that this model offers; the message lists them.
            InvalidValue: no ids, too many, or one outside the vocabulary; an edit that cannot be made.
        """

    @abstractmethod
    def unembed(self, streams: Tensor) -> Tensor:
        """The logits of a model whose last block leaves these streams: float32 (N, C) -> float32 (N, V), on the CPU.

        Raises:
            PlaygroundError: as `activations`; a model whose streams cannot be replaced.
        """

    @property
    @abstractmethod
    def transformer(self) -> Transformer:
        """Our own transformer with the weights of this model, for what activations alone do not tell.

        Raises:
            InvalidValue: something else computes this model, so that its parts have no names that all models share.
        """

    def next_logits(self, ids: Sequence[int], variants: Sequence[Sequence[Edit]]) -> NDArray[np.float32]:
        """The logits of the next token under each of these sets of edits, each made alone.

        Returns:
            float32 (len(variants), vocab_size). A set without edits gives what the model computes.

        Raises:
            PlaygroundError: as `activations`.
        """
        return np.stack([self.activations(ids, "logits", edits)["logits"][-1].numpy() for edits in variants])


def inside(model: LanguageModel) -> Inside:
    """The look into a model, whoever computes it.

    Raises:
        InvalidValue: this model cannot be looked into.
    """
    return model.inside()


def needs_heads(view: Inside, model: LanguageModel) -> Shape:
    """The shape of a model that has attention heads.

    Raises:
        InvalidValue: it has none.
    """
    if view.shape.n_head == 0:
        raise InvalidValue(
            f"{model.name} ({model.info.architecture}) has no attention heads, so there is nothing to show of "
            "them; its anatomy and what it generates can be seen.",
            field="model",
        )
    return view.shape
