"""The commands as they explain themselves: from the parser that reads them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from llm_playground.cli.app import app

PROGRAM = "llm-playground"
WIDTH = 92


def page() -> str:
    """Every command with its usage, arguments, options and examples, in Markdown."""
    context = click.Context(app, info_name=PROGRAM, max_content_width=WIDTH, terminal_width=WIDTH)
    return "\n\n".join([f"```text\n{app.get_help(context)}\n```", *_commands(app, context, 2)])


def _commands(group: click.Group, context: click.Context, depth: int) -> Iterator[str]:
    for name, command in group.commands.items():
        inside = click.Context(command, info_name=name, parent=context, max_content_width=WIDTH, terminal_width=WIDTH)
        yield f"{'#' * depth} {name}"
        yield f"```text\n{command.get_help(inside)}\n```"
        if isinstance(command, click.Group):
            yield from _commands(command, inside, depth + 1)
