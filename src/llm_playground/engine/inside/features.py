"""A text in the features of a dictionary: which are active where, and all that is known of one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.corpus.world import document_seed, sample
from llm_playground.decoding.distribution import top_ids
from llm_playground.decoding.measures import kl_divergence
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.inside.dictionaries import card_of, dictionary_of, grade_of, offered
from llm_playground.engine.inside.places import position_in
from llm_playground.engine.inside.rules import GRADING_SEED
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import whole_number
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_features import feature_text, features_text
from llm_playground.records import Encoding, Stage
from llm_playground.records.effects import Change
from llm_playground.records.features import ActiveFeature, Feature, FeatureExample, TextFeatures, WrittenLogit

if TYPE_CHECKING:
    from llm_playground.transformer.activations import Activations
    from llm_playground.transformer.dictionary import Dictionary

BEFORE, AFTER = 12, 4  # tokens around the one on which a feature fires
LISTED = 8  # logits that a feature raises most, and lowers most
TOP = 10  # likeliest next tokens


class OpenedFeature(Feature):
    """A feature that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return feature_text(self)


class Features(TextFeatures):
    """A text in the features of a dictionary, which can be asked for more of one of them."""

    __slots__ = ("_model",)
    _model: LanguageModel

    def feature(self, index: int, position: int | None = None) -> OpenedFeature:
        """All about one feature.

        Args:
            index: of the feature, from 0.
            position: the token at which to see what it writes, and what becomes of the next token without it; from 0.
                None: where it is strongest in this text.

        Raises:
            InvalidValue: the dictionary has no such feature, or the text no such token.
        """
        return feature_of(self._model, self.encoding, self.dictionary.name, index, position)

    def __repr__(self) -> str:
        return features_text(self)


def features(model: str | Path | LanguageModel, prompt: PromptInput, dictionary: str | None = None) -> Features:
    """Take a text apart into the features of a dictionary, each with its grade if it tells a rule of the story world.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        dictionary: its name, as `offered` of what this gives lists them, or as on the card of `fit_dictionary`. None:
            the sparse autoencoder that ships with the model.

    Raises:
        InvalidValue: a model without a dictionary, or one that runs through transformers.
        UnknownName: the model has no dictionary of this name; the message lists those it has.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    name, found = dictionary_of(language_model, dictionary)
    encoding = make_prompt(language_model, prompt)
    from llm_playground.transformer.features import firings

    fired = firings(found, inside(language_model).activations(encoding.ids, found.reads))
    active = tuple(tuple(ActiveFeature(*each) for each in row) for row in fired)
    seen = sorted({each.index for row in active for each in row})
    names = {index: grade for index in seen if (grade := grade_of(found, index)) is not None}
    card = card_of(language_model.name, name, found)
    text = Features(language_model.name, encoding, offered(language_model), card, active, names)
    object.__setattr__(text, "_model", language_model)  # no part of the record, which stays plain data
    return text


def feature_of(
    model: LanguageModel, encoding: Encoding, dictionary: str | None, index: int, position: int | None
) -> OpenedFeature:
    """All about one feature of a dictionary, at a token of a text.

    Raises: as `Features.feature`.
    """
    name, found = dictionary_of(model, dictionary)
    index = whole_number("index", index, 0, found.n_features - 1, f": {name} has {found.n_features:,} features, from 0")
    from llm_playground.transformer.features import logits_written, strength

    view = inside(model)
    last = f"h.{view.shape.n_layer - 1}.resid_post"
    seen = view.activations(encoding.ids, _asked(found) | {last})
    strengths = strength(found, seen, index)
    place = strengths.index(max(strengths)) if position is None else position_in(len(encoding.ids), position)
    written = logits_written(view.transformer, found, index, strengths[place], seen[last][place]).numpy()
    return OpenedFeature(
        model.name,
        name,
        index,
        grade_of(found, index),
        found.about["shares"][index],
        _examples(model, found, index),
        place,
        strengths[place],
        _written(model, written, written),
        _written(model, written, -written),
        _without(model, encoding, name, found, index, place, seen),
    )


def _asked(dictionary: Dictionary) -> set[str]:
    """What must be known of a text to take a feature away from it."""
    return {dictionary.reads, dictionary.writes, "logits"}


def _written(model: LanguageModel, written: Logits, highest: Logits) -> tuple[WrittenLogit, ...]:
    """The tokens where `highest` is that, with what is written towards them."""
    ids = (int(id) for id in top_ids(highest, LISTED))
    return tuple(WrittenLogit(id, model.piece(id), float(written[id])) for id in ids)


def _without(
    model: LanguageModel,
    encoding: Encoding,
    name: str,
    dictionary: Dictionary,
    index: int,
    place: int,
    before: Activations,
) -> Change:
    """The next token after `place` with the feature and without it. `before`: the text with it."""
    from llm_playground.transformer.features import without

    after = inside(model).activations(encoding.ids, _asked(dictionary), [without(dictionary, before, index)])
    ids = encoding.ids[: place + 1]  # no token sees what comes after it
    with_it, without_it = (each["logits"][place].numpy() for each in (before, after))

    def stage(logits: Logits) -> Stage:
        return observe(logits, (), Past.of_prompt(ids)).stages(model.piece, TOP)[0]

    names = (f"feature {index} of {name}",)
    read = make_prompt(model, ids)
    return Change(model.name, read, names, stage(with_it), stage(without_it), kl_divergence(with_it, without_it))


def _examples(model: LanguageModel, dictionary: Dictionary, index: int) -> tuple[FeatureExample, ...]:
    """Where the feature fires most: the texts are written anew, by their numbers."""
    found = []
    places = zip(dictionary.examples[index].tolist(), dictionary.strengths[index].tolist(), strict=True)
    for (number, position), activation in places:
        if number >= 0:
            encoding = model.tokenizer.explain(sample(document_seed(GRADING_SEED, number)).text)
            first = max(0, position - BEFORE)
            pieces = encoding.pieces[first : position + AFTER + 1]
            found.append(FeatureExample(pieces, position - first, activation))
    return tuple(found)
