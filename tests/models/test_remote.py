"""A model on a server behind the seam: what each dialect tells, how it fails, and that nothing is invented."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.decoding import STRATEGIES
from llm_playground.engine.served import unable
from llm_playground.errors import InvalidValue, ModelUnavailable, PlaygroundError
from llm_playground.models.loading import load
from llm_playground.models.references import Remote, read_name
from llm_playground.models.remote import opening
from llm_playground.models.remote import server as connection
from llm_playground.models.seam import LanguageModel
from tests.remote_servers import (
    MODEL,
    Broken,
    LlamaServer,
    OllamaServer,
    Silent,
    Standin,
    Vllm,
    running,
)

PROMPT = "Once upon a time, there was a"


@pytest.fixture(scope="module")
def local() -> LanguageModel:
    return load("tiny-gpt2")


@pytest.fixture(scope="module", params=[Standin, OllamaServer])
def likeliest_alone(request: pytest.FixtureRequest) -> Iterator[LanguageModel]:
    with running(request.param()) as address:
        yield load(f"remote:{MODEL}@{address}")


@pytest.fixture(scope="module")
def llama() -> Iterator[LanguageModel]:
    with running(LlamaServer("tiny-qwen-chat")) as address:
        yield load(f"remote:{MODEL}@{address}")


def shares(model: LanguageModel, text: str) -> dict[bytes, float]:
    """The probabilities that a model gives the tokens after a text, by their bytes."""
    ids = model.tokenizer.encode(text)
    logits = model.next_logits([ids])[0].astype(np.float64)
    known = np.flatnonzero(np.isfinite(logits))
    powers = np.exp(logits[known] - (0 if model.info.served else logits.max()))
    total = 1.0 if model.info.served else powers.sum()
    return {model.piece(int(id)): float(power / total) for id, power in zip(known, powers, strict=True)}


def test_a_server_tells_the_models_own_probabilities_of_the_likeliest_tokens(
    likeliest_alone: LanguageModel, local: LanguageModel
) -> None:
    told, own = shares(likeliest_alone, PROMPT), shares(local, PROMPT)
    assert len(told) == 20
    assert told == pytest.approx(
        {piece: own[piece] for piece in sorted(own, key=lambda each: -own[each])[:20]}, rel=1e-5
    )


def test_llama_cpp_tells_all_tokens_with_their_ids_its_template_and_how_it_cuts_a_text(llama: LanguageModel) -> None:
    own = load("tiny-qwen-chat")
    assert llama.info.served is not None
    assert llama.info.served.partial is None
    assert llama.info.chat_template == own.info.chat_template
    assert llama.info.stop_ids >= own.info.stop_ids
    for strategy, parameters in (("typical", {"typical_p": 0.9}), ("beam", {"num_beams": 2}), ("sample", {})):
        settings: dict[str, Any] = {"max_new_tokens": 5, **({} if strategy == "beam" else {"seed": 3}), **parameters}
        there, here = (lp.trace(model, "Who are you?", strategy, **settings) for model in (llama, own))
        assert (there.prompt, there.ids, there.text) == (here.prompt, here.ids, here.text)


def test_vllm_is_asked_for_all_tokens_and_told_apart_where_two_have_one_text(local: LanguageModel) -> None:
    standin = Vllm()
    with running(standin) as address:
        model = load(f"remote:{MODEL}@{address}")
        step = next(lp.stream(model, PROMPT, top=1))
    texts = {local.piece(id).decode(errors="replace") for id in range(local.vocab_size)}
    told = step.stages[0].told
    assert told is not None
    assert told.count == sum("\ufffd" not in text for text in texts)
    assert model.context_length == local.context_length
    assert standin.asked[-1][1]["logprobs"] == -1


def test_a_server_without_log_probabilities_gives_its_text_and_says_what_is_missing(local: LanguageModel) -> None:
    with running(Silent()) as address:
        model = load(f"remote:{MODEL}@{address}")
        with pytest.warns(UserWarning, match="gives no log-probabilities: its text can be had"):
            trace = lp.trace(model, PROMPT, max_new_tokens=6)
        assert trace.text == lp.generate(local, PROMPT, max_new_tokens=6)
        assert trace.steps == ()
        for refused in (lambda: lp.step(model, PROMPT), lambda: lp.branch(trace, 0, " cat", model=model)):
            with pytest.raises(PlaygroundError):
                refused()
        with pytest.raises(InvalidValue, match=r"top_k works on probabilities.*temperature, top_p"):
            lp.generate(model, PROMPT, "top_k", top_k=3)


def test_a_server_that_refuses_to_be_asked_for_log_probabilities_gives_its_text() -> None:
    def refuses(body: dict[str, Any]) -> tuple[int, Any]:
        if "logprobs" in body:
            return 422, {"detail": "Unexpected fields in the request: {'logprobs'}"}
        return 200, {"choices": [{"text": " end", "finish_reason": "stop"}]}

    with running(Broken(refuses)) as address, pytest.warns(UserWarning, match="gives no log-probabilities"):
        assert lp.generate(f"remote:{MODEL}@{address}", PROMPT) == f"{PROMPT} end"


def test_the_same_text_is_asked_for_once(local: LanguageModel) -> None:
    standin = Standin()
    with running(standin) as address:
        model = load(f"remote:{MODEL}@{address}")
        ids = model.tokenizer.encode(PROMPT)
        model.next_logits([ids])
        asked = len(standin.asked)
        rows = model.next_logits([ids, [*ids, *ids]])
        assert len(standin.asked) == asked + 1
        assert (rows[0] == model.next_logits([ids])[0]).all()


def test_the_name_may_be_left_out_where_there_is_one_model_and_a_wrong_one_is_told() -> None:
    with running(Standin()) as address:
        assert load(f"remote:{address}").info.served is not None
        with pytest.raises(InvalidValue, match=r"has no model 'huge'; it has 'tiny'\."):
            load(f"remote:huge@{address}")


HTTP = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n%s"
FAILURES = {
    "a page": (HTTP % (b"text/html; charset=utf-8", 6, b"<html>"), "answered with text/html, not with JSON"),
    "half an answer": (HTTP % (b"application/json", 90, b'{"choices": ['), "broke off in the middle of an answer"),
    "nothing": (b"", "broke off in the middle of an answer"),
    "no HTTP": (b"220 mail.example ESMTP\r\n", "broke off in the middle of an answer"),
    "a list": (HTTP % (b"application/json", 2, b"[]"), r"answered with \[\], which is not what was asked for"),
    "no choices": (HTTP % (b"application/json", 2, b"{}"), "answered with {}, which is not what was asked for"),
    "elsewhere": (b"HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n", "sends us on to '/login'"),
    "an error": (lambda _: (500, {"error": {"message": "out of memory"}}), r"out of memory \(status 500\)"),
    "no model": (
        lambda _: (404, {"detail": "load a model first"}),
        "has nothing at /v1/completions.*load a model first",
    ),
    "too likely": (
        lambda _: (200, {"choices": [{"text": "", "logprobs": {"top_logprobs": [{"a": -0.01, "b": -0.5}]}}]}),
        "come to more than 1",
    ),
    "half a character": (
        lambda _: (200, {"choices": [{"text": "", "logprobs": {"top_logprobs": [{"\ufffd": -0.1, "b": -5}]}}]}),
        "a part of a character",
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_each_way_to_fail_has_a_sentence(failure: str) -> None:
    answer, sentence = FAILURES[failure]
    with running(Broken(answer)) as address, pytest.raises(PlaygroundError, match=sentence) as caught:
        load(f"remote:{MODEL}@{address}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("at", "patched"), [("models", (opening, "LIST_SECONDS")), ("completions", None)])
def test_a_server_that_hangs_is_given_up_and_the_list_of_its_models_is_waited_for_less_long(
    monkeypatch: pytest.MonkeyPatch, at: str, patched: tuple[Any, str] | None
) -> None:
    released = threading.Event()
    if patched:
        monkeypatch.setattr(*patched, 0.2)
    else:
        monkeypatch.setattr(connection.Server, "__init__", _hasty)

    class Hangs(Standin):
        def route(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
            if path == f"/v1/{at}":
                released.wait()
            return super().route(path, body)

    with running(Hangs()) as address:
        try:
            with pytest.raises(ModelUnavailable, match=rf"/v1/{at} has not answered within 0\.2 seconds"):
                load(f"remote:{MODEL}@{address}")
        finally:
            released.set()
    assert opening.LIST_SECONDS < connection.ANSWER_SECONDS


def _hasty(self: connection.Server, address: str) -> None:
    object.__setattr__(self, "address", address)
    object.__setattr__(self, "seconds", 0.2)


def test_a_connection_that_the_server_has_closed_is_opened_anew() -> None:
    asked: list[object] = []

    def closes_once(body: object) -> tuple[int, Any]:
        asked.append(body)
        choice = {"text": "", "logprobs": {"top_logprobs": [{" fox": -0.5}], "tokens": ["The", " fox"]}}
        return (0, b"") if len(asked) == 1 else (200, {"choices": [choice]})

    with running(Broken(closes_once)) as address:
        model = load(f"remote:{MODEL}@{address}")
    assert model.info.served is not None
    assert (model.info.served.likeliest, asked[0]) == (1, asked[1])


def test_nobody_answers() -> None:
    with running(Standin()) as address:
        pass
    with pytest.raises(ModelUnavailable, match=r"Nothing answers at http://127\.0\.0\.1.*: is the server running\?"):
        load(f"remote:{MODEL}@{address}")


def test_a_key_comes_from_the_environment_and_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Locked(Standin):
        def route(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
            return super().route(path, body) if self.asked[-1][2] == "Bearer open" else (401, {"detail": "no"})

    with running(Locked()) as address:
        with pytest.raises(ModelUnavailable, match="wants a key: set it in the variable LLM_PLAYGROUND_REMOTE_KEY"):
            load(f"remote:{MODEL}@{address}")
        monkeypatch.setenv(connection.KEY, "wrong")
        with pytest.raises(ModelUnavailable, match="refuses the key in LLM_PLAYGROUND_REMOTE_KEY"):
            load(f"remote:{MODEL}@{address}")
        monkeypatch.setenv(connection.KEY, "open")
        assert load(f"remote:{MODEL}@{address}").info.served is not None


@pytest.mark.parametrize(
    "name",
    [
        "remote:",
        "remote:tiny",
        "remote:tiny@127.0.0.1:8001",
        "remote:@http://127.0.0.1/v1",
        "remote:tiny@ftp://127.0.0.1/v1",
        "remote:tiny@http://me:secret@127.0.0.1/v1",
        "remote:tiny@http://127.0.0.1:no/v1",
        "remote:tiny@http://127.0.0.1/v1?key=1",
    ],
)
def test_a_name_without_a_complete_address_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match="does not name a model on a server"):
        read_name(name)


def test_a_name_may_hold_what_the_names_of_models_hold() -> None:
    for model in ("llama3.2:1b", "org/name-7B.Q4_K_M.gguf", None):
        reference = Remote("http://127.0.0.1:8001/v1", model)
        assert read_name(reference.name) == reference


def test_what_looks_inside_and_what_needs_every_token_says_so(likeliest_alone: LanguageModel) -> None:
    with pytest.raises(InvalidValue, match=r"runs on another server.*cannot be looked into"):
        lp.inspect(likeliest_alone, PROMPT)
    with pytest.raises(InvalidValue, match="keeps its weights to itself"):
        lp.quantize(likeliest_alone, PROMPT)
    for refused in (
        lambda: lp.score(likeliest_alone, "a text"),
        lambda: lp.temperatures(likeliest_alone, PROMPT),
        lambda: lp.speculate("tiny-gpt2", PROMPT, likeliest_alone),
    ):
        with pytest.raises(InvalidValue, match="tells only of the 20 likeliest"):
            refused()
    for named in (lambda: lp.recommended(likeliest_alone.name), lambda: lp.load_tokenizer(likeliest_alone.name)):
        with pytest.raises(InvalidValue, match="keeps its files to itself"):
            named()


def test_what_follows_several_texts_is_refused_before_a_run_begins(likeliest_alone: LanguageModel) -> None:
    sentence = "Beam search compares the sums of many continuations, and .* tells only of the 20 likeliest"
    for refused in (
        lambda: lp.trace(likeliest_alone, PROMPT, "beam"),
        lambda: lp.beam_tree(likeliest_alone, PROMPT),
        lambda: next(lp.stream(likeliest_alone, PROMPT, "diverse_beam")),
    ):
        with pytest.raises(InvalidValue, match=sentence):
            refused()


def test_what_cannot_be_asked_for_is_what_a_run_refuses(likeliest_alone: LanguageModel) -> None:
    assert likeliest_alone.info.served is not None
    reasons = unable(likeliest_alone.info.served)
    for kind in STRATEGIES.values():
        if kind.name in reasons:
            with pytest.raises(InvalidValue):
                lp.trace(likeliest_alone, PROMPT, kind.name, 1)
        else:
            lp.trace(likeliest_alone, PROMPT, kind.name, 1)
    assert {"beam", "contrastive", "typical", "draw", "inside"} <= {*reasons}
    assert not {"greedy", "sample", "top_k", "top_p", "temperature"} & {*reasons}
    assert reasons["draw"].startswith("It needs the probability of every token, and 127.0.0.1")


def test_a_text_that_ends_within_a_character_cannot_go_on(likeliest_alone: LanguageModel, tmp_path: Path) -> None:
    half = likeliest_alone.tokenizer
    id = half._table.id_of(connection_token(b"\xf0\x9f"))  # type: ignore[attr-defined]
    with pytest.raises(InvalidValue, match="ends within a character"):
        likeliest_alone.next_logits([[id]])
    with pytest.raises(InvalidValue, match="stays on its server"):
        half.save(tmp_path)


def connection_token(piece: bytes) -> Any:
    from llm_playground.models.remote.tokens import Token

    return Token(piece, None)
