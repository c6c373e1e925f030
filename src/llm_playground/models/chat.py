"""Chat templates: messages in, the one text that an instruct model was trained to continue out.

A template is a Jinja program inside the checkpoint. It runs in Jinja's sandbox, with the few names that the templates
of the hub expect, as in `transformers`' `apply_chat_template`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
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
    from jinja2 import TemplateError
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    for message in messages:
        if not isinstance(message.get("role"), str) or not isinstance(message.get("content"), str):
            raise InvalidValue(f"{message!r} is not a message: it needs a text under 'role' and under 'content'.")
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise_exception
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    try:
        return environment.from_string(template).render(
            messages=messages, add_generation_prompt=True, **(special_tokens or {})
        )
    except TemplateError as error:
        raise InvalidValue(f"The model's chat template does not take these messages: {error}") from error


def _to_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)  # Jinja's own escapes <, > and & for HTML


def _raise_exception(message: str) -> NoReturn:
    from jinja2 import TemplateError

    raise TemplateError(message)
