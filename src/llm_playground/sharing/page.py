"""A run as one file of HTML that opens from the disk, without a server and without the network.

The views are the ones of the page and of the notebook, written into the file; a token can be pointed at, the steps can
be walked through, and the tables are there.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files

from llm_playground.errors import InvalidValue
from llm_playground.records import Trace
from llm_playground.sharing.card import card
from llm_playground.sharing.program import program, transformers_program
from llm_playground.views import script_text, style


def page(trace: Trace, language: str = "en") -> str:
    """The HTML of a page that shows `trace`, whole in itself.

    Args:
        language: that of the views, one of `views.languages()`.
    """
    parts = {
        "language": language,
        "title": escape(_title(trace)),
        "style": f"{style('generation', 'distribution')}\n{_own('page.css')}",
        "facts": "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in _facts(trace)),
        "programs": "".join(
            f"<details><summary>{escape(title)}</summary><pre tabindex=0>{escape(text)}</pre></details>"
            for title, text in _programs(trace)
        ),
        # No tag can end the element before its time; JSON reads the escape as the same character.
        "trace": trace.to_json().replace("<", "\\u003c"),
        "text": f"{script_text('generation', language)}\n{_own('text.js')}",
        "step": f"{script_text('distribution', language)}\n{_own('step.js')}",
    }
    # Piece by piece, so that nothing in a text can be taken for a place where another one goes.
    first, *rest = _own("page.html").split("{{")
    pieces = (piece.split("}}", 1) for piece in rest)
    return first + "".join(parts[name] + between for name, between in pieces)


def _title(trace: Trace) -> str:
    words = " ".join(trace.text.split())
    return f"{words[:60]}{'…' if len(words) > 60 else ''} · {trace.start.model}"


def _facts(trace: Trace) -> list[tuple[str, str]]:
    return list(card(trace).items())


def _programs(trace: Trace) -> list[tuple[str, str]]:
    try:
        return [
            ("The same tokens in Python", program(trace)),
            ("The same tokens with transformers alone", str(transformers_program(trace))),
        ]
    except InvalidValue as error:
        return [("The same tokens in Python", str(error))]


def _own(name: str) -> str:
    return (files("llm_playground.sharing") / name).read_text(encoding="utf-8")
