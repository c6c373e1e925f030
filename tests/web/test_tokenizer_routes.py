"""The tokenizer lab over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tokenizers import Tokenizer as Backend

from llm_playground.engine.tokenizers.lab import TokenizerRequest
from llm_playground.tokenization.kinds.table import offered_kinds
from tests.web.conftest import Served
from tests.web.test_api import events, problem

PATHS: dict[str, dict[str, Any]] = {
    "tokenize": {"text": "the story", "tokenizers": ["byte", "bpe"]},
    "tokenize/chunks": {"text": "the story", "tokenizer": "bpe", "size": 2},
    "tokenize/languages": {"tokenizers": ["bpe"]},
    "tokenize/word": {"word": "story", "tokenizer": "bpe"},
    "tokenizers/token": {"id": 300, "tokenizer": "bpe"},
    "tokenizers/search": {"query": "fox", "tokenizer": "bpe"},
}


def test_the_tokenizers_are_listed_with_what_a_training_takes(served: Served) -> None:
    answer = served.client.get("/api/catalog").json()
    assert {each["key"] for each in answer["tokenizers"]} >= {
        *offered_kinds(),
        "tiny-gpt2",
        "tiktoken:gpt2",
        served.base,
    }
    assert answer["patterns"] == ["gpt2", "cl100k", "none"]
    assert answer["tie_rules"] == ["lowest_ids", "greatest_bytes", "first_seen"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_the_record_of_the_lab(served: Served, path: str) -> None:
    lab, body = served.session.tokenizer_lab, PATHS[path]
    record = {
        "tokenize": lambda: lab.compare("the story", ["byte", "bpe"]),
        "tokenize/chunks": lambda: lab.chunks("the story", "bpe", 2),
        "tokenize/languages": lambda: lab.languages(["bpe"]),
        "tokenize/word": lambda: lab.word("story", "bpe"),
        "tokenizers/token": lambda: lab.token(300, "bpe"),
        "tokenizers/search": lambda: lab.search("fox", "bpe"),
    }[path]()
    assert served.post(f"/api/{path}", body).json() == json.loads(record.to_json())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["/etc", "nonsense", "trained-99"])
def test_no_other_tokenizer_can_be_reached(served: Served, path: str, name: str) -> None:
    field = "tokenizers" if "tokenizers" in PATHS[path] else "tokenizer"
    body = PATHS[path] | {field: [name] if field == "tokenizers" else name}
    status, message, about = problem(served.post(f"/api/{path}", body))
    assert (status, about) == (404, "tokenizer")
    assert "There is no tokenizer" in message


def test_special_tokens_count_where_asked_for(served: Served) -> None:
    body = {"text": "a<|endoftext|>", "tokenizers": ["tiny-gpt2"]}
    plain = served.post("/api/tokenize", body).json()["encodings"][0]
    special = served.post("/api/tokenize", body | {"allow_special": True}).json()["encodings"][0]
    assert len(plain["ids"]) > len(special["ids"]) == 2


def test_a_training_streams_its_progress_and_the_tokenizer_can_be_asked(served: Served) -> None:
    body = {"text": "low lower lowest", "vocab_size": 262}
    told = events(served.post("/api/tokenizers/train", body))
    assert [name for name, _ in told] == ["merging", "trained"]
    *_, trained = served.session.tokenizer_lab.train(TokenizerRequest("low lower lowest", 262))
    answer = told[-1][1]
    assert answer["history"] == json.loads(trained.to_json())["history"]
    again = served.post("/api/tokenize", {"text": "lowest", "tokenizers": [answer["tokenizer"]]})
    assert again.json()["statistics"][0]["tokens"] < 6


def test_a_trained_tokenizer_is_saved_as_a_file_that_others_read(served: Served) -> None:
    told = events(served.post("/api/tokenizers/train", {"text": "low lower lowest", "vocab_size": 262}))
    name = told[-1][1]["tokenizer"]
    theirs = Backend.from_str(served.post("/api/tokenizers/file", {"tokenizer": name}).text)
    ours = served.session.tokenizer_lab.tokenizers.find(name)
    assert theirs.encode("the lowest").ids == ours.encode("the lowest")
    assert problem(served.post("/api/tokenizers/file", {"tokenizer": "word"}))[::2] == (422, "tokenizer")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"vocab_size": 255}, "vocab_size"),
        ({"vocab_size": 10**7}, "vocab_size"),
        ({"pattern": "(a"}, "pattern"),
        ({"tie_rule": "coin"}, "tie_rule"),
        ({"vocab_size": "many"}, "vocab_size"),
    ],
)
def test_a_training_that_cannot_be_is_refused(served: Served, changes: dict[str, Any], field: str) -> None:
    status, message, about = problem(served.post("/api/tokenizers/train", {"text": "abc"} | changes))
    assert (status, about) == (422, field)
    assert len(message) > 10
