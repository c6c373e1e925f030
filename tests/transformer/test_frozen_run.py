"""In an attribution graph the edges into a node add up to it, and each is what its source alone would change."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from llm_playground.transformer.attribution_graph import Frozen, Node, strongest_nodes
from llm_playground.transformer.capture import capture
from llm_playground.transformer.dictionary import Dictionary
from llm_playground.transformer.model import Transformer
from tests.checkpoints import VOCAB_SIZE

IDS = torch.randint(0, VOCAB_SIZE, (7,), generator=torch.Generator().manual_seed(5)).tolist()
N_FEATURES, K = 20, 4


def transcoders(model: Transformer) -> list[Dictionary]:
    def drawn(seed: int, *shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))

    width, made = model.config.n_embd, []
    for layer in range(model.config.n_layer):
        decoder = torch.nn.functional.normalize(drawn(layer, N_FEATURES, width), dim=1)
        weights = drawn(layer + 10, N_FEATURES, width), drawn(layer + 20, N_FEATURES), decoder, drawn(layer + 30, width)
        nowhere = torch.full((N_FEATURES, 0, 2), -1), torch.zeros(N_FEATURES, 0)
        made.append(Dictionary(f"h.{layer}.ln_2", f"h.{layer}.mlp_out", K, *weights, *nowhere, {}))
    return made


@pytest.fixture(scope="module")
def frozen(ours: Transformer) -> Frozen:
    return Frozen(ours, IDS, transcoders(ours))


def test_what_goes_into_a_node_adds_up_to_what_the_model_computes(ours: Transformer, frozen: Frozen) -> None:
    seen = capture(ours, IDS, ["h.*.ln_2", "logits"])
    last = len(IDS) - 1
    into = frozen.into(Node("logit", last, number=9))
    own = float(seen["logits"][last, 9] - seen["logits"][last].mean())
    assert into.value == pytest.approx(own, abs=2e-3)
    assert into.constant + sum(into.sources.values()) == pytest.approx(own, abs=2e-3)
    for layer, transcoder in enumerate(transcoders(ours)):
        for position in (0, 4):
            for index in frozen.features[layer][position].nonzero()[:2, 0].tolist():
                into = frozen.into(Node("feature", position, layer, index))
                measured = float(transcoder.before(seen[transcoder.reads])[position, index])
                assert into.value == pytest.approx(measured, abs=2e-3)
                assert into.constant + sum(into.sources.values()) == pytest.approx(measured, abs=2e-3)
                assert all(node.layer < layer and node.position <= position for node in into.sources)


def test_an_edge_is_what_its_source_alone_would_change(ours: Transformer, frozen: Frozen) -> None:
    """One feature switched off in what its MLP wrote, and the frozen run made once more."""
    made = transcoders(ours)
    target = Node("logit", len(IDS) - 1, number=9)
    sources = frozen.into(target).sources
    row, _ = frozen.row(target)
    for layer in range(ours.config.n_layer):
        position, index = frozen.features[layer].nonzero()[-1].tolist()
        written = [each.detach().clone() for each in frozen.written]
        written[layer][position] -= frozen.features[layer][position, index] * made[layer].decoder[index]
        without = frozen.through(frozen.embedded.detach(), written)[-1]
        change = float((frozen.reads[-1].detach() - without)[target.position] @ row)
        assert sources[Node("feature", position, layer, index)] == pytest.approx(change, abs=2e-3)


def test_a_perfect_transcoder_leaves_no_error(ours: Transformer) -> None:
    """A dictionary whose constant is what the MLP wrote, on a text of one token."""
    seen = capture(ours, IDS[:1], "h.*.mlp_out")
    made = [
        replace(each, decoder_bias=seen[each.writes][0], encoder_bias=each.encoder_bias - 1e4)
        for each in transcoders(ours)
    ]
    into = Frozen(ours, IDS[:1], made).into(Node("logit", 0, number=3))
    assert {node.kind for node in into.sources} == {"token", "error"}
    assert all(abs(weight) < 1e-3 for node, weight in into.sources.items() if node.kind == "error")


def test_the_strongest_are_kept_layer_by_layer(ours: Transformer, frozen: Frozen) -> None:
    logit = Node("logit", len(IDS) - 1, number=9)
    found = strongest_nodes(frozen, logit, 2, 3)
    kinds = [node.kind for node in found]
    assert [kinds.count(kind) for kind in ("logit", "feature", "token", "error")] == [1, 2 * ours.config.n_layer, 3, 3]
    highest = ("feature", ours.config.n_layer - 1)
    into = {node: abs(weight) for node, weight in found[logit].sources.items() if (node.kind, node.layer) == highest}
    assert max(into, key=into.__getitem__) in found
