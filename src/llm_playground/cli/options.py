"""Options and arguments of commands: each says once what it takes, and so how it is read and what the help tells.

    @with_options
    def corpus(out: Annotated[Path, path("The file", "--out")], count: Annotated[int, number(ROW)] = 9) -> None: ...

Every value reaches typer as the text that was typed, and is read here: so all commands refuse in the same words, tell
all wrong values at once, and take no blank for a name.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import typer

from llm_playground import __version__
from llm_playground.decoding.parameters import Parameter
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

    def option(self, default: object = None) -> Any:
        """It as typer knows it; `default` is that of the function."""
        words = ", ".join(map(str, default)) if isinstance(default, list) else str(default)
        otherwise = self.otherwise or (
            f"{words} unless given" if default not in (None, inspect.Parameter.empty) else ""
        )
        told: dict[str, Any] = {
            "metavar": self.metavar,
            "help": f"{self.help}; {otherwise}." if otherwise else f"{self.help}.",
            "show_default": False,
            "rich_help_panel": self.section,
        }
        return typer.Option(*self.flags, **told) if self.flags else typer.Argument(**told)


def number(row: Parameter, *, otherwise: str = "", section: str | None = None) -> Taken:
    """An option that takes what a row of a table allows: a number, or one of a few words."""
    words = "; ".join(f"{option.text}: {option.meaning}" for option in row.options)
    return Taken(
        flags=(f"--{row.name.replace('_', '-')}",),
        metavar="|".join(option.text for option in row.options) or "NUMBER",
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


def text(help: str) -> Taken:
    """An argument that takes any text, a blank one too."""
    return Taken(metavar="TEXT", help=help, read=lambda _, typed: typed)


A_MODEL = "a catalog key, hub id or checkpoint folder"

DeviceOption = Annotated[
    str,
    name(
        "What computes (a numbered one too, such as cuda:1)",
        "--device",
        metavar="|".join(DEVICES),
        of=f"one of {', '.join(DEVICES)} (or a numbered one: cuda:1)",
    ),
]


def _print_version(asked: bool) -> None:
    if asked:
        print(f"llm-playground {__version__}")
        raise typer.Exit


_VERSION: dict[str, Any] = {"callback": _print_version, "is_eager": True, "help": "Print the version."}
VersionOption = Annotated[bool, typer.Option("--version", **_VERSION)]
_HIDDEN_VERSION = inspect.Parameter(
    "version",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--version", hidden=True, **_VERSION)],
)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """`command` as typer calls it: with texts, which are read as the `Taken` in the annotations say.

    What is left out keeps the default of the function. Every command tells the version too, wherever that is asked.

    Raises:
        PlaygroundError: a value that is not taken; an `InvalidRequest` if there are several.
    """
    parameters = inspect.signature(command, eval_str=True).parameters.values()
    taken = {each.name: kind for each in parameters if (kind := _taken(each))}

    @functools.wraps(command)
    def called(*, version: bool = False, **typed: Any) -> None:
        problems, values = Problems(), {}
        for name, given in typed.items():
            if name not in taken:
                values[name] = given
            elif given is not None and given != []:
                with problems:
                    read = functools.partial(taken[name].read, name)
                    values[name] = [read(text) for text in given] if isinstance(given, list) else read(given)
        problems.report()
        command(**values)

    shown = [_shown(each, taken[each.name]) if each.name in taken else each for each in parameters]
    called.__signature__ = inspect.Signature([*shown, _HIDDEN_VERSION])  # type: ignore[attr-defined]
    return called


def _taken(parameter: inspect.Parameter) -> Taken | None:
    metadata = getattr(parameter.annotation, "__metadata__", ())
    return next((each for each in metadata if isinstance(each, Taken)), None)


def _shown(parameter: inspect.Parameter, taken: Taken) -> inspect.Parameter:
    """The parameter as typer is to see it: a text, or several; None or none if left out."""
    default, (asked, *_) = parameter.default, get_args(parameter.annotation)
    kind: Any = list[str] if any(get_origin(each) is list for each in (asked, *get_args(asked))) else str
    if default is inspect.Parameter.empty:
        return parameter.replace(annotation=Annotated[kind, taken.option()])
    return parameter.replace(annotation=Annotated[kind | None, taken.option(default)], default=None)
