"""Chat templates: messages in, the one text that an instruct model was trained to continue out.

A template is a Jinja program inside the checkpoint. It runs in a sandbox (`template_sandbox.py`), with the few names
that the templates of the hub expect, as in `transformers`' `apply_chat_template`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from llm_playground.errors import LONGEST_REASON, InvalidValue, PlaygroundError, shown, unknown

if TYPE_CHECKING:
    from jinja2 import Template

    from llm_playground.models.template_sandbox import MeteredEnvironment

Message = Mapping[str, str]
ROLES = ("system", "user", "assistant")
MOST_MESSAGES = 10_000  # of a conversation
THINKING = "enable_thinking"  # how Qwen3 and others after it call the option


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
OTHERWISE = "Get the files of the model again, or write the prompt yourself and give its token ids."


def render(
    messages: Sequence[Message],
    template: str,
    special_tokens: Mapping[str, str] | None = None,
    options: Mapping[str, object] | None = None,
) -> str:
    """The prompt text for a conversation, ending where the assistant's next answer begins.

    Args:
        messages: dictionaries with "role" ("system", "user" or "assistant") and "content".
        special_tokens: names that the template may use, such as "bos_token", with their texts.
        options: further names, with which a template can be told something ("enable_thinking": False). What it does not
            ask for changes nothing.

    Raises:
        PlaygroundError: a message without role or content, one that the template refuses, or a template that is broken
            or takes too much time or memory.
    """
    check_messages(messages)
    from llm_playground.models.template_work import allowance_for

    names = {"tools": None, "documents": None, "add_generation_prompt": True, **(special_tokens or {})}
    try:
        with allowance_for((messages, template)):
            return _compiled(template).render({**names, **(options or {}), "messages": messages})
    except PlaygroundError:
        raise
    except Exception as error:  # a template is a stranger's program: it can fail in every way that there is
        roles = [message["role"] for message in messages[:2]]
        with_system = _is_refusal(error) and roles in (["system", "user"], ["system", "assistant"])
        if with_system and _takes(messages[1:], template, special_tokens, options):
            raise InvalidValue(_without_system(error), field="prompt.0.role") from error
        raise InvalidValue(_why_not(error), field="prompt") from error


def _is_refusal(error: Exception) -> bool:
    """Whether it is the template's own `raise_exception`."""
    from jinja2 import TemplateError

    return type(error) is TemplateError


def _takes(
    messages: Sequence[Message],
    template: str,
    special_tokens: Mapping[str, str] | None,
    options: Mapping[str, object] | None,
) -> bool:
    try:
        render(messages, template, special_tokens, options)
    except PlaygroundError:
        return False
    return True


def _without_system(error: Exception) -> str:
    said = _in_one_line(str(error))
    return f"The model's chat template takes no system message: {said}. Leave it out; the rest it takes."


def _why_not(error: Exception) -> str:
    """Whether the template refuses the messages, or fails, and what to do about it."""
    from jinja2 import TemplateSyntaxError

    from llm_playground.models.template_work import TooMuchWork

    said = _in_one_line(str(error))
    if _is_refusal(error):
        return f"The model's chat template does not take these messages: {said}."
    if isinstance(error, TooMuchWork):
        return f"The model's chat template is given up: {said}. {OTHERWISE}"
    if isinstance(error, RecursionError):
        return f"The model's chat template cannot be run: it is nested too deeply. {OTHERWISE}"
    if isinstance(error, TemplateSyntaxError):
        return f"The model's chat template is not Jinja that can be read (line {error.lineno}: {said}). {OTHERWISE}"
    return f"The model's chat template breaks off with these messages ({type(error).__name__}: {said}). {OTHERWISE}"


def _in_one_line(text: str) -> str:
    """Short, without a period, and without characters that would act on a terminal."""
    text = (text if text.isprintable() else repr(text)).rstrip(".")
    return text if len(text) <= LONGEST_REASON else text[:LONGEST_REASON] + " ..."


def knows_thinking(template: str | None) -> bool:
    """Whether a template can be told by `enable_thinking` that the model is to think before it answers, or not to."""
    if template is None or THINKING not in template:  # which needs no Jinja to tell
        return False
    try:
        return THINKING in names_read(template)
    except InvalidValue:
        return False


@lru_cache(maxsize=16)
def names_read(template: str) -> frozenset[str]:
    """The names that a template looks for besides the messages: what it can be told, and the special tokens.

    Raises:
        InvalidValue: it is not Jinja that can be read.
    """
    from jinja2.meta import find_undeclared_variables

    environment = _environment()
    try:
        _compiled(template)  # tells what is wrong with it
        names = find_undeclared_variables(environment.parse(template))
    except PlaygroundError:
        raise
    except Exception as error:
        raise InvalidValue(_why_not(error), field="prompt") from error
    return frozenset(names - environment.globals.keys() - {"messages"})


@lru_cache(maxsize=16)
def _compiled(template: str) -> Template:
    if len(template) > LONGEST_TEMPLATE:
        raise InvalidValue(
            f"The model's chat template has {len(template):,} characters; at most {LONGEST_TEMPLATE:,} are read. "
            + OTHERWISE
        )
    if template.startswith("\ufeff"):
        raise InvalidValue(
            "The model's chat template begins with a byte order mark (U+FEFF), which would stand before every prompt: "
            "save it as UTF-8 without one."
        )
    return _environment().from_string(template)


@cache
def _environment() -> MeteredEnvironment:
    from llm_playground.models.template_sandbox import MeteredEnvironment

    return MeteredEnvironment()
