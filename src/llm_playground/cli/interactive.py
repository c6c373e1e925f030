"""`llm-playground chat`: type a prompt, see what the model makes of it, change something, try again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from rich.console import Console

from llm_playground.cli.catalog import print_catalog
from llm_playground.cli.printing import print_run
from llm_playground.decoding import PARAMETERS, STRATEGIES, Value
from llm_playground.decoding.chain import read_order
from llm_playground.decoding.parameters import names_elsewhere
from llm_playground.engine.generation import Run, prepare
from llm_playground.engine.recommendation import recommendation_of
from llm_playground.errors import InvalidValue, PlaygroundError, shown, unknown
from llm_playground.plain.badge import badge
from llm_playground.records.settings import written

SETTINGS = (*PARAMETERS, "order")

HELP = """Type a text and press Enter: the model continues it. Commands:
  /model NAME          another model (/models lists them)
  /strategy NAME       {strategies}
  /set NAME VALUE      a parameter: {parameters}
  /unset NAME          take it back
  /recommended         strategy, parameters and stop strings as the model recommends them
  /show                the settings in force
  /quit                leave (or Ctrl+D); Ctrl+C stops a text"""


@dataclass(frozen=True)
class Settings:
    """What the next prompt will be run with. Changed by `changed`, which refuses what could not run."""

    model: str
    strategy: str = "greedy"
    values: dict[str, Value | tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        values = "".join(f" · {name} {_shown(name, value)}" for name, value in self.values.items())
        return f"{self.model} · {self.strategy}{values}"

    def changed(self, **changes: Any) -> Settings:
        """These settings with changes, checked now and not at the next prompt; if they are wrong nothing is lost."""
        new = replace(self, **changes)
        new.run("any text")
        return new

    def run(self, prompt: str) -> Run:
        """The run of a prompt, ready to start."""
        values: dict[str, Any] = self.values
        run = prepare(self.model, prompt, self.strategy, **values)
        run.events(top=0).close()  # checks the length of the prompt; computes nothing
        return run


def converse(model: str) -> None:
    """Read prompts and commands until the end of input."""
    console = Console(highlight=False)
    settings = Settings(model).changed()  # loads the model: if that fails there is nothing to talk about
    console.print(f"LLM Playground · {settings} · /help shows what you can do", style="bold")
    _tell_stored(settings, console)
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
                settings = obey(line, settings, console)
            elif line:
                print_run(settings.run(line))
        except PlaygroundError as error:
            console.print(f"Error: {error}", style="red", markup=False)


def obey(line: str, settings: Settings, console: Console) -> Settings:
    """Carry out one command line; the settings after it.

    Raises:
        PlaygroundError: no such command, or a change that cannot be.
    """
    match line.split(maxsplit=2):
        case ["/help"]:
            names = {"strategies": ", ".join(STRATEGIES), "parameters": ", ".join(SETTINGS)}
            console.print(HELP.format(**names), markup=False)
            return settings
        case ["/models"]:
            print_catalog()
            return settings
        case ["/show"]:
            pass
        case ["/model", *words] if words:
            settings = settings.changed(model=" ".join(words))
            _tell_stored(settings, console)
        case ["/strategy", name]:
            settings = settings.changed(strategy=name.replace("-", "_"))
        case ["/recommended"]:
            found = recommendation_of(settings.model)
            kept = {name: value for name, value in settings.values.items() if name in _kept(found.strategy)}
            stop: dict[str, Any] = {"stop": found.stop} if found.stop else {}
            settings = settings.changed(strategy=found.strategy, values=kept | found.parameters | stop)
            if found.shortfall:
                console.print(found.shortfall, markup=False)
        case ["/set", name, value]:
            settings = settings.changed(values=settings.values | {_setting(name): _value(name, value)})
        case ["/unset", name]:
            left = {key: value for key, value in settings.values.items() if key != _setting(name)}
            settings = settings.changed(values=left)
        case _:
            raise InvalidValue(f"{shown(line)} is not a command; /help lists them.{_meant(line)}")
    console.print(str(settings), style="dim", markup=False)
    return settings


def _tell_stored(settings: Settings, console: Console) -> None:
    """How the weights of the model were stored, if its numbers are not those that were published."""
    if stored := badge(settings.run("any text").model.info.quantization):
        console.print(stored, markup=False)


def _kept(strategy: str) -> tuple[str, ...]:
    """What stays as it is set when the recommendation of a model is taken."""
    return ("max_new_tokens", "seed") if STRATEGIES[strategy].sampled else ("max_new_tokens",)


def _setting(word: str) -> str:
    name = word.replace("-", "_")
    if name not in SETTINGS:
        raise unknown("parameter", word, SETTINGS, elsewhere=names_elsewhere())
    return name


def _meant(line: str) -> str:
    """A guess at what a line was to do that begins with the name of a setting or of a strategy, not of a command."""
    word, *values = line[1:].split() or [""]
    name = word.replace("-", "_")
    name = names_elsewhere().get(name, name)
    if name in SETTINGS:
        return f" Did you mean /set {name} {' '.join(values) or 'VALUE'}?"
    return f" Did you mean /strategy {name}?" if name in STRATEGIES else ""


def _value(word: str, text: str) -> Value | tuple[str, ...]:
    name = _setting(word)
    return read_order(text) if name == "order" else PARAMETERS[name].read(text)


def _shown(name: str, value: Value | tuple[str, ...]) -> str:
    return ",".join(map(str, value)) if name == "order" and isinstance(value, tuple) else written(value)
