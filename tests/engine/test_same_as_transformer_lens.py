"""Lenses, attribution, ablation, patching and induction give the numbers of TransformerLens on the bundled models.

It brings a hundred packages along, so it is an extra of its own: pip install ".[transformer-lens]".
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import llm_playground as lp
from llm_playground.engine.inside import readers
from llm_playground.engine.inside.heads import HALF
from llm_playground.models.inside import inside
from llm_playground.transformer.capture import capture
from llm_playground.transformer.gradients import gradients
from llm_playground.transformer.heads import repeated_tokens
from llm_playground.transformer.jacobian import JacobianLens, fit_jacobian

pytestmark = [
    pytest.mark.transformer_lens,
    pytest.mark.filterwarnings("ignore"),  # of the packages that it brings
]

TEXT = "Once upon a time, there was a little fox named Felix. He liked to play in the garden with his sister. One day"
SKIPPED = 16


def bridge_of(model: str) -> Any:
    bridges = pytest.importorskip(
        "transformer_lens.model_bridge", reason='needs TransformerLens: pip install ".[transformer-lens]"'
    )
    return bridges.TransformerBridge.boot_transformers(str(lp.load(model).info.folder))


@pytest.fixture(scope="module", params=["tiny-gpt2", "tiny-qwen"])
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def bridge(model: str) -> Any:
    return bridge_of(model)


@pytest.fixture(scope="module")
def ids(model: str) -> list[int]:
    return lp.encode_text(TEXT, tokenizer=model)


def test_logits_and_the_logit_lens_are_the_same(model: str, bridge: Any, ids: list[int]) -> None:
    from transformer_lens.tools.analysis import logit_lens

    theirs = logit_lens(bridge, torch.tensor([ids]), positions=None).values[:, 0].detach().numpy()
    ours = lp.lens(model, ids).logits
    assert theirs.shape == ours.shape
    assert np.abs(theirs - ours).max() < 1e-3  # of logits up to 35


def test_attribution_to_each_layer_is_the_same(model: str, ids: list[int]) -> None:
    from_scratch = bridge_of(model)  # it folds its weights
    from_scratch.enable_compatibility_mode()
    from transformer_lens.tools.analysis import direct_logit_attribution

    found = lp.attribution(model, ids, " a", against=" the")
    assert found.against is not None
    theirs = direct_logit_attribution(from_scratch, torch.tensor([ids]), found.token.id, found.against.id)
    values = dict(zip(theirs.labels, theirs.attribution.flatten().tolist(), strict=True))
    parts, n_layer = found.parts, inside(lp.load(model)).shape.n_layer
    expected = {"embed": parts["wte"]} | ({"pos_embed": parts["wpe"]} if "wpe" in parts else {})
    for layer in range(n_layer):
        heads = (value for name, value in parts.items() if name.startswith(f"h.{layer}.attn."))
        expected |= {f"{layer}_attn_out": sum(heads), f"{layer}_mlp_out": parts[f"h.{layer}.mlp"]}
    assert {name: values[name] for name in expected} == pytest.approx(expected, abs=1e-3)


def test_a_jacobian_lens_is_fitted_to_the_same_matrices(model: str, bridge: Any) -> None:
    from transformer_lens.tools.analysis import JacobianLens as Theirs

    theirs = Theirs.fit(bridge, [TEXT], corpus="one", dim_batch=64, show_progress=False)
    ours = fit_jacobian(lp.load(model).transformer, [bridge.to_tokens(TEXT)[0].tolist()], SKIPPED)
    assert theirs.n_prompts == ours.n_prompts == 1
    for layer, matrix in theirs.jacobians.items():
        assert (matrix - ours.matrices[layer + 1]).abs().max() < 1e-3


def test_they_read_our_file_and_read_the_same_with_it(model: str, bridge: Any, ids: list[int], tmp_path: Path) -> None:
    from transformer_lens.tools.analysis import JacobianLens as Theirs

    JacobianLens.load(lp.load(model).info.folder / readers.FILE).save(tmp_path / "lens.pt")
    theirs = Theirs.load(str(tmp_path / "lens.pt"))
    read = theirs.readout(bridge, torch.tensor([ids]), return_full_logits=True)
    ours = lp.lens(model, ids, "jacobian").logits
    for layer in theirs.source_layers:
        assert np.abs(read.lens_logits[layer].detach().numpy() - ours[layer + 1]).max() < 1e-3


def test_the_next_token_without_a_head_or_an_mlp_is_the_same(model: str, bridge: Any, ids: list[int]) -> None:
    def without_head(z: torch.Tensor, hook: Any) -> torch.Tensor:
        z = z.clone()
        z[:, :, 2] = 0
        return z

    switched_off = {
        "h.1.attn.2": [("blocks.1.attn.hook_z", without_head)],
        "h.2.mlp": [("blocks.2.hook_mlp_out", lambda out, hook: torch.zeros_like(out))],
    }
    for name, hooks in switched_off.items():
        with torch.no_grad():
            theirs = bridge.run_with_hooks(torch.tensor([ids]), fwd_hooks=hooks)[0, -1].numpy()
        assert np.abs(lp.ablate(model, ids, name).logits - theirs).max() < 1e-3, name


def test_a_stream_patched_at_one_place_is_the_same(model: str, bridge: Any, ids: list[int]) -> None:
    base, place = [*ids[:5], ids[9], *ids[6:]], 5
    _, source = bridge.run_with_cache(torch.tensor([ids]))
    found = lp.patching_map(model, base, ids)
    for layer in (0, 2):

        def put_in(stream: torch.Tensor, hook: Any) -> torch.Tensor:
            stream = stream.clone()
            stream[:, place] = source[hook.name][:, place]
            return stream

        hooks = [(f"blocks.{layer}.hook_resid_pre", put_in)]
        with torch.no_grad():
            logits = bridge.run_with_hooks(torch.tensor([base]), fwd_hooks=hooks)[0, -1]
        first, second = found.tokens
        assert found.differences[layer][place] == pytest.approx(float(logits[second] - logits[first]), abs=1e-3)


def test_attribution_patching_of_the_mlps_is_the_same(model: str, bridge: Any, ids: list[int]) -> None:
    from transformer_lens.tools.analysis import attribution_patch

    base, tokens = [*ids[:5], ids[9], *ids[6:]], (ids[3], ids[8])
    transformer = lp.load(model).transformer
    values, slopes = gradients(transformer, base, "h.*.mlp_out", tokens)
    there = capture(transformer, ids, "h.*.mlp_out")

    def metric(logits: torch.Tensor) -> torch.Tensor:
        return logits[0, -1, tokens[1]] - logits[0, -1, tokens[0]]

    scores = attribution_patch(bridge, torch.tensor([ids]), torch.tensor([base]), metric).node_scores
    for layer in range(len(values)):
        name = f"h.{layer}.mlp_out"
        ours = ((there[name] - values[name]) * slopes[name]).sum(-1)
        theirs = {
            node.position: score for node, score in scores.items() if (node.kind, node.layer) == ("mlp_out", layer)
        }
        assert [theirs[position] for position in range(len(ids))] == pytest.approx(ours.tolist(), abs=1e-4)


def test_induction_on_repeated_tokens_is_the_mean_of_the_same_diagonal(model: str, bridge: Any) -> None:
    repeated = repeated_tokens(lp.load(model).vocab_size, HALF, lp.load(model).info.stop_ids)
    _, cache = bridge.run_with_cache(torch.tensor([repeated]))
    found = lp.heads(model).on_repeated["repeated_induction"]
    for layer in range(len(found)):
        stripe = cache["pattern", layer][0].diagonal(dim1=-2, dim2=-1, offset=1 - HALF)[:, 1:]  # of the second half
        assert found[layer] == pytest.approx(stripe.mean(-1).tolist(), abs=1e-4)
