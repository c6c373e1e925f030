"""How the commands explain themselves: plain text, the options in sections, a guess at what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer import Context
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command whose options stand in sections: an option names its own as `rich_help_panel`.

    What is one word too many is told with what was probably meant.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # they are refused here, and not with "Got unexpected extra argument(s)"
        if left := super().parse_args(ctx, args):
            ctx.fail(self._too_much(ctx, left))
        return left

    def _too_much(self, ctx: Any, left: list[str]) -> str:
        """The sentence on words that no argument is left for."""
        arguments = [each for each in self.params if each.param_type_name == "argument"]
        given = [str(ctx.params[each.name]) for each in arguments]
        if arguments and arguments[-1].metavar == "TEXT":
            words = " ".join([*given[:-1], f'"{" ".join([given[-1], *left])}"'])
            return f"A text of several words stands in quotation marks: {ctx.command_path} {words}"
        if arguments:
            return f"{self.name} takes one {arguments[0].metavar}; {left[0]!r} is one too many."
        meant = self._option_for(left[0])
        return f"{self.name} takes no argument {left[0]!r}." + (f" Did you mean {meant} {left[0]}?" if meant else "")

    def _option_for(self, word: str) -> str | None:
        """The first option that takes such a word: a number, the name of a file that is there, or another name."""
        options = [each for each in self.params if each.param_type_name == "option"]
        wanted = "NUMBER" if word.isdigit() else "FILE" if Path(word).is_file() else "NAME"
        near = [each.opts[0] for kind in (wanted, "FILE") for each in options if each.metavar == kind]
        return near[0] if near else None

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
