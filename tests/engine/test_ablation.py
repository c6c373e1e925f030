"""What a part does is seen by its absence: the numbers are those of a slow loop, and nothing changed is exactly 0."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from llm_playground.engine.inside.ablation import ablate, patch
from llm_playground.engine.inside.heads import heads
from llm_playground.engine.inside.maps import ablation_map, patching_map
from llm_playground.errors import InvalidValue, PlaygroundError, UnknownName
from llm_playground.models.inside import inside
from llm_playground.models.loading import load
from llm_playground.models.seam import LanguageModel
from tests.checkpoints import make_foreign, model_folder

TEXT = "the little robot wanted to see"
BASE, SOURCE = [1, 5, 250, 7, 7, 0, 32], [1, 5, 99, 7, 7, 0, 32]


@pytest.fixture(scope="module", params=["gpt2", "qwen2"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return load(model_folder(tmp_path_factory.mktemp(request.param), request.param))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    """A model of an architecture that only `transformers` knows."""
    return load(make_foreign(tmp_path_factory.mktemp("foreign")))


def without_head(model: LanguageModel, ids: tuple[int, ...], layer: int, head: int) -> np.ndarray:
    """The last logits of `transformers` on the same checkpoint, its output projection blind to one head."""
    from transformers import AutoModelForCausalLM

    reference = AutoModelForCausalLM.from_pretrained(model.info.folder).eval()
    gpt2 = reference.config.model_type == "gpt2"
    block = reference.transformer.h[layer] if gpt2 else reference.model.layers[layer]
    projection = block.attn.c_proj if gpt2 else block.self_attn.o_proj
    size = model.config.head_dim  # type: ignore[attr-defined]
    with torch.no_grad():
        # Conv1D of GPT-2 has its inputs as rows, Linear as columns.
        read = projection.weight if gpt2 else projection.weight.T
        read[head * size : (head + 1) * size] = 0
        logits: np.ndarray = reference(torch.tensor([ids])).logits[0, -1].numpy()
    return logits


def test_a_head_switched_off_is_a_projection_that_reads_nothing_of_it(model: LanguageModel) -> None:
    for layer, head in ((0, 3), (2, 1)):
        effect = ablate(model, TEXT, f"h.{layer}.attn.{head}")
        expected = without_head(model, effect.encoding.ids, layer, head)
        assert np.abs(effect.logits - expected).max() < 1e-4
        before = model.next_logits([effect.encoding.ids])[0]
        assert effect.kl == pytest.approx(slow_divergence(before, expected), abs=1e-4)
        shown = {each.id: each.logit for each in effect.after.candidates}
        assert all(effect.logits[id] == logit for id, logit in shown.items())


def slow_divergence(before: np.ndarray, after: np.ndarray) -> float:
    p, q = ([math.exp(float(x)) for x in row] for row in (before, after))
    p, q = ([x / sum(row) for x in row] for row in (p, q))
    return sum(x * math.log(x / y) for x, y in zip(p, q, strict=True))


def test_a_block_switched_off_lets_the_stream_pass_as_it_came(model: LanguageModel) -> None:
    ids = ablate(model, TEXT, "h.1").encoding.ids
    view = inside(model)
    passed = view.activations(ids, "h.1.resid_pre")["h.1.resid_pre"]
    from llm_playground.transformer.edits import Edit

    expected = view.activations(ids, "logits", [Edit("h.1.resid_post", passed)])["logits"][-1].numpy()
    assert np.abs(ablate(model, TEXT, "h.1").logits - expected).max() < 1e-5


def test_parts_switched_off_together_are_one_effect(model: LanguageModel) -> None:
    both = ablate(model, TEXT, ["h.0.attn", "h.0.mlp"])
    assert np.array_equal(both.logits, ablate(model, TEXT, "h.0").logits)
    assert both.names == ("h.0.attn", "h.0.mlp")
    assert both.before == ablate(model, TEXT, "h.0.attn.1", to="mean").before


def test_of_one_token_the_mean_changes_nothing_at_all(model: LanguageModel) -> None:
    effect = ablate(model, [5], "h.1", to="mean")
    assert effect.kl == 0
    assert effect.before == effect.after


@pytest.mark.parametrize("name", ["h.2.resid_pre", "h.1.attn.2", "h.0.mlp", "h.1", "h.1.attn.pattern", "wte"])
def test_a_prompt_patched_into_itself_changes_nothing_at_all(model: LanguageModel, name: str) -> None:
    for position in (None, 0, -1):
        effect = patch(model, TEXT, TEXT, name, position)
        assert effect.kl == 0
        assert effect.before == effect.after


def test_a_stream_patched_whole_answers_as_on_the_source(model: LanguageModel) -> None:
    effect = patch(model, BASE, SOURCE, "h.2.resid_pre")
    assert np.abs(effect.logits - model.next_logits([SOURCE])[0]).max() < 1e-4
    assert effect.encoding.ids == tuple(BASE)
    assert effect.kl == pytest.approx(slow_divergence(model.next_logits([BASE])[0], effect.logits), abs=1e-4)


def test_the_last_token_can_be_patched_from_a_prompt_of_another_length(model: LanguageModel) -> None:
    effect = patch(model, BASE, [9, 8, 7], "h.2.resid_post", -1)
    assert np.abs(effect.logits - model.next_logits([[9, 8, 7]])[0]).max() < 1e-4


def test_prompts_of_different_lengths_are_explained(model: LanguageModel) -> None:
    with pytest.raises(InvalidValue, match=r"The lengths differ \(base: \d+, source: \d+\).*give a position"):
        patch(model, TEXT, "the", "h.2.resid_pre")
    with pytest.raises(InvalidValue, match=r"position is 9; .* the shorter of both prompts \(tokens: \d+ and \d+\)"):
        patch(model, TEXT, "the", "h.2.resid_pre", 9)
    with pytest.raises(InvalidValue, match=r"a number for each token that is looked at"):
        patch(model, TEXT, "the", "h.2.attn.pattern", -1)
    with pytest.raises(InvalidValue, match=r"base has \d+ tokens and source \d+; to be compared place by place"):
        patching_map(model, TEXT, "the")


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("h.9", UnknownName, r"no part 'h\.9': .* has the blocks h\.0 to h\.2\."),
        ("h.9.mlp", UnknownName, r"no part 'h\.9\.mlp': .* has the blocks h\.0 to h\.2\."),
        ("h.*.mlp", UnknownName, r"no part 'h\.\*\.mlp'"),
        ("h.1.attn.4", UnknownName, r"no part 'h\.1\.attn\.4': .* has 4 heads in each block, counted from 0\."),
        (
            "head 3",
            UnknownName,
            r"no part 'head 3': .* attention \(h\.0\.attn\), its heads .* to h\.0\.attn\.3",
        ),
        (
            "h.1.mpl",
            UnknownName,
            r"no part 'h\.1\.mpl': .* \(h\.0\.mlp\); and the activations wte, .* ln_f, where",
        ),
        ("logits", UnknownName, r"no part 'logits'"),
        ("", InvalidValue, r"name is ''; it must be the name of a part: \"h\.1\.attn\.2\" \(a head\)"),
        ([], InvalidValue, r"nothing to switch off"),
        (None, InvalidValue, r"name is None; it must name a part or several"),
        (["h.1", 3], InvalidValue, r"name is 3; it must be the name of a part"),
    ],
)
def test_a_part_that_is_not_there_is_told_in_one_sentence(
    model: LanguageModel, name: object, kind: type[PlaygroundError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        ablate(model, TEXT, name)  # type: ignore[arg-type]
    if isinstance(name, str) and name:
        with pytest.raises(kind, match=said):
            patch(model, TEXT, TEXT, name)


def test_what_transformers_does_not_let_be_switched_off_is_said_and_its_streams_can_be_patched(
    foreign: LanguageModel,
) -> None:
    with pytest.raises(UnknownName, match=r"no head and no MLP can be switched off or replaced"):
        ablate(foreign, TEXT, "h.0.attn.1")
    assert patch(foreign, TEXT, TEXT, "h.1.resid_pre").kl == 0
    found = patching_map(foreign, BASE, SOURCE)
    assert len(found.differences) == 2
    assert heads(foreign).on_repeated["self"].shape == (2, 4)


def test_a_map_of_ablations_is_each_ablation(model: LanguageModel) -> None:
    found = ablation_map(model, TEXT)
    for layer in range(3):
        effect = ablate(model, TEXT, f"h.{layer}.mlp")
        assert found.mlps[layer] == pytest.approx(effect.kl, abs=1e-5)
        for head in range(4):
            effect = ablate(model, TEXT, f"h.{layer}.attn.{head}")
            assert found.heads[layer][head] == pytest.approx(effect.kl, abs=1e-5)
            assert found.token == effect.before.candidates[0].id
            change = [logprob(row, found.token) for row in (effect.logits, model.next_logits([found.encoding.ids])[0])]
            assert found.head_changes[layer][head] == pytest.approx(change[0] - change[1], abs=1e-4)


def logprob(logits: np.ndarray, id: int) -> float:
    return float(torch.tensor(logits).double().log_softmax(-1)[id])


def test_a_map_of_patches_is_each_patch(model: LanguageModel) -> None:
    found = patching_map(model, BASE, SOURCE)
    base, source = (model.next_logits([each.ids])[0] for each in (found.base, found.source))
    first, second = found.tokens
    assert (first, second) == (base.argmax(), source.argmax())
    assert found.base_difference == pytest.approx(base[second] - base[first], abs=1e-4)
    assert found.source_difference == pytest.approx(source[second] - source[first], abs=1e-4)
    assert [len(row) for row in found.differences] == [len(found.base.ids)] * 3
    for layer, position in ((0, 1), (1, -1), (2, -2)):
        logits = patch(model, BASE, SOURCE, f"h.{layer}.resid_pre", position).logits
        assert found.differences[layer][position] == pytest.approx(logits[second] - logits[first], abs=1e-4)
    assert found.differences[0][0] == pytest.approx(found.base_difference, abs=1e-5)


def test_heads_are_scored_on_tokens_that_come_twice_and_on_the_text(model: LanguageModel) -> None:
    found = heads(model, TEXT)
    assert found.on_text is not None
    assert found.encoding is not None
    assert set(found.on_repeated) == {*found.on_text, "repeated_induction"}
    pattern = inside(model).activations(found.encoding.ids, "h.1.attn.pattern")["h.1.attn.pattern"]
    assert found.on_text["first"][1] == pytest.approx(pattern[:, 1:, 0].mean(-1).tolist(), abs=1e-6)
    assert heads(model).on_text is None
    assert np.array_equal(heads(model).on_repeated["entropy"], found.on_repeated["entropy"])
    assert re.search(r"^h\.2\.attn\.3 +\d", repr(found), re.MULTILINE)


def test_a_model_without_heads_says_so(tmp_path: Path) -> None:
    make_foreign(tmp_path, "mamba", hidden_size=32, state_size=4, num_hidden_layers=2)
    with pytest.raises(InvalidValue, match=r"mamba.* has no attention heads"):
        heads(load(tmp_path))
