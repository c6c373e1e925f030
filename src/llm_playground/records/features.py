"""What a dictionary of features sees in a text, and what is known of its features."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Encoding, Record
from llm_playground.records.effects import Change


@dataclass(frozen=True, slots=True)
class FeatureGrade(Record):
    """How well a feature, at `threshold` or above, tells that a token was drawn by a rule of the story world.

    With `next` it tells so of the token after it. The threshold was chosen on some texts, and `precision`, `recall`
    and `f1` are those on others, in which the rule drew `tokens` tokens.
    """

    rule: str
    next: bool
    tokens: int
    feature: int
    threshold: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class DictionaryCard(Record):
    """A dictionary of features, how it was fitted, and how good it is.

    It `reads` one activation and `writes` another (the same one: a sparse autoencoder; another one: a transcoder), with
    `k` of its `n_features` features on each token. `unexplained` is the fraction of variance unexplained, `dead` the
    share of features that never fired, and `recovered` the share of the loss that setting the activation to zero costs
    and what the dictionary writes in its place does not: all on texts that it was not fitted on, `tokens` of them.
    `rules` are the best grades of any feature for each rule, and `median_f1` is the median of theirs, None if there is
    no rule to be graded on.
    """

    model: str
    name: str
    reads: str
    writes: str
    n_features: int
    k: int
    steps: int
    seed: int
    fitted_on: int
    tokens: int
    unexplained: float
    dead: float
    recovered: float
    median_f1: float | None
    rules: tuple[FeatureGrade, ...]


@dataclass(frozen=True, slots=True)
class ActiveFeature(Record):
    """A feature on a token; `activation` is the length of the vector that it writes there."""

    index: int
    activation: float


@dataclass(frozen=True, slots=True)
class TextFeatures(Record):
    """A text in the features of a dictionary: `active[position]` are those of a token, the strongest first.

    `names` are the grades of those among them that tell one rule well, by their index. `offered` are the dictionaries
    that the model has, by name.
    """

    model: str
    encoding: Encoding
    offered: tuple[str, ...]
    dictionary: DictionaryCard
    active: tuple[tuple[ActiveFeature, ...], ...]
    names: dict[int, FeatureGrade]


@dataclass(frozen=True, slots=True)
class FeatureExample(Record):
    """A place in the story world where a feature fires: a piece of text, and which of its tokens it is."""

    pieces: tuple[bytes, ...]
    at: int
    activation: float


@dataclass(frozen=True, slots=True)
class WrittenLogit(Record):
    """By how much a feature raises the logit of a token directly, more than that of the mean token."""

    id: int
    piece: bytes
    logit: float


@dataclass(frozen=True, slots=True)
class Feature(Record):
    """One feature of a dictionary, seen at a token of a text.

    `share` is that of the tokens of the story world on which it fires. `examples` are where it fires most, `raises` and
    `lowers` the logits to which it writes most at `position`, where it has `activation`. `change` is the next token
    there with the feature, and with what it writes taken away on all tokens.
    """

    model: str
    dictionary: str
    index: int
    grade: FeatureGrade | None
    share: float
    examples: tuple[FeatureExample, ...]
    position: int
    activation: float
    raises: tuple[WrittenLogit, ...]
    lowers: tuple[WrittenLogit, ...]
    change: Change
