"""What the parts of a model do for the next token, as text and as HTML without style."""

from __future__ import annotations

from llm_playground.plain.static_parts import bars, count, label, percent, share, table
from llm_playground.records.effects import AblationMap, Change, PatchingMap

LISTED = 5  # next tokens
MOST_COLUMNS = 20  # tokens of a map that are written out, the last ones


def change_text(change: Change) -> str:
    rows = [f"{', '.join(change.names)} of {change.model}: KL {change.kl:.4f} nats"]
    for stage, said in ((change.before, "before"), (change.after, "after")):
        tokens = (f"{label(each.piece)} {percent(each.probability)}" for each in stage.candidates[:LISTED])
        rows.append(f"  {said:<7}{'  '.join(tokens)}")
    return "\n".join(rows)


def change_html(change: Change) -> str:
    """Row by row the likeliest token before and the likeliest after."""
    pairs = zip(change.before.candidates[:LISTED], change.after.candidates[:LISTED], strict=False)
    rows = [
        [str(place), *(cell for each in pair for cell in (label(each.piece), share(each.probability)))]
        for place, pair in enumerate(pairs, 1)
    ]
    title = f"{change.model}, {', '.join(change.names)} changed: KL {change.kl:.4f} nats"
    return table(["before", "probability", "after", "probability"], rows, first="rank", caption=title)


def ablation_map_text(found: AblationMap) -> str:
    """A row for each layer, the first one above, as the model is drawn."""
    n_head = len(found.heads[0])
    rows = [f"{_title(found)}\n{'':<9}{''.join(f'head {head}'.rjust(9) for head in range(n_head))}      MLP"]
    for layer, heads in enumerate(found.heads):
        rows.append(f"{f'layer {layer}':<9}{''.join(f'{value:9.4f}' for value in (*heads, found.mlps[layer]))}")
    return "\n".join(rows)


def ablation_map_html(found: AblationMap) -> str:
    cells = bars([(*heads, mlp) for heads, mlp in zip(found.heads, found.mlps, strict=True)], "{:.4f}".format)
    rows = [[f"layer {layer}", *row] for layer, row in enumerate(cells)]
    heads = [f"head {head}" for head in range(len(found.heads[0]))]
    return table([*heads, "MLP"], rows, first="", caption=_title(found))


def _title(found: AblationMap) -> str:
    to = "zero" if found.to == "zero" else "its mean"
    return f"{found.model}, each part set to {to}: KL of the next token, in nats"


def patching_map_text(found: PatchingMap) -> str:
    base, source = map(label, found.pieces)
    flat = [(value, layer, at) for layer, row in enumerate(found.differences) for at, value in enumerate(row)]
    value, layer, at = max(flat, key=lambda each: (each[0] - found.base_difference) * _sign(found))
    return (
        f"{found.model}: logit of {source} minus that of {base}: {found.base_difference:.2f} on the base prompt, "
        f"{found.source_difference:.2f} on the source; furthest towards it with layer {layer}, token {at + 1} "
        f"({label(found.source.pieces[at])}) patched: {value:.2f}"
    )


def patching_map_html(found: PatchingMap) -> str:
    first = max(0, len(found.base.pieces) - MOST_COLUMNS)
    base, source = map(label, found.pieces)
    heads = [
        label(here) if here == there else f"{label(here)} / {label(there)}"
        for here, there in zip(found.base.pieces[first:], found.source.pieces[first:], strict=True)
    ]
    cells = bars([row[first:] for row in found.differences], "{:.2f}".format)
    rows = [[f"layer {layer}", *row] for layer, row in reversed(list(enumerate(cells)))]
    cut = f"; the last {MOST_COLUMNS} of {count(len(found.base.pieces), 'token')}" if first else ""
    title = (
        f"{found.model}, logit of {source} minus that of {base}: base {found.base_difference:.2f}, "
        f"source {found.source_difference:.2f}{cut}"
    )
    return table(heads, rows, first="", caption=title)


def _sign(found: PatchingMap) -> int:
    return 1 if found.source_difference >= found.base_difference else -1
