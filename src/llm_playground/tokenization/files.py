"""The text of a file that a tokenizer is read from."""

from __future__ import annotations

from pathlib import Path

from llm_playground.errors import CheckpointError, reason

_BYTE_ORDER_MARK = "\ufeff"


def read_utf8(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        CheckpointError: there is no such file, or it is not UTF-8; or it begins with a byte order mark, as some editors
            write it, which would count as the first character of the first token.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CheckpointError(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read as text in UTF-8 ({reason(error)}).") from error
    if text.startswith(_BYTE_ORDER_MARK):
        raise CheckpointError(f"{path} begins with a byte order mark; save it as UTF-8 without one.")
    return text
