"""`llm-playground` alone: type a prompt, see what the model makes of it, change something, try again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field

from rich.console import Console

from llm_playground.cli.printing import print_catalog, print_run
from llm_playground.decoding import PARAMETERS, STRATEGIES
from llm_playground.errors import InvalidValue, PlaygroundError
from llm_playground.playground.generation import prepare

HELP = """Type a text and press Enter: the model continues it. Commands:
  /model NAME          another model (/models lists them)
  /strategy NAME       {strategies}
  /set NAME VALUE      a parameter: {parameters}, seed
  /unset NAME          take it back
  /show                the settings in force
  /quit                leave (or Ctrl+D); Ctrl+C stops a text"""


@dataclass
class Settings:
    """What the next prompt will be run with."""

    model: str
    strategy: str = "greedy"
    values: dict[str, float | str | bool] = field(default_factory=dict)

    def __str__(self) -> str:
        values = "".join(f" · {name} {value}" for name, value in self.values.items())
        return f"{self.model} · {self.strategy}{values}"


def converse(model: str) -> None:
    """Read prompts and commands until the end of input."""
    console = Console(highlight=False)
    settings = Settings(model)
    console.print(f"LLM Playground · {settings} · /help shows what you can do", style="bold")
    while True:
        try:
            line = input("\nprompt> ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if line.strip() in ("/quit", "/exit"):
            return
        try:
            if line.startswith("/"):
                obey(line, settings, console)
            elif line:
                _run(line, settings)
        except PlaygroundError as error:
            console.print(f"Error: {error}", style="red", markup=False)


def _run(prompt: str, settings: Settings) -> None:
    values = dict(settings.values)
    max_new_tokens = values.pop("max_new_tokens", 50)
    print_run(prepare(settings.model, prompt, settings.strategy, max_new_tokens, **values))  # type: ignore[arg-type]


def obey(line: str, settings: Settings, console: Console) -> None:
    """Carry out one command line.

    Raises:
        InvalidValue: no such command, or the wrong number of words.
    """
    match shlex.split(line):
        case ["/help"]:
            names = {"strategies": ", ".join(STRATEGIES), "parameters": ", ".join(PARAMETERS)}
            console.print(HELP.format(**names), markup=False)
        case ["/models"]:
            print_catalog()
        case ["/model", name]:
            settings.model = name
        case ["/strategy", name]:
            settings.strategy = name
        case ["/set", name, value]:
            settings.values[name.replace("-", "_")] = _value(value)
        case ["/unset", name]:
            settings.values.pop(name.replace("-", "_"), None)
        case ["/show"]:
            pass
        case _:
            raise InvalidValue(f"{line!r} is not a command; /help lists them.")
    if not line.startswith(("/help", "/models")):
        console.print(str(settings), style="dim", markup=False)


def _value(word: str) -> float | str | bool:
    words: dict[str, float | str | bool] = {"true": True, "false": False}
    if word in words:
        return words[word]
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word
