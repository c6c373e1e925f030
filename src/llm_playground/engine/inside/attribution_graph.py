"""The attribution graph of a next token, over the features of the transcoders that ship with a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.decoding.distribution import Distribution
from llm_playground.engine.inside.dictionaries import dictionary_of, grade_of, no_dictionary, offered
from llm_playground.engine.inside.tokens import token_id
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import whole_number
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_graph import graph_text
from llm_playground.records import Candidate
from llm_playground.records.graph import AttributionGraph, GraphEdge, GraphNode

if TYPE_CHECKING:
    from llm_playground.transformer.attribution_graph import Edges, Node
    from llm_playground.transformer.dictionary import Dictionary

MOST_PER_LAYER = 32


class Traced(AttributionGraph):
    """A graph that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return graph_text(self)


def attribution_graph(
    model: str | Path | LanguageModel, prompt: PromptInput, token: int | str | None = None, per_layer: int = 5
) -> Traced:
    """Which features of which MLPs made the logit of a next token, through which others, from which tokens.

    Each MLP is taken as its transcoder and an error; attention patterns and the scales of the norms are held at those
    of the run. Then all is linear, and the edges into a node add up to it exactly. Those nodes are kept that hand on
    most, by size; of the edges between kept nodes and the others each node tells the sum.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model, with a transcoder for every MLP.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        token: its id, or a text that is one token. None: the likeliest next one.
        per_layer: features of each layer that are kept, 1 to 32; so many errors and twice as many tokens, too.

    Raises:
        InvalidValue: a model without a transcoder for every MLP, no such token, or a number that is out of range.
        PlaygroundError: as `generate`.
    """
    language_model, per_layer = SHELF.get(model), whole_number("per_layer", per_layer, 1, MOST_PER_LAYER)
    view = inside(language_model)
    transcoders = _transcoders(language_model, view.shape.n_layer)
    encoding = make_prompt(language_model, prompt)
    named = None if token is None else token_id(language_model, token)
    from llm_playground.transformer.attribution_graph import Frozen, Node, strongest_nodes

    frozen = Frozen(view.transformer, encoding.ids, transcoders)
    logits = frozen.logits[-1].numpy()
    id = int(logits.argmax()) if named is None else named
    last = len(encoding.ids) - 1
    found = strongest_nodes(frozen, Node("logit", last, number=id), per_layer, per_layer)
    numbers = {node: number for number, node in enumerate(found)}
    nodes = tuple(_node(node, edges, numbers, transcoders) for node, edges in found.items())
    drawn = tuple(
        GraphEdge(numbers[source], numbers[node], weight)
        for node, edges in found.items()
        for source, weight in edges.sources.items()
        if source in numbers
    )
    probability = Distribution.of(logits).probability(id)
    candidate = Candidate(id, language_model.piece(id), float(logits[id]), probability)
    count = 1 + len(encoding.ids) * (1 + len(transcoders)) + frozen.n_active
    return Traced(language_model.name, encoding, view.shape.n_layer, candidate, count, nodes, drawn)


def _transcoders(model: LanguageModel, n_layer: int) -> list[Dictionary]:
    """Raises: InvalidValue: one is missing."""
    names = [f"h.{layer}.mlp" for layer in range(n_layer)]
    if not set(names) <= set(offered(model)):
        raise no_dictionary(model)
    return [dictionary_of(model, name)[1] for name in names]


def _node(node: Node, edges: Edges, numbers: dict[Node, int], transcoders: list[Dictionary]) -> GraphNode:
    others = [weight for source, weight in edges.sources.items() if source not in numbers]
    is_feature = node.kind == "feature"
    return GraphNode(
        node.kind,
        node.position,
        node.layer if node.layer >= 0 else None,
        node.number if is_feature else None,
        grade_of(transcoders[node.layer], node.number) if is_feature else None,
        edges.value,
        edges.constant,
        sum(others),
        len(others),
    )
