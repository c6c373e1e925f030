"""Stand-ins for the servers of other projects: each answers in its own words, from a bundled model's distribution."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import numpy as np

from llm_playground.models.loading import load
from llm_playground.models.seam import LanguageModel

MODEL = "tiny"
FREE_PORT = ("127.0.0.1", 0)


class Standin:
    """What a server of another project does: `model` computes, `route` answers a request with a status and a body."""

    owned_by = "organization"
    most = 20  # log-probabilities that it gives

    def __init__(self, key: str = "tiny-gpt2") -> None:
        self.model: LanguageModel = load(key)
        self.asked: list[tuple[str, dict[str, Any], str | None]] = []  # path, body, authorization

    def route(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path == "/v1/models":
            return 200, {"object": "list", "data": [self.entry()]}
        if path == "/v1/completions":
            return self.completions(body)
        return 404, {"error": {"message": "no such route"}}

    def entry(self) -> dict[str, Any]:
        return {"id": MODEL, "object": "model", "owned_by": self.owned_by}

    def completions(self, body: dict[str, Any]) -> tuple[int, Any]:
        count = body.get("logprobs")
        if count is not None and not 0 <= count <= self.most:
            return 400, {"error": {"message": f"logprobs is {count}; at most {self.most}"}}
        ids = self.model.tokenizer.encode(body["prompt"])
        told = [] if count is None else self.likeliest(ids, count)
        choice: dict[str, Any] = {"index": 0, "text": self.written(ids, body["max_tokens"]), "finish_reason": "length"}
        if count is not None:
            choice["logprobs"] = {"top_logprobs": [dict(self.as_text(told))]}
            choice["logprobs"]["tokens"] = [choice["text"]]
        if body.get("echo"):
            pieces = [self.model.piece(id).decode(errors="replace") for id in ids]
            choice["logprobs"]["tokens"] = [*pieces, choice["text"]]
        return 200, {"choices": [choice]}

    def written(self, ids: list[int], count: int) -> str:
        """The greedy text that the model itself makes."""
        new: list[int] = []
        for _ in range(count):
            new.append(self.likeliest([*ids, *new], 1)[0][0])
            if new[-1] in self.model.info.stop_ids:
                break
        pieces = [self.model.piece(id) for id in new if id not in self.model.info.stop_ids]
        return b"".join(pieces).decode(errors="replace")

    def likeliest(self, ids: list[int], count: int) -> list[tuple[int, float]]:
        """The likeliest tokens with their log-probabilities, by a slow and plain computation."""
        logits = self.model.next_logits([ids])[0].astype(np.float64)
        logprobs = logits - logits.max() - np.log(np.exp(logits - logits.max()).sum())
        order = np.argsort(-logprobs, kind="stable")[:count]
        return [(int(id), float(logprobs[id])) for id in order]

    def as_text(self, told: list[tuple[int, float]]) -> Iterator[tuple[str, float]]:
        for id, logprob in told:
            yield self.model.piece(id).decode(errors="replace"), logprob


class Vllm(Standin):
    """vLLM started with `--max-logprobs -1`."""

    owned_by = "vllm"

    def entry(self) -> dict[str, Any]:
        return {**super().entry(), "max_model_len": self.model.context_length}

    def completions(self, body: dict[str, Any]) -> tuple[int, Any]:
        if body.get("logprobs") == -1:
            self.most = self.model.vocab_size
            body = {**body, "logprobs": self.most}
        return super().completions(body)


class Silent(Standin):
    """LM Studio: it takes `logprobs` and gives null."""

    def completions(self, body: dict[str, Any]) -> tuple[int, Any]:
        status, answer = super().completions(body)
        if status == 200:
            answer["choices"][0]["logprobs"] = None
        return status, answer


class LlamaServer(Standin):
    """llama.cpp's server with its own routes."""

    owned_by = "llamacpp"

    def entry(self) -> dict[str, Any]:
        return {**super().entry(), "meta": {"n_vocab": self.model.vocab_size, "n_ctx_train": 1}}

    def route(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path == "/props":
            info = self.model.info
            names = {name: info.special_texts.get(name, "") for name in ("bos_token", "eos_token")}
            settings = {"n_ctx": self.model.context_length}
            return 200, {"default_generation_settings": settings, "chat_template": info.chat_template or "", **names}
        if path == "/tokenize":
            ids = self.model.tokenizer.encode(body["content"], allow_special=body["parse_special"])
            return 200, {"tokens": [{"id": id, "piece": self.piece(id)} for id in ids]}
        if path == "/completion":
            return 200, self.completion(body)
        return super().route(path, body)

    def piece(self, id: int) -> str | list[int]:
        piece = self.model.piece(id)
        try:
            return piece.decode()
        except UnicodeDecodeError:
            return list(piece)

    def completion(self, body: dict[str, Any]) -> dict[str, Any]:
        told = self.likeliest(list(body["prompt"]), body["n_probs"])
        top = [
            {"id": id, "token": self.model.piece(id).decode(errors="replace"), "bytes": list(self.model.piece(id))}
            | {"logprob": logprob}
            for id, logprob in told
        ]
        return {"content": "", "completion_probabilities": [{**top[0], "top_logprobs": top}]}


class OllamaServer(Standin):
    """Ollama, which is asked by its own route so that it puts no template around the text."""

    owned_by = "library"

    def entry(self) -> dict[str, Any]:
        return {**super().entry(), "id": f"{MODEL}:latest"}

    def route(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path == "/api/version":
            return 200, {"version": "0.12.11"}
        if path == "/api/generate":
            return 200, self.generate(body)
        return super().route(path, body)

    def generate(self, body: dict[str, Any]) -> dict[str, Any]:
        assert body["raw"] is True
        assert body["stream"] is False
        ids = self.model.tokenizer.encode(body["prompt"])
        top = [
            {"token": text, "logprob": logprob, "bytes": list(text.encode())}
            for text, logprob in self.as_text(self.likeliest(ids, body["top_logprobs"]))
        ]
        return {"response": top[0]["token"], "done_reason": "length", "logprobs": [{**top[0], "top_logprobs": top}]}


class Broken(Standin):
    """A server of which each answer to a completion is `answer`: a status, headers and bytes, or a way to fail."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    def completions(self, body: dict[str, Any]) -> tuple[int, Any]:
        if callable(self.answer):
            return self.answer(body)
        return 0, self.answer


class _Handler(BaseHTTPRequestHandler):
    standin: ClassVar[Standin]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

    def _answer(self, body: dict[str, Any]) -> None:
        self.standin.asked.append((self.path, body, self.headers.get("authorization")))
        status, answer = self.standin.route(self.path, body)
        if status == 0:  # as it is, and the connection ends with it
            self.wfile.write(answer)
            self.close_connection = True
            return
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running(standin: Standin) -> Iterator[str]:
    """The address at which the stand-in answers, with /v1."""
    handler = type("Handler", (_Handler,), {"standin": standin})
    server = ThreadingHTTPServer(FREE_PORT, handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
