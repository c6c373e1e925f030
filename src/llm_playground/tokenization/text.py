"""What all tokenizers do to a text before they cut it."""

from __future__ import annotations


def well_formed(text: str) -> str:
    """`text` with each half of a surrogate pair, as JavaScript may send it, joined or replaced by U+FFFD.

    Such a half has no UTF-8 form. tiktoken reads it the same way.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
