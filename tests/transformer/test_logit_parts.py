"""The parts of a logit add up to it, and each is what a slow loop finds over the modules of `transformers`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from llm_playground.transformer.attribution import attribute
from llm_playground.transformer.capture import capture
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.model import Transformer
from tests.checkpoints import VOCAB_SIZE, make_checkpoint, reference_of
from tests.numpy_passes import for_one_row

VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("gpt2", {}),
    ("gpt2", {"tie_word_embeddings": False}),
    ("llama", {}),
    ("llama", {"attention_bias": True, "mlp_bias": True, "num_key_value_heads": 1, "head_dim": 8}),
    ("qwen2", {"tie_word_embeddings": True}),
    ("qwen3", {}),
]
IDS = torch.randint(0, VOCAB_SIZE, (12,), generator=torch.Generator().manual_seed(1)).tolist()
LAST = len(IDS) - 1


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: "-".join(map(str, (variant[0], *variant[1]))))
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Transformer, Any]:
    """Our transformer and that of `transformers`, of one checkpoint."""
    family, overrides = request.param
    folder: Path = tmp_path_factory.mktemp(family)
    make_checkpoint(folder, family, **overrides)
    reference = reference_of(folder)
    return load_transformer(folder), reference


def streams_of(reference: Any) -> dict[str, Tensor]:
    """What every part of a `transformers` model adds to the residual stream of the last token: (C,) each."""
    wrote: dict[str, Tensor] = {}

    def written(name: str) -> Any:
        def hook(_: Any, __: Any, output: Any) -> None:
            tensor = output[0] if isinstance(output, tuple) else output
            wrote[name] = tensor.reshape(-1, tensor.shape[-1])[-1].double()

        return hook

    def read_by_heads(name: str) -> Any:
        def hook(module: Any, inputs: Any) -> None:
            z = inputs[0][0, -1].double()
            # A Conv1D of GPT-2 holds (in, out), a Linear (out, in).
            matrix = (module.weight.T if reference.config.model_type == "gpt2" else module.weight).double()
            n_head = reference.config.num_attention_heads
            for head, own in enumerate(torch.arange(len(z)).view(n_head, -1)):
                wrote[f"{name}.{head}"] = matrix[:, own] @ z[own]
            if module.bias is not None:
                wrote[f"{name}.bias"] = module.bias.double()

        return hook

    if reference.config.model_type == "gpt2":
        body = reference.transformer
        body.wpe.register_forward_hook(written("wpe"))
        body.wte.register_forward_hook(written("wte"))
        blocks = [(block.attn.c_proj, block.mlp) for block in body.h]
    else:
        body = reference.model
        body.embed_tokens.register_forward_hook(written("wte"))
        blocks = [(block.self_attn.o_proj, block.mlp) for block in body.layers]
    for layer, (out_proj, mlp) in enumerate(blocks):
        out_proj.register_forward_pre_hook(read_by_heads(f"h.{layer}.attn"))
        mlp.register_forward_hook(written(f"h.{layer}.mlp"))
    with torch.no_grad():
        reference(torch.tensor([IDS]))
    return wrote


def through_norm_and_head(reference: Any, part: Tensor, whole: Tensor, token: int) -> float:
    """One part through the last norm, whose scale is that of `whole`, and one row of lm_head, number by number."""
    is_gpt2 = reference.config.model_type == "gpt2"
    norm = reference.transformer.ln_f if is_gpt2 else reference.model.norm
    eps = norm.eps if is_gpt2 else norm.variance_epsilon
    of_whole = whole - whole.mean() if is_gpt2 else whole
    scale = math.sqrt(sum(float(x) ** 2 for x in of_whole) / len(whole) + eps)
    own = part - part.mean() if is_gpt2 else part
    row = reference.lm_head.weight[token]
    return sum(float(x) / scale * float(g) * float(w) for x, g, w in zip(own, norm.weight, row, strict=True))


def test_each_part_is_what_the_modules_of_transformers_wrote(pair: tuple[Transformer, Any]) -> None:
    ours, reference = pair
    found = attribute(ours, IDS, LAST, 7)
    with torch.no_grad():
        wrote = streams_of(reference)
        whole = torch.stack(list(wrote.values())).sum(0)
        expected = {name: through_norm_and_head(reference, part, whole, 7) for name, part in wrote.items()}
        if reference.config.model_type == "gpt2":
            expected["ln_f.bias"] = float(reference.transformer.ln_f.bias @ reference.lm_head.weight[7])
        logit = float(reference(torch.tensor([IDS])).logits[0, -1, 7])
    assert found.parts == pytest.approx(expected, abs=1e-4)
    assert sum(expected.values()) == pytest.approx(logit, abs=1e-3)


def test_the_parts_add_up_to_the_logit_at_every_position(pair: tuple[Transformer, Any]) -> None:
    ours, _ = pair
    logits = capture(ours, IDS, "logits")["logits"]
    for position in (0, 5, LAST):
        for token in (0, 7, VOCAB_SIZE - 1):
            found = attribute(ours, IDS, position, token)
            assert torch.allclose(torch.from_numpy(found.logits), logits[position], rtol=1e-5, atol=1e-5)
            assert sum(found.parts.values()) == pytest.approx(float(logits[position, token]), rel=1e-5, abs=1e-5)


def test_the_parts_are_all_there_in_the_order_of_the_pass(pair: tuple[Transformer, Any]) -> None:
    ours, _ = pair
    config = ours.config
    blocks = [
        name
        for layer in range(config.n_layer)
        for name in (
            *(f"h.{layer}.attn.{head}" for head in range(config.n_head)),
            *([f"h.{layer}.attn.bias"] if config.attn_out_bias else []),
            f"h.{layer}.mlp",
        )
    ]
    learned = config.rope is None
    expected = ["wte", *(["wpe"] if learned else []), *blocks, *(["ln_f.bias"] if learned else [])]
    assert list(attribute(ours, IDS, LAST).parts) == expected


def test_the_parts_of_a_difference_are_the_differences_of_the_parts(pair: tuple[Transformer, Any]) -> None:
    ours, _ = pair
    one, other, both = (attribute(ours, IDS, 3, *tokens).parts for tokens in ((7,), (9,), (7, 9)))
    assert both == pytest.approx({name: one[name] - other[name] for name in one}, abs=1e-9)
    assert set(attribute(ours, IDS, 3, 7, 7).parts.values()) == {0.0}


def test_without_a_token_it_is_the_likeliest(pair: tuple[Transformer, Any]) -> None:
    ours, _ = pair
    found = attribute(ours, IDS, LAST)
    assert found.token == int(found.logits.argmax())


def test_matrices_laid_out_for_speed_are_read_as_they_were(tmp_path: Path) -> None:
    for tied in (True, False):
        make_checkpoint(tmp_path / str(tied), "llama", tie_word_embeddings=tied)
        ours = load_transformer(tmp_path / str(tied))
        expected = attribute(ours, IDS, LAST, 7, 9).parts
        ours = for_one_row(tmp_path / str(tied))
        assert attribute(ours, IDS, LAST, 7, 9).parts == pytest.approx(expected, abs=1e-5)
