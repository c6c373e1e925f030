"""The models on this machine, a table for each place, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from llm_playground.plain.static_parts import byte_size, large, table
from llm_playground.records.local import LocalModel, LocalModels, LocalPlace

OWNERS = {
    "hub": "Cache of the Hugging Face hub",
    "ollama": "Ollama",
    "lmstudio": "LM Studio",
    "pip": "Installed by pip",
    "folder": "Folder",
}
HEADS = ("architecture", "parameters", "stored as", "size", "can be looked into")


def local_models_text(found: LocalModels) -> str:
    return "\n".join(_lines(found))


def local_models_html(found: LocalModels) -> str:
    tables = [
        table(
            (*HEADS, "why not"),
            [[model.name, *_cells(model), model.why] for model in models],
            first="name",
            caption=_title(place),
        )
        for place, models in _by_place(found)
    ]
    return "".join(tables) + f"<p>{'<br>'.join(_nothing(found))}</p>"


def _lines(found: LocalModels) -> Iterator[str]:
    for place, models in _by_place(found):
        yield _title(place)
        rows = [["name", *HEADS], *([model.name, *_cells(model)] for model in models)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
        for *cells, last in rows:
            yield "  ".join(["", *(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), last])
        yield from (f"  {model.name}: {model.why}" for model in models if model.why)
        yield ""
    yield from _nothing(found)


def _by_place(found: LocalModels) -> Iterator[tuple[LocalPlace, Sequence[LocalModel]]]:
    for place in found.places:
        if models := [model for model in found.models if (model.place, model.folder) == (place.place, place.folder)]:
            yield place, models


def _title(place: LocalPlace) -> str:
    return f"{OWNERS[place.place]} ({place.folder})"


def _nothing(found: LocalModels) -> Iterator[str]:
    full = [place for place, _ in _by_place(found)]
    for place in found.places:
        if place not in full:
            yield f"{_title(place)}: {place.problem or 'no models'}."


def _cells(model: LocalModel) -> list[str]:
    parameters = large(model.parameters) if model.parameters else "–"
    size = byte_size(model.bytes) if model.bytes else "–"
    return [model.architecture or "–", parameters, model.quantization or "–", size, model.looked_into]
