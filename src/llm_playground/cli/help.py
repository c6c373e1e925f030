"""How the commands explain themselves: plain text, the options in sections, a guess at what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from llm_playground.errors import LONGEST_NAME, PlaygroundError, meant, shown
from llm_playground.models.catalog import DEFAULT_MODEL
from llm_playground.models.references import read_name

EXAMPLES = {
    "MODEL": DEFAULT_MODEL,
    "TEXT": '"Once upon a time"',
    "FILE": "stories.txt",
    "MODEL.gguf": f"{DEFAULT_MODEL}.gguf",
    "NAME=VALUES": "temperature=0.5,1,1.5",
    "RUN": "a.json",
    "SECOND": "b.json",
    "FOLDER": "handed-in",
    "SITE": "site",
    "ANSWERS": "ada.json",
    "LEARNER": '"Ada Lovelace"',
    "EXERCISE": "top_p",
}


class Option(click.Option):
    """An option that the help shows in its `section`, if it has one."""

    def __init__(self, *declared: Any, section: str | None = None, **rest: Any) -> None:
        super().__init__(*declared, **rest)
        self.section = section


class Argument(click.Argument):
    """An argument with a line in the help, as options have one."""

    def __init__(self, name: str, metavar: str, effect: str, *, required: bool = True) -> None:
        super().__init__([name], metavar=metavar, required=required)
        self.effect = effect  # not `help`, of which some versions of click make a section of their own

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().get_usage_pieces(ctx)
        return pieces if self.required else [f"[{each}]" for each in pieces]

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return self.make_metavar(ctx), f"{self.effect}  [required]" if self.required else self.effect


class Command(click.Command):
    """A command whose options stand in sections.

    What is missing is told with an example, and what is one word too many with what was probably meant.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # they are refused here, and not with "Got unexpected extra argument(s)"
        try:
            left = super().parse_args(ctx, args)
        except click.MissingParameter as missing:
            ctx.fail(self._too_little(ctx, missing.param))
        if left:
            ctx.fail(self._too_much(ctx, left))
        return left

    def _too_little(self, ctx: click.Context, missing: click.Parameter | None) -> str:
        """The sentence on what a command cannot do without, with an example that holds what was given."""
        arguments = [each for each in self.params if isinstance(each, Argument)]
        if isinstance(missing, click.Option):
            flag, metavar = missing.opts[0], str(missing.metavar)
            typed = (str(ctx.params[str(each.name)]) for each in arguments)  # which click reads first
            words_given = [f'"{each}"' if " " in each else each for each in typed]
            example = " ".join([ctx.command_path, *words_given, flag, EXAMPLES[metavar]])
            return f"{self.name} needs {flag} {metavar}. For example: {example}"
        words = {str(each.metavar): EXAMPLES[str(each.metavar)] for each in arguments}
        needed, there = " and a ".join(words), "nothing is given"
        if given := next((ctx.params[each.name] for each in arguments if each.name in ctx.params), None):
            there = f"only {shown(given)} is given"
            if _names_a_model(given):
                words["MODEL"] = given
            elif "TEXT" in words and len(given) <= LONGEST_NAME:
                words["TEXT"] = f'"{given}"'
        return f"{self.name} needs a {needed}, but {there}. For example: {ctx.command_path} {' '.join(words.values())}"

    def _too_much(self, ctx: click.Context, left: list[str]) -> str:
        """The sentence on words that no argument is left for."""
        arguments = [each for each in self.params if each.param_type_name == "argument"]
        given = [str(ctx.params[each.name]) for each in arguments]
        if arguments and arguments[-1].metavar == "TEXT":
            words = " ".join([*given[:-1], f'"{" ".join([given[-1], *left])}"'])
            return f"A text of several words stands in quotation marks: {ctx.command_path} {words}"
        if arguments:
            taken = " and one ".join(str(each.metavar) for each in arguments)
            return f"{self.name} takes one {taken}; {left[0]!r} is one too many."
        meant = self._option_for(left[0])
        return f"{self.name} takes no argument {left[0]!r}." + (f" Did you mean {meant} {left[0]}?" if meant else "")

    def _option_for(self, word: str) -> str | None:
        """The first option that takes such a word: a number, the name of a file that is there, or another name."""
        options = [each for each in self.params if each.param_type_name == "option"]
        wanted = "NUMBER" if word.isdigit() else "FILE" if Path(word).is_file() else "NAME"
        near = [each.opts[0] for kind in (wanted, "FILE") for each in options if each.metavar == kind]
        return near[0] if near else None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                usual = "Arguments" if isinstance(parameter, Argument) else "Options"
                sections.setdefault(getattr(parameter, "section", None) or usual, []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


class Commands(click.Group):
    """The commands, in the order in which they were added; the name of an unknown one is guessed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            guess = f" Did you mean {near!r}?" if (near := meant(args[0], self.commands)) else ""
            ctx.fail(f"No such command {args[0]!r}.{guess}")
        return super().resolve_command(ctx, args)


def _names_a_model(word: str) -> bool:
    try:
        read_name(word)
    except PlaygroundError:
        return False
    return True


def examples(*lines: str) -> str:
    """Lines for the end of a command's help, each on a line of its own."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])  # \b: do not fill the lines
