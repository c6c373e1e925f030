"""A machine with models in every place where people keep them: command and page list and load each, asking nobody."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import llm_playground as lp
from llm_playground.models.catalog import CATALOG
from tests.checkpoints import add_tokenizer, make_checkpoint, make_foreign
from tests.cli.test_serving import command
from tests.gguf_files import write_gguf
from tests.passes import SOON
from tests.places import put_into_hub, put_into_ollama

OF_THE_HUB = {"openai-community/gpt2": "gpt2", "some/llama": "llama", "some/qwen2": "qwen2", "some/qwen3": "qwen3"}


@pytest.fixture(scope="module")
def outside() -> Iterator[socket.socket]:
    """Where everything that leaves the machine would come by."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    hub = home / ".cache" / "huggingface" / "hub"
    for hub_id, family in OF_THE_HUB.items():
        folder = home / "made" / family
        make_checkpoint(folder, family, max_shard_size="100KB" if family == "llama" else "5GB")
        add_tokenizer(folder, chat=family == "qwen2")
        commit = CATALOG["gpt2"].revision if family == "gpt2" else family.ljust(40, "0")
        assert commit is not None
        # The catalog pins a commit of its models, which no branch need name.
        put_into_hub(hub, hub_id, folder, commit, **({"other": "c" * 40} if family == "gpt2" else {}))
    put_into_hub(hub, "some/pythia", make_foreign(home / "made" / "pythia"))
    put_into_hub(hub, "some/broken", home / "made" / "qwen3")
    next(hub.glob("models--some--broken/blobs/*.safetensors")).unlink()
    file = write_gguf(home / "made" / "llama", home / "made" / "llama.gguf", "Q8_0")
    put_into_ollama(home / ".ollama" / "models", "robot", file, "1b")
    kept = home / ".lmstudio" / "models" / "someone" / "robot"
    kept.mkdir(parents=True)
    (kept / "robot-Q8_0.gguf").symlink_to(file)
    return home


def test_command_and_page_list_and_load_each_of_them_and_ask_nobody(machine: Path, outside: socket.socket) -> None:
    proxy = f"http://127.0.0.1:{outside.getsockname()[1]}"
    alone = {"HOME": str(machine), "HF_ENDPOINT": proxy, "HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}
    cache = machine / ".cache" / "huggingface"
    alone |= {"HF_HOME": str(cache), "HF_HUB_CACHE": str(cache / "hub"), "HF_HUB_OFFLINE": "", "OLLAMA_MODELS": ""}
    whole = {"gpt2": "gpt2", **{f"some/{each}": each for each in ("llama", "qwen2", "qwen3")}}
    whole |= {"ollama:robot:1b": "llama.gguf", "lmstudio:someone/robot": "llama.gguf"}
    with command("models", "--local", **alone) as listing:
        assert listing.ended() == 0
    for name in whole:
        assert re.search(rf"^  {re.escape(name)} .* yes$", listing.printed, re.MULTILINE), listing.printed
    assert re.search(r"^  some/pythia +gpt_neox .* in part$", listing.printed, re.MULTILINE)
    assert re.search(r"^  some/broken: model\.safetensors points to a file that is gone", listing.printed, re.MULTILINE)
    with command("serve", "--no-browser", "--port", "0", "--api", **alone) as server:
        catalog = httpx.get(f"{server.url}/api/catalog", timeout=SOON).json()
        there = {model["key"]: model for model in catalog["models"]}
        assert all(there[name]["looked_into"] == "yes" and there[name]["state"] != "remote" for name in whole)
        assert [each["name"] for each in catalog["broken"]] == ["some/broken"]
        for name, made in whole.items():
            run = {"model": name, "prompt": "the robot", "strategy": "greedy", "max_new_tokens": 4}
            told = httpx.post(f"{server.url}/api/generate", json=run, timeout=SOON).text
            ids = [int(id) for id in re.findall(r'"choice": ?\{"id": ?(\d+)', told)]
            assert tuple(ids) == lp.trace(machine / "made" / made, "the robot", "greedy", 4).ids, name
        asked = {"model": "some/broken", "prompt": "the robot"}
        for refused in (
            httpx.post(f"{server.url}/api/generate", json={**run, **asked}, timeout=SOON),
            httpx.post(f"{server.url}/v1/completions", json=asked, timeout=SOON),
            httpx.get(f"{server.url}/v1/models/some/broken", timeout=SOON),
        ):
            assert "points to a file that is gone" in refused.json()["error"]["message"]
    with pytest.raises(BlockingIOError):
        outside.accept()
