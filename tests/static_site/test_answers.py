"""What the engine answers the page is what the server answers it, in every word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from llm_playground.engine.text import load_tokenizer
from tests.static_site.conftest import Ask
from tests.static_site.sameness import same
from tests.static_site.test_engine import NASTY
from tests.web.conftest import Served, serving

MODEL = "tiny-qwen"
TEXTS = [text for text in NASTY if "\ud83d" not in text]  # JSON of half a pair is no UTF-8
SIZE = load_tokenizer(MODEL).vocab_size
STORY = "Once upon a time there was a fox. It ran\nand ran — naïvely, 🐉🐉, into the wood."


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(MODEL) as server:
        yield server


def test_what_there_is_to_see_of_a_tokenizer_is_the_same(ask_engine: Ask, server: Served) -> None:
    one = {"tokenizer": MODEL}
    texts = [*TEXTS, STORY]
    compared = [{"text": text, "tokenizers": [MODEL], "allow_special": n % 2 == 0} for n, text in enumerate(texts)]
    beginnings = [{"text": STORY, "tokenizers": [MODEL], "characters": n} for n in (1, 52, 64, 65, 1000)]
    cut = [{"text": text, "size": size, **one} for text in ("", STORY) for size in (1, 7, 512)]
    words = [{"word": word, **one} for word in (" robot", "", "🐉", "naïveté", "running", "\x00")]
    tokens = [{"id": id, **one} for id in (0, 1, 200, 300, 700, SIZE - 1)]
    queries = [{"query": query, **one} for query in ("fox", " ", "\n", "#5", f"#{SIZE}", "é", "", "the ", "zzzz")]
    _same_answers(ask_engine, server, "tokenize", compared + beginnings)
    _same_answers(ask_engine, server, "tokenize/chunks", cut)
    _same_answers(ask_engine, server, "tokenize/word", words)
    _same_answers(ask_engine, server, "tokenizers/token", tokens)
    _same_answers(ask_engine, server, "tokenizers/search", queries)


def test_texts_that_set_a_warper_are_spelled_alike(ask_engine: Ask, server: Served) -> None:
    biases = [" the", "the", "fox and hound", "🐉", "5", str(SIZE), "<|endoftext|>", " Once upon a time there was a"]
    asked = [{"model": MODEL, "parameter": "logit_bias", "texts": [text]} for text in biases]
    words: list[Any] = [["the"], [" the", "the"], [[300, 301]], [[SIZE]], ["🐉", ""], ["\n"], ["the", "the"]]
    asked += [{"model": MODEL, "parameter": "banned_words", "texts": texts} for texts in words]
    _same_answers(ask_engine, server, "spell", asked)


def test_one_step_is_the_same_wherever_it_stands(ask_engine: Ask, server: Served) -> None:
    bodies: list[dict[str, Any]] = [
        {"strategy": "greedy"},
        {"strategy": "top_p", "parameters": {"top_p": 0.9, "temperature": 0.7}, "seed": 3},
        {"strategy": "top_p", "parameters": {"top_p": 0.9, "temperature": 0.7}, "u": 0.25, "top": 3},
        {"strategy": "sample", "parameters": {"temperature": 2}, "order": "llama.cpp", "taken": [300, 5], "seed": 8},
        {"strategy": "sample", "parameters": {"mirostat_tau": 3}, "taken": [300, 5], "chances": [0.2], "seed": 8},
        {"strategy": "sample", "parameters": {"draw": "gumbel"}, "seed": 5, "taken": [300]},
        {"strategy": "sample", "parameters": {"logit_bias": {" the": 2}, "repetition_penalty": 1.3}, "u": 0.999},
        {"strategy": "contrastive", "taken": [300]},
        {"strategy": "greedy", "token": 17, "stop": ["x"]},
        {"strategy": "greedy", "parameters": {"banned_words": ["the", "a"]}, "prompt": STORY},
        {"strategy": "sample", "parameters": {"dry_multiplier": 1}, "prompt": "a b c a b", "u": 0},
        {"strategy": "beam", "parameters": {"repetition_penalty": 1.3}, "token": 262, "taken": [300]},
        {"strategy": "beam_sample", "parameters": {"num_beams": 1, "temperature": 0.5}, "token": 5},
        # What is refused, at its field.
        {"strategy": "greedy", "u": 0.5},
        {"strategy": "sample", "u": 1.5},
        {"strategy": "sample", "u": 0.5, "token": 4},
        {"strategy": "beam"},
        {"strategy": "sample", "parameters": {"draw": "gumbel"}, "u": 0.5},
        {"strategy": "greedy", "token": SIZE},
        {"strategy": "greedy", "taken": [5] * 600},
        {"strategy": "sample", "parameters": {"top_p": 2}},
    ]
    drawing = ("sample", "top_p", "beam_sample")  # without a seed each of these would choose one
    asked = [{"seed": 1 if body["strategy"] in drawing else None, **body} for body in bodies]
    asked = [{"model": MODEL, "prompt": "Once upon a", **body} for body in asked]
    _same_answers(ask_engine, server, "step", asked)


def test_runs_side_by_side_tell_the_same_events(ask_engine: Ask, server: Served) -> None:
    run = {"model": MODEL, "prompt": "Once upon a time", "max_new_tokens": 4}
    runs: list[dict[str, Any]] = [
        {**run, "strategy": "beam", "parameters": {"num_beams": 3}},
        {**run, "strategy": "sample", "seed": 3, "stop": ["the"]},
        {**run, "strategy": "sample", "seed": 3, "parameters": {"logit_bias": {"fox and hound": 1}}},
        {**run, "strategy": "sample", "seed": 4, "taken": [{"id": 300, "chance": 0.5}], "token": " dog"},
    ]
    (mine,) = ask_engine([{"ask": "page", "path": "api/compare", "body": {"runs": runs}}])
    theirs = _events(server, "compare", {"runs": runs})
    for lane in range(len(runs)):
        made, wanted = (
            [(event, _timeless(data)) for event, data in events if data["lane"] == lane and event != "loading"]
            for events in (mine, theirs)
        )
        same(made, wanted, f"lane {lane}")


def test_a_beam_search_ends_with_its_tree(ask_engine: Ask, server: Served) -> None:
    body = {"model": MODEL, "prompt": "Once upon a time", "max_new_tokens": 5, "parameters": {"num_beams": 3}}
    (mine,) = ask_engine([{"ask": "page", "path": "api/beam-tree", "body": body}])
    theirs = _events(server, "beam-tree", body)
    assert theirs[-1][0] == "beam_tree"
    same([each for each in mine if each[0] != "loading"], [each for each in theirs if each[0] != "loading"], "tree")


def test_what_only_a_server_can_do_is_refused_in_a_sentence(ask_engine: Ask) -> None:
    asked: list[dict[str, Any]] = [
        {"path": "api/arena", "body": {}},
        {"path": "api/spell", "body": {"model": "gpt2", "parameter": "logit_bias", "texts": []}},
    ]
    alone, unknown = ask_engine([{"ask": "page", **each} for each in asked])
    assert alone["message"] == "This needs the server, which this page does without."
    assert (unknown["message"], unknown["field"]) == ('There is no model "gpt2" here.', "model")


def _same_answers(ask_engine: Ask, server: Served, path: str, bodies: list[dict[str, Any]]) -> None:
    answers = ask_engine([{"ask": "page", "path": f"api/{path}", "body": body} for body in bodies])
    for body, answer in zip(bodies, answers, strict=True):
        wanted = server.post(f"/api/{path}", body).json()
        if "error" in wanted:
            wanted = {key: value for key, value in wanted["error"].items() if key not in ("problems", "code")}
            answer.pop("code", None)
        same(answer, wanted, json.dumps(body))


def _events(server: Served, path: str, body: dict[str, Any]) -> list[tuple[str, Any]]:
    blocks = [block.split("\n") for block in server.post(f"/api/{path}", body).text.split("\n\n")]
    return [(b[0].removeprefix("event: "), json.loads(b[1].removeprefix("data: "))) for b in blocks if len(b) > 1]


def _timeless(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in ("seconds", "code")}
