"""What storing weights in fewer bits does to a model, as text and as HTML without style."""

from __future__ import annotations

from llm_playground.plain.static_parts import byte_size, count, in_text, label, percent, table
from llm_playground.records.quantization import Flip, Quantization, StoredModel

HEADS = ("bits a weight", "weights", "off by", "mean KL", "largest KL", "other likeliest token")


def quantization_text(found: Quantization) -> str:
    """The types side by side; of the last of them, which has the fewest bits, the tokens that change and a block."""
    lines = [_told(found), "".join([f"{'type':<6}", *(f"{head:>{_width(head)}}" for head in HEADS)])]
    lines += [
        "".join(
            [f"{each.type:<6}", *(f"{cell:>{_width(head)}}" for head, cell in zip(HEADS, _cells(each), strict=True))]
        )
        for each in found.types
    ]
    fewest = found.types[-1]
    if fewest.flips:
        lines.append(f"{fewest.type}, where another token is the likeliest:")
        lines += [f"  {_after(found, flip)}: {_change(flip)}" for flip in fewest.flips]
    return "\n".join([*lines, _block(found, fewest)])


def quantization_html(found: Quantization) -> str:
    types = table(HEADS, [[each.type, *_cells(each)] for each in found.types], first="type", caption=_told(found))
    rows = [
        [each.type, _after(found, flip), label(flip.before.piece), label(flip.after.piece)]
        for each in found.types
        for flip in each.flips
    ]
    if not rows:
        return types
    return types + table(["after", "in float32", "in this type"], rows, first="type", caption="another likeliest token")


def _told(found: Quantization) -> str:
    return (
        f"{found.model}: {found.parameters:,} weights, compared after {count(len(found.types[0].kl), 'token')}; "
        "KL(float32 || type) in nats a token"
    )


def _width(head: str) -> int:
    return max(len(head), 8) + 2


def _cells(each: StoredModel) -> list[str]:
    return [
        f"{each.bits_a_weight:g}",
        byte_size(each.bytes),
        percent(each.error),
        nats(each.mean_kl),
        nats(each.max_kl),
        f"{len(each.flips)} of {len(each.kl)}",
    ]


def nats(kl: float) -> str:
    """A divergence with two figures, by the rule of `significant` in kit/numbers.js: "0.0021", "1.3"."""
    return "< 0.0001" if 0 < kl < 1e-4 else f"{kl:.2g}"


def _after(found: Quantization, flip: Flip) -> str:
    begin = max(0, flip.position - 4)
    pieces = found.pieces[begin : flip.position + 1]
    return f"after {'… ' if begin else ''}{in_text(pieces, {}).strip()!r}"


def _change(flip: Flip) -> str:
    one, other = (f"{label(each.piece)} {percent(each.probability)}" for each in (flip.before, flip.after))
    return f"{one} → {other}"


def _block(found: Quantization, each: StoredModel) -> str:
    where = f"the first {len(found.weights)} weights of row {found.row} of {found.parameter}"
    block = each.block
    if block.scale is None:
        return f"{each.type} stores each weight by itself."
    codes = " ".join(map(str, block.codes))
    minimum = "" if block.minimum is None else f", minimum {block.minimum:.4g}"
    return f"{each.type} of {where}: scale {block.scale:.4g}{minimum}, codes {codes}"
