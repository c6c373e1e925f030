"""Are these token ids?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from llm_playground.errors import InvalidValue, shown, whole

LARGEST_VOCABULARY = 2**24  # ids; one beyond is a mistake or a damaged file's, and would make lists of that length
# Vocabularies leave ids out (for tokens to come, or to fill an embedding up to a round number), but not most of them.
HOLES = 65_536


def is_far_beyond(highest: int, count: int) -> bool:
    """Whether the highest id of `count` tokens is out of all proportion, as in a file that is to fill a memory."""
    return highest >= 2 * count + HOLES


def checked_id(id: int, vocab_size: int) -> int:
    """`id` as a plain int.

    Raises:
        InvalidValue: it is not an integer from 0 to `vocab_size` - 1.
    """
    number = whole(id)
    if number is None or not 0 <= number < vocab_size:
        raise InvalidValue(f"Token id {shown(id)} is not in the vocabulary (0 to {vocab_size - 1}).", field="id")
    return number


def each_id(ids: Iterable[int]) -> Iterable[int]:
    """The ids, to go through one by one; whether each is in the vocabulary is for `checked_id` to say.

    Raises:
        InvalidValue: `ids` is a single number, or something else that has no elements.
    """
    if not isinstance(ids, Iterable):
        raise InvalidValue(f"Token ids are expected, not {shown(ids)}: give a list of whole numbers.")
    return ids


def pieces_of(ids: Sequence[int], piece: Callable[[int], bytes]) -> tuple[bytes, ...]:
    """The piece of each id. A text repeats its tokens, so each is asked for once."""
    known = {id: piece(id) for id in set(ids)}
    return tuple(map(known.__getitem__, ids))
