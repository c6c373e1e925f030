"""What an optional part needs, and the command that installs it where this package stands. Standard library only."""

from __future__ import annotations

from pathlib import Path

DISTRIBUTION = "the-llm-playground"  # its name for pip: "llm-playground" belongs to somebody else there


def how_to_get(extra: str) -> str:
    """The command that adds the packages of an extra ("notebook" or "train") to this installation.

    In a checkout, which is installed in place, that is another command than for a package that pip brought.
    """
    checkout = Path(__file__).parents[2]
    if (checkout / "pyproject.toml").is_file():
        return f'pip install --editable "{checkout}[{extra}]"'
    return f'pip install "{DISTRIBUTION}[{extra}]"'
