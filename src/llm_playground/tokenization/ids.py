"""Is this a token id?"""

from __future__ import annotations

import operator

from llm_playground.errors import InvalidValue


def checked_id(id: int, vocab_size: int) -> int:
    """`id` as a plain int; numpy's integers are welcome.

    Raises:
        InvalidValue: it is no integer from 0 to `vocab_size` - 1.
    """
    try:
        number = operator.index(id)
    except TypeError:
        number = -1
    if isinstance(id, bool) or not 0 <= number < vocab_size:
        raise InvalidValue(f"Token id {id!r} is not in the vocabulary (0 to {vocab_size - 1}).")
    return number
