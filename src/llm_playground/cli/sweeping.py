"""`llm-playground sweep`: a parameter goes through several values, with several texts at each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

from llm_playground.cli.comparing import read_value
from llm_playground.cli.given import given_text
from llm_playground.cli.help import examples
from llm_playground.cli.options import JsonOption, ModelArgument, Taken, command, number, text
from llm_playground.cli.run_options import together
from llm_playground.decoding import PARAMETERS, Value
from llm_playground.decoding.parameter import Parameter
from llm_playground.engine.arena.lanes import LENGTH
from llm_playground.engine.arena.sweeping import REPEATS
from llm_playground.errors import InvalidValue, filled, shown

EXAMPLE = "temperature=0.5,1,1.5"
TEXTS = Parameter(name="repeats", effect="How many texts are made at each value.", lowest=1, whole=True)


def read_swept(_: str, typed: str) -> tuple[str, Any]:
    """A parameter and its value, or a list of several.

    Raises:
        PlaygroundError: blank, no name=values, or a value that cannot be read.
    """
    name, sign, values = filled("set", typed, f"a parameter and its values, such as {EXAMPLE}").partition("=")
    name = name.strip().replace("-", "_")
    if not (name and sign and values.strip()):
        raise InvalidValue(f"{shown(typed)} is no name=values, as in {EXAMPLE}.", field="set")
    if name in PARAMETERS and PARAMETERS[name].kind in ("texts", "biases"):
        return name, read_value(name, values)
    several = [read_value(name, each.strip()) for each in values.split(",")]
    return name, several if len(several) > 1 else several[0]


def _check_names(given: Sequence[tuple[str, Any]]) -> None:
    """Refuse a parameter that is given twice, and parameters of which none has several values.

    Raises:
        InvalidValue: with the field "set".
    """
    twice = next((name for name, count in Counter(name for name, _ in given).items() if count > 1), None)
    if twice:
        sentence = f"{twice} is given twice; write all its values in one --set, between commas, as in {EXAMPLE}."
        raise InvalidValue(sentence, field="set", subject=twice)
    if not any(isinstance(values, list) for _, values in given):
        raise InvalidValue(
            f"A sweep goes through several values of a parameter, and here each has one; write them between commas, "
            f"as in --set {EXAMPLE}. A list of texts, such as banned_words, cannot be swept.",
            field="set",
        )


@command(
    epilog=examples(
        f'llm-playground sweep tiny-gpt2 "Once upon a time" --set {EXAMPLE} --seed 7',
        f'llm-playground sweep tiny-gpt2 "Once upon a time" --set {EXAMPLE} --set top_p=0.5,0.8,1 --repeats 8',
        'llm-playground sweep tiny-gpt2 "Once upon a time" --set min_p=0.01,0.05,0.1 --set temperature=1.5 --json',
    ),
)
def sweep(
    model: ModelArgument,
    prompt: Annotated[str, text("The text to continue or to answer; - reads it from stdin, less its last line break")],
    set: Annotated[
        list[tuple[str, Any]],
        Taken(
            flags=("--set", "-s"),
            metavar="NAME=VALUES",
            help="A parameter and its values, between commas. Given several times, each is swept by itself; one with a "
            "single value is the same at all of them",
            read=read_swept,
        ),
    ],
    repeats: Annotated[int, number(TEXTS)] = REPEATS,
    max_new_tokens: Annotated[int, number(PARAMETERS["max_new_tokens"])] = LENGTH,
    seed: Annotated[int | None, number(PARAMETERS["seed"], otherwise="a new one unless given")] = None,
    stop: Annotated[list[Value] | None, number(PARAMETERS["stop"], otherwise="none unless given")] = None,
    json: JsonOption = False,
) -> None:
    """Make several texts at each value of a parameter: how likely and how various they are."""
    from llm_playground.engine.arena.sweep import sweep

    _check_names(set)
    strings: Any = together(stop) if stop else None
    made = sweep(
        model,
        given_text(prompt),
        repeats=repeats,
        max_new_tokens=max_new_tokens,
        seed=seed,
        stop=strings,
        **dict(set),
    )
    print(made.to_json() if json else made)
