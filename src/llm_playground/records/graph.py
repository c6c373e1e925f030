"""Which features made a logit, through which others, from which tokens."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Candidate, Encoding, Record
from llm_playground.records.features import FeatureGrade


@dataclass(frozen=True, slots=True)
class GraphNode(Record):
    """A node of an attribution graph, at token `position` of the text.

    `kind` is "token" (its embedding), "feature" (of the transcoder of `layer`, number `index`), "error" (what that
    transcoder misses) or "logit". `value` of a feature is what it measures, which is how strongly it fires; of the
    logit, how far it is above the mean of all logits. It is the sum of the edges that lead here, of `constant` (biases)
    and of `rest`, that of `rest_count` edges which are not drawn. Of a token and an error nothing is below.
    """

    kind: str
    position: int
    layer: int | None
    index: int | None
    name: FeatureGrade | None
    value: float
    constant: float
    rest: float
    rest_count: int


@dataclass(frozen=True, slots=True)
class GraphEdge(Record):
    """By how much `source` changes `target`, both indices of `nodes`: exactly, with attention and norms held."""

    source: int
    target: int
    weight: float


@dataclass(frozen=True, slots=True)
class AttributionGraph(Record):
    """The nodes that matter most for the logit of `token` after a text, the logit first, and the edges between them.

    `n_node` is how many nodes there are in all: the tokens, an error of each MLP at each token, the active features and
    the logit.
    """

    model: str
    encoding: Encoding
    n_layer: int
    token: Candidate
    n_node: int
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
