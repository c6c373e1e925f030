"""What the public functions give: the class of each answer, with what can be asked of it."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator

import llm_playground
from llm_playground import course


def page() -> str:
    """A class a section, in the order of their names, in Markdown."""
    entries = (
        f"```{{eval-rst}}\n.. autoclass:: {path(kind)}\n   :members:\n   :show-inheritance:\n```" for kind in classes()
    )
    return "\n\n".join(entries)


def path(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def classes() -> list[type]:
    """The classes of this project that public functions give, and the records that these extend."""
    functions = [getattr(module, name) for module in (llm_playground, course) for name in module.__all__]
    given = {kind for function in filter(inspect.isfunction, functions) for kind in _given(function)}
    found = {base for kind in given for base in kind.__mro__ if base.__module__.startswith("llm_playground")}
    public = [getattr(llm_playground, name) for name in llm_playground.__all__]
    return sorted((kind for kind in found if kind not in public), key=lambda kind: (kind.__name__, path(kind)))


def _given(function: Callable[..., object]) -> Iterator[type]:
    for name in re.findall(r"\w+", str(inspect.signature(function).return_annotation)):
        kind = getattr(sys.modules[function.__module__], name, None)
        if isinstance(kind, type):
            yield kind
