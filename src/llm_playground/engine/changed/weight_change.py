"""How far training has moved each matrix of a model."""

from __future__ import annotations

import math
from pathlib import Path

from llm_playground.engine.changed.twins import twins
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_changed import weight_change_text
from llm_playground.records.changed import PartChange, WeightChange
from llm_playground.transformer.weight_change import ChangedPart, changed_parts


class Moved(WeightChange):
    """A change of weights that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return weight_change_text(self)


def weight_change(model: str | Path | LanguageModel, tuned: str | Path | LanguageModel) -> Moved:
    """How far fine-tuning has moved each matrix, bias and norm of a model, beside how large it was.

        lp.weight_change("tiny-qwen", "tiny-qwen-chat")

    Of every part the Frobenius norm of (tuned - base), and the same as a share of the norm of the base. The weights are
    those of the files, in float32, read a matrix at a time.

    Args:
        model, tuned: a base model, and what was trained from it: a catalog key, a hub id, a checkpoint folder or a
            loaded model each; of one shape and vocabulary, and of the GPT-2, Llama, Qwen2 or Qwen3 family.

    Raises:
        InvalidValue: the two are not built alike.
        PlaygroundError: as `load`.
    """
    pair = twins(model, tuned)
    parts = tuple(_part(each) for each in changed_parts(pair.before, pair.after))
    before, moved = (math.hypot(*norms) for norms in zip(*((each.base_norm, each.norm) for each in parts), strict=True))
    n_layer, share = pair.before.config.n_layer, _over(moved, before)
    return Moved(pair.base.name, pair.tuned.name, n_layer, pair.parameters, before, moved, share, parts)


def _part(each: ChangedPart) -> PartChange:
    part, share = each.part, _over(each.norm, each.base_norm)
    return PartChange(part.name, part.layer, part.kind, part.is_bias, part.shape, each.base_norm, each.norm, share)


def _over(norm: float, base_norm: float) -> float | None:
    return norm / base_norm if base_norm > 0 else None
