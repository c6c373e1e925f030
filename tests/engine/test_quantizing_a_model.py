"""What is told of a model in fewer bits is what the exported file says, held against the model in float32."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

import llm_playground as lp
from llm_playground.engine.events import Quantizing
from llm_playground.engine.quantizing import quantizing
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.models.gguf.header import read_header
from llm_playground.quantization.types import TYPES
from llm_playground.transformer import quantizing as quantizing_of_a_transformer
from tests.checkpoints import make_foreign, model_folder

PROMPT = "Tom saw a big red"


def along(model: str | Path, ids: tuple[int, ...]) -> torch.Tensor:
    return torch.from_numpy(np.stack([*lp.load(model).logits_along(ids)])).double().log_softmax(-1)


@pytest.mark.parametrize("type", ["Q4_0", "BF16"])
def test_the_distributions_are_those_of_the_exported_file(tmp_path: Path, type: str) -> None:
    found = lp.quantize("tiny-gpt2", PROMPT, 12, [type])
    (one,) = found.types
    file = lp.export_gguf("tiny-gpt2", tmp_path / "x.gguf", type)
    before, after = along("tiny-gpt2", found.ids), along(file, found.ids)
    kl = torch.nn.functional.kl_div(after, before, reduction="none", log_target=True).sum(-1)
    assert np.abs(np.array(one.kl) - kl.numpy()).max() < 1e-5
    assert one.mean_kl == pytest.approx(kl.mean().item(), abs=1e-6)
    assert one.max_kl == max(one.kl) > 1e-5
    flipped = (before.argmax(-1) != after.argmax(-1)).nonzero().ravel().tolist()
    assert [flip.position for flip in one.flips] == flipped
    for flip in one.flips:
        assert flip.before.id == before[flip.position].argmax().item()
        assert flip.after.id == after[flip.position].argmax().item()
        assert flip.after.probability == pytest.approx(after[flip.position].max().exp().item(), abs=1e-5)
    sizes = {0: 4.0, TYPES[type].number: TYPES[type].bits_a_weight / 8}
    places = read_header(file).tensors.values()
    assert one.bytes == sum(math.prod(place.shape) * sizes[place.kind] for place in places)


def test_fewer_bits_are_smaller_and_further_away() -> None:
    found = lp.quantize("tiny-qwen", PROMPT, 12)
    assert [each.type for each in found.types] == [*TYPES]
    by_type = {each.type: each for each in found.types}
    for exact in ("F32", "F16"):  # as which the weights are stored
        assert by_type[exact].kl == (0.0,) * len(found.ids)
        assert (by_type[exact].error, by_type[exact].flips) == (0, ())
    sizes = [each.bytes for each in found.types]
    assert sizes == sorted(sizes, reverse=True)
    errors = [each.error for each in found.types[2:]]
    assert errors == sorted(errors)
    assert 0 < by_type["Q8_0"].mean_kl < by_type["Q5_0"].mean_kl < by_type["Q4_0"].mean_kl


def test_the_text_is_the_prompt_and_what_greedy_decoding_makes_of_it() -> None:
    found = lp.quantize("tiny-gpt2", PROMPT, 6, ["Q8_0"])
    trace = lp.trace("tiny-gpt2", PROMPT, "greedy", 6)
    assert found.ids == (*trace.prompt.ids, *trace.ids)
    assert (found.n_generated, found.first, len(found.types[0].kl)) == (6, 0, len(found.ids))
    assert b"".join(found.pieces).decode().startswith(PROMPT)


def test_of_an_instruct_model_the_answer_is_compared() -> None:
    found = lp.quantize("tiny-qwen-chat", "Who are you?", 6, ["Q8_0"])
    assert found.first == len(found.ids) - found.n_generated - 1
    assert found.pieces[found.first + 1 :] == tuple(
        step.choice.piece for step in lp.trace("tiny-qwen-chat", "Who are you?", "greedy", 6).steps
    )
    assert len(found.types[0].kl) == found.n_generated + 1


def test_a_block_is_told_with_its_arithmetic() -> None:
    found = lp.quantize("tiny-qwen", PROMPT, 0, row=3)
    parameter = lp.load("tiny-qwen").inside().transformer.h[0].mlp.up_proj.weight
    assert found.weights == tuple(parameter[3, :32].tolist())
    for each in found.types:
        block = each.block
        if block.scale is None:
            assert (block.codes, block.levels) == ((), ())
            continue
        sums = [block.scale * (code - block.zero) + (block.minimum or 0.0) for code in block.codes]
        assert sums == pytest.approx(block.values, abs=1e-7)
        if block.levels:
            assert [block.levels[code] for code in block.codes] == pytest.approx(block.values, abs=1e-7)
        assert max(abs(a - b) for a, b in zip(block.values, found.weights, strict=True)) <= abs(block.scale) * 1.01


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"type of weights 'Q4_K'; choose one of F32"):
        lp.quantize("tiny-qwen", PROMPT, 0, ["Q4_K"])
    with pytest.raises(InvalidValue, match="types is 'Q4_0'; it must be a list of F32"):
        lp.quantize("tiny-qwen", PROMPT, 0, "Q4_0")
    with pytest.raises(InvalidValue, match="max_new_tokens is 101"):
        lp.quantize("tiny-qwen", PROMPT, 101)
    with pytest.raises(InvalidValue, match="runs through transformers"):
        lp.quantize(make_foreign(tmp_path / "foreign"), [1, 2], 0)
    folder = model_folder(tmp_path / "odd", "qwen2")  # whose MLP is 112 wide
    with pytest.raises(InvalidValue, match="Rows of 112 weights do not divide into blocks of 32, which Q8_0 needs"):
        lp.quantize(folder, [1, 2], 0)
    assert len(lp.quantize(folder, [1, 2], 0, ["BF16", "F16"]).types) == 2


def test_it_prints_what_changes() -> None:
    text = repr(lp.quantize("tiny-gpt2", PROMPT, 24))
    lines = text.splitlines()
    assert lines[0].startswith("tiny-gpt2: 2,271,360 weights")
    assert [line.split()[0] for line in lines[2:10]] == [*TYPES]
    assert "Q4_0, where another token is the likeliest:" in text
    assert "scale" in lines[-1]


def test_it_tells_how_far_it_is_and_stops_where_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[str] = []
    real = quantizing_of_a_transformer.quantize

    def counting(values: np.ndarray, type: str) -> np.ndarray:
        stored.append(type)
        return real(values, type)

    monkeypatch.setattr(quantizing_of_a_transformer, "quantize", counting)
    run = quantizing(SHELF.get("tiny-qwen"), PROMPT, 0, ["Q8_0", "Q4_0"])
    first, second = next(run), next(run)
    assert isinstance(first, Quantizing)
    assert isinstance(second, Quantizing)
    assert (first.type, first.done, first.asked) == ("Q8_0", 0, 2 * 2_165_952)
    assert 0 < second.done < first.asked
    run.close()
    assert len(stored) == 1
