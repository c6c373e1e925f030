"""The parts of a model that a person switches off, by name, and the edits that do it."""

from __future__ import annotations

from llm_playground.errors import InvalidValue, filled, shown
from llm_playground.transformer.edits import Edit

EXAMPLES = '"h.1.attn.2" (a head), "h.1.attn", "h.1.mlp", "h.1" (a block) or an activation such as "h.1.mlp_post"'


def edits_of(part: object, to: object = "zero") -> tuple[Edit, ...]:
    """What switches a part off.

        h.1.attn.2    head 2 of block 1: what it read, its z
        h.1.attn      attention of block 1: what it adds to the stream
        h.1.mlp       the MLP of block 1: what it adds to the stream
        h.1           block 1: both

    Any other name is that of an activation. Whether the model has it, it says itself.

    Raises:
        InvalidValue: `part` is not a name, or `to` neither "zero" nor "mean".
    """
    name = filled("name", part, f"the name of a part: {EXAMPLES}")
    if to not in ("zero", "mean"):
        raise InvalidValue(f'to is {shown(to)}; it must be "zero" or "mean".', field="to", subject="to")
    match name.split("."):
        case ["h", _, "attn", head] if head.isdecimal():
            return (Edit(f"{name.removesuffix(f'.{head}')}.z", to, head=int(head)),)
        case ["h", _, "attn" | "mlp"]:
            return (Edit(f"{name}_out", to),)
        case ["h", _]:
            return Edit(f"{name}.attn_out", to), Edit(f"{name}.mlp_out", to)
    return (Edit(name, to),)
