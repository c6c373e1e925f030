"""How a record shows itself when it ends a cell: its view where widgets can be had, HTML and text everywhere.

The records know nothing of it: IPython is told, once, what to do with objects of these names.
"""

from __future__ import annotations

import sys
from html import escape
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from typing import Any

from llm_playground.plain.badge import badges_of
from llm_playground.plain.faces import FACES, face_of

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def register() -> None:
    """Tell IPython, if we are in it, how to show records. Costs nothing before one is shown."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        formatter = shell.display_formatter.mimebundle_formatter
        for path in FACES:
            formatter.for_type_by_name(*path.rsplit(".", 1), bundle)


def bundle(record: Any, include: object = None, exclude: object = None) -> dict[str, Any]:
    """A record in every form that it has; the notebook picks the richest that it can show."""
    face = face_of(record)
    badges = badges_of(record)
    forms: dict[str, Any] = {"text/plain": face.text(record), "text/html": face.html(record)}
    if badges:
        forms = {"text/plain": f"{badges}\n{face.text(record)}", "text/html": f"{_html(badges)}{face.html(record)}"}
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
