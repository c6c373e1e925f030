"""What a chat template is told: it reaches the prompt of every face, and what a template does not read is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from tests.checkpoints import add_tokenizer, make_checkpoint

# As Qwen3 has it: without a thought, the answer begins behind an empty one.
TEMPLATE = """{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking is false %}<think>

</think>

{% endif %}{% endif %}{% if style == "short" %}Short: {% endif %}"""


@pytest.fixture(scope="module")
def thinking(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("thinking")
    make_checkpoint(folder, "qwen3")
    add_tokenizer(folder)
    (folder / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
    return str(folder)


def test_the_template_is_told(thinking: str) -> None:
    off = {"enable_thinking": False}
    shown = lp.render(thinking, "Hi", template_options=off)
    assert shown.prompt.text.endswith("<think>\n\n</think>\n\n")
    (part,) = shown.parts or ()
    assert shown.prompt.text[part.start : part.end] == "Hi"
    assert lp.trace(thinking, "Hi", "greedy", 1, template_options=off).start.prompt == shown.prompt
    assert "think" not in lp.trace(thinking, "Hi", "greedy", 1).start.prompt.text
    text = lp.generate(thinking, "Hi", "greedy", 3, template_options=off)
    assert text == lp.generate(thinking, shown.prompt.ids, "greedy", 3)
    steps = lp.stream(thinking, "Hi", "greedy", 3, template_options=off | {"style": "long"})
    assert "".join(step.text for step in steps) == text


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        ("thinking", {"enable_thinkin": 1}, "does not read; what it reads is enable_thinking, style"),
        (
            "tiny-qwen-chat",
            {"enable_thinking": False},
            "tiny-qwen-chat does not read; it reads none",
        ),
        ("tiny-qwen", {"enable_thinking": False}, "this prompt is written without a chat template"),
        ("tiny-qwen-chat", ["enable_thinking"], "it must be an object of names and values"),
    ],
)
def test_what_changes_nothing_is_refused(thinking: str, model: str, options: Any, message: str) -> None:
    model = thinking if model == "thinking" else model
    for ask in (lp.generate, lp.render):
        with pytest.raises(InvalidValue) as caught:
            ask(model, "Hi", template_options=options)
        assert caught.value.field == "template_options"
        assert message in str(caught.value)
