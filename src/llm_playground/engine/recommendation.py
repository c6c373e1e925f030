"""What a model recommends, asked for by its name, and a run that starts from it."""

from __future__ import annotations

from pathlib import Path

from llm_playground.decoding.recommendation import Recommendation as Recommendation
from llm_playground.decoding.recommendation import read_recommendation
from llm_playground.errors import InvalidValue, shown
from llm_playground.models.folders import find_folder
from llm_playground.models.generation_config import FILE, read_generation_config
from llm_playground.models.seam import LanguageModel


def recommended(model: str | Path | LanguageModel) -> Recommendation | None:
    """How the makers of a model want its tokens chosen, or None if they do not say.

        print(lp.recommended("qwen"))  # sample, repetition_penalty 1.1, temperature 0.7, top_k 20, top_p 0.8

    It is what the checkpoint's `generation_config.json` says, read as `generate` of transformers reads it. What nothing
    here does, and a value outside its legal range, stands in `left_out`. The weights are not loaded, but a model of the
    hub that is not on this machine is fetched.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.

    Raises:
        PlaygroundError: no such model, or its files are damaged.
    """
    if isinstance(model, LanguageModel):
        return read_recommendation(model.info.generation_config)
    return read_recommendation(read_generation_config(find_folder(model)))


def recommendation_of(model: str | Path | LanguageModel) -> Recommendation:
    """What the model recommends, where a run is to start from it.

    Raises:
        InvalidValue: it recommends nothing.
        PlaygroundError: as `recommended`.
    """
    found = recommended(model)
    if found is None:
        name = model.name if isinstance(model, LanguageModel) else str(model)
        raise InvalidValue(
            f"The model {shown(name)} recommends nothing: it brings no {FILE} that says how tokens are to be chosen. "
            "Leave recommended out, and choose a strategy.",
            field="recommended",
        )
    return found
