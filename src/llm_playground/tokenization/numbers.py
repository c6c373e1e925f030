"""Is this a number of the kind that is asked for?"""

from __future__ import annotations

import operator

from llm_playground.errors import InvalidValue, shown

LARGEST_VOCABULARY = 2**24  # ids; one beyond is a mistake or a damaged file's, and would make lists of that length


def whole_number(name: str, value: object, least: int, most: int | None = None, why: str = "") -> int:
    """`value` as a plain int from `least` to `most`; numpy's integers are welcome, True and False are not.

    Raises:
        InvalidValue: it is anything else; the sentence calls it `name` and ends with `why`.
    """
    try:
        number = least - 1 if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = least - 1
    if number < least or (most is not None and number > most):
        allowed = f"of at least {least:,}" if most is None else f"from {least:,} to {most:,}"
        raise InvalidValue(f"{name} is {shown(value)}; it must be a whole number {allowed}{why}.")
    return number
