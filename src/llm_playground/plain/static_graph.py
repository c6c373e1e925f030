"""An attribution graph as text and as HTML without style."""

from __future__ import annotations

from llm_playground.plain.static_features import called
from llm_playground.plain.static_parts import count, label, percent, table
from llm_playground.records.graph import AttributionGraph, GraphEdge, GraphNode

LISTED = 4  # edges into a node


def graph_text(graph: AttributionGraph) -> str:
    rows = [_title(graph)]
    for number, node in enumerate(graph.nodes):
        if node.kind in ("logit", "feature"):
            into = [f"{_said(graph, graph.nodes[edge.source])} {edge.weight:+.2f}" for edge in _into(graph, number)]
            rows.append(f"  {_said(graph, node)} {node.value:.2f} = {'; '.join(into[:LISTED])}; …")
    return "\n".join(rows)


def graph_html(graph: AttributionGraph) -> str:
    rows = [
        [_said(graph, graph.nodes[edge.source]), _said(graph, graph.nodes[edge.target]), f"{edge.weight:+.3f}"]
        for number in range(len(graph.nodes))
        for edge in _into(graph, number)[:LISTED]
    ]
    return table(["to", "weight"], rows, first="from", caption=_title(graph))


def _into(graph: AttributionGraph, number: int) -> list[GraphEdge]:
    return sorted((edge for edge in graph.edges if edge.target == number), key=lambda edge: -abs(edge.weight))


def _title(graph: AttributionGraph) -> str:
    token = f"{label(graph.token.piece)} ({percent(graph.token.probability)})"
    return f"{graph.model}: what made {token}; {len(graph.nodes)} of {count(graph.n_node, 'node')}"


def _said(graph: AttributionGraph, node: GraphNode) -> str:
    piece = label(graph.encoding.pieces[node.position])
    match node.kind:
        case "logit":
            return f"logit of {label(graph.token.piece)}"
        case "token":
            return f"token {node.position} {piece}"
        case "error":
            return f"error of h.{node.layer}.mlp at {piece}"
    name = "" if node.name is None else f" {called(node.name)}"
    return f"h.{node.layer}.mlp #{node.index}{name} at {piece}"
