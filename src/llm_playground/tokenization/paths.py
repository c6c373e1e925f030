"""Does this name a file or a folder?"""

from __future__ import annotations

from pathlib import Path

from llm_playground.errors import CheckpointError, filled, reason


def existing_path(name: str) -> Path | None:
    """The file or folder of that name, if there is one. An empty name names none, nor does what can be no path."""
    try:
        path = Path(name).expanduser()
        return path if name.strip() and path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long a name, no such user, a NUL
        return None


def folder_to_write(folder: str | Path) -> Path:
    """The folder of that name, made if it is not there.

    Raises:
        InvalidValue: not a name or path at all.
        CheckpointError: it cannot be made: there is a file of that name, or this place cannot be written to.
    """
    path = folder if isinstance(folder, Path) else Path(filled("folder", folder, "the path of a folder"))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        raise CheckpointError(f"The folder {path} cannot be made ({reason(error)}).") from error
    return path
