"""What comes in as a body, however large and wrong: it is bounded before it costs time, and answered in one form."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_playground.engine.session import Session
from llm_playground.web import api as api_module
from llm_playground.web import guard
from llm_playground.web.app import make_app
from llm_playground.web.bodies import MOST_IDS
from llm_playground.web.errors import ErrorBody

MOST = guard.MOST_BODY_BYTES
PATHS = [
    *("beam-tree", "speculation"),
    *("heads", "head-examples", "ablate", "ablation-map", "patching-map"),
    *("features", "feature", "attribution-graph", "dictionaries/fit"),
    *(
        "generate",
        "step",
        "spell",
        "compare",
        "compare-models",
        "fine-tune",
        "training/stop",
        "prefer",
        "behaviour-sheet",
        "prompts",
        "save-sheet",
        "arena",
        "sweep",
        "score",
        "truth",
        "save",
        "trace",
        "diff",
        "guess",
        "inspect",
        "vectors",
        "anatomy",
        "forward-pass",
        "costs",
        "quantize",
        "architectures",
        "workings",
        "lens",
        "commitment",
        "attribution",
        "tokenize",
        "tokenize/chunks",
        "tokenize/languages",
    ),
    *("built-alike", "weight-change", "weight-path", "cross-patching-map", "low-rank-change"),
    *("neighbours", "positions", "neuron", "temperatures"),
    *("prompt", "fetch", "fetch/cancel", "unload"),
    *("quiz/question", "quiz/answer", "quiz/sheet", "quiz/file"),
    *("tokenize/word", "tokenizers/token", "tokenizers/search", "tokenizers/file", "tokenizers/train"),
]
WORDS = [
    *("model", "prompt", "strategy", "parameters", "max_new_tokens", "seed", "order", "top", "runs", "role", "content"),
    *("taken", "chance", "token", "draft", "num_draft_tokens", "prompts"),
    *("trace", "a", "b"),
    *("text", "tokenizer", "tokenizers", "word", "id", "query", "size", "vocab_size", "pattern", "tie_rule", "layer"),
    *(
        "name",
        "to",
        "dictionary",
        "index",
        "n_features",
        "k",
        "steps",
        "base",
        "tuned",
        "n_answered",
        "source",
        "temperature",
        "top_p",
        "str",
        "list[str]",
        "taken",
        "chances",
        "u",
        "token",
        "nonsense",
        "\ud83e",
        "k" * 300_000,
    ),
]
NAMES = ["tiny-gpt2", "byte", "bpe", "greedy", "beam", "user", "trained-1", "/etc"]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.sampled_from(NAMES),
    st.text(max_size=8),
    st.builds(lambda text, n: text * n, st.sampled_from([*'k"\\,\x1bé', "\ud83e", "a,"]), st.integers(1, 400_000)),
)


def _containers(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(st.sampled_from(WORDS), children, max_size=6),
        # Two kinds of flood: many items, and many names.
        st.builds(lambda each, n: [each] * (n // len(json.dumps(each))), children, st.integers(0, MOST // 3)),
        st.builds(lambda each, n: {str(i): each for i in range(n)}, scalars.filter(_is_short), st.integers(0, 200_000)),
    )


def _is_short(value: object) -> bool:
    return not isinstance(value, str) or len(value) < 20


shapes = st.recursive(scalars, _containers, max_leaves=8)
right = st.fixed_dictionaries(
    {"model": st.just("tiny-gpt2"), "prompt": st.just("the story"), "max_new_tokens": st.just(1)},
    optional=dict.fromkeys(("strategy", "parameters", "seed", "order", "top", "runs", "taken", "token"), shapes),
)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """JSON of any shape, also of nearly the right one; some of it cut, or in another encoding."""
    value = draw(st.one_of(shapes, right, st.dictionaries(st.sampled_from(WORDS), shapes, max_size=6)))
    text = json.dumps(value, ensure_ascii=draw(st.booleans()))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "utf-32-le", "latin-1"]))
    data = text.encode(encoding, "replace")
    return data[: draw(st.sampled_from([MOST, MOST, len(data) // 2, 1]))]


class Client:
    """Asks an application without a network. `mistakes` are the numbers of error objects that bodies brought about."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.mistakes: list[int] = []
        answer = api_module.of_validation

        async def counting(request: Any, error: Any) -> Any:
            self.mistakes.append(len(error.errors()))
            return await answer(request, error)

        monkeypatch.setattr(api_module, "of_validation", counting)
        self.app = make_app(Session())

    def post(self, path: str, body: bytes) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.post(f"/api/{path}", content=body, headers={"content-type": "application/json"})

        return asyncio.run(ask())


@pytest.fixture(scope="module")
def only_client() -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Client(monkeypatch)


@pytest.fixture
def client(only_client: Client) -> Client:
    only_client.mistakes.clear()
    return only_client


def refused(answer: httpx.Response) -> dict[str, Any]:
    """The error of an answer that must be one, in the one form, and short whatever it quotes."""
    assert 400 <= answer.status_code < 500
    assert len(answer.content) < 10_000
    ErrorBody.model_validate_json(answer.content)
    error: dict[str, Any] = answer.json()["error"]
    assert error["message"].isprintable()
    return error


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(path=st.sampled_from(PATHS), body=bodies())
def test_any_body_is_answered_in_one_form_at_the_cost_of_few_error_objects(
    client: Client, path: str, body: bytes
) -> None:
    answer = client.post(path, body)
    if answer.status_code != 200 and answer.status_code != 503:  # a model of the hub that is not here
        refused(answer)
    assert max(client.mistakes, default=0) < 300


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("generate", {"model": "tiny-gpt2", "prompt": [1] * 90_000}),
        ("generate", {"model": "tiny-gpt2", "prompt": [{"role": "robot"}] * 900}),
        ("generate", {"model": "tiny-qwen-chat", "prompt": [{"role": "user", "content": "1"}] * 19_000}),
        ("generate", {"model": "tiny-gpt2", "prompt": "a", **{str(i): 1 for i in range(90_000)}}),
        ("generate", {"model": "tiny-gpt2", "prompt": "a", "parameters": {str(i): [] for i in range(40_000)}}),
        ("generate", {"model": "tiny-gpt2", "prompt": "a", "order": [1] * 90_000}),
        ("compare", {"runs": [1] * 90_000}),
        ("compare", {"runs": [{}] * 40_000}),
        ("tokenize", {"text": "a", "tokenizers": [1] * 90_000}),
    ],
)
def test_many_mistakes_make_few_error_objects(client: Client, path: str, body: dict[str, Any]) -> None:
    refused(client.post(path, json.dumps(body).encode()))
    assert len(client.mistakes) == 1
    assert client.mistakes[0] < 10


def test_every_list_and_every_dictionary_in_a_body_has_a_bound(client: Client) -> None:
    """Of a body that a new room brings, too."""

    def nodes(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            yield value
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from nodes(child)

    async def ask() -> dict[str, Any]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(client.app), base_url="http://localhost") as asking:
            return (await asking.get("/api/openapi.json")).json()

    schemas: dict[str, Any] = asyncio.run(ask())["components"]["schemas"]
    of_bodies = {name: schema for name, schema in schemas.items() if name.endswith("Body") and name != "ErrorBody"}
    assert len(of_bodies) >= 10
    lists = [node for node in nodes(of_bodies) if node.get("type") == "array"]
    objects = [node for node in nodes(of_bodies) if node.get("type") == "object"]
    assert lists
    assert all(node["maxItems"] <= MOST_IDS for node in lists)
    assert all("maxProperties" in node or node["additionalProperties"] is False for node in objects)


@pytest.mark.parametrize("flood", [b"[1]", b"[]", b"{}", b"1", b'""', b'{"a":1}'])
def test_a_body_of_very_many_values_is_refused_before_it_is_parsed(
    client: Client, flood: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b'{"prompt":[' + b",".join([flood] * (MOST // (len(flood) + 1) - 10)) + b"]}"

    with monkeypatch.context() as parsing:
        parsing.setattr(json, "loads", lambda _: pytest.fail("this would take a second"))
        answer = client.post("generate", body)
    assert refused(answer)["code"] == "too_large"


small = st.recursive(
    st.sampled_from([1, True, None, "", ",", '"', "\\", '\\"', '[{",', "a,b"]),
    lambda each: st.one_of(st.lists(each, max_size=5), st.dictionaries(st.sampled_from(["", ",", '"', "["]), each)),
)


def _punctuation(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 0
    children = value.values() if isinstance(value, dict) else value
    return 1 + max(0, len(value) - 1) + sum(map(_punctuation, children))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(small, st.integers(0, 12))
def test_values_are_counted_by_punctuation_outside_of_texts(
    monkeypatch: pytest.MonkeyPatch, value: Any, most: int
) -> None:
    monkeypatch.setattr(guard, "MOST_VALUES", most)
    assert guard.holds_many(json.dumps(value).encode()) == (_punctuation(value) > most)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_json_in_another_encoding_is_not_read(client: Client, encoding: str) -> None:
    body = json.dumps({"text": "a", "tokenizers": ["byte"]})
    assert refused(client.post("tokenize", body.encode(encoding)))["code"] == "invalid_json"
    assert client.post("tokenize", body.encode()).status_code == 200


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("generate", {"strategy": "k" * 4_000_000}),
        ("generate", {"model": "k" * 4_000_000}),
        ("generate", {"parameters": {"k" * 2_000_000: 1}}),
        ("generate", {"order": "k" * 4_000_000}),
        ("generate", {"order": ["k" * 2_000_000] * 2}),
        ("generate", {"seed": 10**4000}),
        ("generate", {"k" * 4_000_000: 1}),
        ("inspect", {"layer": 10**4000}),
        ("ablate", {"name": "h." * 2_000_000}),
        ("ablation-map", {"to": "k" * 4_000_000}),
        ("tokenize", {"tokenizers": ["k" * 2_000_000] * 2}),
        ("tokenize", {"tokenizers": ["trained-" + "k" * 4_000_000]}),
        ("tokenizers/train", {"pattern": "k" * 4_000_000}),
        ("tokenizers/train", {"tie_rule": "k" * 4_000_000}),
        ("tokenizers/search", {"query": "#" + "9" * 4_000_000}),
    ],
)
def test_what_was_given_is_never_echoed_whole(client: Client, path: str, changes: dict[str, Any]) -> None:
    whole: dict[str, dict[str, Any]] = {
        "generate": {"model": "tiny-gpt2", "prompt": "a"},
        "inspect": {"model": "tiny-gpt2", "prompt": "a"},
        "ablate": {"model": "tiny-gpt2", "prompt": "a", "name": "h.0.mlp"},
        "ablation-map": {"model": "tiny-gpt2", "prompt": "a"},
        "tokenize": {"text": "a", "tokenizers": ["byte"]},
        "tokenizers/train": {"text": "abc"},
        "tokenizers/search": {"tokenizer": "byte"},
    }
    assert len(refused(client.post(path, json.dumps(whole[path] | changes).encode()))["message"]) < 1_000


def test_every_mistake_of_a_body_is_told_with_its_field_and_its_code(client: Client) -> None:
    body = {"model": "tiny-gpt2", "seed": "x", "warmth": 1, "parameters": []}
    problems = refused(client.post("generate", json.dumps(body).encode()))["problems"]
    assert {(each["code"], each["field"]) for each in problems} == {
        ("missing_field", "prompt"),
        ("invalid_value", "seed"),
        ("unknown_field", "warmth"),
        ("invalid_value", "parameters"),
    }
    values = {"model": "tiny-gpt2", "prompt": "a", "strategy": "top_p", "parameters": {"top_p": 2}, "seed": -1}
    error = refused(client.post("generate", json.dumps(values).encode()))
    assert error["code"] == "invalid_request"
    assert [each["field"] for each in error["problems"]] == ["parameters.top_p", "seed"]
