"""The drawing of a forward pass holds the numbers of the model: its streams, its heads, what it would say."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.engine.inside.forward_pass import MOST_CELLS, bar
from llm_playground.errors import InvalidValue
from llm_playground.plain.static_parts import label
from tests.checkpoints import make_foreign

TEXT = "Once upon a time, there was a little"


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen"])
def test_its_places_are_the_streams_of_the_run_and_what_the_logit_lens_reads_there(model: str) -> None:
    found, seen, lens = lp.forward_pass(model, TEXT, 4), lp.inspect(model, TEXT), lp.lens(model, TEXT)
    assert (found.position, len(found.places)) == (4, 2 * found.n_layer + 1)
    streams = seen.activations("h.*.resid_*")
    for place in found.places:
        stream = streams[place.name][4]
        assert place.stream.numbers == pytest.approx(stream, abs=1e-4)
        assert place.stream.norm == pytest.approx(float(np.linalg.norm(stream)), rel=1e-4)
    for layer in range(found.n_layer + 1):
        place, stage = found.places[2 * layer], lens.stage(layer, 4)
        assert place.likeliest.id == stage.candidates[0].id
        assert place.likeliest.probability == pytest.approx(stage.candidates[0].probability, rel=1e-3)
        answer = lens.stage(found.n_layer, 4).candidates[0].id
        assert place.answer_rank == lens.rank_of(answer)[layer, 4]
        assert place.answer_probability == pytest.approx(lens.probability_of(answer)[layer, 4], rel=1e-3)
    own = lens.stage(found.n_layer, 4)
    assert [each.id for each in found.next.candidates] == [each.id for each in own.candidates]
    assert found.next.entropy == pytest.approx(own.entropy, rel=1e-3)
    assert (found.wpe is None) == (model == "tiny-qwen")


def test_its_strips_are_the_weights_of_the_heads_and_the_neurons_that_write_most() -> None:
    found, seen = lp.forward_pass("tiny-qwen", TEXT), lp.inspect("tiny-qwen", TEXT)
    last = len(found.encoding.ids) - 1
    for layer, (attention, mlp) in enumerate(zip(found.attention, found.mlp, strict=True)):
        weights = seen.activations(f"h.{layer}.attn.pattern")[f"h.{layer}.attn.pattern"][:, last]
        levels = np.frombuffer(b64decode(attention.levels), np.uint8).reshape(found.n_head, -1)
        assert np.abs((levels / 255) ** 2 - weights).max() < 1 / 255
        for (key, weight), row in zip(attention.most, weights, strict=True):
            assert (key, weight) == (int(row.argmax()), pytest.approx(float(row.max()), rel=1e-3))
        neurons = lp.workings("tiny-qwen", TEXT, layer=layer).neurons
        assert [index for index, _ in mlp.most] == [neuron.index for neuron in neurons[:3]]
        assert [length for _, length in mlp.most] == pytest.approx([each.written for each in neurons[:3]], rel=1e-4)


def test_of_a_long_text_a_strip_stays_short_and_keeps_the_largest_weight_of_each_cell() -> None:
    found = lp.forward_pass("tiny-gpt2", "the little robot " * 60)
    tokens = len(found.encoding.ids)
    assert tokens > 2 * MOST_CELLS
    cells = -(-tokens // found.keys_each)
    assert MOST_CELLS // 2 < cells <= MOST_CELLS
    for attention in found.attention:
        levels = np.frombuffer(b64decode(attention.levels), np.uint8).reshape(found.n_head, cells)
        for (key, weight), row in zip(attention.most, levels, strict=True):
            assert int(row.argmax()) == key // found.keys_each
            assert (row.max() / 255) ** 2 == pytest.approx(weight, abs=1 / 255)
    assert len(found.to_json()) < 100_000


def test_a_long_vector_becomes_a_short_bar_of_its_largest_numbers() -> None:
    vector = np.zeros(4096, np.float32)
    vector[[5, 9, 4095]] = [-3.0, 1.5, 0.75]
    found = bar(vector)
    levels = np.frombuffer(b64decode(found.levels), np.int8)
    assert (found.each, found.largest, found.numbers, len(levels)) == (4, 3.0, None, 1024)
    assert (levels[1], levels[2], levels[-1]) == (-127, 64, 32)
    assert found.norm == pytest.approx(float(np.linalg.norm(vector)), rel=1e-5)
    assert bar(np.zeros(4, np.float32)).numbers == (0.0, 0.0, 0.0, 0.0)


def test_a_position_that_is_not_there_and_a_model_without_named_parts_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="the text has 2 tokens") as raised:
        lp.forward_pass("tiny-gpt2", [1, 2], 2)
    assert raised.value.field == "position"
    with pytest.raises(InvalidValue, match="runs through transformers"):
        lp.forward_pass(make_foreign(tmp_path), [1, 2])


def test_it_prints_each_place_with_what_the_model_would_say() -> None:
    found = lp.forward_pass("tiny-gpt2", "Once upon a")
    lines = repr(found).splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("tiny-gpt2, token 2 ␣a:")
    assert lines[-1].startswith("  h.3.resid_post")
    assert label(found.next.candidates[0].piece) in lines[-1]
