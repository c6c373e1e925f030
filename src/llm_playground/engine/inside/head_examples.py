"""What a head looks at in texts of the corpus: the tokens that it cares for most, and examples by their strength."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from llm_playground.engine.inside.corpus_texts import corpus_texts
from llm_playground.engine.inside.kept import Kept, weights_of
from llm_playground.engine.inside.places import layer_or_head
from llm_playground.engine.shelf import SHELF
from llm_playground.models.inside import inside, needs_heads
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_heads import head_examples_text
from llm_playground.records.heads import Band, HeadExample, HeadExamples, TokenWeight
from llm_playground.transformer.looks import (
    Keys,
    Looks,
    Weights,
    from_strongest,
    joined,
    looks_of,
    means_of_tokens,
)

TEXTS = 60
LISTED = 8  # tokens that look, and tokens that are looked at
LEAST_PLACES = 5  # of a token, so that its mean says something
BANDS = ((0.0, 8), (0.1, 3), (0.5, 3))  # each the share of stronger queries, and how many examples
LIKE = 2  # examples of a band with the same token that looks, or that is looked at
AROUND = 6  # tokens before a key or a query, and half as many after it


class Looked(HeadExamples):
    """Examples that print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return head_examples_text(self)


@dataclass(frozen=True, slots=True)
class _Read:
    """The looks of all heads over all texts, by layer; column by column those of a token, whose text and position
    `places` tells."""

    texts: list[list[int]]
    places: list[tuple[int, int]]
    layers: list[Looks]

    @property
    def ids(self) -> list[int]:
        return [self.texts[text][position] for text, position in self.places]


_READ: Kept[tuple[str, float], _Read] = Kept(3)  # 16 bytes a head and token: 16 MB of a model as large as GPT-2


def head_examples(model: str | Path | LanguageModel, layer: int = 0, head: int = 0) -> Looked:
    """Which tokens a head cares for most, and examples of what it looks at, from the strongest to a middling one.

    It reads 60 texts of the story world, on which the bundled models were trained; another model reads them as any
    other text. All heads are computed together and kept, so that the next one is there at once.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        layer: from 0.
        head: a query head of that layer, from 0.

    Raises:
        InvalidValue: no such layer or head, a model that does not show where its heads look, or one without a
            tokenizer.
        PlaygroundError: as `load`.
    """
    language_model = SHELF.get(model)
    view = inside(language_model)
    shape = needs_heads(view, language_model)
    layer = layer_or_head("layer", layer, shape.n_layer, language_model.name)
    head = layer_or_head("head", head, shape.n_head, language_model.name)
    found = _READ.get(weights_of(language_model), lambda: _read(language_model))
    looks = found.layers[layer]
    return Looked(
        language_model.name,
        layer,
        head,
        len(found.texts),
        sum(map(len, found.texts)),
        _strongest_tokens(language_model, found.ids, looks.given[head]),
        _strongest_tokens(language_model, found.ids, looks.received[head]),
        tuple(_bands(language_model, found, looks.given[head], looks.keys[head])),
    )


def _read(model: LanguageModel) -> _Read:
    view = inside(model)
    texts = [ids[: model.context_length] for ids in corpus_texts(model, TEXTS)]
    by_text = [
        [looks_of(pattern.numpy()) for pattern in view.activations(ids, "h.*.attn.pattern").values()] for ids in texts
    ]
    places = [(text, position) for text, ids in enumerate(texts) for position in range(1, len(ids))]
    return _Read(texts, places, [joined(layer) for layer in zip(*by_text, strict=True)])


def _strongest_tokens(model: LanguageModel, ids: list[int], weights: Weights) -> tuple[TokenWeight, ...]:
    found = means_of_tokens(ids, weights, LEAST_PLACES)[:LISTED]
    return tuple(TokenWeight(id, model.piece(id), round(mean, 4), places) for id, mean, places in found)


def _bands(model: LanguageModel, read: _Read, given: Weights, keys: Keys) -> Iterator[Band]:
    order = from_strongest(given)
    seen: set[tuple[int, int]] = set()
    for above, wanted in BANDS:
        examples: list[HeadExample] = []
        looking, looked_at = Counter[int](), Counter[int]()
        for column in order[int(above * len(order)) :]:
            text, query = read.places[column]
            ids, key = read.texts[text], int(keys[column])
            pair = ids[query], ids[key]
            if pair in seen or looking[pair[0]] == LIKE or looked_at[pair[1]] == LIKE:
                continue
            seen.add(pair)
            looking[pair[0]] += 1
            looked_at[pair[1]] += 1
            examples.append(_example(model, ids, query, key, float(given[column])))
            if len(examples) == wanted:
                break
        yield Band(above, tuple(examples))


def _example(model: LanguageModel, ids: list[int], query: int, key: int, weight: float) -> HeadExample:
    """The text around both tokens; the key never stands after the query."""

    def around(position: int) -> range:
        return range(max(0, position - AROUND), min(len(ids), position + AROUND // 2 + 1))

    near_key, near_query = around(key), around(query)
    apart = near_query.start > near_key.stop
    shown = [*near_key, *near_query] if apart else list(range(near_key.start, near_query.stop))
    return HeadExample(
        round(weight, 4),
        tuple(model.piece(ids[position]) for position in shown),
        shown.index(query),
        shown.index(key),
        len(near_key) if apart else None,
        near_query.start - near_key.stop if apart else 0,
    )
