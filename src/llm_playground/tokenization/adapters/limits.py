"""Files made to fill the memory of whoever reads them, refused before they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm_playground.errors import CheckpointError, shown
from llm_playground.tokenization.adapters.described import described, steps_of
from llm_playground.tokenization.ids import is_far_beyond

if TYPE_CHECKING:
    import tokenizers

GROWTH = 64  # times as long as it was: more no rewriting of a text needs
LONGEST_MARK = 64  # characters that mark the end or the continuation of a word, or the beginning of a text
MOST_AROUND = 64  # tokens put around a text


def check_limits(backend: tokenizers.Tokenizer) -> None:
    """Refuse a tokenizer whose ids or rewritings are out of all proportion.

    Raises:
        CheckpointError: an id is far beyond the number of tokens; replacements, one after another, could make a text
            (or what is decoded) more than `GROWTH` times as long; a mark within words, or what is written before each
            text, is longer than a word; or there is more to put around a text than a text needs.
    """
    vocabulary = backend.get_vocab()
    highest = max(vocabulary.values(), default=0)
    if is_far_beyond(highest, len(vocabulary)):
        token = backend.id_to_token(highest)
        raise CheckpointError(
            f"its token {shown(token)} has the id {highest:,}, although there are only {len(vocabulary):,} tokens"
        )
    for part in (backend.normalizer, backend.decoder):
        if (times := _growth(described(part))) > GROWTH:
            raise CheckpointError(
                f"its replacements could make a text {times:,} times as long, and {GROWTH} times is allowed"
            )
    for name in ("continuing_subword_prefix", "end_of_word_suffix"):
        if len(getattr(backend.model, name, None) or "") > LONGEST_MARK:
            raise CheckpointError(f"its {name} is longer than {LONGEST_MARK} characters")
    prepended = sum(len(step["prepend"]) for step in steps_of(described(backend.normalizer)) if "prepend" in step)
    if prepended > LONGEST_MARK:
        raise CheckpointError(f"it writes {prepended:,} characters before each text, and {LONGEST_MARK} are allowed")
    around = sum(map(_put_around, steps_of(described(backend.post_processor))))
    if around > MOST_AROUND:
        raise CheckpointError(f"it puts {around:,} tokens around each text, and {MOST_AROUND} are allowed")


def _put_around(step: dict[str, Any]) -> int:
    """How many tokens a template puts around a text; a text that it names twice counts as one of them."""
    special = step.get("special_tokens", {})
    named = (part["SpecialToken"]["id"] if "SpecialToken" in part else None for part in step.get("single", ()))
    return sum(1 if name is None else len(special[name]["ids"]) for name in named)


def _growth(part: dict[str, Any]) -> int:
    """By how much all replacements of a part together can lengthen a text."""
    times = 1
    for step in steps_of(part):
        if step["type"] == "Replace":
            (pattern,) = step["pattern"].values()
            # A regular expression may match between any two characters, which then all stay.
            is_text = "String" in step["pattern"] and pattern
            times *= max(1, -(-len(step["content"]) // len(pattern))) if is_text else 1 + len(step["content"])
    return times
