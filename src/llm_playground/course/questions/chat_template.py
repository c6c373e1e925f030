"""What a chat model is given to read."""

from __future__ import annotations

from llm_playground.course.questions.item import Choice, Item
from llm_playground.engine.rendering import render

TAUGHT_IN = ("base_and_instruct", "the-chat-template")
MODEL = "tiny-qwen-chat"
CASES = (("Hi!", "Hello!", "Who are you?"), ("What is a fox?", "An animal.", "Is it red?"))
ROLES = ("user", "assistant", "user")


def item(case: int) -> Item:
    messages = [{"role": role, "content": words} for role, words in zip(ROLES, CASES[case], strict=True)]
    read = render(MODEL, messages).prompt.text
    opening = read[len(read.rstrip("\n")) - len("<|im_start|>assistant") :]
    asked, answered, then = CASES[case]
    return Item(
        f'Somebody writes "{asked}", {MODEL} answers "{answered}", and they go on: "{then}" Which text does the model '
        "read to write its next answer? (⏎ is a line break.)",
        (
            Choice(
                _line(read),
                "The whole conversation, each message between marks that say whose it is, and the beginning of the "
                "answer: from there the model goes on as it would with any text.",
            ),
            Choice(
                _line(render(MODEL, messages[-1:]).prompt.text),
                "Only the last message. A model remembers nothing between two answers: what it is to know of the "
                "conversation has to stand in the text.",
                "forgets_the_conversation",
            ),
            Choice(
                _line(read.removesuffix(opening)),
                "The beginning of the answer is missing. The model would have to write that mark itself, and could as "
                "well go on with another message of the user.",
                "opens_no_answer",
            ),
            Choice(
                _line(render(MODEL, messages, template=False).prompt.text),
                "The words alone. Nothing says who said what, or whose turn it is; the model was fine-tuned on texts "
                "with these marks.",
                "leaves_out_the_template",
            ),
        ),
    )


def _line(text: str) -> str:
    return text.replace("\n", "⏎")
