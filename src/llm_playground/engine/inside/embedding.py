"""What the tables of vectors say: the tokens that are like a token, and how a position differs from others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.engine.inside.places import layer_or_head, position_in
from llm_playground.engine.inside.tokens import token_id
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import whole_number
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_vectors import neighbours_text, positions_text
from llm_playground.records.embedding import Neighbour, Neighbours, Positions, Turning

if TYPE_CHECKING:
    from llm_playground.transformer.model import Transformer


class NearestTokens(Neighbours):
    """Neighbours that print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return neighbours_text(self)


class TokenPosition(Positions):
    """A position that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return positions_text(self)


def neighbours(model: str | Path | LanguageModel, token: int | str, top: int = 8) -> NearestTokens:
    """The tokens whose vectors are most like that of a token, by the cosine between their rows of the embedding.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model; of the GPT-2, Llama, Qwen2 or Qwen3
            family.
        token: an id, a text that is one token, or the name of a special token.
        top: how many of the nearest to list.

    Raises:
        InvalidValue: no such token, or a model that runs through transformers.
        PlaygroundError: as `load`.
    """
    top = whole_number("top", top, 1)
    language_model = SHELF.get(model)
    id, transformer = token_id(language_model, token), inside(language_model).transformer
    from llm_playground.transformer.neighbours import cosines, nearest_to

    found = cosines(transformer.wte.weight, id)
    piece, vocab_size = language_model.piece, language_model.vocab_size
    return NearestTokens(
        language_model.name,
        id,
        piece(id),
        tuple(Neighbour(other, piece(other), float(found[other])) for other in nearest_to(found, id, top)),
        float((found.sum() - found[id]) / (len(found) - 1)),
        vocab_size,
        transformer.config.tied_embeddings,
    )


def positions(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    position: int | None = None,
    key: int | None = None,
    layer: int = 0,
    head: int = 0,
) -> TokenPosition:
    """How a model tells where a token stands: by a vector for each position, or by turning queries and keys (RoPE).

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model; of the GPT-2, Llama, Qwen2 or Qwen3
            family.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        position: which token of the prompt, from 0; of RoPE, the one that asks. None: the last.
        key: of RoPE, the token whose key is scored, at most `position`. None: the one before.
        layer: of RoPE, which block, from 0.
        head: of RoPE, which query head, from 0.

    Raises:
        InvalidValue: no such position, key, layer or head, or a model that runs through transformers.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    view, ids = inside(language_model), make_prompt(language_model, prompt).ids
    transformer, shape, name = view.transformer, view.shape, language_model.name
    query = position_in(len(ids), position)
    scored = max(query - 1, 0) if key is None else whole_number("key", key, 0, query, ": a token sees none after it")
    layer = layer_or_head("layer", layer, shape.n_layer, name)
    head = layer_or_head("head", head, shape.n_head, name)
    from llm_playground.transformer.neighbours import cosines

    piece = language_model.piece
    if transformer.wpe is not None:
        found = tuple(round(cosine, 4) for cosine in cosines(transformer.wpe.weight, query).tolist())
        return TokenPosition(name, query, piece(ids[query]), found, None)
    turning = _turning(transformer, ids, (query, scored), layer, head, piece(ids[scored]))
    return TokenPosition(name, query, piece(ids[query]), None, turning)


def _turning(
    transformer: Transformer, ids: tuple[int, ...], places: tuple[int, int], layer: int, head: int, piece: bytes
) -> Turning:
    from llm_playground.transformer.capture import capture
    from llm_playground.transformer.rounding import numbers, rounded
    from llm_playground.transformer.turning import turned

    name = f"h.{layer}.ln_1"
    normed = capture(transformer, ids, name)[name][list(places)]
    found = turned(transformer, layer, head, normed, places)
    config = transformer.config
    return Turning(
        layer,
        head,
        head * config.n_kv_head // config.n_head,
        places[1],
        piece,
        numbers(transformer.frequencies.float()),
        rounded(found.score),
        numbers(found.together),
        numbers(found.apart),
    )
