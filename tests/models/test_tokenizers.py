"""The tokenizer of a model, found without its weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_playground.errors import CheckpointError, ModelUnavailable, UnknownName
from llm_playground.models import hub
from llm_playground.models.tokenizers import tokenizer_of_model
from tests.checkpoints import add_tokenizer


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def test_the_tokenizer_of_a_bundled_model_is_there() -> None:
    tokenizer = tokenizer_of_model("tiny-gpt2")
    assert tokenizer.decode(tokenizer.encode("the robot")) == "the robot"


def test_a_cached_tokenizer_without_weights_is_enough(hub_cache: Path) -> None:
    snapshot = hub_cache / "models--somebody--model" / "snapshots" / "feed"
    snapshot.mkdir(parents=True)
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text("feed")
    add_tokenizer(snapshot)
    assert tokenizer_of_model("somebody/model").vocab_size > 256
    assert hub.cached_folder("somebody/model") is None  # it is no model yet


def test_what_is_fetched_leaves_the_weights_out(
    hub_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    def download(hub_id: str, *, allow_patterns: list[str], **others: object) -> str:
        assert not any("safetensors" in pattern for pattern in allow_patterns)
        add_tokenizer(tmp_path)
        return str(tmp_path)

    monkeypatch.setattr(hub, "is_reachable", lambda: True)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    assert tokenizer_of_model("somebody/model").vocab_size > 256


def test_offline_and_not_cached_is_an_error(hub_cache: Path) -> None:
    for name in ("gpt2", "somebody/model"):
        with pytest.raises(ModelUnavailable, match=name):
            tokenizer_of_model(name)


def test_a_name_of_nothing_and_a_folder_without_tokenizer_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="tiny-gtp2"):
        tokenizer_of_model("tiny-gtp2")
    with pytest.raises(CheckpointError, match="has no tokenizer"):
        tokenizer_of_model(str(tmp_path))
    with pytest.raises(CheckpointError, match="no folder of that name"):
        tokenizer_of_model("./nowhere")
