"""Requests to the server of a remote model, and one clear sentence for each way in which they go wrong."""

from __future__ import annotations

import json
import os
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from llm_playground.errors import ModelUnavailable, reason, shown

if TYPE_CHECKING:
    import httpx

KEY = "LLM_PLAYGROUND_REMOTE_KEY"  # from the environment: what is typed in a command line stands in its history
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 120.0  # a long prompt on a slow machine takes that long before its first token
MOST_BYTES = 2**28  # of one answer: a vocabulary of 262,144 tokens takes a fifth of it
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class WrongStatus(ModelUnavailable):
    """The server answered, but not with what was asked for. `status` is that of HTTP."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Server:
    """A server at `address`, such as "http://127.0.0.1:8001/v1". Safe to share between threads."""

    address: str
    seconds: float = ANSWER_SECONDS

    @property
    def root(self) -> str:
        """The address without the version of OpenAI's interface, where a server has its own routes."""
        return self.address.removesuffix("/v1")

    @property
    def place(self) -> str:
        """Where it is, in short: "127.0.0.1:8001"."""
        return urlsplit(self.address).netloc

    def get(self, url: str, seconds: float | None = None) -> dict[str, Any]:
        """The JSON object that is there, waited for so long at most. Raises: ModelUnavailable, as `post`."""
        return self._ask("GET", url, None, seconds or self.seconds)

    def post(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        """The JSON object that the server answers.

        Raises:
            WrongStatus: it answers with another status than 200.
            ModelUnavailable: it does not answer, not in time, or no JSON object.
        """
        return self._ask("POST", url, body, self.seconds)

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        key = os.environ.get(KEY)
        client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            # A proxy is for the world outside; asked for this machine's own server it would look at home.
            trust_env=urlsplit(self.address).hostname not in LOOPBACK,
        )
        weakref.finalize(self, client.close)  # it keeps its connections open for the next token
        return client

    def _ask(self, method: str, url: str, body: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        import httpx

        with self._told(url, seconds):
            try:
                response, data = self._answer(method, url, body, seconds)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                # A server may close a connection that was kept open just as the next question comes along it.
                response, data = self._answer(method, url, body, seconds)
        if response.status_code != 200:
            raise self._wrong_status(response, data)
        try:
            answer = json.loads(data)
        except ValueError as error:
            kind = response.headers.get("content-type", "something without a type").split(";")[0]
            raise ModelUnavailable(
                f"{url} answered with {kind}, not with JSON. Give the address of a server of the OpenAI kind; "
                "mostly it ends in /v1."
            ) from error
        if not isinstance(answer, dict):
            raise self.unexpected(answer)
        return answer

    def unexpected(self, answer: object) -> ModelUnavailable:
        """The error for an answer that is not built as it should be."""
        return ModelUnavailable(f"{self.address} answered with {shown(answer)}, which is not what was asked for.")

    def _answer(
        self, method: str, url: str, body: dict[str, Any] | None, seconds: float
    ) -> tuple[httpx.Response, bytes]:
        import httpx

        timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        with self._client.stream(method, url, json=body, timeout=timeout) as response:
            return response, self._read(response, seconds)

    def _read(self, response: httpx.Response, seconds: float) -> bytes:
        # The time limit of the client is for each piece of an answer: a server that drips would never reach it.
        ends, data = time.monotonic() + seconds, bytearray()
        for piece in response.iter_bytes():
            data += piece
            if time.monotonic() > ends:
                raise _too_slow(str(response.url), seconds)
            if len(data) > MOST_BYTES:
                raise ModelUnavailable(f"{self.address} answers without end: more than {MOST_BYTES:,} bytes.")
        return bytes(data)

    @contextmanager
    def _told(self, url: str, seconds: float) -> Iterator[None]:
        """The errors of the client as sentences of ours."""
        import httpx

        try:
            yield
        except httpx.ConnectTimeout as error:
            sentence = f"{self.address} cannot be reached within {CONNECT_SECONDS:g} seconds: is the address right?"
            raise ModelUnavailable(sentence) from error
        except httpx.ConnectError as error:
            sentence = f"Nothing answers at {self.address} ({reason(error)}): is the server running?"
            raise ModelUnavailable(sentence) from error
        except httpx.TimeoutException as error:
            raise _too_slow(url, seconds) from error
        except (httpx.NetworkError, httpx.ProtocolError) as error:
            raise ModelUnavailable(
                f"{self.address} broke off in the middle of an answer ({reason(error)}): try again, and look at what "
                "the server says."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ModelUnavailable(f"{self.address} cannot be asked ({reason(error)}).") from error

    def _wrong_status(self, response: httpx.Response, data: bytes) -> WrongStatus:
        status, said = response.status_code, _said(data)
        match status:
            case 401 | 403:
                sentence = (
                    f"refuses the key in {KEY}" if os.environ.get(KEY) else f"wants a key: set it in the variable {KEY}"
                )
            case 404 | 405:
                sentence = f"has nothing at {response.url.path} for us{said}. Mostly the address ends in /v1"
            case _ if 300 <= status < 400:
                sentence = f"sends us on to {shown(response.headers.get('location'))}: give that address"
            case _:
                sentence = f"refuses, or has failed{said}"
        return WrongStatus(f"{self.address} {sentence} (status {status}).", status)


def _too_slow(url: str, seconds: float) -> ModelUnavailable:
    return ModelUnavailable(
        f"{url} has not answered within {seconds:g} seconds. The server may be loading a model, or hang: try again in "
        "a moment."
    )


def _said(data: bytes) -> str:
    """What a server says of its refusal, in the form of OpenAI, FastAPI or Ollama."""
    try:
        answer = json.loads(data)
    except ValueError:
        return ""
    said = answer.get("error", answer.get("detail", answer.get("message"))) if isinstance(answer, dict) else None
    if isinstance(said, dict):
        said = said.get("message")
    return f": {reason(ValueError(said))}" if isinstance(said, str) and said.strip() else ""
