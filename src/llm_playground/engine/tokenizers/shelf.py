"""The tokenizers that a session offers, by name, and those that its users train."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from llm_playground.engine.fetching import not_for_visitors
from llm_playground.engine.text import load_tokenizer
from llm_playground.errors import PlaygroundError, UnknownName, shown, unknown
from llm_playground.models import hub
from llm_playground.models.catalog import DEFAULT_MODEL
from llm_playground.models.copies import COPIES
from llm_playground.models.devices import split_dtype
from llm_playground.models.packaged import installed_file
from llm_playground.models.references import Bundled, Hub, Packaged, Reference, Remote
from llm_playground.records import Record
from llm_playground.tokenization.adapters.tiktoken import RANK_FILES, is_cached
from llm_playground.tokenization.kinds.table import offered_kinds
from llm_playground.tokenization.protocol import Tokenizer

KEPT = 16  # tokenizers trained by users, the last that were asked for


@dataclass(frozen=True, slots=True)
class TokenizerState(Record):
    """A tokenizer that can be asked for.

    `group`: of a "model", a "kind" (trained on the stories that ship with the package, as far as it must be trained),
    of "tiktoken", or "trained" by a user. `at_hand`: whether it is on this machine.
    """

    key: str
    note: str
    group: Literal["model", "kind", "tiktoken", "trained"]
    at_hand: bool


class Tokenizers:
    """Tokenizers by name, shared by all who use a session.

    Args:
        models: those whose tokenizers can be asked for, by name, and what each name stands for.
        may_fetch: whether one that is not on this machine is fetched.
    """

    def __init__(self, models: Mapping[str, Reference], *, may_fetch: bool = True) -> None:
        self._models, self._may_fetch = models, may_fetch
        self._lock = threading.Lock()  # guards all below
        self._trained: OrderedDict[str, Tokenizer] = OrderedDict()

    def states(self) -> list[TokenizerState]:
        """Those of models, each kind, tiktoken's. What users train is known to who trained it."""
        return [
            TokenizerState(DEFAULT_MODEL, "the bundled models", "model", at_hand=True),
            *(_of_model(*model) for model in self._models.items() if not isinstance(model[1], Bundled | Remote)),
            *(TokenizerState(kind.name, kind.note, "kind", at_hand=True) for kind in offered_kinds().values()),
            *(TokenizerState(f"tiktoken:{name}", "", "tiktoken", is_cached(name)) for name in RANK_FILES),
        ]

    def find(self, name: str) -> Tokenizer:
        """The tokenizer of that name.

        Raises:
            UnknownName: no tokenizer of this session.
            ModelUnavailable: it is not on this machine and cannot be fetched now.
            CheckpointError: the model of that name has no tokenizer.
        """
        with self._lock:
            if name in self._trained:
                self._trained.move_to_end(name)
                return self._trained[name]
        if COPIES.find(name):
            return load_tokenizer(name)
        known = (*self._models, *offered_kinds(), *(f"tiktoken:{each}" for each in RANK_FILES))
        if name.startswith("trained-"):
            raise UnknownName(
                f"There is no tokenizer {shown(name)} any more: the last {KEPT} that were trained are kept, until the "
                "server ends. Train it again.",
                field="tokenizer",
            )
        if name not in known and split_dtype(name)[0] not in self._models:
            raise unknown("tokenizer", name, known, field="tokenizer")
        model = self._models.get(name, self._models.get(split_dtype(name)[0]))
        if not self._may_fetch and model is not None and not _of_model(name, model).at_hand:
            raise not_for_visitors(name, "tokenizer")
        try:
            return load_tokenizer(name)
        except PlaygroundError as error:
            error.field = error.field or "tokenizer"  # the hub and the files do not know who asked
            raise

    def keep(self, tokenizer: Tokenizer) -> str:
        """The name under which a tokenizer that a user trained can be asked for, while it is among the last."""
        name = f"trained-{secrets.token_hex(4)}"  # no number, which another server would give to another one
        with self._lock:
            self._trained[name] = tokenizer
            while len(self._trained) > KEPT:
                self._trained.popitem(last=False)
        return name


def _of_model(name: str, reference: Reference) -> TokenizerState:
    note = reference.entry.note if reference.entry else "named at the start"
    match reference:
        case Hub():
            at_hand = hub.has_tokenizer(reference.hub_id)
        case Packaged():
            at_hand = installed_file(reference.entry) is not None
        case _:
            at_hand = True
    return TokenizerState(name, note, "model", at_hand)
