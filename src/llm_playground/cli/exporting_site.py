"""`export-site`: the page as files that need no server, or as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from llm_playground.cli.help import examples
from llm_playground.cli.options import Flag, command, path
from llm_playground.errors import InvalidValue


@command(
    epilog=examples(
        "llm-playground export-site site",
        "python -m http.server --directory site",
        "llm-playground export-site --single page.html",
    )
)
def export_site(
    folder: Annotated[Path | None, path("The folder to fill: new, or empty", metavar="SITE")] = None,
    single: Annotated[
        Path | None,
        path(
            "In place of a folder one file, which opens by a double click, with tiny-gpt2 and tiny-qwen-chat",
            "--single",
            metavar="FILE.html",
        ),
    ] = None,
    force: Annotated[bool, Flag("--force", "Write over what is there.")] = False,
) -> None:
    """Write the page as files that any file server gives out, with nothing to install for those who open it."""
    if (folder is None) == (single is None):
        raise InvalidValue("export-site needs a SITE or --single FILE.html, one of the two, as in: export-site site.")
    if folder is not None:
        from llm_playground.web.static_site import export_site

        size = export_site(folder, replace=force)
        print(f"{folder}: the page and its models, {size / 1e6:.1f} MB, to be put on any file server")
    if single is not None:
        from llm_playground.web.single_file import export_file

        size = export_file(single, replace=force)
        print(f"{single}: the page with two models, {size / 1e6:.1f} MB, to be opened in a browser")
