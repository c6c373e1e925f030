"""The parts of a model that a person switches off or patches, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from llm_playground.errors import InvalidValue, UnknownName, filled, shown
from llm_playground.models.inside import Shape, inside
from llm_playground.models.seam import LanguageModel
from llm_playground.transformer.edits import Edit

EXAMPLES = '"h.1.attn.2" (a head), "h.1.attn", "h.1.mlp", "h.1" (a block) or an activation such as "h.1.mlp_post"'


class Place(NamedTuple):
    """An activation; in one of its heads, or in all."""

    name: str
    head: int | None = None


def places_of(part: object) -> tuple[Place, ...]:
    """The activations that are this part, each with the head in which it is that.

        h.1.attn.2    head 2 of block 1: what it read, its z
        h.1.attn      attention of block 1: what it adds to the stream
        h.1.mlp       the MLP of block 1: what it adds to the stream
        h.1           block 1: both

    Any other name is that of an activation. Whether a model has it, `check_part` and the model itself say.

    Raises:
        InvalidValue: `part` is not a name.
    """
    name = filled("name", part, f"the name of a part: {EXAMPLES}")
    match name.split("."):
        case ["h", _, "attn", head] if head.isdecimal():
            return (Place(f"{name.removesuffix(f'.{head}')}.z", int(head)),)
        case ["h", _, "attn" | "mlp"]:
            return (Place(f"{name}_out"),)
        case ["h", _]:
            return Place(f"{name}.attn_out"), Place(f"{name}.mlp_out")
    return (Place(name),)


def check_part(model: LanguageModel, part: str) -> None:
    """Refuse a part that the model does not have, by the name that was given.

    Raises:
        UnknownName: the message says which blocks, heads or parts there are.
    """
    view = inside(model)
    shape, known = view.shape, view.replaceable
    match part.split("."):
        case ["h", layer, *_] if layer not in map(str, range(shape.n_layer)):
            there_are = f"has the blocks h.0 to h.{shape.n_layer - 1}"
        case ["h", _, "attn", head] if head.isdecimal() and head not in map(str, range(shape.n_head)):
            there_are = f"has {shape.n_head} heads in each block, counted from 0"
        case _ if "h.0.attn_out" not in known or all(place.name in known for place in places_of(part)):
            return  # a model that runs through transformers has only streams, and says so itself
        case _:
            there_are = _parts_of(shape, known)
    raise UnknownName(f"There is no part {shown(part)}: {model.name} {there_are}.", field="name")


def _parts_of(shape: Shape, known: Sequence[str]) -> str:
    once = [name for name in known if name.startswith("h.0.") or not name.startswith("h.")]
    return (
        f"has the blocks h.0 to h.{shape.n_layer - 1}, in each of them attention (h.0.attn), its heads (h.0.attn.0 to "
        f"h.0.attn.{shape.n_head - 1}) and an MLP (h.0.mlp); and the activations {', '.join(once)}, where those of h.0 "
        "are in every block"
    )


def switched_off(part: object, to: object) -> tuple[Edit, ...]:
    """The edits that switch a part off.

    Raises:
        InvalidValue: `part` is not a name, or `to` neither "zero" nor "mean".
    """
    places = places_of(part)
    if to not in ("zero", "mean"):
        raise InvalidValue(f'to is {shown(to)}; it must be "zero" or "mean".', field="to", subject="to")
    return tuple(Edit(place.name, to, head=place.head) for place in places)
