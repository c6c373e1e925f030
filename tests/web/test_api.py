"""The HTTP interface as a client sees it: what each route answers, streams and refuses, over a real connection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from test_bodies import PATHS

import llm_playground as lp
from llm_playground.decoding import PARAMETERS, STRATEGIES
from llm_playground.engine.request import Limits
from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog import CATALOG
from llm_playground.web import streaming
from tests.passes import SOON, Passes
from tests.web.conftest import Served, serving, wait_until

Events = list[tuple[str, dict[str, Any]]]


def read(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a stream, as they come."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def events(answer: httpx.Response) -> Events:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    return list(read(iter(answer.text.split("\n"))))


def problem(answer: httpx.Response) -> tuple[int, str, str | None]:
    """The status, the sentence and the field of a refusal, which must be one."""
    error = answer.json()["error"]
    assert set(error) - {"problems"} == {"code", "message", "field", "subject"}
    for each in error.get("problems", [error]):
        assert each["subject"] is None or re.match(rf"(Lane [A-Z]: )?{re.escape(each['subject'])} ", each["message"])
    assert re.fullmatch("[a-z]+(_[a-z]+)*", error["code"])
    assert error["message"][0].isupper() or error["message"][0].isdigit() or error["field"]
    assert error["message"].endswith((".", "?", ")"))
    assert "\n" not in error["message"]
    assert "Traceback" not in error["message"]
    return answer.status_code, error["message"], error["field"]


def run(served: Served, **changes: Any) -> dict[str, Any]:
    return {"model": served.base, "prompt": "the story", "max_new_tokens": 8, **changes}


def test_models_tells_what_can_be_chosen(served: Served) -> None:
    answer = served.client.get("/api/catalog").json()
    assert answer["default"] == "tiny-gpt2"
    assert [model["key"] for model in answer["models"]] == [*CATALOG, served.base]
    assert answer["models"][-1] | {"loaded": True} == answer["models"][-1]
    assert {"key", "note", "kind", "parameters", "licence", "state", "loaded"} <= set(answer["models"][0])
    assert [each["name"] for each in answer["strategies"]] == list(STRATEGIES)
    assert [each["name"] for each in answer["parameters"]] == list(PARAMETERS)
    assert {"prompt_characters", "max_new_tokens", "runs", "text_characters"} <= set(answer["limits"])


def test_tokenize_gives_the_encoding(served: Served) -> None:
    answer = served.post("/api/tokenize", {"text": "the 🤖 story\n", "tokenizers": [served.base]}).json()
    encoding = SHELF.get(served.base).tokenizer.explain("the 🤖 story\n")
    assert answer["encodings"] == [json.loads(encoding.to_json())]
    assert answer["statistics"][0]["vocab_size"] == 300
    assert b"".join(bytes.fromhex(piece) for piece in answer["encodings"][0]["pieces"]).decode() == "the 🤖 story\n"


@pytest.mark.parametrize("strategy", ["greedy", "sample", "top_p", "beam"])
def test_generate_streams_the_trace(served: Served, strategy: str) -> None:
    settings: dict[str, Any] = {"top": 4}
    if strategy in ("sample", "top_p"):
        settings["seed"] = 3
    parameters: dict[str, Any] = {}
    if strategy == "top_p":
        settings["order"], parameters = "llama.cpp", {"top_p": 0.8, "temperature": 0.7}
    body = run(served, strategy=strategy, parameters=parameters, **settings)
    trace = json.loads(lp.trace(served.base, "the story", strategy, 8, **settings, **parameters).to_json())
    told = [event for event in events(served.post("/api/generate", body)) if event[0] not in ("loading", "beam_step")]
    assert [name for name, _ in told] == ["start", *["step"] * len(trace["steps"]), "done"]
    assert told[0][1] == trace["start"]
    assert [data for name, data in told if name == "step"] == trace["steps"]
    assert told[-1][1].items() >= trace["ending"].items()


def test_a_run_goes_on_from_any_token_of_another(served: Served) -> None:
    first = lp.trace(served.base, "the story", "greedy", 8)
    ids = [*first.prompt.ids, *first.ids[:3]]
    told = events(served.post("/api/generate", run(served, prompt=ids, max_new_tokens=5)))
    assert [data["choice"]["id"] for name, data in told if name == "step"] == list(first.ids[3:])
    assert served.post("/api/inspect", {"model": served.base, "prompt": ids}).json()["encoding"]["ids"] == ids


def test_a_branch_goes_on_after_the_tokens_that_a_page_has(served: Served, passes: Passes) -> None:
    trunk = lp.trace(served.base, "the story", "top_p", 8, seed=3, top_p=0.9)
    choices = [json.loads(step.choice.to_json()) for step in trunk.steps[:4]]
    taken = [{"id": each["id"], "chance": each["probability"]} for each in choices]
    other = next(each.id for each in trunk.steps[4].stages[0].candidates if each.id != trunk.ids[4])
    before = len(passes.sizes)
    drawn = {"strategy": "top_p", "parameters": {"top_p": 0.9}, "seed": 3}
    told = events(served.post("/api/generate", run(served, **drawn, taken=taken, token=other)))
    assert len(passes.sizes) == before + 4
    branch = json.loads(lp.branch(trunk, 4, other).to_json())
    assert told[0][1] == branch["start"]
    assert [data for name, data in told if name == "step"] == branch["steps"][4:]
    assert told[-1][1]["completion"] == branch["ending"]["completion"]


def test_an_id_that_the_model_does_not_have_is_told_before_the_start(served: Served) -> None:
    ((name, data),) = events(served.post("/api/generate", run(served, prompt=[1, 300])))
    assert name == "error"
    assert "the token 300 ('<300>')" in data["message"]


def test_compare_streams_every_lane_to_its_end(served: Served) -> None:
    runs = [run(served), run(served, strategy="sample", seed=1), run(served, prompt="the " * 100)]
    told = events(served.post("/api/compare", {"runs": runs}))
    lanes = [[(name, data) for name, data in told if data["lane"] == lane] for lane in range(3)]
    assert [lane[-1][0] for lane in lanes] == ["done", "done", "error"]
    assert "the story" + lanes[0][-1][1]["completion"] == lp.generate(served.base, "the story", "greedy", 8)
    assert "shorten the prompt" in lanes[2][-1][1]["message"]


def test_inspect_gives_the_inspection(served: Served) -> None:
    answer = served.post("/api/inspect", {"model": served.base, "prompt": "the story", "layer": 1, "head": 2})
    inspection = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert (inspection["attention"]["layer"], inspection["attention"]["head"]) == (1, 2)
    assert [len(rows) for rows in inspection["attention"]["patterns"]] == [len(inspection["encoding"]["ids"])] * 4


def test_the_vectors_of_a_text_are_those_that_enter_the_first_block(served: Served) -> None:
    from llm_playground.engine.shelf import SHELF

    answer = served.post("/api/vectors", {"model": served.base, "prompt": "the story"}).json()
    model = SHELF.get(served.base)
    stream = model.inside().activations(model.tokenizer.encode("the story"), "h.0.resid_pre")["h.0.resid_pre"]
    assert answer["size"] == stream.shape[1]
    assert np.allclose(answer["rows"], stream[:, :64], atol=5e-4)


def test_a_lens_and_an_attribution_are_those_of_python(served: Served) -> None:
    asked = {"model": served.base, "prompt": "the story"}
    assert served.post("/api/lens", asked).json() == json.loads(lp.lens(served.base, "the story").grid().to_json())
    for more in ({}, {"token": 3}, {"token": 3, "against": 5}, {"position": 0}):
        answer = served.post("/api/attribution", asked | more)
        assert answer.json() == json.loads(lp.attribution(served.base, "the story", **more).to_json())


def test_a_score_is_that_of_python(served: Served) -> None:
    asked = {"model": served.base, "text": "the story", "prompt": "so", "stride": 9}
    score = lp.score(served.base, "the story", prompt="so", stride=9)
    assert served.post("/api/score", asked).json() == json.loads(score.to_json())
    for changes, field in (({"text": ""}, "text"), ({"text": "a" * 10_001}, "text"), ({"stride": 0}, "stride")):
        assert problem(served.post("/api/score", asked | changes))[::2] == (422, field)


def test_a_truth_is_that_of_python(served: Served) -> None:
    asked = {"model": "tiny-gpt2", "seed": 3}
    assert served.post("/api/truth", asked).json() == json.loads(lp.truth("tiny-gpt2", seed=3).to_json())
    wrong = problem(served.post("/api/truth", {"model": "tiny-qwen-chat", "text": "Once"}))
    assert wrong[::2] == (422, "model")


@pytest.mark.parametrize(
    ("path", "changes", "status", "field", "words"),
    [
        ("lens", {"kind": "tuned"}, 422, "kind", "There is no lens 'tuned'"),
        ("lens", {"kind": "linear"}, 422, "texts", "has to be fitted first"),
        ("commitment", {"kind": "tuned"}, 422, "kind", "There is no lens 'tuned'"),
        ("commitment", {"max_new_tokens": 101}, 422, "max_new_tokens", "at most 100"),
        ("lens", {"prompt": [1] * 257}, 422, "prompt", "at most"),
        ("attribution", {"prompt": [1] * 257}, 422, "prompt", "at most"),
        ("attribution", {"token": 10**9}, 422, "token", "token is 1000000000"),
        ("attribution", {"position": 99}, 422, "position", "position is 99"),
        ("attribution", {"token": 1.5}, 422, "token", "token"),
        ("attribution", {"against": "no one token"}, 422, "against", "must be one token"),
        ("attribution", {"model": "/etc"}, 404, "model", "There is no model"),
    ],
)
def test_what_no_lens_and_no_attribution_can_show_is_told(
    served: Served, path: str, changes: dict[str, Any], status: int, field: str, words: str
) -> None:
    refusal = problem(served.post(f"/api/{path}", {"model": served.base, "prompt": "a"} | changes))
    assert refusal[::2] == (status, field)
    assert words in refusal[1]


def test_the_workings_of_a_token_are_those_of_python(served: Served) -> None:
    asked = {"model": served.base, "prompt": "the story"}
    for more in ({}, {"position": 1, "layer": 2, "head": 3}):
        answer = served.post("/api/workings", asked | more)
        assert answer.json() == json.loads(lp.workings(served.base, "the story", **more).to_json())
    for field in ("position", "layer", "head"):
        assert problem(served.post("/api/workings", asked | {field: 99}))[::2] == (422, field)


def test_ids_are_inspected_as_they_are(served: Served) -> None:
    ids = served.post("/api/inspect", {"model": served.base, "prompt": "the story"}).json()["encoding"]["ids"]
    answer = served.post("/api/inspect", {"model": served.base, "prompt": [*ids, ids[0]]})
    assert answer.json()["encoding"]["ids"] == [*ids, ids[0]]


def test_the_anatomy_is_asked_once_a_model_and_not_sent_again_with_each_look(served: Served) -> None:
    anatomy = served.post("/api/anatomy", {"model": served.base})
    assert anatomy.json() == json.loads(lp.anatomy(served.base).to_json())
    look = served.post("/api/inspect", {"model": served.base, "prompt": "the story"})
    assert "wte" not in look.text
    assert problem(served.post("/api/anatomy", {"model": "/etc"}))[::2] == (404, "model")


@pytest.mark.parametrize(
    ("path", "changes", "field", "words"),
    [
        ("generate", {"strategy": "topp"}, "strategy", "There is no strategy 'topp'"),
        ("generate", {"parameters": {"top_p": 0.5}}, "parameters.top_p", "greedy does not use top_p"),
        ("generate", {"parameters": {"warmth": 3}}, "parameters.warmth", "There is no parameter 'warmth'"),
        (
            "generate",
            {"strategy": "sample", "parameters": {"temperature": [1]}},
            "parameters.temperature",
            "temperature is [1]; it must be a finite number",
        ),
        ("generate", {"strategy": "sample", "parameters": {"temperature": -1}}, "parameters.temperature", "at least 0"),
        ("generate", {"max_new_tokens": "5"}, "max_new_tokens", "must be a whole number"),
        ("generate", {"max_new_tokens": True}, "max_new_tokens", "must be a whole number"),
        ("generate", {"max_new_tokens": 10**7}, "max_new_tokens", "at most 1,000"),
        ("generate", {"seed": -4}, "seed", "seed is -4; it must be"),
        ("generate", {"prompt": 7}, "prompt", "prompt must be a text or a list."),
        ("generate", {"prompt": []}, "prompt", "prompt is empty"),
        ("generate", {"taken": [{"id": 1, "chance": 0}]}, "taken", "above 0 and at most 1"),
        ("generate", {"taken": [{"id": "1"}]}, "taken.0.id", "must be a whole number"),
        ("generate", {"token": [1]}, "token", "token must be"),
        ("generate", {"token": 1, "strategy": "beam"}, "strategy", "Beam search plans a whole text"),
        (
            "generate",
            {"prompt": [{"role": "robot", "content": ""}]},
            "prompt.0.role",
            "no role 'robot'; choose one of system, user, assistant",
        ),
        ("generate", {"prompt": [1, -1]}, "prompt", "-1, which is not a token id"),
        ("generate", {"prompt": [1, {"role": "user", "content": ""}]}, "prompt", "which is not a token id"),
        ("inspect", {"prompt": [1, 2.5]}, "prompt.1", "whole number"),
        ("generate", {"prompt": [{"role": "user"}]}, "prompt.0.content", "prompt.0.content is missing"),
        ("generate", {"prompt": "x" * 50_001}, "prompt", "50,001 characters"),
        ("generate", {"path": "/etc/passwd"}, "path", "There is no field path."),
        ("generate", {"\x1b[31m\n": 1}, "\x1b[31m\n", r"There is no field '\x1b[31m\n'."),
        ("generate", {"": 1}, None, "There is no field ''."),
        ("inspect", {"layer": 99}, "layer", "layer is 99"),
        ("inspect", {"layer": 1.5}, "layer", "must be a whole number"),
        ("tokenize", {"text": "x" * 1_000_001}, "text", "1,000,001 characters"),
        ("tokenize", {}, "text", "text is missing"),
    ],
)
def test_a_value_that_cannot_be_is_422_with_a_sentence(
    served: Served, path: str, changes: dict[str, Any], field: str | None, words: str
) -> None:
    whole = {
        "generate": run(served),
        "inspect": {"model": served.base, "prompt": "a"},
        "tokenize": {"tokenizers": [served.base]},
    }
    status, message, about = problem(served.post(f"/api/{path}", whole[path] | changes))
    assert (status, about) == (422, field)
    assert words in message


def test_a_mistake_in_a_lane_says_which(served: Served) -> None:
    runs = [run(served), run(served, strategy="topp")]
    assert problem(served.post("/api/compare", {"runs": runs}))[::2] == (422, "runs.1.strategy")
    runs = [run(served), run(served, prompt=7)]
    assert problem(served.post("/api/compare", {"runs": runs}))[::2] == (422, "runs.1.prompt")
    assert problem(served.post("/api/compare", {"runs": []}))[::2] == (422, "runs")
    told = "5 runs were asked for; here there may be at most 4."
    assert problem(served.post("/api/compare", {"runs": [run(served)] * 5}))[1:] == (told, "runs")


@pytest.mark.parametrize("name", ["/etc", "../..", "someone/model", "nonsense", ""])
@pytest.mark.parametrize("path", ["generate", "inspect"])
def test_a_client_cannot_reach_any_other_model(served: Served, path: str, name: str) -> None:
    status, message, field = problem(served.post(f"/api/{path}", {"model": name, "prompt": "x"}))
    assert (status, field) == (404, "model")
    assert "There is no model" in message


def test_a_model_that_cannot_be_fetched_is_503_or_an_error_event(served: Served) -> None:
    status, message, _ = problem(served.post("/api/tokenize", {"text": "x", "tokenizers": ["gpt2"]}))
    assert status == 503
    assert "cannot be reached" in message
    (*_, last) = events(served.post("/api/generate", run(served, model="gpt2")))
    assert last[0] == "error"
    assert "cannot be reached" in last[1]["message"]
    assert last[1]["code"] == "model_unavailable"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"text": "\xe9"}', b"[1" * 5000, b"9" * 5000])
def test_what_is_no_json_is_refused(served: Served, body: bytes) -> None:
    answer = served.client.post("/api/tokenize", content=body, headers={"content-type": "application/json"})
    assert problem(answer)[0] in (400, 422)


def test_half_a_character_is_no_reason_to_break(served: Served) -> None:
    half = "a\ud83e"
    for path, body in (
        ("tokenize", {"tokenizers": [served.base], "text": half}),
        ("tokenizers/search", {"tokenizer": served.base, "query": half}),
        ("generate", {"model": served.base, "prompt": half, "max_new_tokens": 2}),
        ("inspect", {"model": served.base, "prompt": half}),
    ):
        answer = served.client.post(
            f"/api/{path}", content=json.dumps(body), headers={"content-type": "application/json"}
        )
        assert answer.status_code == 200
        assert "error" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nowhere", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/views/../errors.py", 404),
        ("GET", "/views/%2e%2e/errors.py", 404),
        ("GET", "/web/page/..%2fapp.py", 404),
        ("GET", "/api/generate", 405),
        ("DELETE", "/api/catalog", 405),
        ("POST", "/api/catalog", 405),
        ("PUT", "/api/tokenize", 405),
    ],
)
def test_a_wrong_address_or_method_is_said_in_the_same_form(
    served: Served, method: str, path: str, status: int
) -> None:
    answer = served.client.request(method, path)
    assert problem(answer)[0] == status
    assert ("allow" in answer.headers) == (status == 405)


def test_a_broken_server_says_so_without_its_insides(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.session, "models", lambda: 1 / 0)
    # By a connection of its own, which the server closes after such an answer.
    status, message, _ = problem(httpx.get(f"{served.url}/api/catalog", timeout=SOON))
    assert status == 500
    assert "division" not in message


def test_the_schema_describes_every_route_and_its_errors(served: Served) -> None:
    schema = served.client.get("/api/openapi.json").json()
    read = {"/catalog", "/lessons", "/lessons/{name}", "/quiz", "/solved"}  # the others are posted to
    assert set(schema["paths"]) == {*read, *(f"/{path}" for path in PATHS)}
    assert schema["servers"] == [{"url": "/api"}]
    for path in ("/generate", "/compare"):
        responses = schema["paths"][path]["post"]["responses"]
        assert "text/event-stream" in responses["200"]["content"]
        for status in ("400", "403", "404", "413", "415", "421", "422", "429"):
            assert responses[status]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorBody")
    for path in ("/docs", "/redoc"):
        assert served.client.get(f"/api{path}").status_code == 404


@pytest.mark.parametrize("strategy", ["greedy", "beam"])
def test_closing_the_connection_stops_the_run_within_a_token(served: Served, passes: Passes, strategy: str) -> None:
    passes.hold_after(1)  # enough for one event, so that the run is alive when the client leaves
    body = run(served, strategy=strategy, max_new_tokens=60)
    with served.client.stream("POST", "/api/generate", json=body) as answer:
        for name, _ in read(answer.iter_lines()):
            if name in ("step", "beam_step"):
                break
    (running,) = served.session.runs.running
    wait_until(running._stopped.is_set)
    passes.release()
    wait_until(lambda: served.session.runs.count == 0)
    assert len(passes.sizes) <= 2


def test_a_client_that_leaves_while_the_model_loads_leaves_nothing_behind(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    gate = threading.Event()
    monkeypatch.setattr(SHELF, "has", lambda _: False)
    monkeypatch.setattr(SHELF, "get", lambda _: gate.wait(20))
    with served.client.stream("POST", "/api/generate", json=run(served)) as answer:
        assert next(read(answer.iter_lines()))[0] == "loading"
    wait_until(lambda: served.session.runs.count == 0)
    gate.set()


def test_a_client_that_does_not_read_makes_the_run_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    import threading

    from llm_playground.engine.events import Done, Loading

    monkeypatch.setattr(streaming, "MOST_WAITING", 3)

    async def main() -> list[bytes]:
        channel = streaming.Channel(1, streaming.event_alone)
        news = [Loading("m", str(number)) for number in range(10)]
        put: list[int] = []

        done = Done("length", "", (), None, 0, 0.0)  # made here: an error in the thread would leave us waiting

        def go() -> None:
            for number, event in enumerate(news):
                channel.put(0, event)
                put.append(number)
            channel.put(0, done)

        thread = threading.Thread(target=go, daemon=True)
        thread.start()
        await asyncio.sleep(0.2)
        assert len(put) == 3
        chunks = []
        while chunk := await channel.get():
            chunks.append(chunk)
        return chunks

    chunks = b"".join(asyncio.run(main()))
    assert [f'"message": "{number}"'.encode() in chunks for number in range(10)] == [True] * 10
    assert chunks.count(b"event: ") == 11


def test_a_run_that_waits_for_a_client_is_let_go_when_the_client_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    import threading

    from llm_playground.engine.events import Loading

    monkeypatch.setattr(streaming, "MOST_WAITING", 1)

    async def main() -> None:
        channel = streaming.Channel(1, streaming.event_alone)
        thread = threading.Thread(
            target=lambda: [channel.put(0, Loading("m", "")) for _ in range(3)], daemon=True, name="waiting"
        )
        thread.start()
        await asyncio.sleep(0.05)
        channel.close()
        thread.join(SOON)
        assert not thread.is_alive()

    asyncio.run(main())


@pytest.mark.parametrize("later", range(4))
def test_a_client_that_leaves_in_the_moment_of_news_is_left(later: int) -> None:
    import asyncio

    from llm_playground.engine.events import Loading

    async def main() -> None:
        channel = streaming.Channel(1, streaming.event_alone)
        reading = asyncio.create_task(channel.get())
        await asyncio.sleep(0.01)
        channel.put(0, Loading("m", ""))
        for _ in range(later):  # turns of the event loop between the news and the leaving
            await asyncio.sleep(0)
        asked = reading.cancel()
        await asyncio.wait({reading})
        assert reading.cancelled() == asked

    asyncio.run(main())


def test_silence_is_broken_by_a_comment(served: Served, passes: Passes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "KEEP_ALIVE", 0.01)
    passes.hold_after(1)
    with served.client.stream("POST", "/api/generate", json=run(served)) as answer:
        lines = answer.iter_lines()
        for line in lines:
            if line == ": keep-alive":
                passes.release()
                break
        assert list(read(lines))[-1][0] == "done"


def test_too_many_runs_are_429_and_there_is_room_again(base: str, passes: Passes) -> None:
    passes.hold_after(1)
    with serving(base, Limits(runs=2)) as served:
        body = {"runs": [run(served, max_new_tokens=60)] * 2}
        with served.client.stream("POST", "/api/compare", json=body) as answer:
            told = read(answer.iter_lines())  # kept: a generator that is dropped closes the connection
            next(told)
            refusal = served.post("/api/generate", run(served))
            assert problem(refusal)[0] == 429
            assert refusal.headers["retry-after"] == "1"
            for look in ("inspect", "lens", "attribution"):
                assert problem(served.post(f"/api/{look}", {"model": base, "prompt": "x"}))[0] == 429
            assert served.post("/api/tokenize", {"tokenizers": [base], "text": "x"}).status_code == 200
        passes.release()
        wait_until(lambda: served.session.runs.count == 0)
        assert events(served.post("/api/generate", run(served)))[-1][0] == "done"


def test_while_a_model_computes_everything_else_answers(served: Served, passes: Passes) -> None:
    passes.hold_after(1)
    with served.client.stream("POST", "/api/generate", json=run(served)) as answer:
        told = read(answer.iter_lines())
        assert next(told)[0] == "start"
        passes.wait_for(2)
        assert served.client.get("/api/catalog").status_code == 200
        assert served.post("/api/tokenize", {"tokenizers": [served.base], "text": "x"}).status_code == 200
        assert served.client.get("/").status_code == 200
        passes.release()
        assert [name for name, _ in told] == [*["step"] * 8, "done"]
