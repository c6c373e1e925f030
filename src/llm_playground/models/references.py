"""What a name of a model stands for."""

from __future__ import annotations

from pathlib import Path


def existing_folder(name: str) -> Path | None:
    """The folder of that name, if there is one; a text that can be no path at all names none."""
    try:
        path = Path(name).expanduser()
        return path if path.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long a name, no such user, a NUL
        return None
