"""Whatever is sent to a route, it answers as its document says, and never breaks.

The requests are written by schemathesis, which reads the documents of the application: right ones, and ones with one
thing wrong. A document does not know which models there are and how much work a value means. So names are replaced by
a few that exist, and in right requests numbers that mean work are kept small. Who asks leaves a training when it has
begun.

A hundred requests, the same ones each time, are asked in every run of the tests; ten thousand by `pytest -m fuzz`,
with `--hypothesis-profile default` others each time.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.decoding import PARAMETERS
from llm_playground.engine.request import Limits
from llm_playground.engine.session import Session
from llm_playground.web.app import make_app
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.errors import ErrorBody
from llm_playground.web.openai.errors import WrongBody
from llm_playground.web.openai.key import Key
from tests.web.asking import ask

schemathesis = pytest.importorskip("schemathesis")
checks = pytest.importorskip("schemathesis.checks")
Mode = pytest.importorskip("schemathesis.generation").GenerationMode
errors = pytest.importorskip("schemathesis.core.failures")

MODELS = ["tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"]
TOKENIZERS = ["byte", "character", "tiny-gpt2", "tiny-qwen-chat"]
# Properties whose values are names, and some that exist.
NAMES: dict[str, list[str]] = {
    **dict.fromkeys(("model", "models", "other", "draft"), MODELS),
    **dict.fromkeys(("tokenizer", "tokenizers"), TOKENIZERS),
    "tuned": ["tiny-qwen-chat"],
    "template": ["twin", "tiny-qwen-chat", "tiny-gpt2"],
    "strategy": ["beam", "sample"],
    "parameter": ["temperature", "top_k", "top_p", "repetition_penalty", "num_beams"],
    "order": ["temperature", "top_k", "top_p", "min_p", "repetition_penalty"],
    "tie_rule": ["lowest_ids"],
    "pattern": ["gpt2"],
    "at": ["h.1.mlp", "h.2.resid_post"],
    "dictionary": ["h.1.mlp", "h.3.mlp"],
}
# Numbers that mean work, and the most of each in a right request.
SIZES = {
    **dict.fromkeys(("max_new_tokens", "max_tokens", "max_completion_tokens"), 4),
    **dict.fromkeys(("n", "repeats", "seeds", "steps"), 2),
    **dict.fromkeys(("top", "logprobs", "top_logprobs", "prompt_logprobs", "n_texts"), 5),
}
TRAINS = ("/fine-tune", "/prefer", "/dictionaries/fit", "/tokenizers/train", "/behaviour-sheet", "/quantize")
LONG_ENOUGH = 20_000  # bytes of a stream
# After it nobody would be let in any more.
ENDS = ("/class/end", "/class/renew")
LIMITS = Limits(max_new_tokens=64, num_beams=3, arena_lanes=3, arena_repeats=2, sweep_values=3, sheet_answers=4)


class Interface:
    """The application that serves a class, and programs too, and its documents; whoever asks is the teacher."""

    def __init__(self) -> None:
        clock = count()  # so that nobody asks too often
        classroom = Classroom(now=lambda: float(next(clock)))
        self.app = make_app(Session(["tiny-gpt2"], LIMITS), programs=Key(None), classroom=classroom)
        self._cookie = classroom.cookie("teacher", secure=False).partition(";")[0]
        self._loop = asyncio.new_event_loop()
        self.answered: Counter[int] = Counter()
        traces = [lp.trace("tiny-gpt2", "Once", strategy, 2).to_json() for strategy in ("greedy", "beam")]
        self._names = NAMES | dict.fromkeys(("trace", "a", "b"), traces)
        documents = {
            base: json.loads(self.ask("GET", f"{base}/openapi.json", b"", {}).content) for base in ("/api", "/v1")
        }
        self.operations = {
            f"{mode.name.lower()} {operation.method.upper()} {base}{operation.path}": (base, operation, mode)
            for base, document in documents.items()
            for mode in (Mode.POSITIVE, Mode.NEGATIVE)
            for operation in self._operations(document, sizes=mode is Mode.POSITIVE)
            if operation.path not in ENDS and (mode is Mode.POSITIVE or operation.method == "post")
        }

    def close(self) -> None:
        self._loop.close()

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        enough = 1 if path.endswith(TRAINS) else LONG_ENOUGH
        headers = {"cookie": self._cookie, **headers}
        return self._loop.run_until_complete(ask(self.app, method, f"http://localhost{path}", body, headers, enough))

    def _operations(self, document: dict[str, Any], *, sizes: bool) -> Iterator[Any]:
        document = json.loads(json.dumps(document))
        for name, schema in document["components"]["schemas"].items():
            if name.endswith("Body") and name not in ("ErrorBody", "WrongBody"):
                self._narrow(schema, "", sizes=sizes)
                if sizes and schema.get("additionalProperties") is True:  # /v1 knows which, beyond those it names
                    schema["additionalProperties"] = False
        for found in schemathesis.openapi.from_dict(document).get_all_operations():
            yield found.ok()

    def _narrow(self, schema: Any, name: str, *, sizes: bool) -> None:
        """Let the values of the property `name` be names that exist, and small."""
        if isinstance(schema, list):
            for each in schema:
                self._narrow(each, name, sizes=sizes)
        elif isinstance(schema, dict):
            if schema.get("type") == "string" and name in self._names:
                schema.setdefault("enum", self._names[name])
            elif schema.get("type") == "integer" and name in SIZES and sizes:
                schema["maximum"] = SIZES[name]
            elif name == "parameters" and schema.get("type") == "object":
                schema |= {"propertyNames": {"enum": list(PARAMETERS)}, "maxProperties": 5}
            for key, each in schema.items():
                if key == "properties":
                    for inner, value in each.items():
                        self._narrow(value, inner, sizes=sizes)
                else:
                    self._narrow(each, name, sizes=sizes)

    def cases(self, name: str) -> st.SearchStrategy[tuple[str, Any]]:
        """Requests of an operation, with its name."""
        _, operation, mode = self.operations[name]
        return st.tuples(st.just(name), operation.as_strategy(generation_mode=mode))

    def check(self, name: str, case: Any) -> None:
        """Ask, and hold the answer against the document."""
        base, _, mode = self.operations[name]
        sent = case.as_transport_kwargs(base_url=f"http://localhost{base}")
        headers = {key: value for key, value in sent["headers"].items() if key.lower() != "host"}
        body = sent.get("data") or b""
        if "json" in sent:
            body, headers = json.dumps(sent["json"]).encode(), headers | {"content-type": "application/json"}
        body = body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogatepass")
        answer = self.ask(sent["method"], sent["url"].removeprefix("http://localhost"), body, headers)
        self.answered[answer.status_code] += 1
        assert answer.status_code != 500, answer.text
        assert b'"internal"' not in answer.content, answer.text  # a run that broke tells so in its stream
        if answer.status_code >= 400:
            told = (ErrorBody if base == "/api" else WrongBody).model_validate_json(answer.content).error
            assert told.message.isprintable()
            assert len(answer.content) < 10_000
        answer.elapsed = timedelta(0)
        held = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]
        case.validate_response(answer, checks=[*held, *[checks.negative_data_rejection] * (mode is Mode.NEGATIVE)])


@pytest.fixture(scope="module")
def interface() -> Iterator[Interface]:
    checks.load_all_checks()
    interface = Interface()
    yield interface
    interface.close()


def search(interface: Interface, cases: st.SearchStrategy[tuple[str, Any]], times: int) -> None:
    @settings(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def answers_as_its_document_says(case: tuple[str, Any]) -> None:
        interface.check(*case)

    answers_as_its_document_says()


def test_a_hundred_requests_are_answered_as_the_documents_say(interface: Interface) -> None:
    search(interface, st.sampled_from(list(interface.operations)).flatmap(interface.cases), 100)
    assert interface.answered[200] > 10


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.timeout(3 * 3600)
def test_ten_thousand_requests_are_answered_as_the_documents_say(interface: Interface) -> None:
    begun = interface.answered.total()
    for name in interface.operations:
        search(interface, interface.cases(name), 10_000 // len(interface.operations) + 1)
    assert interface.answered.total() - begun > 9_000  # of an operation without parameters there is one request
