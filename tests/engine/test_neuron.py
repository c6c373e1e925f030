"""The texts on which a neuron fires most are those that a loop over all texts finds."""

from __future__ import annotations

from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.engine.inside import neuron as room
from llm_playground.engine.inside.corpus_texts import SHORTEST, corpus_texts
from llm_playground.errors import InvalidValue
from llm_playground.models.inside import inside
from tests.checkpoints import model_folder

TEXTS = 9


@pytest.mark.parametrize("family", ["gpt2", "qwen2"])
def test_a_neuron_fires_most_where_a_loop_over_all_texts_finds_it(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "TEXTS", TEXTS)
    model = lp.load(model_folder(tmp_path, family))
    found = lp.neuron(model, 1, 7, top=4)
    assert (found.n_text, found.n_token, found.kind) == (TEXTS, TEXTS * SHORTEST, "stories")
    texts = [ids[:SHORTEST] for ids in corpus_texts(model, TEXTS)]
    sizes = {}
    fired = []
    for number, ids in enumerate(texts):
        fired.append(inside(model).activations(ids, "h.1.mlp_post")["h.1.mlp_post"][:, 7].tolist())
        sizes[number] = max(map(abs, fired[number]))
    for firing, number in zip(found.strongest, sorted(sizes, key=lambda number: -sizes[number]), strict=False):
        place = [abs(each) for each in fired[number]].index(sizes[number])
        start = place - firing.at
        assert firing.text == number
        assert firing.activations == pytest.approx(fired[number][start : start + len(firing.pieces)], abs=1e-4)
        assert firing.pieces == tuple(map(model.piece, texts[number][start : start + len(firing.pieces)]))
        assert firing.at == min(place, 12) or start + len(firing.pieces) == SHORTEST
    everywhere = [abs(each) for row in fired for each in row]
    assert found.mean_size == pytest.approx(sum(everywhere) / len(everywhere), rel=1e-4)
    assert found.often == pytest.approx(sum(each >= max(everywhere) / 2 for each in everywhere) / len(everywhere))


def test_the_neurons_of_a_layer_are_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TEXTS", 2)
    model = lp.load(model_folder(tmp_path))
    first = lp.neuron(model, 0, 3)
    monkeypatch.setattr(room, "corpus_texts", None)  # whoever reads the texts again fails
    assert lp.neuron(model, 0, 3) == first
    assert lp.neuron(model, 0, 4).index == 4
    with pytest.raises(InvalidValue, match="index is 256; it must be a whole number from 0 to 255: block 0 of"):
        lp.neuron(model, 0, 256)
