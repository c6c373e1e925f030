"""Chat templates: messages in, the one text that an instruct model was trained to continue out.

A template is a Jinja program inside the checkpoint. It runs in a sandbox (`template_sandbox.py`), with the few names
that the templates of the hub expect, as in `transformers`' `apply_chat_template`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from llm_playground.errors import InvalidValue, shown, unknown

if TYPE_CHECKING:
    from jinja2 import Template

    from llm_playground.models.template_sandbox import MeteredEnvironment

Message = Mapping[str, str]
ROLES = ("system", "user", "assistant")
MOST_MESSAGES = 10_000  # of a conversation


def check_messages(messages: Sequence[Message]) -> None:
    """Refuse what is not a message, or whose role nobody has, and a conversation without end.

    Raises:
        PlaygroundError: with the field "prompt", "prompt.0.role", or the like.
    """
    if len(messages) > MOST_MESSAGES:
        sentence = f"The conversation has {len(messages):,} messages; at most {MOST_MESSAGES:,} are read. Shorten it."
        raise InvalidValue(sentence, field="prompt")
    for place, message in enumerate(messages):
        for name in ("role", "content"):
            if not isinstance(message.get(name), str):
                sentence = f"{shown(dict(message))} is not a message: it needs a text under 'role' and under 'content'."
                raise InvalidValue(sentence, field=f"prompt.{place}.{name}")
        if message["role"] not in ROLES:
            raise unknown("role", message["role"], ROLES, field=f"prompt.{place}.role")


LONGEST_TEMPLATE = 200_000  # characters; the longest of the hub have a quarter
LONGEST_REASON = 300


def render(messages: Sequence[Message], template: str, special_tokens: Mapping[str, str] | None = None) -> str:
    """The prompt text for a conversation, ending where the assistant's next answer begins.

    Args:
        messages: dictionaries with "role" ("system", "user" or "assistant") and "content".
        special_tokens: names that the template may use, such as "bos_token", with their texts.

    Raises:
        PlaygroundError: a message without role or content, one that the template refuses, or a template that is broken
            or takes too much time or memory.
    """
    check_messages(messages)
    from llm_playground.models.template_work import allowance_for

    try:
        with allowance_for((messages, template)):
            return _compiled(template).render(
                messages=messages, tools=None, documents=None, add_generation_prompt=True, **(special_tokens or {})
            )
    except Exception as error:  # a template is a stranger's program: it can fail in every way that there is
        raise InvalidValue(f"The model's chat template does not take these messages: {_in_one_line(error)}") from error


def _in_one_line(error: Exception) -> str:
    """What went wrong, short, and without characters that would act on a terminal."""
    text = str(error) if str(error).isprintable() else repr(str(error))
    text = text if isinstance(error, _own_errors()) and text else f"{type(error).__name__}: {text}"
    return text if len(text) <= LONGEST_REASON else text[:LONGEST_REASON] + " ..."


def _own_errors() -> tuple[type[Exception], ...]:
    """Errors whose text says enough: a template's own refusal, and ours."""
    from jinja2 import TemplateError

    from llm_playground.models.template_work import TooMuchWork

    return (TemplateError, TooMuchWork)


@lru_cache(maxsize=16)
def _compiled(template: str) -> Template:
    if len(template) > LONGEST_TEMPLATE:
        raise InvalidValue(f"it has {len(template):,} characters; {LONGEST_TEMPLATE:,} are the most that are read")
    return _environment().from_string(template)


@cache
def _environment() -> MeteredEnvironment:
    from llm_playground.models.template_sandbox import MeteredEnvironment

    return MeteredEnvironment()
