"""Texts of the story world with what is known of each token: the rule from which its word was drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from llm_playground.corpus.world import Choice, document_seed, sample
from llm_playground.engine.inside.corpus_texts import HELD_OUT_SEED, LONGEST
from llm_playground.models.seam import LanguageModel

CHOOSING_SEED, GRADING_SEED = 5, HELD_OUT_SEED  # corpora: for thresholds, for grades


@dataclass(frozen=True, slots=True)
class RuledText:
    """The tokens of a text and, for each, the rules by which it was drawn.

    A token counts as drawn by a rule if it holds the first character of what the rule drew, and that was a text as it
    stands. What follows in a longer piece is no draw: its beginning tells it.
    """

    ids: tuple[int, ...]
    rules: tuple[frozenset[str], ...]


def ruled_texts(model: LanguageModel, number: int, seed: int) -> Iterator[RuledText]:
    """The first `number` documents of corpus `seed`, up to their first 128 tokens."""
    for index in range(number):
        document = sample(document_seed(seed, index))
        encoding = model.tokenizer.explain(document.text)
        drawn = _drawn(document.choices)
        rules = [frozenset(rule for at in range(*span) for rule in drawn.get(at, ())) for span in encoding.spans]
        yield RuledText(encoding.ids[:LONGEST], tuple(rules[:LONGEST]))


def _drawn(choices: Sequence[Choice]) -> dict[int, set[str]]:
    """The rules of each character at which a text that stands as it is was drawn."""
    found = defaultdict(set)
    for choice in choices:
        if choice.literal:
            # A piece may begin with a space, of which its token says nothing.
            found[choice.offset].add(choice.rule)
    return found
