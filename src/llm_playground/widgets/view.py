"""What all views have in common as widgets: a saved notebook keeps what they were made from, as HTML and text."""

from __future__ import annotations

from typing import Any, Self

import anywidget

from llm_playground.plain.faces import Face, face_of


class View(anywidget.AnyWidget):
    """A view as a widget, made from a record, which is what stays of it where there is no kernel."""

    _made_from: object = None

    def __new__(cls, *given: Any, **named: Any) -> Self:
        view: Self = super().__new__(cls, *given, **named)
        view._made_from = next((each for each in (*given, *named.values()) if _face(each)), None)
        return view

    def made_from(self, record: object) -> None:
        """What has grown in this view is complete: this record is what stays of it."""
        self._made_from = record

    def _repr_mimebundle_(self, **asked: Any) -> Any:
        forms = super()._repr_mimebundle_(**asked)
        face = _face(self._made_from)
        if forms is None or face is None:
            return forms
        data, metadata = forms
        return {**data, "text/plain": face.text(self._made_from), "text/html": face.html(self._made_from)}, metadata


def _face(given: object) -> Face | None:
    try:
        return face_of(given)
    except TypeError:
        return None
