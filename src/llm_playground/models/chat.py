"""Chat templates: messages in, the one text that an instruct model was trained to continue out.

A template is a Jinja program inside the checkpoint. It runs in Jinja's sandbox, with the few names that the templates
of the hub expect, as in `transformers`' `apply_chat_template`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NoReturn

from llm_playground.errors import InvalidValue

Message = Mapping[str, str]


def render(messages: Sequence[Message], template: str, special_tokens: Mapping[str, str] | None = None) -> str:
    """The prompt text for a conversation, ending where the assistant's next answer begins.

    Args:
        messages: dictionaries with "role" ("system", "user" or "assistant") and "content".
        special_tokens: names that the template may use, such as "bos_token", with their texts.

    Raises:
        InvalidValue: a message without role or content, or one that the template refuses.
    """
    for message in messages:
        if not isinstance(message.get("role"), str) or not isinstance(message.get("content"), str):
            raise InvalidValue(f"{message!r} is not a message: it needs a text under 'role' and under 'content'.")
    from jinja2 import TemplateError

    try:
        return (
            _environment()
            .from_string(template)
            .render(messages=messages, tools=None, documents=None, add_generation_prompt=True, **(special_tokens or {}))
        )
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
        raise InvalidValue(f"The model's chat template does not take these messages: {error}") from error


@cache
def _environment() -> Any:
    from jinja2 import nodes
    from jinja2.ext import Extension, loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(Extension):
        """{% generation %} marks the assistant's words for training; for a prompt it means nothing."""

        tags = {"generation"}  # noqa: RUF012 (as Jinja has it)

        def parse(self, parser: Any) -> list[nodes.Node]:
            next(parser.stream)
            body: list[nodes.Node] = parser.parse_statements(("name:endgeneration",), drop_needle=True)
            return body

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, Generation]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise_exception
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Jinja's own filter escapes <, > and & for HTML, which a prompt is not."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _raise_exception(message: str) -> NoReturn:
    from jinja2 import TemplateError

    raise TemplateError(message)
