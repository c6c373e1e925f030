"""How the servers of other projects are asked for the likeliest next tokens, each in its own words.

All are asked for one token, of which only the log-probabilities are taken: which token comes is chosen here.

    Completions   `/v1/completions` with `logprobs`, as OpenAI had it: vLLM, this project's own server and others
    LlamaCpp      `/completion` with `n_probs`, `/tokenize`, `/props`: it tells all tokens, with their ids
    Ollama        `/api/generate` with `raw` and `top_logprobs`; its `/v1` would put each prompt into a template
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from llm_playground.errors import InvalidValue
from llm_playground.models.remote.server import Server, WrongStatus
from llm_playground.models.remote.tokens import Token

REPLACEMENT = "\ufffd"  # in the place of bytes that are no text
ESCAPED = re.compile(r"bytes:((?:\\x[0-9a-f]{2})+)")  # how OpenAI's completions write these, and our own server does
MARGIN = 1e-3  # by which probabilities that were rounded on their way may come to more than 1
UNLIKELIEST = -1e4  # vLLM writes -9999.0 in the place of -inf, which JSON has not


Options = dict[str, Any]  # of a text that the server writes, by OpenAI's names


class Dialect(Protocol):
    """What is asked of a server. `likeliest` is None where it gives no log-probabilities at all."""

    reads_ids: bool  # whether it takes a prompt as token ids, so that nobody cuts a text a second time

    def likeliest(self, prompt: str | Sequence[int]) -> list[Token] | None: ...

    def cut(self, text: str, allow_special: bool, add_special_tokens: bool) -> list[Token] | None: ...

    def text(self, prompt: str, max_tokens: int, options: Options) -> tuple[str, str | None]:
        """The text that the server writes by itself, and why it ends; `options` by OpenAI's names."""
        ...


@dataclass
class Completions:
    """`/v1/completions`. `count`: how many tokens it is asked for; -1 is all of them at vLLM, 0 none."""

    server: Server
    model: str
    count: int = 0
    tells_prompts: bool = False
    reads_ids = False

    def likeliest(self, prompt: str | Sequence[int]) -> list[Token] | None:
        if self.count == 0:
            return None
        choice = self._choice({"prompt": prompt, "max_tokens": 1, "temperature": 0, "logprobs": self.count})
        return _tokens_of(choice.get("logprobs"))

    def cut(self, text: str, allow_special: bool, add_special_tokens: bool) -> list[Token] | None:
        if not (text and self.tells_prompts):
            return None if text else []
        choice = self._choice({"prompt": text, "max_tokens": 1, "temperature": 0, "logprobs": 1, "echo": True})
        told = (choice.get("logprobs") or {}).get("tokens")
        if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
            return None
        told = told[: len(told) - 1]  # the last one is that which comes after the text
        return [Token(each.encode(), None) for each in told] if "".join(told) == text else None

    def text(self, prompt: str, max_tokens: int, options: Options) -> tuple[str, str | None]:
        choice = self._choice({"prompt": prompt, "max_tokens": max_tokens, **options})
        return str(choice.get("text", "")), choice.get("finish_reason")

    def _choice(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.server.post(f"{self.server.address}/completions", {"model": self.model, **body})
        choices = answer.get("choices")
        if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
            raise self.server.unexpected(answer)
        choice: dict[str, Any] = choices[0]
        return choice


@dataclass
class LlamaCpp:
    """The routes of llama.cpp's server beside `/v1`. It is asked for all `vocab_size` tokens."""

    server: Server
    vocab_size: int
    reads_ids = True

    def likeliest(self, prompt: str | Sequence[int]) -> list[Token] | None:
        # The end of a text is not to be drawn, since nothing is told then; the numbers told are those before that.
        body = {"prompt": prompt, "n_predict": 1, "n_probs": self.vocab_size, "temperature": 0, "ignore_eos": True}
        told = self._answer(body).get("completion_probabilities")
        return _tokens_in(told[0].get("top_logprobs", ())) if told else None

    def cut(self, text: str, allow_special: bool, add_special_tokens: bool) -> list[Token]:
        body = {"content": text, "add_special": add_special_tokens, "parse_special": allow_special, "with_pieces": True}
        answer = self.server.post(f"{self.server.root}/tokenize", body)
        try:
            return [Token(_bytes(each["piece"]), int(each["id"])) for each in answer["tokens"]]
        except (KeyError, TypeError, ValueError) as error:
            raise self.server.unexpected(answer) from error

    def text(self, prompt: str, max_tokens: int, options: Options) -> tuple[str, str | None]:
        answer = self._answer({"prompt": prompt, "n_predict": max_tokens, **options})
        return str(answer.get("content", "")), "length" if answer.get("stop_type") == "limit" else "stop"

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        return self.server.post(f"{self.server.root}/completion", {**body, "cache_prompt": True})


@dataclass
class Ollama:
    """Ollama's `/api/generate`, which reads the prompt as it is."""

    server: Server
    model: str
    count: int = 20
    reads_ids = False

    def likeliest(self, prompt: str | Sequence[int]) -> list[Token] | None:
        options = {"num_predict": 1, "temperature": 0}
        answer = self._answer({"prompt": prompt, "logprobs": True, "top_logprobs": self.count, "options": options})
        told = answer.get("logprobs")
        return _tokens_of({"content": told}) if told else ([] if answer.get("done_reason") == "stop" else None)

    def cut(self, text: str, allow_special: bool, add_special_tokens: bool) -> list[Token] | None:
        return None if text else []

    def text(self, prompt: str, max_tokens: int, options: Options) -> tuple[str, str | None]:
        answer = self._answer({"prompt": prompt, "options": {"num_predict": max_tokens, **options}})
        return str(answer.get("response", "")), answer.get("done_reason")

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        whole = {"model": self.model, "raw": True, "stream": False, **body}
        return self.server.post(f"{self.server.root}/api/generate", whole)


COUNTS = (20, 5)  # what OpenAI's chat and its completions give at most


def completions(server: Server, model: str, probe: str, *, all_tokens: bool) -> Completions:
    """The dialect of a server by what it gives: it is tried with all tokens, with 20 and with 5, until it answers with
    log-probabilities. One that gives none, or refuses them, is left with its text.

    Raises:
        ModelUnavailable: it does not answer without them either.
    """
    for count in (-1, *COUNTS) if all_tokens else COUNTS:
        dialect = Completions(server, model, count)
        try:
            if dialect.likeliest(probe):
                dialect.tells_prompts = _tells_prompts(dialect, probe)
                return dialect
        except WrongStatus as error:
            if error.status not in (400, 422):
                raise
    dialect = Completions(server, model)
    dialect.text(probe, 1, {"temperature": 0})
    return dialect


def _tells_prompts(dialect: Completions, probe: str) -> bool:
    """Whether it repeats a prompt token by token."""
    dialect.tells_prompts = True
    try:
        return dialect.cut(probe, False, False) is not None
    except WrongStatus as error:
        if error.status not in (400, 422):
            raise
        return False


def _tokens_of(told: Any) -> list[Token] | None:
    """The tokens of a `logprobs`, in the form of OpenAI's completions or of its chat."""
    if not isinstance(told, dict):
        return None
    if content := told.get("content"):
        first = content[0]
        return _tokens_in([*(first.get("top_logprobs") or ()), first])
    if tops := told.get("top_logprobs"):
        first = tops[0] or {}
        return _tokens_in({"token": text, "logprob": logprob} for text, logprob in first.items())
    return None


def _tokens_in(entries: Iterable[dict[str, Any]]) -> list[Token]:
    """Entries with "token", "logprob" and perhaps "bytes" and "id"; the same token twice is one.

    Raises:
        InvalidValue: what is given cannot be log-probabilities, or the likeliest token cannot be read.
    """
    found: dict[bytes | int, Token] = {}
    unreadable = -math.inf
    for piece, token in _read(entries):
        if piece is None:
            unreadable = max(unreadable, token.logprob)
        else:
            found.setdefault(token.piece if token.id is None else token.id, token)
    tokens = list(found.values())
    if not tokens or unreadable > max(token.logprob for token in tokens):
        raise InvalidValue(
            "The likeliest token is a part of a character, and the server tells its text alone and not its bytes, so "
            "the text cannot go on here."
        )
    if math.fsum(math.exp(token.logprob) for token in tokens) > 1 + MARGIN:
        raise InvalidValue("The server gives log-probabilities that come to more than 1: they cannot be what they say.")
    return tokens


def _read(entries: Iterable[dict[str, Any]]) -> Iterator[tuple[bytes | None, Token]]:
    """Each entry that has a probability above 0; without a piece where its bytes cannot be known."""
    for each in entries:
        logprob = each.get("logprob")
        if not isinstance(logprob, int | float) or not UNLIKELIEST < logprob <= MARGIN:
            continue
        text, data = str(each.get("token", "")), each.get("bytes")
        piece = _bytes(data) if data else _piece(text)
        yield piece, Token(piece or b"", each.get("id"), float(logprob))


def _piece(text: str) -> bytes | None:
    """The bytes that a token's text stands for; None where they cannot be known."""
    if escaped := ESCAPED.fullmatch(text):
        return bytes.fromhex(escaped[1].replace("\\x", ""))
    return None if REPLACEMENT in text else text.encode(errors="replace")


def _bytes(piece: str | list[int]) -> bytes:
    return piece.encode() if isinstance(piece, str) else bytes(piece)
