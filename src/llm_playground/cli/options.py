"""Options and arguments of commands: each says once what it takes, and so how it is read and what the help tells.

    @command()
    def corpus(out: Annotated[Path, path("The file", "--out")], count: Annotated[int, number(ROW)] = 9) -> None: ...

click hands on the texts that were typed, and they are read here: so all commands refuse in the same words, tell all
wrong values at once, and take no blank for a name.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import click

from llm_playground import __version__
from llm_playground.cli.given import template_option
from llm_playground.cli.help import Argument, Command, Option
from llm_playground.decoding.parameter import Parameter
from llm_playground.errors import Problems, filled
from llm_playground.models.devices import DEVICES


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What an option takes, or an argument, if it has no `flags`: how a text is read, and what the help tells.

    `help` has no period at its end: there follows what holds if the option is left out, which is `otherwise` where the
    function's own default does not say it.
    """

    flags: tuple[str, ...] = ()
    metavar: str
    help: str
    read: Callable[[str, str], Any]  # of the parameter's name and the text
    otherwise: str = ""
    section: str | None = None

    def declared(self, name: str, default: object, *, several: bool) -> click.Parameter:
        """It as click knows it; `default` is that of the function, which keeps it to itself."""
        required = default is inspect.Parameter.empty
        words = ", ".join(map(str, default)) if isinstance(default, list) else str(default)
        otherwise = self.otherwise or ("" if required or default is None else f"{words} unless given")
        help = f"{self.help}; {otherwise}." if otherwise else f"{self.help}."
        if not self.flags:
            return Argument(name, self.metavar, help, required=required)
        return Option(
            [*self.flags, name],
            metavar=self.metavar,
            help=help,
            section=self.section,
            required=required,
            multiple=several,
        )


@dataclass(frozen=True)
class Flag:
    """An option without a value: it is given or not. `flag` may name its contrary too ("--browser/--no-browser")."""

    flag: str
    help: str

    def declared(self, name: str, default: object, **_: object) -> click.Parameter:
        """It as click knows it; `default` is that of the function."""
        return Option([self.flag, name], is_flag=True, default=default, help=self.help)


def number(row: Parameter, *, otherwise: str = "", section: str | None = None) -> Taken:
    """An option that takes what a row of a table allows: a number, one of a few words, or texts."""
    words = "; ".join(f"{option.text}: {option.meaning}" for option in row.options)
    metavars = {"number": "NUMBER", "texts": "TEXT", "biases": "TOKEN:NUMBER"}
    return Taken(
        flags=(f"--{row.name.replace('_', '-')}",),
        metavar="|".join(option.text for option in row.options) or metavars[row.kind],
        help=f"{row.effect} {words or f'{row.legal[0].upper()}{row.legal[1:]}'}",
        read=lambda _, text: row.read(text),
        otherwise=otherwise,
        section=section,
    )


def name(help: str, *flags: str, metavar: str = "NAME", of: str, otherwise: str = "") -> Taken:
    """An option or argument that takes a name. It is never blank; `of` what ends the sentence "it must be ..."."""

    def read(name: str, typed: str) -> str:
        return filled(name, typed, of)

    return Taken(flags=flags, metavar=metavar, help=help, read=read, otherwise=otherwise)


def path(help: str, *flags: str, metavar: str = "FILE", otherwise: str = "") -> Taken:
    """An option that takes a path: of a file, or of what `metavar` says. It is never blank, which would be "."."""

    def read(name: str, typed: str) -> Path:
        return Path(filled(name, typed, f"the path of a {metavar.lower()}"))

    return Taken(flags=flags, metavar=metavar, help=help, read=read, otherwise=otherwise)


def text(help: str, *flags: str) -> Taken:
    """An argument or option that takes any text, a blank one too."""
    return Taken(flags=flags, metavar="TEXT", help=help, read=lambda _, typed: typed)


A_MODEL = "a catalog key, hub id, checkpoint folder or GGUF file, or a name such as ollama:llama3.2"
_MODEL_HELP = "Catalog key, hub id, folder, GGUF file, or one of Ollama's or LM Studio's (ollama:llama3.2)"

ModelArgument = Annotated[str, name(_MODEL_HELP, metavar="MODEL", of=A_MODEL)]
ModelOption = Annotated[str, name(_MODEL_HELP, "--model", "-m", of=A_MODEL)]
JsonOption = Annotated[bool, Flag("--json", "Print the whole record as JSON.")]
ModelsDirOption = Annotated[
    Path | None,
    path("A folder to look through for models: GGUF files and checkpoint folders", "--models-dir", metavar="FOLDER"),
]

DeviceOption = Annotated[
    str,
    name(
        "What computes (a numbered one too, such as cuda:1)",
        "--device",
        metavar="|".join(DEVICES),
        of=f"one of {', '.join(DEVICES)} (or a numbered one: cuda:1)",
    ),
]


TemplateOption = Annotated[
    list[tuple[str, object]] | None,
    Taken(
        flags=("--template-option",),
        metavar="NAME=VALUE",
        help="What the model's chat template is told, such as enable_thinking=false; may be given several times",
        read=template_option,
        otherwise="nothing unless given",
    ),
]


def command(*, epilog: str | None = None) -> Callable[[Callable[..., None]], Command]:
    """Makes a function the command of its name: its options are the `Taken` and `Flag`s in the annotations.

    What is left out keeps the default of the function. Every command tells the version too, wherever that is asked.
    When it is called, the command raises a `PlaygroundError` for a value that is not taken: an `InvalidRequest` if
    there are several.
    """

    def make(function: Callable[..., None]) -> Command:
        parameters = inspect.signature(function, eval_str=True).parameters.values()
        return Command(
            function.__name__.replace("_", "-"),
            callback=_read_first(function, parameters),
            params=[*map(_declared, parameters), version_option(hidden=True)],
            help=inspect.getdoc(function),
            epilog=epilog,
        )

    return make


def version_option(*, hidden: bool = False) -> click.Option:
    return Option(
        ["--version"],
        is_flag=True,
        is_eager=True,  # before anything is found to be missing
        expose_value=False,
        callback=_print_version,
        help="Print the version.",
        hidden=hidden,
    )


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        print(f"llm-playground {__version__}")
        context.exit()


def _read_first(function: Callable[..., None], parameters: Iterable[inspect.Parameter]) -> Callable[..., None]:
    """`function`, called with what was typed: each text is read as its `Taken` says."""
    kinds = {each.name: _kind(each) for each in parameters}

    def called(**typed: Any) -> None:
        problems, values = Problems(), {}
        for name, kind in kinds.items():  # the order in which mistakes are told
            given = typed[name]
            if isinstance(kind, Flag):
                values[name] = given
            elif given not in (None, ()):
                with problems:
                    read = functools.partial(kind.read, name)
                    values[name] = [read(text) for text in given] if isinstance(given, tuple) else read(given)
        problems.report()
        function(**values)

    return called


def _kind(parameter: inspect.Parameter) -> Taken | Flag:
    return next(each for each in parameter.annotation.__metadata__ if isinstance(each, Taken | Flag))


def _declared(parameter: inspect.Parameter) -> click.Parameter:
    asked = get_args(parameter.annotation)[0]
    several = any(get_origin(each) is list for each in (asked, *get_args(asked)))
    return _kind(parameter).declared(parameter.name, parameter.default, several=several)
