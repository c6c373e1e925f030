"""How the commands explain themselves: plain text, the options in sections, a guess at what was meant."""

from __future__ import annotations

from typing import Any

from typer import Context
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command whose options stand in sections: an option names its own as `rich_help_panel`."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            title = "Arguments" if parameter.param_type_name == "argument" else "Options"
            record = parameter.get_help_record(ctx)
            if record is not None:
                # Of an argument its name alone: typer would add the type that it has in the program.
                called = str(parameter.metavar) if title == "Arguments" else record[0]
                panel = getattr(parameter, "rich_help_panel", None) or title
                sections.setdefault(panel, []).append((called, record[1]))
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


class Commands(TyperGroup):
    """The commands; the beginning of a name is recognised too, where an unknown one is refused."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        begun = [name for name in self.commands if name.startswith(args[0])]
        if args[0] not in self.commands and len(begun) == 1:
            context: Context = ctx
            context.fail(f"No such command {args[0]!r}. Did you mean {begun[0]!r}?")
        return super().resolve_command(ctx, args)


def examples(*lines: str) -> str:
    """Lines for the end of a command's help, each on a line of its own."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])  # \b: do not fill the lines
