"""An answer as it is written: whole, or in chunks, from what its runs tell."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llm_playground import __version__
from llm_playground.engine.completing import PromptRead, listed
from llm_playground.engine.events import Done, Event, Failed
from llm_playground.records import Start, Step
from llm_playground.web.openai.errors import IN_CHAT, NAMES, error_of_run
from llm_playground.web.openai.tokens import Token, of_chat, of_completion, of_prompt, of_step, of_vllm


@dataclass(frozen=True, slots=True)
class Form:
    """What of its texts an answer tells, and in which of the two forms.

    Attributes:
        chat: whether it answers a conversation.
        logprobs: how many candidates are listed at each token, -1 for all; None: no log-probabilities.
        prompt_logprobs: the same of the prompt.
        echo: whether the prompt is a part of the text.
        ids: whether the ids of the tokens are told; `as_ids`: whether they stand for the texts of tokens too.
        usage: whether a stream ends with the number of its tokens.
    """

    model: str
    chat: bool
    logprobs: int | None = None
    prompt_logprobs: int | None = None
    echo: bool = False
    ids: bool = False
    as_ids: bool = False
    usage: bool = False
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: int = field(default_factory=lambda: int(time.time()))

    def head(self, *, chunk: bool = False) -> dict[str, Any]:
        """What every answer and every chunk begins with."""
        kind = f"chat.completion{'.chunk' if chunk else ''}" if self.chat else "text_completion"
        return {
            "id": f"{'chatcmpl' if self.chat else 'cmpl'}-{self.id}",
            "object": kind,
            "created": self.created,
            "model": self.model,
            "system_fingerprint": f"llm-playground-{__version__}",
        }

    def logprobs_of(self, tokens: list[Token]) -> dict[str, Any] | None:
        """The tokens of a part, if they are asked for."""
        if self.logprobs is None:
            return None
        if self.chat:
            return {"content": of_chat(tokens, self.logprobs, self.as_ids), "refusal": None}
        return of_completion(tokens, self.logprobs, self.as_ids)


@dataclass(slots=True)
class Part:
    """Some of a text: what it adds, in how many tokens."""

    text: str
    tokens: list[Token]
    ids: list[int]


class Text:
    """One text of an answer, and all that has come of it."""

    def __init__(self, form: Form, index: int, read: PromptRead) -> None:
        self.form, self.index, self.read = form, index, read
        self.parts: list[Part] = []
        self.ending: Done | None = None
        self.failed: Failed | None = None
        self.count = 0
        self.is_text_alone = False  # of a model on a server that tells nothing of its tokens
        self._length = 0

    def hear(self, event: Event) -> Part | None:
        """Take in what the run tells; the part of the text that it adds, if any."""
        match event:
            case Start() if self.form.echo:
                tokens = list(of_prompt(self.read)) if self.form.logprobs is not None else []
                return self._add(Part(self.read.prompt.text, tokens, []))
            case Step():
                self.count += 1
                return self._add(Part(event.text, [of_step(event, self._length)], [event.id]))
            case Done():
                self.ending = event
                self.is_text_alone = self.count == 0 and event.completion != ""
                if self.is_text_alone:
                    return self._add(Part(event.completion, [], []))
            case Failed():
                self.failed = event
        return None

    def chunk(self, part: Part) -> dict[str, Any] | None:
        """The part as a choice of a chunk; None where there is nothing to tell."""
        if not part.text and self.form.logprobs is None and not self.form.ids:
            return None
        told: dict[str, Any] = {"delta": {"content": part.text}} if self.form.chat else {"text": part.text}
        choice = {"index": self.index, **told, "logprobs": self.form.logprobs_of(part.tokens), "finish_reason": None}
        return choice | ({"token_ids": part.ids} if self.form.ids else {})

    def first(self) -> dict[str, Any] | None:
        """The first chunk of an answer, which says whose it is; of a completion there is one only for the ids."""
        if self.form.chat:
            delta = {"role": "assistant", "content": ""}
            return {"index": self.index, "delta": delta, "logprobs": None, "finish_reason": None}
        if not self.form.ids:
            return None
        return {"index": self.index, "text": "", "logprobs": None, "finish_reason": None, **self._of_prompt}

    def last(self) -> dict[str, Any]:
        """The last chunk: why the text ended."""
        told: dict[str, Any] = {"delta": {}} if self.form.chat else {"text": ""}
        return {"index": self.index, **told, "logprobs": None, **self._reason}

    def whole(self) -> dict[str, Any]:
        """All of it, as a choice."""
        text = "".join(part.text for part in self.parts)
        tokens = [token for part in self.parts for token in part.tokens]
        message = {"role": "assistant", "content": text, "refusal": None}
        told: dict[str, Any] = {"message": message} if self.form.chat else {"text": text}
        choice = {"index": self.index, **told, "logprobs": self.form.logprobs_of(tokens), **self._reason}
        if self.form.ids:
            choice["token_ids"] = [id for part in self.parts for id in part.ids]
        return choice if self.form.chat else choice | self._of_prompt

    def of_prompt(self) -> dict[str, Any]:
        """What an answer to a conversation tells of its prompt."""
        return self._of_prompt if self.form.chat else {}

    @property
    def _of_prompt(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        if self.form.ids:
            told["prompt_token_ids"] = list(self.read.prompt.ids)
        if self.form.prompt_logprobs is not None:
            top = listed(self.form.prompt_logprobs, self.read.vocab_size)
            told["prompt_logprobs"] = of_vllm(list(of_prompt(self.read)), top)
        return told

    @property
    def _reason(self) -> dict[str, Any]:
        assert self.ending is not None
        # A full context is an end by length too; OpenAI has no word of its own for it.
        reason = "stop" if self.ending.finish_reason == "stop" else "length"
        return {"finish_reason": reason, "stop_reason": self.ending.stop_string}

    def _add(self, part: Part) -> Part:
        self._length += len(part.text)
        self.parts.append(part)
        return part


class Answer:
    """All texts of an answer: `n` of each prompt, those of the first prompt first.

    `hear` and `encode` are called by the threads of the runs, each for a text of its own.
    """

    def __init__(self, form: Form, reads: Sequence[PromptRead], n: int) -> None:
        self.form, self.reads = form, reads
        self.texts = [Text(form, number * n + i, read) for number, read in enumerate(reads) for i in range(n)]

    def hear(self, lane: int, event: Event) -> bytes:
        """Keep what a run tells, and send nothing yet."""
        self.texts[lane].hear(event)
        return b""

    def encode(self, lane: int, event: Event) -> bytes:
        """What a run tells as server-sent events."""
        text = self.texts[lane]
        part = text.hear(event)
        match event:
            case Start():
                choices = [text.first(), text.chunk(part) if part else None]
            case Done():
                choices = [text.chunk(part) if part else None, text.last()]
            case Failed():
                return _sent({"error": error_of_run(event, self._names)[1]})
            case _:
                choices = [text.chunk(part)] if part else []
        of_prompt = text.of_prompt() if isinstance(event, Start) else {}
        return b"".join(self._chunk([choice], **of_prompt) for choice in choices if choice is not None)

    def ending(self) -> bytes:
        """How a stream ends."""
        usage = self._chunk([], usage=self._usage) if self.form.usage else b""
        return usage + b"data: [DONE]\n\n"

    def whole(self) -> tuple[int, dict[str, Any]]:
        """The status, and the whole answer, or the error of a run that broke off."""
        for text in self.texts:
            if text.failed is not None:
                status, error = error_of_run(text.failed, self._names)
                return status, {"error": error}
        choices = [text.whole() for text in self.texts]
        return 200, self.form.head() | {"choices": choices, "usage": self._usage} | self.texts[0].of_prompt()

    def _chunk(self, choices: list[dict[str, Any]], **more: Any) -> bytes:
        usage = {"usage": None} if self.form.usage else {}
        return _sent(self.form.head(chunk=True) | {"choices": choices} | usage | more)

    @property
    def _names(self) -> Mapping[str, str]:
        return IN_CHAT if self.form.chat else NAMES

    @property
    def _usage(self) -> dict[str, int] | None:
        """The number of tokens, where it is known."""
        if any(text.is_text_alone for text in self.texts):
            return None
        prompt, made = sum(len(read.prompt.ids) for read in self.reads), sum(text.count for text in self.texts)
        return {"prompt_tokens": prompt, "completion_tokens": made, "total_tokens": prompt + made}


def _sent(data: dict[str, Any]) -> bytes:
    # A text with half a surrogate pair, which came in as JSON, has no UTF-8.
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode("utf-8", "replace")
