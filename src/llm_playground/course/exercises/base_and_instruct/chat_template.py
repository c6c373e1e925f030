"""A chat template.

A model that answers was trained on conversations, each written as one text in which special tokens say who speaks. In
ChatML, the form that Qwen reads, a message is `<|im_start|>`, the role, a line break, the content, `<|im_end|>` and
another line break. Where the model is to answer, the text ends in the *generation prompt*: the beginning of a message
by the role `assistant`, up to where its content would begin. Write a conversation so, and add nothing to it.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def chat_template(messages: list[dict[str, str]], add_generation_prompt: bool) -> str:
    """A conversation in ChatML.

    Args:
        messages: each has "role" and "content".
        add_generation_prompt: whether the assistant is to go on.

    Returns:
        The text that the model reads.
    """
    text = "".join(f"<|im_start|>{message['role']}\n{message['content']}<|im_end|>\n" for message in messages)
    return text + "<|im_start|>assistant\n" if add_generation_prompt else text


def forgets_the_generation_prompt(messages, add_generation_prompt):
    """The generation prompt is missing. Without it the model does not know whose turn it is, and may well go on as the
    user."""
    return chat_template(messages, False)


def always_adds_the_generation_prompt(messages, add_generation_prompt):
    """The generation prompt is there even if it is not asked for. In training a conversation ends with its last answer;
    there is nothing to begin behind it."""
    return chat_template(messages, True)


def closes_the_generation_prompt(messages, add_generation_prompt):
    """Your generation prompt ends in `<|im_end|>`: the answer would be over before it begins. Leave the message open;
    it is the model that writes `<|im_end|>`."""
    text = chat_template(messages, add_generation_prompt)
    return text + "<|im_end|>\n" if add_generation_prompt else text


def runs_messages_together(messages, add_generation_prompt):
    """There is no line break behind `<|im_end|>`. A model has seen one there in every conversation, and a text that is
    nearly right is one that it has never seen."""
    return chat_template(messages, add_generation_prompt).replace("<|im_end|>\n", "<|im_end|>")


def adds_a_system_message(messages, add_generation_prompt):
    """You put a system message in front that nobody wrote. Some templates do so (that of Qwen2.5 does), but here only
    what is given is to be written."""
    own = (
        []
        if messages and messages[0]["role"] == "system"
        else [{"role": "system", "content": "You are a helpful assistant."}]
    )
    return chat_template([*own, *messages], add_generation_prompt)


def message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def draw(rng: np.random.Generator):
    contents = ["Hello.", "Tell me a story.", "Two\nlines", "", "1 + 1 = 2", "Löwe 🦁", " spaces "]
    for length in (1, 2, 3, 4, 7):
        for goes_on in (True, False):
            system = [message("system", "Be brief.")] * int(rng.integers(2))
            words = map(str, rng.choice(contents, size=length))
            turns = [message(("user", "assistant")[at % 2], content) for at, content in enumerate(words)]
            yield call([*system, *turns], goes_on)


EXERCISE = Exercise(
    solution_function=chat_template,
    wrong=(
        forgets_the_generation_prompt,
        always_adds_the_generation_prompt,
        closes_the_generation_prompt,
        runs_messages_together,
        adds_a_system_message,
    ),
    hints=(
        "First write one message as an f-string. What belongs between two messages, and what behind the last?",
        r'A message is `f"<|im_start|>{role}\n{content}<|im_end|>\n"`, and the generation prompt '
        r'`"<|im_start|>assistant\n"`.',
    ),
    shown=(
        call([message("user", "Who are you?")], True),
        call([message("user", "Hi."), message("assistant", "Hello!")], False, note="there is no generation prompt"),
        call([message("system", "Be brief."), message("user", "Why?")], True, note="it begins with a system message"),
    ),
    drawn=draw,
)
