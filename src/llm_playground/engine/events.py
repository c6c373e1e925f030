"""What happens during a run, as every face hears of it: records, one after the other.

    Loading ... Start  BeamStep ...  Step Step Step ...  Done
    Loading ... Start  BeamStep ...  Step ...  Ending  BeamTree
    Loading ... Start  Round ...  Speculation
    Merging ... Trained
    Fetching ... Fetched
    FittingFeatures ... DictionaryCard
    Loading ... Quantizing ... Quantization
    Loading ... FineTuningStart  FineTuningPoint TrainingStep TrainingStep ... FineTuningPoint ...  Kept FineTuning
    Loading ... PreferenceStart  PreferencePoint TrainingStep ... PreferencePoint ...  Kept PreferenceTraining
    Loading ... ArenaStart  OfText OfText LaneFailed OfText ...  ArenaEnd
    SheetStart  Loading ... SheetColumn  SheetWriting SheetAnswered SheetWriting ...  SheetColumn ...  BehaviourSheet

or Failed instead of what would come next. Queued may stand before any of them, where there is a line to wait in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llm_playground.records import BeamStep, Ending, Record, RunEvent, Start, Step
from llm_playground.records.arena import LaneSummary
from llm_playground.records.beam_tree import BeamTree
from llm_playground.records.behaviour import BehaviourSheet, SheetCell, SheetModel, Tally
from llm_playground.records.features import DictionaryCard
from llm_playground.records.fetching import Fetched, Fetching
from llm_playground.records.fine_tuning import FineTuning, FineTuningPoint, FineTuningStart, TrainingStep
from llm_playground.records.preference import PreferencePoint, PreferenceStart, PreferenceTraining
from llm_playground.records.quantization import Quantization
from llm_playground.records.speculation import Round, Speculation

if TYPE_CHECKING:  # a run that makes a text needs nothing that trains a tokenizer
    from llm_playground.tokenization.lab.bpe_history import MergeHistory


@dataclass(frozen=True, slots=True)
class Loading(Record):
    """The model is on its way; `message` says how far. Comes again and again until it is there."""

    model: str
    message: str


@dataclass(frozen=True, slots=True)
class Queued(Record):
    """There is no room for the run yet: it is the one of number `place` in line, counted from 1."""

    place: int


@dataclass(frozen=True, slots=True)
class Kept(Record):
    """The copy that was trained can be asked for as `model`, while it is among the last that were."""

    model: str


@dataclass(frozen=True, slots=True)
class Done(Ending):
    """The run has ended by itself: its `Ending`, how many tokens it made, and in how many seconds after loading."""

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
class FittingFeatures(Record):
    """A dictionary of features is being fitted: `stage` is "reading", "fitting", "choosing" or "grading".

    It has done so many of its texts or steps. `unexplained` is the fraction of variance unexplained, while fitting.
    """

    stage: str
    done: int
    asked: int
    unexplained: float | None


@dataclass(frozen=True, slots=True)
class Quantizing(Record):
    """The weights of a model are being stored in fewer bits, now in `type`: `done` weights of all that are `asked` for,
    each counted once a type."""

    type: str
    done: int
    asked: int


@dataclass(frozen=True, slots=True)
class ArenaStart(Record):
    """An arena is about to begin: what its lanes are called, and how many texts each of them makes.

    A lane that draws nothing makes one; of the others each makes `repeats`. One that cannot begin makes none.
    """

    names: tuple[str, ...]
    texts: tuple[int, ...]
    repeats: int


@dataclass(frozen=True, slots=True)
class OfText(Record):
    """What happened in one text of an arena: that of number `repeat` in the lane of number `lane`."""

    lane: int
    repeat: int
    event: RunEvent


@dataclass(frozen=True, slots=True)
class LaneFailed(Record):
    """A lane of an arena cannot go on, and nothing more comes of it; the others do. As `Failed`, of one lane."""

    lane: int
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class ArenaEnd(Record):
    """All lanes have ended: what can be told of each, and how many seconds it took, waiting for the others included."""

    lanes: tuple[LaneSummary, ...]
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SheetStart(Record):
    """A sheet is about to be filled, which is empty yet: its prompts, and its models as they were asked for."""

    sheet: BehaviourSheet


@dataclass(frozen=True, slots=True)
class SheetColumn(Record):
    """Model `number` of a sheet is there, and so many `answers` are asked of it; or it has an error, and none are."""

    number: int
    model: SheetModel
    answers: int


@dataclass(frozen=True, slots=True)
class SheetWriting(Record):
    """Model `number` of a sheet has written `done` of the `asked` answers, and so many `tokens` in all."""

    number: int
    done: int
    asked: int
    tokens: int


@dataclass(frozen=True, slots=True)
class SheetAnswered(Record):
    """There is one answer more, or none will come: the `cell` of a `prompt` and model `number` as it is now, and what
    of its rules the model has kept so far, by group and in all."""

    prompt: int
    number: int
    cell: SheetCell
    tallies: tuple[Tally, ...]
    total: Tally


@dataclass(frozen=True, slots=True)
class WrongValue(Record):
    """A value that is wrong: its field, and what is wrong with it in a sentence."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Failed(Record):
    """The run has ended by an error: one sentence, with the `code` and the `field` of a `PlaygroundError`. `problems`
    are the values that are wrong, if it is about some.

    Two codes belong to no error: "stopped" (the session ends) and "internal" (a mistake in the program).
    """

    message: str
    code: str
    field: str | None = None
    problems: tuple[WrongValue, ...] = ()


Event = (
    Queued
    | Loading
    | Start
    | BeamStep
    | Step
    | Ending
    | Merging
    | Fetching
    | Fetched
    | FittingFeatures
    | Quantizing
    | Quantization
    | FineTuningStart
    | TrainingStep
    | FineTuningPoint
    | FineTuning
    | PreferenceStart
    | PreferencePoint
    | PreferenceTraining
    | Kept
    | Done
    | BeamTree
    | Round
    | Speculation
    | Trained
    | DictionaryCard
    | ArenaStart
    | OfText
    | LaneFailed
    | ArenaEnd
    | SheetStart
    | SheetColumn
    | SheetWriting
    | SheetAnswered
    | BehaviourSheet
    | Failed
)
LAST = (
    Done,
    BeamTree,
    Speculation,
    Trained,
    Fetched,
    DictionaryCard,
    Quantization,
    FineTuning,
    PreferenceTraining,
    ArenaEnd,
    BehaviourSheet,
    Failed,
)  # after one of these comes nothing

NAMES: dict[type, str] = {
    Queued: "queued",
    Loading: "loading",
    Start: "start",
    BeamStep: "beam_step",
    Step: "step",
    Merging: "merging",
    Done: "done",
    BeamTree: "beam_tree",
    Round: "round",
    Speculation: "speculation",
    Trained: "trained",
    Fetching: "fetching",
    Fetched: "fetched",
    FittingFeatures: "fitting",
    DictionaryCard: "fitted",
    Quantizing: "quantizing",
    Quantization: "quantized",
    FineTuningStart: "tuning",
    TrainingStep: "trained_step",
    FineTuningPoint: "look",
    FineTuning: "tuned",
    PreferenceStart: "tuning",
    PreferencePoint: "look",
    PreferenceTraining: "tuned",
    Kept: "kept",
    ArenaStart: "arena",
    Ending: "ending",
    LaneFailed: "lane_error",
    ArenaEnd: "lanes",
    SheetStart: "sheet",
    SheetColumn: "column",
    SheetWriting: "writing",
    SheetAnswered: "answered",
    BehaviourSheet: "filled",
    Failed: "error",
}


def name_of(event: Event | RunEvent) -> str:
    """The name of an event, which one that prints itself has from the class above it."""
    return next(NAMES[each] for each in type(event).__mro__ if each in NAMES)
