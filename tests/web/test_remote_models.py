"""A model on a server, on the page and from the interfaces of this project and of another one."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from transformers.utils.import_utils import is_serve_available

import llm_playground as lp
from llm_playground.models.catalog import CATALOG
from llm_playground.models.loading import load
from tests.passes import SOON
from tests.remote_servers import MODEL, Silent, Standin, running
from tests.web.conftest import Served, serving

PROMPT = "Once upon a time, there was a"


def test_our_own_server_tells_what_the_model_computes(served: Served) -> None:
    model = load(f"remote:tiny-gpt2@{served.url}/v1")
    assert model.context_length == load("tiny-gpt2").context_length
    told, local = next(lp.stream(model, PROMPT, top=1)).stages[0].told, load("tiny-gpt2")
    assert told is not None
    assert told.count == len({local.piece(id) for id in range(local.vocab_size)}) == local.vocab_size
    for settings in ({"strategy": "greedy"}, {"strategy": "top_k", "top_k": 5, "seed": 3}):
        there, here = (lp.trace(each, PROMPT, max_new_tokens=5, **settings) for each in (model, "tiny-gpt2"))  # type: ignore[arg-type]
        assert there.text == here.text
        assert there.prompt.pieces == here.prompt.pieces
        for one, other in zip(there.steps, here.steps, strict=True):
            assert one.choice.model_probability == pytest.approx(other.choice.model_probability, rel=1e-5)


def test_a_visitor_of_the_page_cannot_have_the_server_ask_another_one() -> None:
    standin = Standin()
    with running(standin) as address, serving(f"remote:{MODEL}@{address}") as page:
        run = {"prompt": PROMPT, "strategy": "typical", "parameters": {"typical_p": 0.5}, "max_new_tokens": 2}
        events = page.post("/api/generate", {"model": page.base, **run}).text
        assert "typical_p needs the probability of every token" in events
        assert "seen" in page.post("/api/generate", {"model": page.base, "prompt": PROMPT, "max_new_tokens": 1}).text
        inside = page.post("/api/inspect", {"model": page.base, "prompt": PROMPT, "layer": 0, "head": 0})
        assert "cannot be looked into" in inside.json()["error"]["message"]
        asked = len(standin.asked)
        other = f"remote:other@{address}"
        for path, body in (
            ("/api/generate", {"model": other, **run}),
            ("/api/inspect", {"model": other, "prompt": PROMPT, "layer": 0, "head": 0}),
            ("/api/tokenize", {"text": PROMPT, "tokenizers": [other]}),
            ("/v1/completions", {"model": other, "prompt": PROMPT}),
        ):
            answer = page.post(path, body)
            assert (answer.status_code // 100, answer.json()["error"]["code"]) == (4, "unknown_name"), path
        assert len(standin.asked) == asked


def test_the_text_of_a_server_that_tells_nothing_else_is_given_to_programs_too() -> None:
    with running(Silent()) as address, serving(f"remote:{MODEL}@{address}") as page:
        asked = {"model": page.base, "prompt": PROMPT, "max_tokens": 5, "temperature": 0}
        text = lp.trace("tiny-gpt2", PROMPT, "greedy", 5).text.removeprefix(PROMPT)
        answer = page.post("/v1/completions", {**asked, "echo": True}).json()
        assert answer["choices"][0]["text"] == PROMPT + text
        assert answer["usage"] is None  # nobody counts its tokens
        stream = page.post("/v1/completions", {**asked, "stream": True}).text
        chunks = [json.loads(line.removeprefix("data: ")) for line in stream.split("\n\n") if "{" in line]
        assert "".join(choice["text"] for chunk in chunks for choice in chunk["choices"]) == text
        refused = page.post("/v1/completions", {**asked, "logprobs": 2})
        assert (refused.status_code, refused.json()["error"]["param"]) == (400, "model")
        assert "gives no log-probabilities" in refused.json()["error"]["message"]


@pytest.fixture
def of_transformers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`transformers serve` with a bundled model, in a thread of its own."""
    if not is_serve_available():
        pytest.skip("needs transformers[serving]")
    from huggingface_hub.utils import _cache_manager
    from transformers.cli.serve import Serve

    # It lists what the cache holds, and another test may have been the first to import this, with a cache of its own.
    monkeypatch.setattr(_cache_manager, "HF_HUB_CACHE", str(tmp_path))

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = str(CATALOG["tiny-gpt2"].bundled_folder)
    server = Serve(folder, host="127.0.0.1", port=port, device="cpu", log_level="critical", non_blocking=True)
    try:
        deadline = time.monotonic() + SOON
        while not server.server.started:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield f"remote:{folder}@http://127.0.0.1:{port}/v1"
    finally:
        server.kill_server()


def test_transformers_serve_gives_no_log_probabilities_and_its_own_greedy_text(of_transformers: str) -> None:
    model = load(of_transformers)
    assert model.info.served is not None
    assert model.info.served.likeliest == 0
    with pytest.warns(UserWarning, match="gives no log-probabilities"):
        trace = lp.trace(model, PROMPT, max_new_tokens=8)
    assert trace.text == lp.generate("tiny-gpt2", PROMPT, max_new_tokens=8)
    assert trace.steps == ()
