"""Captured activations are those of `transformers`, obey the laws of the architecture, and disturb nobody."""

from __future__ import annotations

import math
import re
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.transformer.activations import Activations, activation_names
from llm_playground.transformer.capture import capture
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.model import Transformer
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint
from tests.numpy_passes import for_one_row

VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("gpt2", {}),
    ("llama", {}),
    ("llama", {"attention_bias": True, "mlp_bias": True, "num_key_value_heads": 1, "head_dim": 8}),
    ("qwen2", {}),
    ("qwen3", {}),
]
IDS = torch.randint(0, VOCAB_SIZE, (24,), generator=torch.Generator().manual_seed(1)).tolist()


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: "-".join(map(str, (variant[0], *variant[1]))))
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Transformer, Any]:
    """Our transformer and that of `transformers`, of one checkpoint."""
    family, overrides = request.param
    folder = tmp_path_factory.mktemp(family)
    make_checkpoint(folder, family, **overrides)
    from transformers import AutoModelForCausalLM

    reference = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    return load_transformer(folder), reference


@pytest.fixture(scope="module")
def ours(pair: tuple[Transformer, Any]) -> Transformer:
    return pair[0]


@pytest.fixture(scope="module")
def everything(ours: Transformer) -> Activations:
    return capture(ours, IDS)


def modules_of(reference: Any, layer: int) -> dict[str, tuple[torch.nn.Module, str]]:
    """Our name -> the module of `transformers` that reads it ("in") or makes it ("out")."""
    if reference.config.model_type == "gpt2":
        block = reference.transformer.h[layer]
        attn, mlp, norms, z, pre, post = (
            block.attn,
            block.mlp,
            (block.ln_1, block.ln_2),
            block.attn.c_proj,
            block.mlp.c_fc,
            block.mlp.c_proj,
        )
        special = {"mlp_pre": (pre, "out")}
    else:
        block = reference.model.layers[layer]
        attn, mlp, norms = block.self_attn, block.mlp, (block.input_layernorm, block.post_attention_layernorm)
        z, post = attn.o_proj, mlp.down_proj
        special = {
            "attn.v": (attn.v_proj, "out"),
            "mlp_pre": (mlp.gate_proj, "out"),
            "mlp_value": (mlp.up_proj, "out"),
        }
    return special | {
        "resid_pre": (norms[0], "in"),
        "ln_1": (norms[0], "out"),
        "attn.z": (z, "in"),
        "attn_out": (attn, "out"),
        "resid_mid": (norms[1], "in"),
        "ln_2": (norms[1], "out"),
        "mlp_post": (post, "in"),
        "mlp_out": (mlp, "out"),
        "resid_post": (block, "out"),
    }


def difference(ours: Tensor, theirs: Tensor) -> float:
    return float((ours - theirs.reshape(ours.shape)).abs().max())


def test_patterns_hidden_states_and_logits_are_those_of_transformers(
    pair: tuple[Transformer, Any], everything: Activations
) -> None:
    transformer, reference = pair
    with torch.no_grad():
        theirs = reference(torch.tensor([IDS]), output_attentions=True, output_hidden_states=True)
    for layer in range(transformer.config.n_layer):
        assert difference(everything[f"h.{layer}.attn.pattern"], theirs.attentions[layer][0]) < 1e-4
        assert difference(everything[f"h.{layer}.resid_pre"], theirs.hidden_states[layer][0]) < 1e-4
    assert difference(everything["ln_f"], theirs.hidden_states[-1][0]) < 1e-4
    assert difference(everything["logits"], theirs.logits[0]) < 1e-4


def test_what_each_module_reads_and_makes_is_what_it_does_in_transformers(
    pair: tuple[Transformer, Any], everything: Activations
) -> None:
    transformer, reference = pair
    seen: dict[str, Tensor] = {}

    def listen(name: str, side: str) -> Any:
        def hook(_: Any, inputs: Any, keywords: Any, output: Any) -> None:
            value = (inputs[0] if inputs else keywords["hidden_states"]) if side == "in" else output
            seen[name] = (value[0] if isinstance(value, tuple) else value)[0]

        return hook

    for layer in range(transformer.config.n_layer):
        for name, (module, side) in modules_of(reference, layer).items():
            module.register_forward_hook(listen(f"h.{layer}.{name}", side), with_kwargs=True)
    with torch.no_grad():
        reference(torch.tensor([IDS]))
    assert len(seen) >= 10 * transformer.config.n_layer
    assert {name: difference(everything[name], value) for name, value in seen.items()} == pytest.approx(
        dict.fromkeys(seen, 0), abs=1e-4
    )


def test_queries_keys_and_values_make_the_scores_the_pattern_and_z(ours: Transformer, everything: Activations) -> None:
    """Computed here as slowly and plainly as it can be."""
    config = ours.config
    for layer in range(config.n_layer):
        q, k, v = (everything[f"h.{layer}.attn.{name}"] for name in "qkv")
        assert (q.shape[1], k.shape[1], v.shape[1]) == (config.n_head, config.n_kv_head, config.n_kv_head)
        for head in range(config.n_head):
            shared = head * config.n_kv_head // config.n_head
            for t in (0, 5, len(IDS) - 1):
                scores = [float(q[t, head] @ k[s, shared]) / math.sqrt(config.head_dim) for s in range(t + 1)]
                total = sum(map(math.exp, scores))
                pattern = [math.exp(score) / total for score in scores]
                z = sum((p * v[s, shared] for s, p in enumerate(pattern)), torch.zeros(config.head_dim))
                at = f"h.{layer}.attn"
                assert everything[f"{at}.attn_scores"][head, t, : t + 1].tolist() == pytest.approx(scores, abs=1e-5)
                assert everything[f"{at}.pattern"][head, t, : t + 1].tolist() == pytest.approx(pattern, abs=1e-5)
                assert torch.allclose(everything[f"{at}.z"][t, head], z, atol=1e-5)


def test_no_token_looks_ahead_and_each_row_sums_to_one(ours: Transformer, everything: Activations) -> None:
    for layer in range(ours.config.n_layer):
        pattern = everything[f"h.{layer}.attn.pattern"]
        assert pattern.triu(1).abs().max() == 0
        assert (everything[f"h.{layer}.attn.attn_scores"].triu(1)[:, 0, 1:] == -math.inf).all()
        assert torch.allclose(pattern.sum(-1), torch.ones(()), atol=1e-6)


def test_both_halves_of_a_block_add_to_the_stream(ours: Transformer, everything: Activations) -> None:
    stream = everything["wte"] + (everything["wpe"] if ours.wpe is not None else 0)
    for layer in range(ours.config.n_layer):
        at = f"h.{layer}"
        assert torch.equal(everything[f"{at}.resid_pre"], stream)
        assert torch.equal(everything[f"{at}.resid_mid"], stream + everything[f"{at}.attn_out"])
        stream = everything[f"{at}.resid_mid"] + everything[f"{at}.mlp_out"]
        assert torch.equal(everything[f"{at}.resid_post"], stream)


def test_a_later_token_changes_nothing_before_it(ours: Transformer, everything: Activations) -> None:
    shorter = capture(ours, IDS[:10], ["h.*.resid_post", "logits"])
    for name, tensor in shorter.items():
        assert difference(tensor, everything[name][:10]) < 1e-5


def test_every_name_is_captured_in_the_order_of_the_forward_pass(ours: Transformer, everything: Activations) -> None:
    assert tuple(everything) == activation_names(ours.config)
    assert list(capture(ours, IDS, ["logits", "h.1.*", "wte"]))[:2] == ["wte", "h.1.resid_pre"]
    assert list(capture(ours, IDS, "h.*.attn.pattern")) == [f"h.{i}.attn.pattern" for i in range(ours.config.n_layer)]


def test_asking_for_less_gives_the_same_numbers(ours: Transformer, everything: Activations) -> None:
    """Without scores and pattern, attention runs as it does when text is generated."""
    for name in ("h.2.attn.z", "h.1.mlp_out", "logits"):
        assert difference(capture(ours, IDS, name)[name], everything[name]) < 1e-5


def test_the_hooks_are_gone_afterwards_even_after_an_error(ours: Transformer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours.h[1].mlp, "forward", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        capture(ours, IDS)
    assert not any(module._forward_hooks for module in ours.modules())


def test_what_other_threads_compute_meanwhile_is_not_captured(ours: Transformer) -> None:
    """Every thread runs its own ids through the shared model; none may see another's."""
    expected = {id: capture(ours, [id] * 8)["h.1.mlp_out"] for id in range(4)}
    wrong: list[int] = []

    def look(id: int) -> None:
        for _ in range(20):
            if not torch.equal(capture(ours, [id] * 8)["h.1.mlp_out"], expected[id]):
                wrong.append(id)

    threads = [threading.Thread(target=look, args=(id,)) for id in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_unknown_name_lists_those_there_are(ours: Transformer, everything: Activations) -> None:
    with pytest.raises(
        UnknownName, match=r"no activation 'h\.9\.q'\. There are wte, .*h\.0\.attn\.pattern.*up to h\.2"
    ):
        capture(ours, IDS, ["logits", "h.9.q"])
    with pytest.raises(UnknownName, match=r"'h\.0\.q' was not captured; there is wte, "):
        _ = everything["h.0.q"]
    assert re.search(r"^h\.0\.attn\.q +\(24, 4, \d+\)$", repr(everything), re.MULTILINE)


@pytest.mark.parametrize("ids", [[], [0] * (CONTEXT + 1), [VOCAB_SIZE], [-1]])
def test_ids_that_the_model_cannot_read_are_refused(ours: Transformer, ids: list[int]) -> None:
    with pytest.raises(InvalidValue, match=r"1 to 64|0 to 299"):
        capture(ours, ids)


def test_a_model_laid_out_for_speed_is_captured_alike(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    expected = capture(load_transformer(tmp_path), IDS)
    transformer = for_one_row(tmp_path)
    assert not transformer.h[0].mlp.up_proj.weight.is_contiguous()  # it lies by columns
    for name, tensor in capture(transformer, IDS).items():
        assert torch.allclose(tensor, expected[name], atol=1e-4), name


def test_half_precision_is_captured_as_float32(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "llama")
    captured = capture(load_transformer(tmp_path, torch.bfloat16), IDS)
    assert {tensor.dtype for tensor in captured.values()} == {torch.float32}


def test_what_is_kept_is_all_that_stays_in_memory(everything: Activations) -> None:
    for name, tensor in everything.items():
        assert tensor.untyped_storage().nbytes() == tensor.nbytes, name
