"""A name becomes a model, or one sentence that says why not and what to do."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from llm_playground.engine.session import Session
from llm_playground.errors import CheckpointError, InvalidValue, ModelUnavailable, UnknownName
from llm_playground.models import hub
from llm_playground.models.catalog import CATALOG
from llm_playground.models.fetching import connection
from llm_playground.models.loading import load
from llm_playground.models.native import NativeModel
from tests.checkpoints import CONTEXT, add_tokenizer, make_checkpoint


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Hugging Face cache of this test's own."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def put_in_cache(cache: Path, repository: str, revision: str, *, main: bool = False) -> Path:
    """A checkpoint in the layout that the hub's own library writes: refs, snapshots, and blobs behind links."""
    folder = cache / f"models--{repository.replace('/', '--')}"
    snapshot = folder / "snapshots" / revision
    make_checkpoint(snapshot, "gpt2")
    add_tokenizer(snapshot)
    blobs = folder / "blobs"
    blobs.mkdir()
    for number, path in enumerate(sorted(snapshot.iterdir())):
        path.rename(blobs / f"blob{number}")
        path.symlink_to(blobs / f"blob{number}")
    if main:
        (folder / "refs").mkdir()
        (folder / "refs" / "main").write_text(revision)
    return snapshot


def test_a_folder_is_loaded_with_its_tokenizer(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2")
    reference = add_tokenizer(tmp_path)
    model = load(str(tmp_path))
    assert isinstance(model, NativeModel)
    assert model.context_length == CONTEXT
    assert model.tokenizer.encode("the little robot") == reference.encode("the little robot").ids
    assert not model.is_instruct


def test_a_folder_without_tokenizer_takes_ids_and_says_so_for_text(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    model = load(tmp_path)
    assert model.next_logits([[1, 2, 3], [4]]).shape[0] == 2
    with pytest.raises(InvalidValue, match="no tokenizer files"):
        _ = model.tokenizer


@pytest.mark.parametrize("where", ["tokenizer_config.json", "chat_template.jinja", "named list"])
def test_a_chat_template_makes_an_instruct_model_wherever_it_is_kept(tmp_path: Path, where: str) -> None:
    make_checkpoint(tmp_path, "qwen2")
    add_tokenizer(tmp_path, chat=True)
    template = (tmp_path / "chat_template.jinja").read_text()
    if where != "chat_template.jinja":
        (tmp_path / "chat_template.jinja").unlink()
        path = tmp_path / "tokenizer_config.json"
        named = [{"name": "tool_use", "template": "no"}, {"name": "default", "template": template}]
        value = named if where == "named list" else template
        path.write_text(json.dumps(json.loads(path.read_text()) | {"chat_template": value}))
    model = load(tmp_path)
    assert model.is_instruct
    assert model.info.chat_template == template


@pytest.mark.parametrize("stop", [7, [7, 9]])
def test_stop_ids_come_from_the_generation_config_first(tmp_path: Path, stop: int | list[int]) -> None:
    make_checkpoint(tmp_path, "gpt2")
    (tmp_path / "generation_config.json").write_text(json.dumps({"eos_token_id": stop}))
    assert load(tmp_path).info.stop_ids == frozenset([7] if stop == 7 else [7, 9])


@pytest.mark.parametrize("written", [None, [], -1, [None]])
def test_a_stop_id_that_is_none_is_looked_for_in_the_other_file(tmp_path: Path, written: object) -> None:
    make_checkpoint(tmp_path, "gpt2", eos_token_id=9)
    (tmp_path / "generation_config.json").write_text(json.dumps({"eos_token_id": written}))
    assert load(tmp_path).info.stop_ids == frozenset([9])


@pytest.mark.parametrize("text", ["[]", "null", "{"])
def test_a_damaged_generation_config_is_named(tmp_path: Path, text: str) -> None:
    make_checkpoint(tmp_path, "gpt2")
    (tmp_path / "generation_config.json").write_text(text)
    with pytest.raises(CheckpointError, match=r"generation_config\.json"):
        load(tmp_path)


def test_weights_cached_without_a_tokenizer_take_ids_offline(hub_cache: Path) -> None:
    snapshot = put_in_cache(hub_cache, "somebody/small-model", "feed", main=True)
    (snapshot / "tokenizer.json").unlink()
    (snapshot / "tokenizer_config.json").unlink()
    assert load("somebody/small-model").next_logits([[1, 2]]).shape[0] == 1


def test_a_cached_model_tells_what_it_recommends_before_it_is_loaded(hub_cache: Path) -> None:
    snapshot = put_in_cache(hub_cache, "somebody/small-model", "feed", main=True)
    (snapshot / "generation_config.json").write_text(json.dumps({"do_sample": True, "top_k": 7}))
    state = Session(["somebody/small-model"]).models()[-1]
    assert (state.loaded, str(state.recommended)) == (False, "sample, top_k 7")


@pytest.mark.parametrize("name", ["x" * 5000, "~nobody-of-this-name/x", "a\0b"])
def test_a_text_that_can_be_no_path_is_no_model(name: str) -> None:
    with pytest.raises((UnknownName, CheckpointError)):
        load(name)


def test_a_pinned_model_of_the_catalog_is_found_in_the_hub_cache(hub_cache: Path) -> None:
    entry = CATALOG["gpt2"]
    assert entry.hub_id is not None
    assert entry.revision is not None
    snapshot = put_in_cache(hub_cache, entry.hub_id, entry.revision)
    model = load("gpt2")
    assert (model.name, model.info.folder) == ("gpt2", snapshot)


@pytest.mark.parametrize("repository", ["openai-community/gpt2", "gpt2"])
def test_what_an_older_download_left_in_the_cache_is_used(hub_cache: Path, repository: str) -> None:
    snapshot = put_in_cache(hub_cache, repository, "0123abc", main=True)
    assert load("gpt2").info.folder == snapshot


def test_any_hub_id_is_found_in_the_cache(hub_cache: Path) -> None:
    snapshot = put_in_cache(hub_cache, "somebody/small-model", "feed", main=True)
    model = load("somebody/small-model")
    assert (model.name, model.info.folder) == ("somebody/small-model", snapshot)


def test_a_base_model_of_the_catalog_stays_one_even_with_a_template(hub_cache: Path) -> None:
    entry = CATALOG["qwen-base"]
    assert entry.hub_id is not None
    assert entry.revision is not None
    snapshot = put_in_cache(hub_cache, entry.hub_id, entry.revision)
    add_tokenizer(snapshot, chat=True)
    assert not load("qwen-base").is_instruct
    assert not load(entry.hub_id).is_instruct


def test_an_incomplete_download_does_not_count_as_cached(hub_cache: Path) -> None:
    snapshot = put_in_cache(hub_cache, "somebody/small-model", "feed", main=True)
    (snapshot / "model.safetensors").unlink()
    assert hub.cached_folder("somebody/small-model") is None


@pytest.mark.parametrize("name", ["gpt2", "qwen", "somebody/some-model"])
def test_offline_and_not_cached_is_an_error_at_once_with_two_ways_out(
    hub_cache: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it waits to try again"))
    with pytest.raises(ModelUnavailable) as caught:
        load(name)
    message = str(caught.value)
    hub_id = CATALOG[name].hub_id if name in CATALOG else name
    assert str(hub_id) in message
    assert "looked in the cache, then asked the hub" in message
    assert f"llm-playground pull {name}" in message
    assert "`" not in message  # it is read on a page and on a terminal, where that is no markup
    assert "tiny-gpt2" in message


@pytest.fixture
def silent_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hub that takes connections and never answers, as behind some firewalls."""
    server = socket.create_server(("127.0.0.1", 0))
    connections = []

    def accept() -> None:
        while True:
            try:
                connections.append(server.accept()[0])
            except OSError:
                return

    threading.Thread(target=accept, daemon=True).start()
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    yield
    server.close()
    for each in connections:
        each.close()


def test_a_hub_that_never_answers_is_given_up_soon(hub_cache: Path, silent_hub: None) -> None:
    started = time.perf_counter()
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        load("gpt2")
    assert time.perf_counter() - started < 10


def test_a_mistyped_name_gets_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="Did you mean tiny-gpt2"):
        load("tiny-gtp2")
    with pytest.raises(UnknownName, match="Did you mean qwen"):
        load("Qwenn")
    with pytest.raises(UnknownName, match="choose one of tiny-gpt2, tiny-qwen, tiny-qwen-chat, gpt2"):
        load("xyz123")


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere"])
def test_a_path_that_does_not_exist_is_called_a_missing_folder(name: str) -> None:
    with pytest.raises(CheckpointError, match="there is no folder"):
        load(name)


def test_a_malformed_hub_id_is_refused() -> None:
    with pytest.raises(InvalidValue, match="not a hub id"):
        load("some body/mo del!")


def test_half_a_tokenizer_is_an_error(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    (tmp_path / "vocab.json").write_text("{}")
    with pytest.raises(CheckpointError, match="tokenizer files"):
        load(tmp_path)


def test_a_broken_tokenizer_file_is_named(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    (tmp_path / "tokenizer.json").write_text('{"version": "1.0"}')
    with pytest.raises(CheckpointError, match=r"tokenizer\.json"):
        load(tmp_path)


def test_code_inside_a_checkpoint_never_runs(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    ran = tmp_path / "ran"
    (tmp_path / "modeling_evil.py").write_text(f"open({str(ran)!r}, 'w')\n")
    config = json.loads((tmp_path / "config.json").read_text())
    config |= {
        "model_type": "evil",
        "auto_map": {"AutoConfig": "modeling_evil.Config", "AutoModelForCausalLM": "modeling_evil.Model"},
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match="evil"):
        load(tmp_path)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("model_type", "entries", "words"),
    [
        ("qwen2", {"hidden_act": "nosuch"}, "hidden_act in .*config.json is 'nosuch', which it does not know"),
        ("qwen2", {"rope_scaling": {"rope_type": "nosuch"}}, "rope_type in rope_scaling of .* is 'nosuch', which it"),
        ("mistral", {"hidden_act": "nosuch"}, "hidden_act in .*config.json is 'nosuch', which it does not know"),
        ("mistral", {"rope_theta": None}, "rope_theta in .*config.json is None; it must be a number"),
        ("mistral", {"rope_scaling": "x"}, "Field 'rope_parameters' with value 'x'"),
        ("mistral", {"hidden_size": "x"}, "field 'hidden_size'.*got str"),
    ],
)
def test_what_transformers_cannot_load_is_told_with_the_entry_to_blame(
    tmp_path: Path, model_type: str, entries: dict[str, object], words: str
) -> None:
    make_checkpoint(tmp_path, "qwen2")
    path = tmp_path / "config.json"
    config = json.loads(path.read_text())
    del config["rope_parameters"], config["layer_types"]
    path.write_text(json.dumps(config | {"model_type": model_type} | entries))
    with pytest.raises(CheckpointError, match=words):
        load(tmp_path)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize(("family", "model_type"), [("gpt2", "gpt2"), ("qwen3", "qwen3"), ("llama", "mistral")])
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_weights_that_are_no_numbers_are_told_as_such(
    tmp_path: Path, family: str, model_type: str, value: float
) -> None:
    make_checkpoint(tmp_path, family)
    tensors = load_file(tmp_path / "model.safetensors")
    name = next(name for name in tensors if "layers.1." in name or "h.1." in name)
    tensors[name].view(-1)[3] = value
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    entries = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(entries | {"model_type": model_type}))
    with pytest.raises(CheckpointError, match=f"{re.escape(name)}.* in {tmp_path}.* holds NaN or infinite numbers"):
        load(tmp_path)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_weights_so_large_that_the_logits_overflow_bring_no_warning_of_a_library(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2")
    tensors = {name: each * 1e30 for name, each in load_file(tmp_path / "model.safetensors").items()}
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    assert not np.isfinite(load(tmp_path).next_logits([[1, 2, 3]])).all()
