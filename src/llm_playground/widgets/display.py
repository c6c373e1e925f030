"""How a record shows itself when it ends a cell: its view where widgets can be had, HTML and text everywhere.

The records know nothing of it: IPython is told, once, what to do with objects of these names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from typing import Any

from llm_playground.plain.badge import badges_of
from llm_playground.plain.faces import FACES, face_of
from llm_playground.plain.live import LIVE, Grow, Live

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def register() -> None:
    """Tell IPython, if we are in it, how to show records, and those that grow. Costs nothing before one is shown."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        formatter = shell.display_formatter.mimebundle_formatter
        for path in FACES:
            formatter.for_type_by_name(*path.rsplit(".", 1), bundle)
        LIVE.append(InNotebook())


class InNotebook(Live):
    """A view below the cell, drawn anew as what it shows grows."""

    def __init__(self) -> None:
        self._complete: tuple[int, int] | None = None  # the record and the cell where it has grown, by their numbers
        self._grown: Callable[[object], None] = lambda _: None

    def begin(self, view: str) -> Grow:
        if not in_a_notebook() or not find_spec("anywidget"):
            return super().begin(view)
        from IPython.display import display

        shown: list[Any] = []

        def grow(data: dict[str, Any]) -> None:
            if shown:
                setattr(shown[0], view, data)
            else:
                name = view.title().replace("_", "")
                shown.append(getattr(import_module(f"llm_playground.widgets.{view}"), name)(data))
                shown.append(display(shown[0], display_id=True))

        def grown(record: object) -> None:
            if shown:  # the same view, now with what a saved notebook keeps of it
                shown[0].made_from(record)
                shown[1].update(shown[0])

        self._grown = grown
        return grow

    def end(self, record: object) -> None:
        self._grown(record)
        self._complete = (id(record), _cell())

    def has_shown(self, record: object) -> bool:
        """Whether the record has grown in this very cell, where its view stands already."""
        return self._complete == (id(record), _cell())


def _cell() -> int:
    """The number of the cell that runs."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return int(getattr(shell, "execution_count", 0))


def bundle(record: Any, include: object = None, exclude: object = None) -> dict[str, Any]:
    """A record in every form that it has; the notebook picks the richest that it can show."""
    face = face_of(record)
    badges = badges_of(record)
    forms: dict[str, Any] = {"text/plain": face.text(record), "text/html": face.html(record)}
    if badges:
        forms = {"text/plain": f"{badges}\n{face.text(record)}", "text/html": f"{_html(badges)}{face.html(record)}"}
    drawn = LIVE[-1]
    if isinstance(drawn, InNotebook) and drawn.has_shown(record):
        return {"text/plain": forms["text/plain"]}
    if face.widget and in_a_notebook() and find_spec("anywidget"):
        module, _, path = face.widget.partition(".")
        widget = attrgetter(path)(import_module(f"llm_playground.widgets.{module}"))(record)
        if badges and not hasattr(widget, "quantization"):  # a view that has one shows its badge itself
            from ipywidgets import HTML, VBox

            widget = VBox([HTML(_html(badges)), widget])
        forms[WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return forms


def _html(badges: str) -> str:
    return "".join(f"<p><small>{escape(line)}</small></p>" for line in badges.split("\n"))


def in_a_notebook() -> bool:
    """Whether there is a page that could show a widget: not so in a terminal."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return hasattr(shell, "kernel")
