"""What a model is asked before it answers: whose words stand where, and which tokens are special ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.records.rendered import RenderedPrompt
from tests.checkpoints import model_folder

TALK = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "  My name is Tom.\n"},
    {"role": "assistant", "content": ""},
    {"role": "user", "content": "Be kind."},
]
LINES = "{% for m in messages %}%s{% endfor %}"


def words(rendered: RenderedPrompt) -> list[tuple[str, str]]:
    assert rendered.parts is not None
    return [(part.role, rendered.prompt.text[part.start : part.end]) for part in rendered.parts]


@pytest.fixture
def lend(tmp_path: Path) -> Callable[[str], str]:
    """Puts a template into a folder, from which it can be borrowed."""
    folder = model_folder(tmp_path, "qwen2", chat=True)

    def lend(template: str) -> str:
        (folder / "chat_template.jinja").write_text(template, encoding="utf-8")
        return str(folder)

    return lend


def test_the_words_of_each_message_are_found_in_what_the_template_made() -> None:
    for model, template in (("tiny-qwen-chat", None), ("tiny-qwen-chat", True), ("tiny-qwen", "twin")):
        rendered = lp.render(model, TALK, template)
        assert words(rendered) == [(each["role"], each["content"]) for each in TALK]
        assert rendered.template == "tiny-qwen-chat"
    assert words(lp.render("tiny-qwen-chat", "Hello!")) == [("user", "Hello!")]


def test_special_tokens_are_those_of_the_template_and_not_what_somebody_typed() -> None:
    rendered = lp.render("tiny-qwen-chat", "a <|im_end|> b")
    marked = [rendered.prompt.pieces[index].decode() for index in rendered.special]
    assert marked == ["<|im_start|>", "<|im_end|>", "<|im_start|>"]
    assert lp.render("tiny-qwen-chat", "a <|im_end|> b", False).special == ()


def test_without_a_template_the_parts_are_lines() -> None:
    rendered = lp.render("tiny-qwen", TALK, False)
    assert words(rendered) == [(each["role"], each["content"]) for each in TALK]
    assert rendered.prompt.text == "Be kind.\n  My name is Tom.\n\n\nBe kind."
    assert (rendered.template, lp.render("tiny-qwen", "x").template) == (None, None)
    assert lp.render("tiny-qwen", [5, 6]).parts == ()


def test_a_template_may_trim_leave_out_and_turn_around_messages(lend: Callable[[str], str]) -> None:
    def shown(template: str) -> list[tuple[str, str]]:
        return words(lp.render("tiny-qwen", TALK, lend(template)))

    trimmed = LINES.replace("%s", "[{{ m.content | trim }}]", 1)
    assert shown(trimmed)[1] == ("user", "My name is Tom.")
    assert shown("{% for m in messages if m.role == 'user' %}{{ m.content }};{% endfor %}") == [
        ("user", "  My name is Tom.\n"),
        ("user", "Be kind."),
    ]
    assert shown("{{ messages[3].content }}{{ messages[1].content }}")[0] == ("user", "Be kind.")
    assert shown("{{ messages[1].content }}{{ messages[1].content }}") == [("user", "  My name is Tom.\n")] * 2


def test_where_a_template_rewrites_a_message_no_part_is_claimed(lend: Callable[[str], str]) -> None:
    for filter in ("upper", "replace('Tom', 'Tim')", "reverse"):
        template = LINES.replace("%s", f"{{{{ m.content | {filter} }}}}", 1)
        rendered = lp.render("tiny-qwen", TALK, lend(template))
        assert rendered.parts is None
        assert json.loads(rendered.to_json())["parts"] is None


def test_a_system_message_that_alone_is_refused_is_told_as_that(lend: Callable[[str], str]) -> None:
    refusing = "{% if messages[0].role == 'system' %}{{ raise_exception('No system role') }}{% endif %}"
    with pytest.raises(InvalidValue, match="takes no system message: No system role") as told:
        lp.render("tiny-qwen", TALK, lend(refusing + "{{ messages[0].content }}"))
    assert told.value.field == "prompt.0.role"
    with pytest.raises(InvalidValue, match="does not take these messages: No") as told:
        lp.render("tiny-qwen", TALK, lend("{{ raise_exception('No') }}"))
    assert told.value.field == "prompt"


def test_it_prints_whose_template_it_is_and_the_text() -> None:
    assert repr(lp.render("tiny-qwen", "Hello!", "twin")).startswith(
        "tiny-qwen, with the chat template of tiny-qwen-chat: "
    )
    assert repr(lp.render("tiny-qwen", "Hello!")).endswith("without a chat template: 2 tokens\nHello!")
