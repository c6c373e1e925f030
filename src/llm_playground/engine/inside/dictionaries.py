"""The dictionaries of features that there are: beside the weights of a model, and fitted in this process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.engine.shelf import last_change
from llm_playground.errors import CheckpointError, InvalidValue, unknown
from llm_playground.models.catalog import CATALOG
from llm_playground.models.inside import inside
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_features import card_text
from llm_playground.records.features import DictionaryCard, FeatureGrade

if TYPE_CHECKING:
    from llm_playground.transformer.dictionary import Dictionary

PREFIX, SUFFIX = "dictionary.", ".safetensors"  # of a file beside the weights; between them, the name
KEPT = 8  # dictionaries that were fitted here


class Card(DictionaryCard):
    """A card that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return card_text(self)


def offered(model: LanguageModel) -> tuple[str, ...]:
    """The dictionaries of a model by name: the sparse autoencoders, then the transcoders, then those fitted here."""
    files = sorted(path.name for path in model.info.folder.glob(f"{PREFIX}*{SUFFIX}"))
    names = [name.removeprefix(PREFIX).removesuffix(SUFFIX) for name in files]
    return (*sorted(names, key=lambda name: name.endswith("mlp")), *FITTED.names(model.name))


def dictionary_of(model: LanguageModel, name: str | None) -> tuple[str, Dictionary]:
    """A dictionary of a model, with its name; None is the first that it has.

    Raises:
        InvalidValue: the model has none.
        UnknownName: it has none of this name; the message lists those it has.
        CheckpointError: a file that cannot be read, or is another model's.
    """
    names = offered(model)
    if not names:
        raise no_dictionary(model)
    name = names[0] if name is None else name
    if not isinstance(name, str) or name not in names:
        raise unknown("dictionary", name, names, field="dictionary")
    found = FITTED.get(model.name, name)
    return name, found or _read(model, model.info.folder / f"{PREFIX}{name}{SUFFIX}")


def no_dictionary(model: LanguageModel) -> InvalidValue:
    having = [key for key, entry in CATALOG.items() if entry.bundled_folder and _has_files(entry.bundled_folder)]
    return InvalidValue(
        f"{model.name} has no dictionary of features; {' and '.join(having)} come with some, and in Python "
        "lp.fit_dictionary(model) fits one to a model of the GPT-2, Llama, Qwen2 or Qwen3 family.",
        field="model",
    )


def card_of(model: str, name: str, dictionary: Dictionary) -> Card:
    """What is known of a dictionary, as the views read it."""
    about = dictionary.about
    rules = tuple(FeatureGrade(*grade) for grade in about["rules"])
    return Card(
        model,
        name,
        dictionary.reads,
        dictionary.writes,
        dictionary.n_features,
        dictionary.k,
        about["steps"],
        about["seed"],
        about["fitted_on"],
        about["tokens"],
        about["unexplained"],
        about["dead"],
        about["recovered"],
        about["median_f1"],
        rules,
    )


def grade_of(dictionary: Dictionary, index: int) -> FeatureGrade | None:
    """That of a feature which tells one rule well enough to be called by it."""
    grade = dictionary.about["names"].get(str(index))
    return None if grade is None else FeatureGrade(*grade)


def _has_files(folder: Path) -> bool:
    return any(folder.glob(f"{PREFIX}*{SUFFIX}"))


def _read(model: LanguageModel, path: Path) -> Dictionary:
    found, config = _loaded(path, last_change(path)), inside(model).transformer.config
    if found.encoder.shape[1] != config.n_embd:
        raise CheckpointError(
            f"{path} reads {found.encoder.shape[1]} numbers a token, but {model.name} has {config.n_embd}: it is the "
            "dictionary of another model. Fit it anew."
        )
    return found


@lru_cache(maxsize=16)
def _loaded(path: Path, _changed: float) -> Dictionary:
    from llm_playground.transformer.dictionary import Dictionary

    return Dictionary.load(path)


class Fitted:
    """The last dictionaries that were fitted in this process, by model and name. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Dictionary] = OrderedDict()
        self._numbers = count(1)

    def keep(self, model: str, dictionary: Dictionary) -> str:
        """Keep a dictionary, and give it a name."""
        with self._lock:
            name = f"fitted-{next(self._numbers)}"
            self._kept[model, name] = dictionary
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return name

    def get(self, model: str, name: str) -> Dictionary | None:
        with self._lock:
            return self._kept.get((model, name))

    def names(self, model: str) -> list[str]:
        with self._lock:
            return [name for owner, name in self._kept if owner == model]


FITTED = Fitted()  # of this process, for the functions and for every session
