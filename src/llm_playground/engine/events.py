"""What happens during a run, as every face hears of it: records, one after the other.

    Loading ... Start  Searching ...  Step Step Step ...  Done
    Merging ... Trained

or Failed instead of what would come next.
"""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Encoding, Hypothesis, Prompt, Record, Step
from llm_playground.tokenization.lab.bpe_history import MergeHistory


@dataclass(frozen=True, slots=True)
class Loading(Record):
    """The model is on its way; `message` says how far. Comes again and again until it is there."""

    model: str
    message: str


@dataclass(frozen=True, slots=True)
class Start(Record):
    """Everything is checked and the first token is being computed. `seed` and `parameters` are those in force;
    `order` names the warpers, first to last.
    """

    model: str
    is_instruct: bool
    prompt: Prompt
    encoding: Encoding
    seed: int | None
    strategy: str
    parameters: dict[str, float | str | bool]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Searching(Record):
    """Beam search has looked `tokens` tokens ahead, of `max_new_tokens`; its steps come when it is done."""

    tokens: int
    max_new_tokens: int


@dataclass(frozen=True, slots=True)
class Done(Record):
    """The run has ended by itself. `text` is what `generate` returns; `seconds` does not count the loading."""

    finish_reason: str
    text: str
    hypotheses: tuple[Hypothesis, ...]
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Merging(Record):
    """The training of a tokenizer has made `merges` of the `asked` ones. Before the first it counts the words."""

    merges: int
    asked: int


@dataclass(frozen=True, slots=True)
class Trained(Record):
    """A tokenizer was trained, on a text of so many characters; it can be asked for by its name."""

    tokenizer: str
    vocab_size: int
    characters: int
    seconds: float
    history: MergeHistory


@dataclass(frozen=True, slots=True)
class Failed(Record):
    """The run has ended by an error: one sentence, with the `code` and the `field` of a `PlaygroundError`.

    Two codes are no error's: "stopped" (by whoever runs the session) and "internal" (a mistake in the program).
    """

    message: str
    code: str
    field: str | None = None


Event = Loading | Start | Searching | Step | Merging | Done | Trained | Failed
LAST = (Done, Trained, Failed)  # after one of these comes nothing

NAMES: dict[type, str] = {
    Loading: "loading",
    Start: "start",
    Searching: "searching",
    Step: "step",
    Merging: "merging",
    Done: "done",
    Trained: "trained",
    Failed: "error",
}
