"""One token's way through a model, small enough to be drawn whole: a bar for each vector, a strip for each head."""

from __future__ import annotations

import math
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.decoding.distribution import Distribution, rank
from llm_playground.engine.inside.places import position_in
from llm_playground.engine.shelf import SHELF
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_inside import forward_pass_text
from llm_playground.records import Candidate
from llm_playground.records.forward_pass import AttentionBranch, Bar, ForwardPass, MLPBranch, Place
from llm_playground.transformer.rounding import rounded

if TYPE_CHECKING:
    from llm_playground.decoding.warpers import Logits
    from llm_playground.transformer.column import Column
    from llm_playground.transformer.levels import Floats

MOST_EXACT = 256  # numbers of a vector that are sent as they are
MOST_LEVELS = 1024  # bytes of the bar of a vector: more than a screen has pixels for it
MOST_CELLS = 64  # of a strip of tokens or neurons
NEURONS = 3  # of each MLP, those that write most
TOP = 10  # of the likeliest next tokens


class Passed(ForwardPass):
    """A way through a model that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return forward_pass_text(self)


def forward_pass(model: str | Path | LanguageModel, prompt: PromptInput, position: int | None = None) -> Passed:
    """One token of a text on its way through the whole model: the residual stream between all parts of all blocks.

    At each place: the stream, its length, and what the model would say if it stopped there (the logit lens). What the
    parts compute number by number, `workings` tells.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model; of the GPT-2, Llama, Qwen2 or Qwen3
            family.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        position: which token of the prompt, from 0. None: the last.

    Raises:
        InvalidValue: no such position, or a model that runs through transformers.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    view, encoding = inside(language_model), make_prompt(language_model, prompt)
    place = position_in(len(encoding.ids), position)
    transformer = view.transformer
    from llm_playground.transformer.column import column_of

    column, config = column_of(transformer, encoding.ids, place), transformer.config
    # Asked through the seam, as generation asks, so that both show the same numbers to the last digit.
    answer = language_model.next_logits([encoding.ids[: place + 1]])[0]
    logits = [*view.unembed(column.streams[:-1]).numpy(), answer]
    keys_each, neurons_each = (-(-size // MOST_CELLS) for size in (place + 1, config.n_inner))
    return Passed(
        model=language_model.name,
        encoding=encoding,
        position=place,
        n_layer=config.n_layer,
        n_head=config.n_head,
        n_kv_head=config.n_kv_head,
        n_embd=config.n_embd,
        n_inner=config.n_inner,
        vocab_size=config.vocab_size,
        norm=config.norm,
        activation=config.activation,
        gated_mlp=config.gated_mlp,
        keys_each=keys_each,
        neurons_each=neurons_each,
        wte=bar(column.wte.numpy()),
        wpe=None if column.wpe is None else bar(column.wpe.numpy()),
        places=_places(language_model, column, logits),
        attention=tuple(
            _attention(*each, keys_each) for each in zip(column.attn_out.numpy(), column.patterns.numpy(), strict=True)
        ),
        mlp=tuple(
            _mlp(*each, neurons_each) for each in zip(column.mlp_out.numpy(), column.written.numpy(), strict=True)
        ),
        next=Distribution.of(answer).stage("model", {}, language_model.piece, TOP),
    )


def bar(vector: Floats) -> Bar:
    """The bar of a vector (C,)."""
    from llm_playground.transformer.levels import signed_levels

    each = -(-len(vector) // MOST_LEVELS)
    numbers = None if len(vector) > MOST_EXACT else tuple(map(rounded, vector.tolist()))
    norm, largest = math.sqrt(float(vector @ vector)), float(abs(vector).max())
    return Bar(rounded(norm), rounded(largest), _base64(signed_levels(vector, each)), each, numbers)


def _places(model: LanguageModel, column: Column, logits: list[Logits]) -> tuple[Place, ...]:
    """The stream at each place, read by the logit lens; the last logits are the model's own."""
    from llm_playground.transformer.column import stream_names

    names = stream_names(len(column.attn_out))
    answer = int(logits[-1].argmax())
    places = []
    for name, stream, scale, row in zip(names, column.streams.numpy(), column.scales, logits, strict=True):
        distribution, best = Distribution.of(row), int(row.argmax())
        probability = [distribution.probability(id) for id in (best, answer)]
        likeliest = Candidate(best, model.piece(best), float(row[best]), probability[0])
        places.append(Place(name, bar(stream), rounded(scale), likeliest, rank(row, answer), probability[1]))
    return tuple(places)


def _attention(added: Floats, pattern: Floats, each: int) -> AttentionBranch:
    """From what it adds (C,) and the weights (H, tokens) of its heads."""
    from llm_playground.transformer.levels import most, weight_levels

    looked_at = tuple((key, rounded(weight)) for row in pattern for key, weight in most(row, 1))
    return AttentionBranch(bar(added), _base64(weight_levels(pattern, each)), looked_at)


def _mlp(added: Floats, written: Floats, each: int) -> MLPBranch:
    """From what it adds (C,) and the lengths (n_inner,) of what its neurons wrote."""
    from llm_playground.transformer.levels import most, share_levels

    longest = tuple((neuron, rounded(length)) for neuron, length in most(written, NEURONS))
    return MLPBranch(bar(added), _base64(share_levels(written, each)), longest)


def _base64(levels: bytes) -> str:
    return b64encode(levels).decode()
