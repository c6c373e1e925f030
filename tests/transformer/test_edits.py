"""What is replaced is replaced for all that comes after it, as in `transformers`, and for nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from llm_playground.errors import InvalidValue, PlaygroundError, UnknownName
from llm_playground.transformer.activations import Activations, activation_names
from llm_playground.transformer.capture import capture
from llm_playground.transformer.edits import Edit
from llm_playground.transformer.model import Transformer
from tests.checkpoints import VOCAB_SIZE

IDS = torch.randint(0, VOCAB_SIZE, (9,), generator=torch.Generator().manual_seed(2)).tolist()


@pytest.fixture(scope="module")
def plain(ours: Transformer) -> Activations:
    return capture(ours, IDS)


def other_values(like: Tensor) -> Tensor:
    return torch.randn(like.shape, generator=torch.Generator().manual_seed(3))


def test_to_replace_an_activation_by_itself_changes_nothing(ours: Transformer, plain: Activations) -> None:
    for name in activation_names(ours.config)[:-1]:
        found = capture(ours, IDS, edits=[Edit(name, plain[name])])
        assert all(torch.equal(found[each], plain[each]) for each in plain), name


def test_the_rest_of_the_model_reads_what_was_put_there(ours: Transformer, plain: Activations) -> None:
    """Each activation is recomputed here from those that it is made of."""
    c = ours.config
    group = c.n_head // c.n_kv_head

    def pattern_of(scores: Tensor) -> Tensor:
        return scores.softmax(-1)

    def scores_of(q: Tensor, k: Tensor) -> Tensor:
        scores = torch.full((c.n_head, len(IDS), len(IDS)), -math.inf)
        for head in range(c.n_head):
            for t in range(len(IDS)):
                for s in range(t + 1):
                    scores[head, t, s] = q[t, head] @ k[s, head // group] / math.sqrt(c.head_dim)
        return scores

    def z_of(pattern: Tensor, v: Tensor) -> Tensor:
        return torch.stack([pattern[head] @ v[:, head // group] for head in range(c.n_head)], dim=1)

    block: Any = ours.h[1]
    made_of: dict[str, tuple[tuple[str, ...], Callable[..., Tensor]]] = {
        "ln_1": (("resid_pre",), block.ln_1),
        "attn.attn_scores": (("attn.q", "attn.k"), scores_of),
        "attn.pattern": (("attn.attn_scores",), pattern_of),
        "attn.z": (("attn.pattern", "attn.v"), z_of),
        "attn_out": (("attn.z",), lambda z: block.attn.out_proj(z.flatten(-2))),
        "resid_mid": (("resid_pre", "attn_out"), lambda x, out: x + out),
        "ln_2": (("resid_mid",), block.ln_2),
        "mlp_out": (("mlp_post",), block.mlp.down_proj),
        "resid_post": (("resid_mid", "mlp_out"), lambda x, out: x + out),
    }
    if block.mlp.gated:
        made_of["mlp_post"] = (("mlp_pre", "mlp_value"), lambda gate, value: block.mlp.activation(gate) * value)
    else:
        made_of["mlp_post"] = (("mlp_pre",), block.mlp.activation)
    replaceable = sorted({part for parts, _ in made_of.values() for part in parts})
    for name in replaceable:
        values = other_values(plain[f"h.1.{name}"])
        if name == "attn.pattern":
            values = values.tril()
        found = capture(ours, IDS, edits=[Edit(f"h.1.{name}", values)])
        with torch.no_grad():
            for made, (parts, make) in made_of.items():
                if made != name:
                    expected = make(*(found[f"h.1.{part}"] for part in parts))
                    assert torch.allclose(found[f"h.1.{made}"], expected, atol=1e-4), (name, made)
        assert not torch.allclose(found["logits"], plain["logits"], atol=1e-3), name
        before = list(plain)[: list(plain).index(f"h.1.{name}")]
        assert all(torch.equal(found[each], plain[each]) for each in before), name


def modules_of(reference: Any, layer: int) -> dict[str, tuple[torch.nn.Module, str]]:
    """Our name -> the module of `transformers` that reads it ("in") or makes it ("out")."""
    if reference.config.model_type == "gpt2":
        block = reference.transformer.h[layer]
        attn, z, post = block.attn, block.attn.c_proj, block.mlp.c_proj
    else:
        block = reference.model.layers[layer]
        attn, z, post = block.self_attn, block.self_attn.o_proj, block.mlp.down_proj
    return {
        "resid_pre": (block, "in"),
        "attn.z": (z, "in"),
        "attn_out": (attn, "out"),
        "mlp_post": (post, "in"),
        "mlp_out": (block.mlp, "out"),
        "resid_post": (block, "out"),
    }


def test_logits_after_an_edit_are_those_of_transformers_with_the_same_module_changed(
    folder: Path, ours: Transformer, plain: Activations
) -> None:
    from transformers import AutoModelForCausalLM

    reference = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    for name, (module, side) in modules_of(reference, 1).items():
        values = other_values(plain[f"h.1.{name}"])
        theirs = values.flatten(-2)[None] if name == "attn.z" else values[None]

        def before(_: Any, inputs: Any, value: Tensor = theirs) -> Any:
            return (value, *inputs[1:])

        def after(_: Any, __: Any, output: Any, value: Tensor = theirs) -> Any:
            return (value, *output[1:]) if isinstance(output, tuple) else value

        hook = module.register_forward_pre_hook(before) if side == "in" else module.register_forward_hook(after)
        with torch.no_grad():
            expected = reference(torch.tensor([IDS])).logits[0]
        hook.remove()
        found = capture(ours, IDS, "logits", [Edit(f"h.1.{name}", values)])["logits"]
        assert (found - expected).abs().max() < 1e-4, name


def test_only_the_positions_and_the_head_named_are_replaced(ours: Transformer, plain: Activations) -> None:
    edits = (
        Edit("h.0.attn.z", "zero", [6, 2], head=1),
        Edit("h.0.attn.k", "mean", [6, 2], head=1),
        Edit("h.0.attn.pattern", "zero", [6, 2], head=1),
    )
    for edit in edits:
        expected = plain[edit.name].clone()
        part = expected[1] if edit.name == "h.0.attn.pattern" else expected[:, 1]
        part[[6, 2]] = 0 if edit.to == "zero" else plain[edit.name][:, 1].mean(0)
        assert torch.allclose(capture(ours, IDS, edit.name, [edit])[edit.name], expected, atol=1e-5), edit.name
    found = capture(ours, IDS, "h.2.mlp_out", [Edit("h.2.mlp_out", 7, positions=[0])])["h.2.mlp_out"]
    assert (found[0] == 7).all()
    assert torch.allclose(found[1:], plain["h.2.mlp_out"][1:], atol=1e-5)


def test_a_later_token_alone_feels_what_is_replaced_at_a_token(ours: Transformer, plain: Activations) -> None:
    logits = capture(ours, IDS, "logits", [Edit("h.1.resid_pre", "zero", positions=[4])])["logits"]
    assert torch.allclose(logits[:4], plain["logits"][:4], atol=1e-5)
    assert (logits[4:] - plain["logits"][4:]).abs().amax(-1).min() > 1e-3


def test_edits_compose_in_the_order_in_which_they_are_given(ours: Transformer) -> None:
    one, other = Edit("h.0.mlp_out", 3.0), Edit("h.0.mlp_out", "zero", positions=[1])
    first_all = capture(ours, IDS, "h.0.mlp_out", [one, other])["h.0.mlp_out"]
    assert (first_all[1] == 0).all()
    assert (first_all[0] == 3).all()
    assert (capture(ours, IDS, "h.0.mlp_out", [other, one])["h.0.mlp_out"] == 3).all()
    two = [Edit("h.0.attn.z", "zero", head=0), Edit("h.0.attn.z", "zero", head=2)]
    in_one = capture(ours, IDS, "h.0.attn.z")["h.0.attn.z"]
    in_one[:, [0, 2]] = 0
    assert torch.equal(
        capture(ours, IDS, "logits", two)["logits"],
        capture(ours, IDS, "logits", [Edit("h.0.attn.z", in_one)])["logits"],
    )


def test_the_mean_is_over_the_tokens_as_they_are_when_its_turn_comes(ours: Transformer, plain: Activations) -> None:
    edits = [Edit("h.0.mlp_out", 1.0, positions=[0]), Edit("h.0.mlp_out", "mean")]
    expected = plain["h.0.mlp_out"].clone()
    expected[0] = 1
    found = capture(ours, IDS, "h.0.mlp_out", edits)["h.0.mlp_out"]
    assert torch.allclose(found, expected.mean(0).expand_as(expected), atol=1e-6)
    assert torch.equal(
        capture(ours, IDS[:1], "logits", [Edit("h.0.mlp_out", "mean")])["logits"],
        capture(ours, IDS[:1], "logits")["logits"],
    )


def test_scores_set_to_zero_still_look_at_no_later_token(ours: Transformer) -> None:
    pattern = capture(ours, IDS, "h.1.attn.pattern", [Edit("h.1.attn.attn_scores", "zero")])["h.1.attn.pattern"]
    for t in range(len(IDS)):
        assert torch.allclose(pattern[:, t, : t + 1], torch.tensor(1 / (t + 1)))
        assert not pattern[:, t, t + 1 :].any()


def test_values_may_come_from_numpy_and_broadcast(ours: Transformer) -> None:
    row = np.arange(ours.config.n_embd, dtype=np.float64)
    found = capture(ours, IDS, "h.0.attn_out", [Edit("h.0.attn_out", row)])["h.0.attn_out"]
    assert np.array_equal(found.numpy(), np.broadcast_to(row.astype(np.float32), found.shape))


@pytest.mark.parametrize(
    ("edit", "kind", "said"),
    [
        (Edit("h.9.attn_out", "zero"), UnknownName, r"no activation 'h\.9\.attn_out'.*up to h\.2"),
        (Edit("logits", "zero"), UnknownName, r"no activation 'logits'"),
        (Edit("h.*.attn_out", "zero"), InvalidValue, r"one activation.*'h\.\*\.attn_out'"),
        (Edit("h.0.attn_out", "nought"), InvalidValue, r"to is 'nought'; it must be \"zero\", \"mean\" or values"),  # type: ignore[arg-type]
        (Edit("h.0.attn_out", [[1.0, 2.0]]), InvalidValue, r"must be numbers of shape \(9, 64\).*\[\[1\.0, 2\.0\]\]"),
        (Edit("h.0.attn_out", {"a": 1}), InvalidValue, r"must be numbers of shape"),  # type: ignore[arg-type]
        (Edit("h.0.attn_out", "zero", positions=[9]), InvalidValue, r"position is 9; .* from 0 to 8: the text has 9"),
        (Edit("h.0.attn_out", "zero", head=0), InvalidValue, r"h\.0\.attn_out is not divided into heads"),
        (Edit("h.0.attn.z", "zero", head=4), InvalidValue, r"head is 4; .* from 0 to 3: h\.0\.attn\.z has 4"),
        (Edit("h.0.attn.pattern", "mean"), InvalidValue, r"has no mean over the tokens"),
        (Edit("h.0.attn.pattern", 1.0), InvalidValue, r"a token would look ahead"),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_in_one_sentence(
    ours: Transformer, edit: Edit, kind: type[PlaygroundError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        capture(ours, IDS, "logits", [edit])
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in ours.modules())
