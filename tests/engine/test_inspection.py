"""An inspection shows what the model computes: the same numbers as generation, the weights as the file counts them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

import llm_playground as lp
from llm_playground.engine.inside.inspection import anatomy, inspect, prompt_to_show
from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.models.inside import inside
from llm_playground.models.prompting import encoding_of
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Module
from tests.checkpoints import CONFIGS, CONTEXT, VOCAB_SIZE, add_tokenizer, make_checkpoint, make_foreign, model_folder

TEXT = "the little robot wanted to see the 🐉"


@pytest.fixture(scope="module", params=CONFIGS)
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def model(family: str, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return lp.load(model_folder(tmp_path_factory.mktemp(family), family))


@pytest.fixture(scope="module")
def instruct(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return lp.load(model_folder(tmp_path_factory.mktemp("instruct"), "qwen2", chat=True))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    """A model of an architecture that only `transformers` knows."""
    return lp.load(make_foreign(tmp_path_factory.mktemp("foreign")))


def parts(module: Module) -> Iterator[Module]:
    yield module
    for child in module.children:
        yield from parts(child)


def test_the_pattern_is_that_of_transformers(model: LanguageModel) -> None:
    from transformers import AutoModelForCausalLM

    reference = AutoModelForCausalLM.from_pretrained(model.info.folder, attn_implementation="eager")
    for layer, head in ((0, 0), (2, 3)):
        seen = inspect(model, TEXT, layer, head)
        with torch.no_grad():
            theirs = reference(torch.tensor([seen.encoding.ids]), output_attentions=True).attentions[layer][0, head]
        assert (torch.tensor(seen.attention.pattern) - theirs).abs().max() < 1e-4
        assert (seen.attention.layer, seen.attention.head) == (layer, head)
        assert len(seen.attention.patterns) == seen.n_head


def test_the_next_token_is_what_generation_sees_to_the_last_digit(model: LanguageModel) -> None:
    seen = inspect(model, TEXT, top=7)
    assert seen.next == lp.trace(model, TEXT, "greedy", 1, top=7).steps[0].stages[0]
    assert len(seen.next.candidates) == 7


def test_what_was_seen_can_be_asked_for_every_activation(model: LanguageModel) -> None:
    seen = inspect(model, TEXT)
    patterns = seen.activations("h.*.attn.pattern")
    assert list(patterns) == [f"h.{layer}.attn.pattern" for layer in range(3)]
    expected = inside(model).activations(seen.encoding.ids, "h.0.attn.pattern")["h.0.attn.pattern"]
    assert (patterns["h.0.attn.pattern"] == expected.numpy()).all()
    assert {str(array.dtype) for array in seen.activations().values()} == {"float32"}
    with pytest.raises(UnknownName, match=r"no activation 'h\.9\.ln_1'"):
        seen.activations("h.9.ln_1")
    for neither in (5, None, [5], "", b"ln_f"):
        with pytest.raises(InvalidValue, match=r"^names is .* it must be the name of an activation, such as"):
            seen.activations(neither)  # type: ignore[arg-type]


def test_the_tokens_are_those_of_the_tokenizer(model: LanguageModel) -> None:
    seen = inspect(model, TEXT)
    assert seen.encoding == model.tokenizer.explain(TEXT)
    assert len(seen.attention.pattern) == len(seen.attention.pattern[-1]) == len(seen.encoding.ids)
    assert (seen.n_layer, seen.n_head) == (3, 4)
    assert seen.n_kv_head == (4 if model.info.architecture == "gpt2" else 2)


def test_an_instruct_model_is_inspected_inside_its_template_as_it_generates(instruct: LanguageModel) -> None:
    seen, trace = inspect(instruct, TEXT), lp.trace(instruct, TEXT, "greedy", 1)
    assert seen.encoding.ids == trace.prompt.ids
    assert seen.encoding.text == trace.prompt.text
    assert seen.next == trace.steps[0].stages[0]
    # Every character is covered, and by the token that wrote it.
    data = b"".join(seen.encoding.pieces)
    assert data.decode() == seen.encoding.text
    for (a, b), piece in zip(seen.encoding.spans, seen.encoding.pieces, strict=True):
        assert piece in seen.encoding.text[a:b].encode()
    assert {i for a, b in seen.encoding.spans for i in range(a, b)} == set(range(len(data.decode())))


def test_a_token_that_adds_nothing_to_the_text_covers_no_character(model: LanguageModel) -> None:
    ids = (0, *model.tokenizer.encode("the 🐉"))
    encoding = encoding_of(model, "the 🐉", ids)
    assert encoding.spans[0] == (0, 0)
    assert encoding.spans[1:] == model.tokenizer.explain("the 🐉").spans


def test_nothing_written_is_the_beginning_of_a_text(model: LanguageModel) -> None:
    seen = inspect(model, "")
    assert seen.encoding.ids == (0,)
    assert seen.attention.pattern == ((1.0,),)


def test_the_parameters_are_those_in_the_file(model: LanguageModel) -> None:
    from safetensors.torch import load_file

    tensors = load_file(model.info.folder / "model.safetensors")
    whole = anatomy(model)
    assert whole.parameters == sum(tensor.numel() for tensor in tensors.values())
    for part in parts(whole):
        if part.children:
            own = part.parameters - sum(child.parameters for child in part.children)
            assert own == 0, part.name


def test_every_part_has_its_shape_its_kind_and_a_note(model: LanguageModel, family: str) -> None:
    whole = anatomy(model)
    by_name = {child.name: child for child in whole.children}
    blocks = by_name["h"].children
    assert [block.name for block in blocks] == ["0", "1", "2"]
    assert by_name["wte"].shape == (VOCAB_SIZE, 64)
    norm = {part.kind for part in parts(whole) if part.name.startswith("ln_")}
    assert norm == {"LayerNorm" if family == "gpt2" else "RMSNorm"}
    assert all(part.note.endswith(".") for part in parts(whole))
    assert [part.name for part in parts(whole) if part.formula == ""] == ["h"]  # which only holds the blocks
    assert {part.formula for part in parts(whole) if part.name == "mlp"} == {
        "y = down_proj(GELU(up_proj(x)))"
        if family == "gpt2"
        else "y = down_proj(SiLU(gate) · value), gate and value being up_proj(x)"
    }
    attention = next(part for part in blocks[0].children if part.name == "attn")
    assert ("grouped-query" in attention.note) == (family != "gpt2")
    assert ("RoPE" in attention.note) == (family != "gpt2")
    assert ("wpe" in by_name) == (family == "gpt2")


def test_tied_embeddings_are_counted_once(tmp_path: Path) -> None:
    for tied in (True, False):
        make_checkpoint(tmp_path / str(tied), "qwen2", tie_word_embeddings=tied)
    tied, apart = (anatomy(tmp_path / str(each)) for each in (True, False))
    assert apart.parameters - tied.parameters == VOCAB_SIZE * 64
    assert tied.children[-1].parameters == 0
    assert "tied" in tied.children[-1].note
    assert tied.children[-1].shape == apart.children[-1].shape == (VOCAB_SIZE, 64)


def test_a_model_laid_out_for_speed_shows_its_matrices_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llm_playground.models import loading

    make_checkpoint(tmp_path, "llama")
    expected = anatomy(lp.load(tmp_path))
    monkeypatch.setattr(loading.SmallForward, "suits", lambda _: False)
    assert anatomy(lp.load(tmp_path)) == expected


def test_a_model_behind_transformers_is_inspected_where_it_tells_its_attention(foreign: LanguageModel) -> None:
    from transformers import AutoModelForCausalLM

    seen = inspect(foreign, TEXT, layer=1, head=2)
    reference = AutoModelForCausalLM.from_pretrained(foreign.info.folder, attn_implementation="eager")
    with torch.no_grad():
        theirs = reference(torch.tensor([seen.encoding.ids]), output_attentions=True).attentions[1][0, 2]
    assert (torch.tensor(seen.attention.pattern) - theirs).abs().max() < 1e-6
    assert seen.next == lp.trace(foreign, TEXT, "greedy", 1).steps[0].stages[0]
    whole = anatomy(foreign)
    assert whole.parameters == sum(p.numel() for p in reference.parameters())
    assert {"GPTNeoXLayer", "LayerNorm", "Linear", "Embedding"} <= {part.kind for part in parts(whole)}


def test_looking_into_a_model_behind_transformers_leaves_it_as_it_was(
    foreign: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = foreign.model.config._attn_implementation
    assert before != "eager"
    inspect(foreign, TEXT)
    assert foreign.model.config._attn_implementation == before
    with monkeypatch.context() as broken:
        broken.setattr(foreign.model.gpt_neox.layers[1], "forward", lambda *_, **__: 1 / 0)
        with pytest.raises(InvalidValue, match=r"\(gpt_neox\) cannot be looked into.*division by zero.*still generate"):
            inside(foreign).activations([1, 2])
    assert foreign.model.config._attn_implementation == before


def test_a_model_without_attention_says_so(tmp_path: Path) -> None:
    from transformers import MambaConfig, MambaForCausalLM

    config = MambaConfig(vocab_size=VOCAB_SIZE, hidden_size=32, state_size=4, num_hidden_layers=2)
    MambaForCausalLM(config).save_pretrained(tmp_path)
    add_tokenizer(tmp_path)
    model = lp.load(tmp_path)
    with pytest.raises(InvalidValue, match=r"\(mamba\) has no attention heads") as told:
        inspect(model, TEXT)
    assert told.value.field == "model"
    assert anatomy(model).parameters > 0


@pytest.mark.parametrize("wrong", [{"layer": 3}, {"layer": -1}, {"head": 4}, {"head": True}, {"layer": 1.0}])
def test_a_layer_or_head_that_is_not_there_is_refused_with_the_legal_range(
    instruct: LanguageModel, wrong: dict[str, Any]
) -> None:
    name, value = next(iter(wrong.items()))
    count = {"layer": 3, "head": 4}[name]
    legal = rf"{name} is {value!r}; it must be a whole number from 0 to {count - 1}: .* has {count} {name}s\."
    with pytest.raises(InvalidValue, match=legal) as caught:
        inspect(instruct, TEXT, **wrong)
    assert caught.value.field == name


def test_a_text_too_long_to_look_at_is_refused(model: LanguageModel) -> None:
    with pytest.raises(InvalidValue, match=rf"reads at most {CONTEXT}: shorten the prompt"):
        inspect(model, "robot " * 100)
    with pytest.raises(InvalidValue, match=r"at most 3 can be looked at"):
        prompt_to_show(model, TEXT, 3)


def test_of_a_long_text_the_last_tokens_are_drawn_and_the_rest_of_a_row_is_what_they_read_before() -> None:
    seen = inspect("tiny-gpt2", "the little robot " * 120, 1)
    tokens, attention = len(seen.encoding.ids), seen.attention
    drawn = len(attention.pattern)
    assert (attention.first, drawn) == (tokens - drawn, 256)
    exact = seen.activations("h.1.attn.pattern")["h.1.attn.pattern"]
    for head, rows in enumerate(attention.patterns):
        assert rows[-1] == pytest.approx(exact[head, -1, -drawn:], rel=1e-5, abs=1e-7)
        assert 1 - sum(rows[-1]) == pytest.approx(exact[head, -1, :-drawn].sum(), abs=1e-4)


def test_it_goes_to_json_with_bytes_as_hexadecimal(model: LanguageModel) -> None:
    seen = inspect(model, TEXT)
    data = json.loads(seen.to_json())
    assert list(data) == ["model", "encoding", "n_layer", "n_head", "n_kv_head", "attention", "next"]
    assert [bytes.fromhex(piece) for piece in data["encoding"]["pieces"]] == list(seen.encoding.pieces)
    assert list(data["attention"]) == ["layer", "head", "patterns", "first"]
    assert data["attention"]["patterns"][0] == [list(row) for row in seen.attention.pattern]
    assert json.loads(anatomy(model).to_json())["children"][0]["name"] == "wte"


def test_the_workings_are_those_of_the_last_token_or_of_one_that_is_named(model: LanguageModel) -> None:
    ids = inspect(model, TEXT).encoding.ids
    found = lp.workings(model, TEXT, layer=2, head=3)
    assert (found.position, found.layer, found.head.head) == (len(ids) - 1, 2, 3)
    pattern = inspect(model, TEXT, 2, 3).attention.pattern
    assert found.head.pattern == pytest.approx(pattern[-1], abs=1e-5)
    assert lp.workings(model, TEXT, 1, 2, 3).head.pattern == pytest.approx(pattern[1][:2], abs=1e-5)
    for wrong in ({"position": len(ids)}, {"layer": 3}, {"head": 4}):
        with pytest.raises(InvalidValue, match=r": (the text|/.*) has \d+ ") as raised:
            lp.workings(model, TEXT, **wrong)
        assert raised.value.field == next(iter(wrong))
