"""One step in full: each listed token on its way through the warpers, and the draw that ends it."""

from __future__ import annotations

from dataclasses import dataclass, field

from llm_playground.records import Choice, Record, Told
from llm_playground.records.settings import Setting


@dataclass(frozen=True, slots=True)
class TokenPath(Record):
    """A token on its way: `probabilities[i]` is its share after stage i, the first one the model's own.

    `cut` is the stage from which on it has no probability, the one whose warper cut it; None: it can still be drawn.
    `logit` is the model's own, None where that is not finite.
    """

    id: int
    piece: bytes
    logit: float | None
    probabilities: tuple[float, ...]
    cut: int | None


@dataclass(frozen=True, slots=True)
class PipelineStage(Record):
    """What holds of the whole distribution after one warper; the first stage is the model's own, before any.

    `kept` tokens have a probability, `entropy` is in nats. Of the tokens that the pipeline does not list, `others_kept`
    have a probability here and hold `others_mass` of it together. `changes`: whether any probability is another than
    the stage before. `parameters` and `state` are those of the warper, as in a `Stage`; so is `told`, and None what
    cannot be known where a server told of the likeliest tokens alone.
    """

    name: str
    parameters: dict[str, Setting]
    kept: int | None
    entropy: float | None
    others_kept: int | None
    others_mass: float
    changes: bool
    state: dict[str, float] = field(default_factory=dict)
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Share(Record):
    """A token laid on the line from 0 to 1 beside the more likely ones: a `u` below `end` draws it, or one of these."""

    id: int
    piece: bytes
    probability: float
    end: float


@dataclass(frozen=True, slots=True)
class Pipeline(Record):
    """The distribution of the next token at every stage, over the whole vocabulary.

    `rows` are the tokens that are among the likeliest at any stage, and the one taken, by falling logit: every stage
    lists the same. The `others_count` tokens without a row are summed in each stage. `shares` are the likeliest tokens
    of the last stage in falling order; what they leave up to 1 belongs to less likely ones.
    """

    stages: tuple[PipelineStage, ...]
    rows: tuple[TokenPath, ...]
    others_count: int | None
    shares: tuple[Share, ...]
    choice: Choice

    @property
    def is_identity(self) -> bool:
        """Whether the token is drawn from the model's own distribution."""
        return not any(stage.changes for stage in self.stages)


@dataclass(frozen=True, slots=True)
class PipelineStep(Record):
    """The next token of a text: how it is chosen, and what it adds.

    `searches`: the strategy chooses a whole text, and this token with it. `seed` began the random numbers (None where
    nothing is drawn). `text` is what the token adds to the text on the
    screen; with `ends` it ends the text and adds nothing.
    """

    model: str
    index: int
    strategy: str
    searches: bool
    seed: int | None
    pipeline: Pipeline
    text: str
    ends: bool
