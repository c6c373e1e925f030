"""Conversations over the story world, for turning the base model into a chat model.

`dialogues(count, seed)` writes those to train on, `dialogues(count, seed, held_out=True)` others, whose requests are
never trained on. Every turn carries a `check`, by which `judge` tells whether a model's own answer is right. What is
asked and answered is data: see `data/*.toml` and, for their format, `scenes.py`.
"""

from llm_playground.corpus.dialogues.chatml import CHAT_TEMPLATE, GENERATION_PROMPT, render
from llm_playground.corpus.dialogues.checks import Check, declines, does_not_know, judge, refuses
from llm_playground.corpus.dialogues.conversation import all_kinds, dialogue, dialogues
from llm_playground.corpus.dialogues.encoding import Encoded, encode
from llm_playground.corpus.dialogues.records import Dialogue, Message, Turn

__all__ = [
    "CHAT_TEMPLATE",
    "GENERATION_PROMPT",
    "Check",
    "Dialogue",
    "Encoded",
    "Message",
    "Turn",
    "all_kinds",
    "declines",
    "dialogue",
    "dialogues",
    "does_not_know",
    "encode",
    "judge",
    "refuses",
    "render",
]
