"""Many sets of edits at once give what each gives alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.transformer import variants as module
from llm_playground.transformer.capture import capture
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.edits import Edit
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.variants import next_logits_under
from tests.checkpoints import VOCAB_SIZE, make_checkpoint

IDS = torch.randint(0, VOCAB_SIZE, (11,), generator=torch.Generator().manual_seed(4)).tolist()


@pytest.fixture(scope="module", params=["gpt2", "qwen3"])
def ours(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Transformer:
    folder: Path = tmp_path_factory.mktemp(request.param)
    make_checkpoint(folder, request.param)
    return load_transformer(folder)


def test_each_set_of_edits_gives_what_it_gives_alone(ours: Transformer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TOKENS", 40)  # so that there are several batches
    first = "wte" if ours.wpe is None else "wpe"
    sets: list[list[Edit]] = [
        [],
        *([Edit(f"h.{layer}.attn.z", "zero", head=head)] for layer in range(3) for head in range(4)),
        [Edit("h.2.mlp_out", "mean"), Edit("h.1.attn_out", "zero", positions=[3])],
        [Edit("h.1.resid_mid", 0.5, positions=[1, 10])],
        [Edit("h.0.resid_pre", "zero", positions=[2])],
        [Edit("h.2.attn.pattern", "zero", head=1)],
        [Edit(first, "mean")],
        [Edit("h.2.resid_post", "zero", positions=[10])],
        [Edit("ln_f", 1.0)],
    ]
    found = next_logits_under(ours, IDS, sets)
    for row, edits in zip(found, sets, strict=True):
        alone = capture(ours, IDS, "logits", edits)["logits"][-1]
        assert (row - alone).abs().max() < 1e-4, edits
    untouched = capture(ours, IDS, "logits")["logits"][-1]
    assert all((row - untouched).abs().max() > 1e-3 for row in found[1:])


def test_what_cannot_be_replaced_is_refused_before_the_model_runs(ours: Transformer) -> None:
    with pytest.raises(UnknownName, match=r"no activation 'h\.3\.attn_out'"):
        next_logits_under(ours, IDS, [[], [Edit("h.3.attn_out", "zero")]])
    with pytest.raises(InvalidValue, match="token id"):
        next_logits_under(ours, [], [[]])
