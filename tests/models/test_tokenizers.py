"""The tokenizer of a model, found without its weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from llm_playground.engine.text import load_tokenizer
from llm_playground.errors import CheckpointError, ModelUnavailable, UnknownName
from llm_playground.models import hub
from llm_playground.models.loading import load
from llm_playground.models.prompting import make_prompt
from llm_playground.models.tokenizers import tokenizer_of_model
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from tests.checkpoints import add_tokenizer, make_checkpoint, model_folder
from tests.hub_server import Hub, asked_here


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


def test_what_is_fetched_leaves_the_weights_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = model_folder(tmp_path / "model")
    with asked_here(Hub({"somebody/model": folder}), tmp_path / "hub", monkeypatch) as server:
        assert tokenizer_of_model("somebody/model").vocab_size > 256
    assert "tokenizer.json" in {each.path for each in server.asked}
    assert not any(each.path.endswith(".safetensors") for each in server.asked)


ADDED = {"300": {"content": "<|tool|>", "special": True, "normalized": False}, "301": {"content": "<think>"}}


def with_added_tokens(folder: Path, entries: object) -> Path:
    add_tokenizer(folder)
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"added_tokens_decoder": entries}))
    return folder


def test_tokens_that_only_the_configuration_lists_are_read_as_in_transformers(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2", vocab_size=320)
    reference = AutoTokenizer.from_pretrained(with_added_tokens(tmp_path, ADDED))
    tokenizer = tokenizer_of_model(str(tmp_path))
    text = "the <|tool|> robot <think>wanted"
    assert tokenizer.encode(text, allow_special=True) == reference.encode(text)
    assert {300, 301} <= set(reference.encode(text))
    assert tokenizer.special_tokens["<|tool|>"] == 300
    assert 300 not in tokenizer.encode(text)
    assert tokenizer.decode(reference.encode(text)) == text


TOOL = {"content": "<|tool|>", "lstrip": False, "rstrip": False, "normalized": False, "single_word": False}


@pytest.mark.parametrize(
    "files",
    [
        {"added_tokens.json": {"<|tool|>": 300}},
        {"added_tokens.json": {"<|tool|>": 300, "<think>": 301}, "special_tokens_map.json": {"pad_token": "<|tool|>"}},
        {"special_tokens_map.json": {"additional_special_tokens": ["<|tool|>"]}},
        {"special_tokens_map.json": {"extra_special_tokens": ["<|tool|>", TOOL | {"content": "<think>"}]}},
        {"special_tokens_map.json": {"pad_token": TOOL}},
        {"tokenizer_config.json": {"additional_special_tokens": ["<|tool|>"]}},
        {"tokenizer_config.json": {"additional_special_tokens": [TOOL | {"__type": "AddedToken"}, "<think>"]}},
        {"tokenizer_config.json": {"pad_token": "<|tool|>"}},
        {"tokenizer_config.json": {"pad_token": TOOL | {"__type": "AddedToken"}, "mask_token": None}},
        {"tokenizer_config.json": {"extra_special_tokens": ["<think>", "<|tool|>"]}},
        {"tokenizer_config.json": {"extra_special_tokens": {"tool_token": "<|tool|>", "thought_token": "<think>"}}},
        {"tokenizer_config.json": {"tool_token": "<|tool|>", "extra_special_tokens": ["<think>"], "add_token": True}},
        {
            "tokenizer_config.json": {"pad_token": "<think>", "extra_special_tokens": ["<a>"]},
            "special_tokens_map.json": {"pad_token": "<|tool|>", "additional_special_tokens": ["<think>"]},
        },
        {
            "tokenizer_config.json": {"added_tokens_decoder": ADDED, "sep_token": "<a>"},
            "added_tokens.json": {"<b>": 302},
            "special_tokens_map.json": {"pad_token": "<c>"},
        },
        {"tokenizer_config.json": {"pad_token": "the"}},  # which the vocabulary holds, but not as a special token
    ],
    ids=str,
)
def test_tokens_listed_in_any_file_are_read_as_in_transformers(
    tmp_path: Path, files: dict[str, dict[str, Any]]
) -> None:
    make_checkpoint(tmp_path, "qwen2", vocab_size=320)
    add_tokenizer(tmp_path)
    for name, entries in files.items():
        path = tmp_path / name
        path.write_text(json.dumps((json.loads(path.read_text()) if path.is_file() else {}) | entries))
    reference, tokenizer = AutoTokenizer.from_pretrained(tmp_path), tokenizer_of_model(str(tmp_path))
    alone = HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json").special_tokens
    text = "the <|tool|> robot <think>wanted<a> to<b> see<c>"
    assert tokenizer.encode(text, allow_special=True) == reference.encode(text)
    special = {token.content: id for id, token in reference.added_tokens_decoder.items() if token.special}
    assert tokenizer.special_tokens == alone | special
    assert not set(special.values()) & set(tokenizer.encode(text))
    assert load_tokenizer(tmp_path).encode(text, allow_special=True) == reference.encode(text)


def test_tokens_are_listed_for_a_folder_without_a_model_too(tmp_path: Path) -> None:
    add_tokenizer(tmp_path)
    (tmp_path / "added_tokens.json").write_text('{"<|tool|>": 300}')
    assert load_tokenizer(tmp_path).encode("<|tool|>") == [300]


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("added_tokens.json", {"<|tool|>": 305}),
        ("added_tokens.json", {"<|tool|>": "300"}),
        ("special_tokens_map.json", {"pad_token": 5}),
        ("tokenizer_config.json", {"extra_special_tokens": "<|tool|>"}),
        ("tokenizer_config.json", {"additional_special_tokens": [7]}),
    ],
)
def test_listed_tokens_that_make_no_sense_are_an_error(tmp_path: Path, name: str, entries: dict[str, Any]) -> None:
    add_tokenizer(tmp_path)
    path = tmp_path / name
    path.write_text(json.dumps((json.loads(path.read_text()) if path.is_file() else {}) | entries))
    with pytest.raises(CheckpointError, match=str(tmp_path)):
        tokenizer_of_model(str(tmp_path))


def test_a_chat_template_may_use_them(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2", vocab_size=320)
    with_added_tokens(tmp_path, ADDED)
    (tmp_path / "chat_template.jinja").write_text("{% for m in messages %}<|tool|>{{ m.content }}{% endfor %}")
    expected = AutoTokenizer.from_pretrained(tmp_path).apply_chat_template([{"role": "user", "content": "the story"}])
    assert list(make_prompt(load(tmp_path), "the story").ids) == expected["input_ids"]


@pytest.mark.parametrize("entries", [{"305": {"content": "<|tool|>"}}, {"x": {"content": "y"}}, {"300": 5}, [1], "x"])
def test_added_tokens_that_do_not_fit_are_an_error(tmp_path: Path, entries: object) -> None:
    with pytest.raises(CheckpointError, match=r"tokenizer_config\.json"):
        tokenizer_of_model(str(with_added_tokens(tmp_path, entries)))


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
