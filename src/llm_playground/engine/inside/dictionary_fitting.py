"""A dictionary of features fitted to a model on texts of the story world, and graded by the rules that drew them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.engine.events import FittingFeatures
from llm_playground.engine.inside.corpus_texts import FITTING_SEED
from llm_playground.engine.inside.dictionaries import FITTED, card_of
from llm_playground.engine.inside.rules import CHOOSING_SEED, GRADING_SEED, RuledText, ruled_texts
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, UnknownName, whole_number
from llm_playground.models.inside import Inside, inside
from llm_playground.models.seam import LanguageModel
from llm_playground.records.features import DictionaryCard
from llm_playground.transformer.edits import Edit

if TYPE_CHECKING:
    from llm_playground.transformer.dictionary import Dictionary, Vectors
    from llm_playground.transformer.model import Transformer

GRADED_ON = 1000  # texts on which thresholds are chosen, and as many others for the grades
SPLICED_INTO = 40  # texts in which the dictionary takes the place of what it stands for
EXAMPLES = 5  # of each feature
AT_ONCE = 25  # texts in one pass
MOST_FEATURES, MOST_ACTIVE, MOST_STEPS, MOST_TEXTS = 1024, 64, 5000, 2000


@dataclass(frozen=True, slots=True)
class DictionaryRequest:
    """A dictionary as somebody wants it fitted; the arguments of `fit_dictionary`."""

    at: str | None = None
    n_features: int = 512
    k: int = 10
    steps: int = 1000
    n_texts: int = 500
    seed: int = 0

    def checked(self) -> DictionaryRequest:
        """Raises: InvalidValue: a number that is too small, too large, or none."""
        n_features = whole_number("n_features", self.n_features, 1, MOST_FEATURES)
        return DictionaryRequest(
            self.at,
            n_features,
            whole_number("k", self.k, 1, min(MOST_ACTIVE, n_features), ": not more than there are features"),
            whole_number("steps", self.steps, 1, MOST_STEPS),
            whole_number("n_texts", self.n_texts, 1, MOST_TEXTS),
            whole_number("seed", self.seed, 0, 2**63 - 1),
        )


def fit_dictionary(
    model: str | Path | LanguageModel,
    at: str | None = None,
    n_features: int = 512,
    k: int = 10,
    steps: int = 1000,
    n_texts: int = 500,
    seed: int = 0,
) -> DictionaryCard:
    """Fit a dictionary of features to a model, and grade its features by the rules of the story world.

    It is fitted on documents of the story world, up to 128 tokens of each. Thresholds are chosen on 1,000 others, and
    graded on 1,000 more: a feature is right where it fires on a token that a rule drew (or before one), and the best F1
    of any feature is the grade of that rule. The dictionary is kept for as long as this process runs, by the name on
    its card, which `features` takes.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model; of the GPT-2, Llama, Qwen2 or Qwen3
            family.
        at: what it reads: an activation of the stream for a sparse autoencoder ("h.2.resid_post"), or an MLP for a
            transcoder ("h.1.mlp"). None: the stream after the third quarter of the blocks.
        n_features: of the dictionary, 1 to 1,024.
        k: how many of them may be active on each token, 1 to 64.
        steps: of 1,024 tokens each, 1 to 5,000.
        n_texts: documents to fit to, 1 to 2,000.
        seed: of what is drawn by chance; the same one gives the same dictionary.

    Raises:
        InvalidValue: a number that is out of range, or a model that runs through transformers.
        UnknownName: no such activation.
        PlaygroundError: as `load`.
    """
    language_model = SHELF.get(model)
    made = deque(fitting(language_model, DictionaryRequest(at, n_features, k, steps, n_texts, seed)), maxlen=1)[0]
    assert isinstance(made, DictionaryCard)
    return made


def fitting(
    model: LanguageModel, request: DictionaryRequest
) -> Generator[FittingFeatures | DictionaryCard, None, None]:
    """Fit and grade: how far it is, and last the card of the dictionary, which is kept. Closing cancels.

    Raises: as `fit_dictionary`.
    """
    dictionary = yield from making(model, request)
    yield card_of(model.name, FITTED.keep(model.name, dictionary), dictionary)


def making(model: LanguageModel, request: DictionaryRequest) -> Generator[FittingFeatures, None, Dictionary]:
    """The dictionary itself, as it comes back from a file; else as `fitting`."""
    request = request.checked()
    names = names_of(model, request.at)
    from llm_playground.transformer.dictionary_fitting import fitting_dictionary

    fitted_on = list(ruled_texts(model, request.n_texts, FITTING_SEED))
    transformer = inside(model).transformer
    read, written = yield from reading(transformer, fitted_on, names, "reading")
    dictionary = None
    for fit in fitting_dictionary(read, written, names, request.n_features, request.k, request.steps, request.seed):
        dictionary = fit.dictionary
        yield FittingFeatures("fitting", fit.step, request.steps, fit.unexplained)
    assert dictionary is not None
    return (yield from _graded(model, dictionary.rounded(), request, len(read)))


def names_of(model: LanguageModel, at: object) -> tuple[str, str]:
    """The activations that a dictionary at this place reads and writes.

    Raises:
        InvalidValue: a model without such names.
        UnknownName: no such place.
    """
    n_layer = inside(model).transformer.config.n_layer
    if at is None:
        at = f"h.{max(0, 3 * n_layer // 4 - 1)}.resid_post"
    for layer in range(n_layer):
        if at == f"h.{layer}.mlp":
            return f"h.{layer}.ln_2", f"h.{layer}.mlp_out"
        if at in (f"h.{layer}.resid_pre", f"h.{layer}.resid_mid", f"h.{layer}.resid_post"):
            return str(at), str(at)
    if not isinstance(at, str):
        raise InvalidValue(f"at must be the name of an activation; {PLACES}", field="at", subject="at")
    raise UnknownName(f"There is no dictionary at {at[:50]!r}; {PLACES} Layers are h.0 to h.{n_layer - 1}.", field="at")


PLACES = 'there may be one at "h.0.resid_pre", "h.0.resid_mid", "h.0.resid_post" or, in place of the MLP, "h.0.mlp".'


def reading(
    transformer: Transformer, texts: Sequence[RuledText], names: Collection[str], stage: str
) -> Generator[FittingFeatures, None, list[Vectors]]:
    """These activations of all tokens of the texts, in the order of the names: float32 (N, C) each."""
    from llm_playground.transformer.features import side_by_side, stacked

    found: dict[str, list[Vectors]] = {name: [] for name in names}
    for first in range(0, len(texts), AT_ONCE):
        yield FittingFeatures(stage, first, len(texts), None)
        ids = [text.ids for text in texts[first : first + AT_ONCE]]
        for name, tensor in side_by_side(transformer, ids, found).items():
            found[name].append(tensor)
    return [stacked(found[name]) for name in names]


def _graded(
    model: LanguageModel, dictionary: Dictionary, request: DictionaryRequest, fitted_on: int
) -> Generator[FittingFeatures, None, Dictionary]:
    from llm_playground.transformer.dictionary import unexplained
    from llm_playground.transformer.features import shares, strongest
    from llm_playground.transformer.grading import Tokens, grades

    view, names = inside(model), (dictionary.reads, dictionary.writes)
    choosing, grading = (list(ruled_texts(model, GRADED_ON, seed)) for seed in (CHOOSING_SEED, GRADING_SEED))

    def tokens(read: Vectors, texts: Sequence[RuledText]) -> Tokens:
        return Tokens(dictionary.encode(read), [text.rules for text in texts])

    read, _ = yield from reading(view.transformer, choosing, names, "choosing")
    chosen = tokens(read, choosing)
    read, written = yield from reading(view.transformer, grading, names, "grading")
    graded = tokens(read, grading)
    found = grades(chosen, graded)
    examples, strengths = strongest(graded.units, [len(text.ids) for text in grading], EXAMPLES)
    fires = shares(graded.units)
    about = {
        "steps": request.steps,
        "seed": request.seed,
        "fitted_on": fitted_on,
        "tokens": len(read),
        "unexplained": unexplained(written, dictionary.decode(graded.units)),
        "dead": fires.count(0) / len(fires),
        "recovered": recovered(view, dictionary, [text.ids for text in grading[:SPLICED_INTO]]),
        "median_f1": found.median,
        "shares": fires,
        "rules": found.labels,
        "names": {str(unit): grade for unit, grade in found.units.items()},
    }
    return replace(dictionary, examples=examples, strengths=strengths, about=about).rounded()


def recovered(view: Inside, dictionary: Dictionary, texts: Sequence[Sequence[int]]) -> float:
    """The share of the loss that setting the activation to zero costs, and what the dictionary writes instead does not.

    The loss is that of the next tokens of the texts, in nats; 1 is as good as the model itself.
    """
    from llm_playground.transformer.features import loss_of

    own, zero, spliced = 0.0, 0.0, 0.0
    for ids in texts:
        seen = view.activations(ids, {dictionary.reads, "logits"})
        written = dictionary.decode(dictionary.encode(seen[dictionary.reads]))
        own += loss_of(seen["logits"], ids)
        zero += loss_of(view.activations(ids, "logits", [Edit(dictionary.writes, "zero")])["logits"], ids)
        spliced += loss_of(view.activations(ids, "logits", [Edit(dictionary.writes, written)])["logits"], ids)
    return (zero - spliced) / (zero - own)
