"""The strategies and the warpers with their formulas, their parameters and the place of their code."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from llm_playground.decoding import PARAMETERS, STRATEGIES, beam, choosers, contrastive
from llm_playground.decoding.chain import default_order
from llm_playground.decoding.parameter import Parameter
from llm_playground.decoding.parameters import warper_rows
from llm_playground.decoding.strategies import StrategyKind
from llm_playground.decoding.warpers import Cut, Warper

ROOT = Path(__file__).parents[2]
OWN_CODE = {"greedy": choosers.greedy, "contrastive": contrastive.contrasted}


def page() -> str:
    """A section a strategy, and then a section a warper in the order of `transformers`, in Markdown."""
    strategies = (part for kind in STRATEGIES.values() for part in _strategy(kind))
    warpers = (part for name in default_order() for part in _warper(Warper.kinds[name]))
    return "\n\n".join(["## How a token is chosen", *strategies, "## What changes the distribution", *warpers])


def _strategy(kind: StrategyKind) -> Iterator[str]:
    warper = next((Warper.kinds[row.warper] for row in warper_rows() if row.name in kind.own and row.warper), None)
    yield f"### {kind.label}"
    yield f"`{kind.name}`. {kind.effect}"
    yield _formula(rf"{kind.formula}, \quad p'_i > 0 \text{{ if }} {warper.formula}" if warper else kind.formula)
    if warper:
        yield f"The other tokens are cut by the warper [{_title(warper)}](#{_anchor(warper)})."
    elif kind.own:
        yield _table(kind.own)
    if kind.source:
        yield f"First described in {kind.source}."
    if not warper:
        yield _code(OWN_CODE.get(kind.name, beam.beam_search if kind.searches else choosers.sample))


def _warper(kind: type[Warper]) -> Iterator[str]:
    yield f"({_anchor(kind)})=\n### {_title(kind)}"
    yield _formula(kind.formula)
    yield f"```{{eval-rst}}\n.. autoclass:: {kind.__module__}.{kind.__name__}\n```"
    yield _table([row.name for row in _rows(kind)])
    yield _code(kind.stay if issubclass(kind, Cut) else kind.__call__)


def _rows(kind: type[Warper]) -> list[Parameter]:
    return [row for row in warper_rows() if row.warper == kind.name]


def _title(kind: type[Warper]) -> str:
    rows = _rows(kind)
    return rows[0].label if len(rows) == 1 else kind.name.replace("_", " ").capitalize()


def _anchor(kind: type[Warper]) -> str:
    return f"warper-{kind.name}"


def _formula(latex: str) -> str:
    return f"```{{math}}\n{latex}\n```"


def _table(names: Iterable[str]) -> str:
    head = ["| parameter | what it does | must be | default |", "|---|---|---|---|"]
    rows = (PARAMETERS[name] for name in names)
    lines = (f"| `{row.name}` | {row.effect} | {row.legal} | {_shown(row.default)} |" for row in rows)
    return "\n".join([*head, *lines])


def _shown(value: object) -> str:
    return "nothing" if value in ((), {}) else f"`{json.dumps(value)}`"


def _code(function: Callable[..., object]) -> str:
    """The function as it stands in its file, with the numbers of its lines."""
    file = Path(inspect.getsourcefile(function) or "").relative_to(ROOT).as_posix()
    _, line = inspect.getsourcelines(function)
    options = f":pyobject: {function.__qualname__}\n:lineno-match:\n:caption: {file}, line {line}"
    return f"```{{literalinclude}} ../../{file}\n{options}\n```"
