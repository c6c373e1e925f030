"""How a record shows itself when it ends a cell: its view where widgets can be had, HTML and text everywhere.

The records know nothing of it: IPython is told, once, what to do with objects of these names.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def register() -> None:
    """Tell IPython, if we are in it, how to show records. Costs nothing before one is shown."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        for name in ("Encoding", "Inspection", "Module", "Step", "Trace"):
            shell.display_formatter.mimebundle_formatter.for_type_by_name("llm_playground.records", name, bundle)


def bundle(record: Any, include: object = None, exclude: object = None) -> dict[str, Any]:
    """A record in every form that it has; the notebook picks the richest that it can show."""
    from llm_playground.widgets import static

    forms: dict[str, Any] = {"text/plain": static.text(record), "text/html": static.html(record)}
    if in_a_notebook() and find_spec("anywidget"):
        forms[WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": _widget(record).model_id}
    return forms


def in_a_notebook() -> bool:
    """Whether there is a page that could show a widget: not so in a terminal."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return hasattr(shell, "kernel")


def _widget(record: Any) -> Any:
    from ipywidgets import VBox

    from llm_playground import records
    from llm_playground.widgets import views

    match record:
        case records.Encoding():
            return views.Tokens(record)
        case records.Trace():
            return views.Generation.of(record)
        case records.Step():
            return views.Distribution(record)
        case records.Module():
            return views.Anatomy(record)
        case _:
            return VBox([views.Attention(record), views.Distribution(record.next)])
