"""The second seam: whoever computes a model, the same names give the same numbers, those of `transformers`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.models.gathering import Gathering
from llm_playground.models.hugging_face import HuggingFaceModel, load_hugging_face
from llm_playground.models.inside import Shape, inside
from llm_playground.models.loading import load
from llm_playground.models.seam import LanguageModel
from llm_playground.transformer.activations import activation_names
from llm_playground.transformer.edits import Edit
from tests.checkpoints import CONFIGS, CONTEXT, VOCAB_SIZE, make_checkpoint, make_foreign

IDS = [1, 5, 250, 7, 7, 0, 32]


@pytest.fixture(scope="module", params=CONFIGS)
def native(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    folder = tmp_path_factory.mktemp(request.param)
    make_checkpoint(folder, request.param)
    return load(folder)


@pytest.fixture
def behind_transformers(native: LanguageModel) -> HuggingFaceModel:
    return load_hugging_face(native.info, torch.device("cpu"), torch.float32)


def test_a_native_model_offers_all_that_capture_names(native: LanguageModel) -> None:
    view = inside(native)
    assert tuple(view.activations(IDS)) == activation_names(native.transformer.config)  # type: ignore[attr-defined]
    assert view.shape == Shape(3, 4, 4 if native.info.architecture == "gpt2" else 2)
    assert view.anatomy().children


def test_what_transformers_tells_is_what_our_own_transformer_computes(
    native: LanguageModel, behind_transformers: HuggingFaceModel
) -> None:
    ours, theirs = inside(native), inside(behind_transformers)
    assert ours.shape == theirs.shape
    expected, found = ours.activations(IDS), theirs.activations(IDS)
    for layer in range(3):
        assert {f"h.{layer}.resid_pre", f"h.{layer}.attn.pattern", f"h.{layer}.resid_post"} <= set(found)
    assert {"ln_f", "logits"} <= set(found)
    for name, tensor in found.items():
        assert tensor.shape == expected[name].shape
        assert (tensor - expected[name]).abs().max() < 1e-4, name


def test_the_logits_inside_are_those_of_the_first_seam(native: LanguageModel) -> None:
    logits = inside(native).activations(IDS, "logits")["logits"]
    assert np.abs(logits[-1].numpy() - native.next_logits([IDS])[0]).max() < 1e-4


def test_only_the_names_asked_for_come(native: LanguageModel, behind_transformers: HuggingFaceModel) -> None:
    for model in (native, behind_transformers):
        assert list(inside(model).activations(IDS, "h.1.attn.pattern")) == ["h.1.attn.pattern"]
        assert list(inside(model).activations(IDS, ["h.*.resid_post", "logits"])) == [
            *(f"h.{layer}.resid_post" for layer in range(3)),
            "logits",
        ]


def test_what_transformers_does_not_tell_is_said_in_a_sentence(behind_transformers: HuggingFaceModel) -> None:
    with pytest.raises(UnknownName, match=r"transformers, which tells no more.*'h\.0\.mlp_post'.*resid_pre"):
        inside(behind_transformers).activations(IDS, "h.0.mlp_post")


def test_a_replaced_stream_goes_on_alike_whoever_computes(
    native: LanguageModel, behind_transformers: HuggingFaceModel
) -> None:
    values = np.linspace(-1, 1, 2 * 64, dtype=np.float32).reshape(2, 64)
    edits = [
        Edit("h.1.resid_pre", "zero", positions=[2]),
        Edit("h.0.resid_post", "mean", positions=[4]),
        Edit("h.2.resid_post", values, positions=[6, 3]),
    ]
    expected = inside(native).activations(IDS, edits=edits)
    for name, tensor in inside(behind_transformers).activations(IDS, edits=edits).items():
        assert (tensor - expected[name]).abs().max() < 1e-4, name
    untouched = inside(native).activations(IDS, "logits")["logits"]
    assert (expected["logits"] - untouched)[2:].abs().max() > 0.01
    assert torch.equal(inside(native).activations(IDS, "logits")["logits"], untouched)


def test_what_cannot_be_replaced_through_transformers_is_said_in_a_sentence(
    behind_transformers: HuggingFaceModel,
) -> None:
    with pytest.raises(UnknownName, match=r"only the streams between its blocks can be \(h\.0\.resid_pre to h\."):
        inside(behind_transformers).activations(IDS, "logits", [Edit("h.0.attn.z", "zero", head=1)])


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [
        ("mamba", {"hidden_size": 32, "state_size": 4, "num_hidden_layers": 2}),
        ("gpt_neox", {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}),
        # It caps its logits behind lm_head.
        (
            "gemma2",
            {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
            | {"num_key_value_heads": 2, "head_dim": 8, "final_logit_softcapping": 0.5},
        ),
    ],
)
def test_what_leaves_the_last_block_is_read_as_the_logits_through_transformers(
    kind: str, sizes: dict[str, Any], tmp_path: Path
) -> None:
    view = inside(load(make_foreign(tmp_path, kind, **sizes)))
    seen = view.activations(IDS, ["h.1.resid_post", "logits"])
    assert (view.unembed(seen["h.1.resid_post"]) - seen["logits"]).abs().max() < 1e-5
    assert (view.unembed(seen["h.1.resid_post"][3:4]) - seen["logits"][3:4]).abs().max() < 1e-5


def test_what_leaves_the_last_block_is_read_as_the_logits(
    native: LanguageModel, behind_transformers: HuggingFaceModel
) -> None:
    for model in (native, behind_transformers):
        seen = inside(model).activations(IDS, ["h.2.resid_post", "logits"])
        assert (inside(model).unembed(seen["h.2.resid_post"]) - seen["logits"]).abs().max() < 1e-4


@pytest.mark.parametrize("ids", [[], [VOCAB_SIZE], [-1], [0] * (CONTEXT + 1)])
def test_ids_that_cannot_be_read_are_refused(
    native: LanguageModel, behind_transformers: HuggingFaceModel, ids: list[int]
) -> None:
    for model in (native, behind_transformers):
        with pytest.raises(InvalidValue, match="token id"):
            inside(model).activations(ids)


def test_a_gathering_passes_on(native: LanguageModel) -> None:
    one, other = inside(Gathering(native)), inside(native)
    assert one.shape == other.shape
    assert one.anatomy() == other.anatomy()
    assert torch.equal(one.activations(IDS, "ln_f")["ln_f"], other.activations(IDS, "ln_f")["ln_f"])


def test_a_state_space_model_has_streams_but_no_patterns(tmp_path: Path) -> None:
    model = load(make_foreign(tmp_path, "mamba", hidden_size=32, state_size=4, num_hidden_layers=2))
    view = inside(model)
    assert view.shape == Shape(2, 0, 0)
    found = view.activations(IDS)
    assert list(found) == [
        *("h.0.resid_pre", "h.0.resid_post", "h.1.resid_pre", "h.1.resid_post", "ln_f", "logits"),
    ]
    with pytest.raises(UnknownName, match=r"attn\.pattern"):
        view.activations(IDS, "*.attn.pattern")


def test_a_kind_of_model_without_an_inside_says_so() -> None:
    class Closed(LanguageModel):
        def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
            raise NotImplementedError

    from llm_playground.models.seam import ModelInfo

    model = Closed(ModelInfo("far away", Path(), "unknown", 8, 10, frozenset(), None, None, None))
    with pytest.raises(InvalidValue, match=r"far away .* cannot be looked into; it can still generate"):
        inside(Gathering(model))
