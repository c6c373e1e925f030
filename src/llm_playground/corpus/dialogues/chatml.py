"""The text form of a conversation, in one place: ChatML, as Qwen writes it.

<|im_start|>user
What is 2+2?<|im_end|>
<|im_start|>assistant
2 + 2 is 4.<|im_end|>
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from llm_playground.corpus.special_tokens import IM_END, IM_START

GENERATION_PROMPT = f"{IM_START}assistant\n"  # where the model's answer begins

# The same as `render`, in the language in which checkpoints carry it. No line break stands outside of {{ }}.
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '" + IM_START + "' + message['role'] + '\\n' + message['content'] + '" + IM_END + "\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '" + IM_START + "assistant\\n' }}{% endif %}"
)


def render(messages: Iterable[Mapping[str, str]], add_generation_prompt: bool = False) -> str:
    """The conversation as the model reads it, with an optional beginning of the next answer."""
    text = "".join(f"{IM_START}{m['role']}\n{m['content']}{IM_END}\n" for m in messages)
    return text + (GENERATION_PROMPT if add_generation_prompt else "")
