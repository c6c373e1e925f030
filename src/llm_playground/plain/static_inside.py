"""What is seen of a model's layers, as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from llm_playground.plain.static_parts import bar, bars, count, label, percent, table
from llm_playground.records import Candidate
from llm_playground.records.forward_pass import ForwardPass
from llm_playground.records.inside import CommitmentStrip, LensGrid

MOST_LISTED = 5  # tokens that a head looks at, neurons
MOST_COLUMNS = 12  # tokens of a lens that are written out, the last ones


class HasGrid(Protocol):
    """A lens of the engine, which makes its grid when asked."""

    def grid(self) -> LensGrid: ...


class TakenApart(Protocol):
    """An attribution of the engine."""

    @property
    def token(self) -> Candidate: ...
    @property
    def against(self) -> Candidate | None: ...
    @property
    def parts(self) -> dict[str, float]: ...
    @property
    def logit(self) -> float: ...
    @property
    def model(self) -> str: ...


def lens_html(lens: HasGrid) -> str:
    """The model itself above, what enters block 0 below, as the view has it."""
    grid = lens.grid()
    shown = len(grid.pieces[-MOST_COLUMNS:])
    rows = [
        [
            "the model" if layer == grid.n_layer else f"before block {layer}",
            *(
                bar(f"{label(grid.vocabulary[ids[0]])} {percent(probabilities[0])}", probabilities[0])
                for ids, probabilities in list(zip(grid.ids[row], grid.probabilities[row], strict=True))[-shown:]
            ),
        ]
        for row, layer in reversed(list(enumerate(grid.layers)))
    ]
    cut = "" if shown == grid.n_token else f", after the last {shown} of {count(grid.n_token, 'token')}"
    title = f"{grid.model}, {grid.kind} lens: the likeliest next token at each layer{cut}"
    return table(map(label, grid.pieces[-shown:]), rows, first="", caption=title)


def attribution_html(attribution: TakenApart) -> str:
    """Every part, in the order of the forward pass."""
    token, against = attribution.token, attribution.against
    of = f"{label(token.piece)} ({percent(token.probability)})"
    less = "" if against is None else f" less that of {label(against.piece)} ({percent(against.probability)})"
    cells = bars([[value] for value in attribution.parts.values()], "{:+.3f}".format)
    rows = [[name, *cell] for name, cell in zip(attribution.parts, cells, strict=True)]
    total = ["all parts", f"{attribution.logit:.3f}"]
    title = f"{attribution.model}: what each part wrote towards the logit of {of}{less}"
    return table(["towards the logit"], [*rows, total], first="part", caption=title)


class OneToken(Protocol):
    """The workings of one token."""

    @property
    def position(self) -> int: ...
    @property
    def neurons(self) -> Sequence[WritesTokens]: ...
    @property
    def pieces(self) -> tuple[bytes, ...]: ...
    @property
    def layer(self) -> int: ...
    @property
    def head(self) -> ReadsTokens: ...


class WritesTokens(Protocol):
    @property
    def index(self) -> int: ...
    @property
    def written(self) -> float: ...
    @property
    def towards(self) -> Sequence[HasPiece]: ...


class HasPiece(Protocol):
    @property
    def piece(self) -> bytes: ...


class ReadsTokens(Protocol):
    @property
    def head(self) -> int: ...
    @property
    def scores(self) -> tuple[float, ...]: ...
    @property
    def pattern(self) -> tuple[float, ...]: ...


def workings_text(workings: OneToken) -> str:
    """What a person would look at first: what the head looks at, and the neurons that write most."""
    head = workings.head
    weights = sorted(zip(head.pattern, workings.pieces, strict=True), reverse=True)[:MOST_LISTED]
    looks = ", ".join(f"{label(piece)} {percent(weight)}" for weight, piece in weights)
    token = f"token {workings.position} {label(workings.pieces[-1])} in block {workings.layer}"
    return "\n".join(
        [
            f"{token}: head {head.head} looks at {looks}",
            *(
                f"  neuron {neuron.index} writes {neuron.written:.2f} towards "
                f"{'  '.join(label(raised.piece) for raised in neuron.towards)}"
                for neuron in workings.neurons[:MOST_LISTED]
            ),
        ]
    )


def workings_html(workings: OneToken) -> str:
    """What the head looks at, each token with its score and its weight."""
    head = workings.head
    rows = [
        [label(piece), f"{score:.2f}", percent(weight)]
        for piece, score, weight in zip(workings.pieces, head.scores, head.pattern, strict=True)
    ]
    title = f"{label(workings.pieces[-1])} in block {workings.layer}: what head {head.head} looks at"
    return table(["score", "weight"], rows, first="token", caption=title)


def commitment_text(strip: CommitmentStrip) -> str:
    """Of each definition how many tokens are settled where, and the text with the layer behind each token."""
    lines = [f"{strip.model}, {strip.kind} lens: from which layer on the model would say each token"]
    for definition, layers in strip.layers.items():
        early = sum(layer is not None and layer < strip.n_layer for layer in layers)
        last, never = layers.count(strip.n_layer), layers.count(None)
        said = f"{early} before the last layer, {last} never before it, {never} not even there"
        marked = " ".join(
            f"{label(piece)}[{_layer_of(strip, layer)}]" for piece, layer in zip(strip.pieces, layers, strict=True)
        )
        lines.append(f"  {definition} ({said}):\n   {marked}".replace("[never]", "[-]"))
    return "\n".join(lines)


def commitment_html(strip: CommitmentStrip) -> str:
    rows = [
        [label(piece), *(_layer_of(strip, layers[at]) for layers in strip.layers.values())]
        for at, piece in enumerate(strip.pieces)
    ]
    generated = f", {count(strip.n_generated, 'generated token')} at the end" if strip.n_generated else ""
    title = f"{strip.model}, {strip.kind} lens: before which block each token is settled{generated}"
    return table([name.replace("_", " ") for name in strip.layers], rows, first="token", caption=title)


def _layer_of(strip: CommitmentStrip, layer: int | None) -> str:
    return "never" if layer is None else "last" if layer == strip.n_layer else str(layer)


def forward_pass_text(found: ForwardPass) -> str:
    """Each place of the stream with its length and what the model would say there."""
    title = f"{found.model}, token {found.position} {label(found.encoding.pieces[found.position])}"
    rows = [
        f"  {place.name:<16}{place.stream.norm:>10.2f}   "
        f"{label(place.likeliest.piece)} {percent(place.likeliest.probability)}"
        for place in found.places
    ]
    return "\n".join([f"{title}: the stream, its length, what it would say", *rows])


def forward_pass_html(found: ForwardPass) -> str:
    """Each place of the stream, from the embedding to what leaves the last block."""
    rows = [
        [
            place.name,
            f"{place.stream.norm:.2f}",
            label(place.likeliest.piece),
            percent(place.likeliest.probability),
        ]
        for place in found.places
    ]
    title = f"{found.model}: {label(found.encoding.pieces[found.position])} on its way through the model"
    return table(["length of the stream", "would say", "probability"], rows, first="place", caption=title)
