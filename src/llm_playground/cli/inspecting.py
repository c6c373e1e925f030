"""A look into a model, on a terminal or in a pipe: its parts, or what it computes on a text."""

from __future__ import annotations

from llm_playground.cli.printing import print_badge
from llm_playground.engine.inside.attribution import attribution
from llm_playground.engine.inside.inspection import anatomy, inspect
from llm_playground.engine.inside.lens import lens
from llm_playground.errors import PlaygroundError
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static import module_text
from llm_playground.plain.static_parts import count, label, percent


def print_parts(model: LanguageModel, *, as_json: bool) -> None:
    """The tree of modules; of blocks that are alike only the first is written out."""
    parts = anatomy(model)
    print(parts.to_json() if as_json else module_text(parts))


def print_look(model: LanguageModel, text: str, *, as_json: bool) -> None:
    """What may come next, what the model would say at each layer, and what the likeliest token owes to each part."""
    seen = inspect(model, text)
    if as_json:
        print(seen.to_json())
        return
    print(" ".join(map(label, seen.encoding.pieces)))
    print_badge(seen)
    print(f"\n{seen.model}: the next token after {count(len(seen.encoding.ids), 'token')}")
    for candidate in seen.next.candidates:
        print(f"  {percent(candidate.probability):>9}  {label(candidate.piece)}")
    print(f"  {percent(seen.next.others_mass):>9}  all {seen.next.others_count:,} others\n")
    for look in (lens, attribution):
        try:
            print(f"{look(model, text)!r}\n")
        except PlaygroundError as error:  # what a model cannot offer, it says in a sentence
            print(f"{error}\n")
