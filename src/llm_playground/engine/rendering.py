"""What a model is asked, before it answers: the prompt as its chat template writes it, or as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from llm_playground.engine.shelf import SHELF
from llm_playground.models.chat_template import TemplateChoice, check_options, check_options_given
from llm_playground.models.prompt_parts import places_of
from llm_playground.models.prompting import LINE, Asked, PromptInput, ask
from llm_playground.models.seam import LanguageModel
from llm_playground.records.rendered import PromptPart, RenderedPrompt


class ShownPrompt(RenderedPrompt):
    """A rendered prompt that prints itself: whose template, how many tokens, and the text."""

    __slots__ = ()

    def __repr__(self) -> str:
        written = f"with the chat template of {self.template}" if self.template else "without a chat template"
        return f"{self.model}, {written}: {len(self.prompt.ids):,} tokens\n{self.prompt.text}"


def render(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    template: TemplateChoice = None,
    template_options: Mapping[str, object] | None = None,
) -> ShownPrompt:
    """The prompt as a model reads it, with the words of each message and the special tokens marked.

        lp.render("tiny-qwen-chat", "Who are you?")
        lp.render("tiny-qwen", [{"role": "user", "content": "Who are you?"}], template="twin")

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, which is a user's message; messages; or token ids, which are taken as they are.
        template: None: as the model was trained, an instruct model with its own chat template and a base model without
            one. True: its own. False: none, so that messages are their words, a line each. "twin": that of the instruct
            model which differs from this base model in nothing but its post-training. Or the name of any other model
            that has one, a catalog key, hub id, folder or GGUF file. What is borrowed makes the text that its owner
            would read; the tokens are those of `model`, which may not know the special ones.
        template_options: as for `generate`.

    Raises:
        PlaygroundError: no such model or template; messages that the template refuses, with the field "prompt.0.role"
            where only the system message is refused; or a prompt longer than the model's context.
    """
    options = template_options or {}
    check_options_given(options)
    loaded = SHELF.get(model)
    asked = ask(loaded, prompt, template, options)
    check_options(options, asked.template)
    known = set(loaded.info.tokenizer.special_tokens.values()) if loaded.info.tokenizer else set()
    special = tuple(index for index, id in enumerate(asked.prompt.ids) if id in known)
    return ShownPrompt(loaded.name, asked.lender, asked.prompt, _parts(asked, options), special)


def _parts(asked: Asked, options: Mapping[str, object]) -> tuple[PromptPart, ...] | None:
    if asked.template is None:
        return tuple(_lines(asked))
    places = places_of(asked.prompt.text, asked.messages, asked.template, options)
    if places is None:
        return None
    return tuple(PromptPart(asked.messages[each.message]["role"], each.start, each.end) for each in places)


def _lines(asked: Asked) -> list[PromptPart]:
    """The parts of messages that stand one after the other."""
    parts, at = [], 0
    for message in asked.messages:
        end = at + len(message["content"])
        parts.append(PromptPart(message["role"], at, end))
        at = end + len(LINE)
    return parts
