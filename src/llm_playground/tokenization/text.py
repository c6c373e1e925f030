"""What every tokenizer does to a text before it cuts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from llm_playground.errors import InvalidValue, shown


def well_formed(text: str) -> str:
    """`text` with every lone half of a surrogate pair, as JavaScript may send it, joined to its other half or replaced
    by U+FFFD: such a half has no UTF-8 form. tiktoken reads it the same way.

    Raises:
        InvalidValue: it is not a text.
    """
    if not isinstance(text, str):
        raise InvalidValue(f"A text is expected, not {shown(text)}: give a str.")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def each_text(texts: str | Iterable[str]) -> Iterator[str]:
    """The well-formed texts to train on, where one text may stand for a list of one.

    Otherwise a str would be taken for a list of its characters, which it is in Python too.

    Raises:
        InvalidValue: at once, if `texts` cannot be iterated; later, if one of them is not a text.
    """
    if isinstance(texts, str):
        texts = [texts]
    if not isinstance(texts, Iterable):
        raise InvalidValue(f"Texts to train on are expected, not {shown(texts)}: give a str or several.")
    return map(well_formed, texts)
