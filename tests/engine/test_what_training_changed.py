"""What is told of two twins is what `transformers`, hooks and numpy.linalg.svd say of their checkpoints."""

from __future__ import annotations

import copy
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import kl_div

import llm_playground as lp
from llm_playground.engine.changed import behaviour
from llm_playground.errors import InvalidValue
from llm_playground.models.catalog import CATALOG
from llm_playground.models.small_forward import SmallForward
from tests.checkpoints import add_tokenizer, make_model, reference_of

BASE, TUNED, PROMPT = "tiny-qwen", "tiny-qwen-chat", "Who are you?"
LAYER, HEAD = 2, 1


@pytest.fixture(scope="module")
def references() -> tuple[Any, Any]:
    """Both models as `transformers` computes them."""
    folders = [CATALOG[name].bundled_folder for name in (BASE, TUNED)]
    one, other = (reference_of(folder) for folder in folders if folder)
    return one, other


@pytest.fixture(scope="module", params=["gpt2", "qwen3"])
def random_twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two models that differ in their blocks alone."""
    model = make_model(request.param)
    folders = []
    for name in ("before", "after"):
        folders.append(tmp_path_factory.mktemp(f"{request.param}-{name}"))
        model.save_pretrained(folders[-1])
        add_tokenizer(folders[-1])
        for key, values in model.state_dict().items():
            if ".h." in key or ".layers." in key:
                values += 0.03 * torch.randn_like(values)
    return folders[0], folders[1]


def with_weights(like: Any, weights: dict[str, torch.Tensor]) -> Any:
    model = copy.deepcopy(like)
    model.load_state_dict(weights)
    return model


def along(model: Any, prompt: tuple[int, ...], answer: tuple[int, ...]) -> torch.Tensor:
    """The log-probabilities that predict each token of an answer."""
    with torch.no_grad():
        logits = model(torch.tensor([[*prompt, *answer[:-1]]])).logits[0, len(prompt) - 1 :]
    found: torch.Tensor = logits.double().log_softmax(-1)
    return found


def mean_kl(p: torch.Tensor, q: torch.Tensor) -> float:
    return float(kl_div(q, p, reduction="none", log_target=True).sum(-1).mean())


def test_norms_of_the_change_are_those_of_the_files(references: tuple[Any, Any]) -> None:
    found = lp.weight_change(BASE, TUNED)
    before, after = (model.state_dict() for model in references)
    parts = {part.name: part for part in found.parts}
    theirs = {"q": "self_attn.q_proj", "o": "self_attn.o_proj", "gate": "mlp.gate_proj", "up": "mlp.up_proj"}
    theirs |= {"k": "self_attn.k_proj", "v": "self_attn.v_proj", "down": "mlp.down_proj", "ln_1": "input_layernorm"}
    names = {f"h.3.{kind}.weight": f"model.layers.3.{name}.weight" for kind, name in theirs.items()}
    names |= {"h.0.v.bias": "model.layers.0.self_attn.v_proj.bias", "wte.weight": "model.embed_tokens.weight"}
    for ours, name in names.items():
        norms = [torch.linalg.norm(each.double()).item() for each in (before[name], after[name] - before[name])]
        assert [parts[ours].base_norm, parts[ours].norm] == pytest.approx(norms, rel=1e-5)
        assert parts[ours].relative == pytest.approx(norms[1] / norms[0], rel=1e-5)
        assert parts[ours].shape == tuple(before[name].shape)
    n_weight = sum(each.numel() for each in references[0].parameters())
    assert sum(int(np.prod(part.shape)) for part in found.parts) == found.parameters == n_weight
    assert found.norm == pytest.approx(sum(part.norm**2 for part in found.parts) ** 0.5)


def test_a_path_begins_at_one_model_and_ends_at_the_other(references: tuple[Any, Any]) -> None:
    found = lp.weight_path(BASE, TUNED, PROMPT, [0, 0.4, 1, 1.5], 12)
    first, between, last, beyond = (point.said for point in found.points)
    prompt = found.prompt.ids
    assert first.text == lp.trace(BASE, prompt, "greedy", 12).completion
    assert last.text == lp.trace(TUNED, PROMPT, "greedy", 12).completion
    assert b"".join(found.answer).decode() == last.text
    assert first.kl_base == last.kl_tuned == 0
    before, after = (model.state_dict() for model in references)
    ends = [along(model, prompt, last.ids) for model in references]
    for t, said in ((0.4, between), (1.5, beyond)):
        weights = {name: values + t * (after[name] - values) for name, values in before.items()}
        here = along(with_weights(references[0], weights), prompt, last.ids)
        assert [said.kl_base, said.kl_tuned] == pytest.approx([mean_kl(end, here) for end in ends], rel=1e-3)
    assert first.kl_tuned == pytest.approx(mean_kl(ends[1], ends[0]), rel=1e-4)


def test_models_on_a_path_do_not_stand_in_memory_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SmallForward, "suits", staticmethod(lambda _: False))  # as of a large model
    models: list[weakref.ref[Any]] = []
    alive: list[int] = []
    made = behaviour.native_model

    def counted(*given: Any) -> Any:
        alive.append(sum(each() is not None for each in models))
        model = made(*given)
        models.append(weakref.ref(model))
        return model

    monkeypatch.setattr(behaviour, "native_model", counted)
    lp.weight_path(BASE, TUNED, PROMPT, [0.2, 0.4, 0.6, 0.8], 2)
    assert len(alive) == 6
    assert max(alive) <= 2  # both ends, before the first point


def test_what_parts_carry_is_what_hooks_find(references: tuple[Any, Any]) -> None:
    found = lp.cross_patching_map(BASE, TUNED, PROMPT, 2)
    ids = torch.tensor([found.encoding.ids])
    assert found.encoding.ids[-2:] == lp.weight_path(BASE, TUNED, PROMPT, [1], 2).points[0].said.ids
    for (host, donor), ways in (
        (references, found.into_base),
        (references[::-1], found.into_tuned),
    ):
        kept: list[dict[str, torch.Tensor]] = []
        for model in (host, donor):
            layer = model.model.layers[LAYER]
            seen: dict[str, torch.Tensor] = {}

            def keep(name: str, seen: dict[str, torch.Tensor] = seen) -> Any:
                return lambda _, given, out: seen.update({name: out, f"{name}.read": given[0]})

            hooks = [
                layer.self_attn.o_proj.register_forward_hook(keep("o")),
                layer.mlp.register_forward_hook(keep("mlp")),
            ]
            with torch.no_grad():
                model(ids)
            for hook in hooks:
                hook.remove()
            kept.append(seen)
        size = host.config.head_dim
        of_head = slice(HEAD * size, (HEAD + 1) * size)
        head = [
            seen["o.read"][..., of_head] @ model.model.layers[LAYER].self_attn.o_proj.weight[:, of_head].T
            for model, seen in zip((host, donor), kept, strict=True)
        ]
        layer = host.model.layers[LAYER]
        for module, value, expected in (
            (layer.self_attn.o_proj, kept[1]["o"], ways.attention[LAYER]),
            (layer.self_attn.o_proj, kept[0]["o"] - head[0] + head[1], ways.heads[LAYER][HEAD]),
            (layer.mlp, kept[1]["mlp"], ways.mlps[LAYER]),
        ):
            hook = module.register_forward_hook(lambda *_, value=value: value)
            with torch.no_grad():
                logprob = host(ids).logits[0, -1].log_softmax(-1)[found.token].item()
            hook.remove()
            assert expected == pytest.approx(logprob, abs=1e-3)
    ends = [model(ids).logits[0, -1].log_softmax(-1) for model in references]
    assert found.token == ends[1].argmax()
    assert [found.base_logprob, found.tuned_logprob] == pytest.approx(
        [end[found.token].item() for end in ends], abs=1e-4
    )


def test_a_whole_stream_makes_a_model_the_other_one(random_twins: tuple[Path, Path]) -> None:
    found = lp.cross_patching_map(*random_twins, "the little robot")
    assert abs(found.base_logprob - found.tuned_logprob) > 0.01
    for ways, own, others in (
        (found.into_base, found.base_logprob, found.tuned_logprob),
        (found.into_tuned, found.tuned_logprob, found.base_logprob),
    ):
        assert ways.streams[-1] == pytest.approx(others, abs=1e-4)  # the embedding and lm_head are the same in both
        assert [ways.streams[0], ways.unembedding] == pytest.approx([own, own], abs=1e-4)


def test_a_model_and_itself_have_no_difference() -> None:
    assert {part.norm for part in lp.weight_change(BASE, BASE).parts} == {0}
    found = lp.cross_patching_map(BASE, BASE, "Once upon a time")
    for ways in (found.into_base, found.into_tuned):
        parts = {*ways.attention, *ways.mlps, *ways.streams, *(value for row in ways.heads for value in row)}
        values = [*parts, ways.unembedding, found.tuned_logprob]
        assert values == pytest.approx([found.base_logprob] * len(values), abs=1e-5)
    assert not found.differs
    squeezed = lp.low_rank_change(BASE, BASE, "Once upon a time", [1], 4)
    assert {share for each in squeezed.matrices for share in each.shares} == {None} == {squeezed.ranks[0].share}
    assert squeezed.ranks[0].said == squeezed.full


def test_low_ranks_are_those_of_a_singular_value_decomposition(references: tuple[Any, Any]) -> None:
    found = lp.low_rank_change(BASE, TUNED, PROMPT, [16, 2], 12)
    assert [each.rank for each in found.ranks] == [2, 16]
    before, after = (model.state_dict() for model in references)
    cut, squares, kept = {2: dict(after), 16: dict(after)}, 0.0, {2: 0.0, 16: 0.0}
    for name, values in before.items():
        if values.ndim != 2 or name == "lm_head.weight":  # which is the embedding
            continue
        u, s, v = np.linalg.svd((after[name] - values).double().numpy(), full_matrices=False)
        squares += (s**2).sum()
        for rank, weights in cut.items():
            kept[rank] += (s[:rank] ** 2).sum()
            weights[name] = values + torch.from_numpy(u[:, :rank] * s[:rank] @ v[:rank]).float()
        if name == f"model.layers.{LAYER}.mlp.down_proj.weight":  # wider than it is high, as wte is not
            (down,) = (each for each in found.matrices if each.name == f"h.{LAYER}.down.weight")
            shares = [(s[:rank] ** 2).sum() / (s**2).sum() for rank in (2, 16)]
            assert down.shares == pytest.approx(shares, abs=1e-6)
            assert down.norm == pytest.approx((s**2).sum() ** 0.5, rel=1e-5)
    end = along(references[1], found.prompt.ids, found.full.ids)
    for at_rank in found.ranks:
        weights = cut[at_rank.rank] | {"lm_head.weight": cut[at_rank.rank]["model.embed_tokens.weight"]}
        here = along(with_weights(references[0], weights), found.prompt.ids, found.full.ids)
        assert at_rank.said.kl_tuned == pytest.approx(mean_kl(end, here), rel=5e-3)
        assert at_rank.share == pytest.approx(kept[at_rank.rank] / squares, abs=1e-6)
    assert found.full.kl_tuned == 0
    shapes = [each.shape for each in found.matrices]
    assert found.ranks[0].parameters == sum(2 * (rows + columns) for rows, columns in shapes)


def test_every_part_of_other_families_is_measured(random_twins: tuple[Path, Path]) -> None:
    found = lp.weight_change(*random_twins)
    moved = {(part.kind, part.is_bias) for part in found.parts if part.norm > 0}
    assert moved == {(part.kind, part.is_bias) for part in found.parts if part.layer is not None}
    whole = lp.low_rank_change(*random_twins, "the story", [64], 3)
    assert whole.ranks[0].share == pytest.approx(1)
    assert whole.ranks[0].said.kl_tuned == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("ask", "field", "told"),
    [
        (lambda: lp.weight_change("tiny-gpt2", TUNED), "tuned", "tiny-gpt2 and tiny-qwen-chat are not built alike"),
        (lambda: lp.weight_path(BASE, TUNED, PROMPT, [0, 9]), "t", "from -4 to 4"),
        (lambda: lp.weight_path(BASE, TUNED, PROMPT, []), "t", "a list of up to 41 numbers"),
        (lambda: lp.low_rank_change(BASE, TUNED, PROMPT, [0]), "ranks", "whole numbers from 1 to 256"),
        (lambda: lp.low_rank_change(BASE, TUNED, PROMPT, max_new_tokens=0), "max_new_tokens", "from 1 to 100"),
        (lambda: lp.cross_patching_map(BASE, TUNED, PROMPT, 50), "n_answered", "the answer of tiny-qwen-chat has"),
        (lambda: lp.cross_patching_map(BASE, TUNED, "word " * 90), "prompt", "at most 64"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(ask: Any, field: str, told: str) -> None:
    with pytest.raises(InvalidValue, match=told) as error:
        ask()
    assert error.value.field == field


def test_records_print_themselves() -> None:
    change = repr(lp.weight_change(BASE, TUNED))
    assert "layer 3" in change
    assert "v bias" in change
    path = repr(lp.weight_path(BASE, TUNED, PROMPT, [0, 1]))
    assert "LLM Playground" in path
    carried = repr(lp.cross_patching_map(BASE, TUNED, PROMPT))
    assert "h.3.mlp" in carried
    squeezed = repr(lp.low_rank_change(BASE, TUNED, PROMPT, [4]))
    assert "full" in squeezed
