"""Does this name a file or a folder?"""

from __future__ import annotations

from pathlib import Path


def existing_path(name: str) -> Path | None:
    """The file or folder of that name, if there is one. An empty name names none, nor does what can be no path."""
    try:
        path = Path(name).expanduser()
        return path if name.strip() and path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long a name, no such user, a NUL
        return None
