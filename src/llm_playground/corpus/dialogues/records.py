"""What a conversation is made of: messages, and for each answer the check by which another one is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from llm_playground.corpus.dialogues.checks import Check
from llm_playground.corpus.dialogues.dice import Dice

Message = dict[str, str]  # {"role": "system" | "user" | "assistant", "content": text}, as chat templates read it


@dataclass(frozen=True)
class Turn:
    """What the user says, what the assistant answers, and what an answer must be to count as right.

    `instruction` is what the split looks at. For a follow-up ("And the grass?") it begins with the
    instructions it builds on, because alone it asks nothing.
    """

    user: str
    assistant: str
    check: Check
    kind: str
    instruction: str


@dataclass(frozen=True)
class Dialogue:
    """One conversation. `kind` is that of its first turn."""

    kind: str
    system: str | None
    turns: tuple[Turn, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """The conversation as a chat template reads it: an optional system message, then user and assistant."""
        said = [{"role": "system", "content": self.system}] if self.system is not None else []
        for turn in self.turns:
            said.append({"role": "user", "content": turn.user})
            said.append({"role": "assistant", "content": turn.assistant})
        return tuple(said)


@dataclass(frozen=True)
class Reply:
    """An answer, how to judge one, the follow-ups that make sense now, and those that do some turns later, too."""

    text: str
    check: Check
    follow_ups: tuple[Callable[[Dice], Request], ...] = ()
    later: tuple[Callable[[Dice], Request], ...] = ()


@dataclass(frozen=True)
class Request:
    """What a user asks. The answer is written only if the split lets the request through.

    `key` decides the split: None means the text itself, and for a follow-up that nothing needs to be decided.
    `fixed` is a wording without anything drawn: as it stands it is always in training, because "Who are you?" cannot
    be understood from other questions. What is held out of it is a combination, "Okay. Who are you? Thanks!"
    """

    text: str
    reply: Callable[[Dice], Reply]
    key: str | None = None
    fixed: bool = False
