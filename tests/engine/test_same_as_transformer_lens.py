"""Lenses and attribution give the numbers of TransformerLens on the bundled models.

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
from llm_playground.models.inside import inside
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
