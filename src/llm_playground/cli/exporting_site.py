"""`export-site`: the page as files that need no server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from llm_playground.cli.help import examples
from llm_playground.cli.options import Flag, command, path


@command(epilog=examples("llm-playground export-site site", "python -m http.server --directory site"))
def export_site(
    folder: Annotated[Path, path("The folder to fill: new, or empty", metavar="SITE")],
    force: Annotated[bool, Flag("--force", "Write over what is in the folder.")] = False,
) -> None:
    """Write the page as files that any file server gives out, with nothing to install for those who open it."""
    from llm_playground.web.static_site import export_site

    size = export_site(folder, replace=force)
    print(f"{folder}: the page and its models, {size / 1e6:.1f} MB, to be put on any file server")
