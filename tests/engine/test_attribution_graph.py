"""The graph of a next token: what is drawn and what is left out add up to every node."""

from __future__ import annotations

import re

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from tests.passes import texts_read

TEXT = "Once upon a time, there was a little fox named"


@pytest.mark.parametrize("key", ["tiny-gpt2", "tiny-qwen"])
def test_edges_constants_and_the_rest_add_up(key: str) -> None:
    graph = lp.attribution_graph(key, TEXT, per_layer=3)
    kinds = [node.kind for node in graph.nodes]
    assert [kinds.count(kind) for kind in ("logit", "feature", "token", "error")] == [1, 12, 3, 3]
    for number, node in enumerate(graph.nodes):
        into = [edge for edge in graph.edges if edge.target == number]
        assert all(graph.nodes[edge.source].position <= node.position for edge in into)
        if node.kind in ("logit", "feature"):
            assert node.constant + node.rest + sum(edge.weight for edge in into) == pytest.approx(node.value, abs=1e-2)
        else:
            assert into == []
    features = lp.features(key, TEXT, "h.3.mlp")
    for node in graph.nodes:
        if node.kind == "feature" and node.layer == 3:
            active = {each.index: each.activation for each in features.active[node.position]}
            assert active[node.index] == pytest.approx(node.value, abs=1e-2)
    seen = lp.inspect(key, TEXT).next.candidates[0]
    assert graph.token.id == seen.id
    named = lp.attribution_graph(key, TEXT, " Rusty")
    assert named.token.piece == b" Rusty"


def test_what_cannot_be_drawn_is_told() -> None:
    with pytest.raises(InvalidValue, match="tiny-qwen-chat has no dictionary of features"):
        lp.attribution_graph("tiny-qwen-chat", "Hello")
    with pytest.raises(InvalidValue, match=re.escape("per_layer is 0; it must be a whole number from 1 to 32")):
        lp.attribution_graph("tiny-gpt2", TEXT, per_layer=0)
    with pytest.raises(InvalidValue, match="token"):
        lp.attribution_graph("tiny-gpt2", TEXT, "two words and more")


def test_the_model_reads_the_text_once() -> None:
    with texts_read() as read:
        graph = lp.attribution_graph("tiny-gpt2", TEXT, per_layer=1)
    assert read == [len(graph.encoding.ids)]
