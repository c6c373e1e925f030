"""The workings that are shown make what the model made of them, computed here as plainly as it can be."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from llm_playground import transformer
from llm_playground.transformer.capture import capture
from llm_playground.transformer.edits import Edit
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.workings import NormWorkings, Numbers, Workings, workings_of
from tests.checkpoints import VOCAB_SIZE

IDS = torch.randint(0, VOCAB_SIZE, (9,), generator=torch.Generator().manual_seed(7)).tolist()
POSITION, LAYER, HEAD = 6, 1, 3


@pytest.fixture(scope="module")
def found(ours: Transformer) -> Workings:
    return workings_of(ours, IDS, POSITION, LAYER, HEAD, lambda token: b"%d" % token)


def dot(a: Numbers, b: Numbers) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def plus(a: Numbers, b: Numbers) -> list[float]:
    return [x + y for x, y in zip(a, b, strict=True)]


def normed(workings: NormWorkings, before: Numbers) -> list[float]:
    biases = workings.bias or (0.0,) * len(before)
    return [
        (x - (workings.mean or 0)) / workings.scale * weight + bias
        for x, weight, bias in zip(before, workings.weight, biases, strict=True)
    ]


def test_sums_and_norms_make_what_is_shown_behind_them(ours: Transformer, found: Workings) -> None:
    assert plus(found.resid_pre, found.attn_out) == pytest.approx(found.resid_mid, abs=1e-4)
    assert plus(found.resid_mid, found.mlp_out) == pytest.approx(found.resid_post, abs=1e-4)
    assert normed(found.ln_1, found.resid_pre) == pytest.approx(found.ln_1.after, abs=1e-4)
    assert normed(found.ln_2, found.resid_mid) == pytest.approx(found.ln_2.after, abs=1e-4)
    assert normed(found.ln_f, found.last) == pytest.approx(found.ln_f.after, abs=1e-4)
    first = capture(ours, IDS, "h.0.resid_pre")["h.0.resid_pre"][POSITION].tolist()
    assert (found.wte if found.wpe is None else plus(found.wte, found.wpe)) == pytest.approx(first, abs=1e-4)
    assert found.id == IDS[POSITION]
    assert found.pieces == tuple(b"%d" % id for id in IDS[: POSITION + 1])
    assert (found.ln_1.mean is None) == (ours.config.norm == "rms_norm")


def test_a_norm_makes_every_vector_as_long_as_the_root_of_its_size(ours: Transformer, found: Workings) -> None:
    for workings, before in ((found.ln_1, found.resid_pre), (found.ln_2, found.resid_mid), (found.ln_f, found.last)):
        plain = [(x - (workings.mean or 0)) / workings.scale for x in before]
        assert workings.divided == pytest.approx(plain, abs=1e-4)
        lengths = [math.sqrt(dot(tuple(vector), tuple(vector))) for vector in (before, plain, workings.after)]
        assert workings.lengths == pytest.approx(lengths, rel=1e-4)
        assert workings.lengths[1] == pytest.approx(math.sqrt(ours.config.n_embd), rel=1e-3)


def test_the_query_begins_as_sums_of_products(ours: Transformer, found: Workings) -> None:
    shown, attention = found.head.linear, ours.h[LAYER].attn
    first = HEAD * ours.config.head_dim
    weight, bias = attention.qkv_proj.weight[first:], attention.qkv_proj.bias  # type: ignore[union-attr, index]
    assert (shown.n_in, shown.n_out, shown.rows) == (ours.config.n_embd, ours.config.head_dim, (0, 1, 2))
    assert shown.inputs == pytest.approx([found.ln_1.after[column] for column in shown.columns], rel=1e-5)
    terms = [[float(w) * x for w, x in zip(row, found.ln_1.after, strict=True)] for row in weight[:3]]
    weighing = sorted(range(shown.n_in), key=lambda column: -sum(abs(row[column]) for row in terms))
    assert shown.columns == tuple(sorted(weighing[:6]))
    for row in range(3):
        added = 0.0 if bias is None else float(bias[first + row])
        assert shown.weights[row] == pytest.approx([float(weight[row][column]) for column in shown.columns], rel=1e-5)
        parts = dot(shown.weights[row], shown.inputs) + shown.rest[row] + (shown.bias[row] if shown.bias else 0.0)
        assert shown.outputs[row] == pytest.approx(sum(terms[row]) + added, abs=1e-4)
        assert parts == pytest.approx(shown.outputs[row], abs=1e-4)
    assert (shown.bias is None) == (bias is None)


def test_the_curve_of_the_activation_passes_through_every_neuron(ours: Transformer, found: Workings) -> None:
    curve = found.activation
    assert curve.name == ours.config.activation
    for neuron in found.neurons:
        assert neuron.activation == pytest.approx(
            neuron.behind * (1.0 if neuron.value is None else neuron.value), rel=1e-4
        )
        assert curve.inputs[0] <= neuron.before <= curve.inputs[-1]
        nearest = min(range(len(curve.inputs)), key=lambda at: abs(curve.inputs[at] - neuron.before))
        assert curve.outputs[nearest] == pytest.approx(neuron.behind, abs=0.1)
    silu = [x / (1 + math.exp(-x)) for x in curve.inputs]
    gelu = [x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2 for x in curve.inputs]
    assert curve.outputs == pytest.approx(silu if curve.name == "silu" else gelu, abs=1e-4)


def test_attention_is_dot_products_a_softmax_and_a_weighted_sum(ours: Transformer, found: Workings) -> None:
    head, config = found.head, ours.config
    assert (head.head, head.kv_head) == (HEAD, HEAD * config.n_kv_head // config.n_head)
    assert len(head.keys) == len(head.values) == POSITION + 1
    scores = [dot(head.query, key) / math.sqrt(config.head_dim) for key in head.keys]
    assert head.scores == pytest.approx(scores, abs=1e-4)
    weights = [math.exp(score) / sum(map(math.exp, scores)) for score in scores]
    assert head.pattern == pytest.approx(weights, abs=1e-4)
    z = [sum(w * value[d] for w, value in zip(weights, head.values, strict=True)) for d in range(config.head_dim)]
    assert head.z == pytest.approx(z, abs=1e-4)


def test_positions_are_added_or_turned(ours: Transformer, found: Workings) -> None:
    if ours.config.rope is None:
        assert found.angles is None
        assert found.wpe == pytest.approx(ours.wpe.weight[POSITION].tolist(), abs=1e-5)  # type: ignore[union-attr]
        return
    assert found.wpe is None
    size = ours.config.head_dim
    expected = [POSITION * ours.config.rope.theta ** (-2 * pair / size) for pair in range(size // 2)]
    assert found.angles == pytest.approx(expected, rel=1e-4)


def test_neurons_are_those_that_write_most_and_speak_for_the_tokens_they_raise(
    ours: Transformer, found: Workings
) -> None:
    at = f"h.{LAYER}"
    seen = capture(ours, IDS)
    columns = ours.h[LAYER].mlp.down_proj.weight  # type: ignore[union-attr]
    lengths = (columns.norm(dim=0) * seen[f"{at}.mlp_post"][POSITION].abs()).tolist()  # type: ignore[operator, union-attr]
    assert [each.index for each in found.neurons] == sorted(range(len(lengths)), key=lambda n: -lengths[n])[:16]
    for neuron in found.neurons[:3]:
        assert neuron.before == pytest.approx(float(seen[f"{at}.mlp_pre"][POSITION, neuron.index]))
        assert neuron.activation == pytest.approx(float(seen[f"{at}.mlp_post"][POSITION, neuron.index]))
        assert neuron.written == pytest.approx(lengths[neuron.index], rel=1e-5)
        assert (neuron.value is None) == (not ours.config.gated_mlp)
        # With the scale of the last norm held, to take its vector out of the last stream takes this from the logits.
        vector = columns[:, neuron.index] * neuron.activation  # type: ignore[index, operator]
        last = seen["h.2.resid_post"][POSITION]
        with torch.no_grad():
            taken = ours.ln_f.weight * (vector - (vector.mean() if found.ln_f.mean is not None else 0))
            change = ours.lm_head.weight @ taken / found.ln_f.scale
        assert last.shape == vector.shape
        tokens = [raised.id for raised in neuron.towards]
        assert tokens == change.topk(6).indices.tolist()
        assert neuron.towards[0].piece == b"%d" % tokens[0]
        assert [raised.logit for raised in neuron.towards] == pytest.approx(change[tokens].tolist(), abs=1e-4)


def test_the_code_beside_a_part_is_that_of_the_model(found: Workings) -> None:
    model = (Path(transformer.__file__).parent / "model.py").read_text(encoding="utf-8")
    for part in ("embedding", "norm", "attention", "mlp", "block", "logits"):
        lines = found.code[part].splitlines()
        assert all(line.strip() in model for line in lines)
        assert lines[0].startswith("def ")
    assert "self.wte(ids)" in found.code["embedding"]
    assert "softmax" not in found.code["scores"]
    assert "einsum" in found.code["scores"]


def test_the_numbers_are_those_of_the_run(ours: Transformer, found: Workings) -> None:
    seen = capture(ours, IDS, ["h.1.*", "ln_f"])
    for name in ("resid_pre", "attn_out", "resid_mid", "mlp_out", "resid_post"):
        assert getattr(found, name) == pytest.approx(seen[f"h.1.{name}"][POSITION].tolist(), rel=1e-5, abs=1e-9)
    edited = capture(ours, IDS, "logits", [Edit("ln_f", list(found.ln_f.after), [POSITION])])["logits"][POSITION]
    assert torch.allclose(edited, capture(ours, IDS, "logits")["logits"][POSITION], atol=1e-3)


def test_of_a_long_text_a_head_lists_the_tokens_that_it_looks_at_most(
    ours: Transformer, found: Workings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llm_playground.transformer.workings.KEYS", 4)
    head, whole = workings_of(ours, IDS, POSITION, LAYER, HEAD, lambda token: b"%d" % token).head, found.head
    assert (head.scores, head.pattern, head.z) == (whole.scores, whole.pattern, whole.z)
    assert whole.listed == tuple(range(POSITION + 1))
    by_weight = sorted(whole.listed, key=lambda token: -whole.pattern[token])
    assert head.listed == tuple(sorted(by_weight[:4]))
    assert head.keys == tuple(whole.keys[token] for token in head.listed)
    assert head.values == tuple(whole.values[token] for token in head.listed)
