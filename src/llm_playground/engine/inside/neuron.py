"""The texts of the corpus on which a neuron fires most."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from llm_playground.engine.inside.corpus_texts import SHORTEST, corpus_texts
from llm_playground.engine.inside.kept import Kept, weights_of
from llm_playground.engine.inside.places import layer_or_head
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, whole_number
from llm_playground.models.inside import Inside, inside
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_vectors import neuron_text
from llm_playground.records.neurons import Firing, NeuronTexts

if TYPE_CHECKING:
    from llm_playground.transformer.neurons import Firings

TEXTS = 80  # of which the first `SHORTEST` tokens are read
FEW_TEXTS = 24  # of a model that takes longer for each
SMALL = 20_000_000  # parameters
MOST = 8  # texts of a neuron that are kept
BEFORE, AFTER = 12, 5  # tokens around the one on which it fires
KEPT = 12  # layers; a layer of GPT-2 small takes 2 MB


class Read(NamedTuple):
    """What all neurons of a layer did on these texts."""

    texts: list[list[int]]
    firings: Firings


class ReadNeuron(NeuronTexts):
    """The texts of a neuron, which print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return neuron_text(self)


def neuron(model: str | Path | LanguageModel, layer: int, index: int, top: int = 5) -> ReadNeuron:
    """The texts on which a neuron of an MLP fires most, out of the corpus that the bundled models were trained on.

    All neurons of the layer are looked at together, and what they do is kept: the next one is answered at once. The
    texts are new ones, drawn by the generator that wrote the training texts with another seed.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model; of the GPT-2, Llama, Qwen2 or Qwen3
            family.
        layer: which block, from 0.
        index: which neuron of its MLP, from 0.
        top: how many texts to give, at most 8.

    Raises:
        InvalidValue: no such layer or neuron, or a model that runs through transformers.
        PlaygroundError: as `load`.
    """
    top = whole_number("top", top, 1, MOST)
    language_model = SHELF.get(model)
    view, name = inside(language_model), language_model.name
    layer = layer_or_head("layer", layer, view.shape.n_layer, name)
    n_inner = view.transformer.config.n_inner
    index = whole_number("index", index, 0, n_inner - 1, f": block {layer} of {name} has {n_inner:,} neurons")
    texts, firings = _KEPT.get((weights_of(language_model), layer), lambda: _read(language_model, view, layer))
    return ReadNeuron(
        name,
        layer,
        index,
        "conversations" if language_model.is_instruct else "stories",
        len(texts),
        sum(map(len, texts)),
        float(firings.mean_size[index]),
        float(firings.often[index]),
        tuple(_firing(language_model, texts, firings, index, rank) for rank in range(min(top, len(texts)))),
    )


def _read(model: LanguageModel, view: Inside, layer: int) -> Read:
    from llm_playground.transformer.neurons import on_texts, strongest

    if model.context_length < SHORTEST:
        raise InvalidValue(
            f"{model.name} reads at most {model.context_length} tokens; the texts for its neurons have {SHORTEST}."
        )
    small = view.anatomy().parameters <= SMALL
    texts = [ids[:SHORTEST] for ids in corpus_texts(model, TEXTS if small else FEW_TEXTS)]
    return Read(texts, strongest(on_texts(view.transformer, layer, texts), MOST, BEFORE, AFTER))


def _firing(model: LanguageModel, texts: list[list[int]], firings: Firings, index: int, rank: int) -> Firing:
    from llm_playground.transformer.rounding import numbers

    text, start = int(firings.texts[index, rank]), int(firings.starts[index, rank])
    activations = numbers(firings.windows[index, rank])
    pieces = tuple(map(model.piece, texts[text][start : start + len(activations)]))
    return Firing(text, pieces, activations, int(firings.places[index, rank]) - start)


_KEPT: Kept[tuple[tuple[str, float], int], Read] = Kept(KEPT)
