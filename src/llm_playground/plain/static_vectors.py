"""What opens inside a part of a model, as text and as HTML without style."""

from __future__ import annotations

from llm_playground.plain.static_parts import count, in_text, label, percent, table
from llm_playground.records.embedding import Neighbours, Positions
from llm_playground.records.neurons import Firing, NeuronTexts
from llm_playground.records.temperatures import Softmax, Temperatures

NAMED = (0.0, 0.5, 1.0, 1.5, 2.0)  # temperatures that are written out
BEYOND = 5  # positions to either side that are written out


def neighbours_text(found: Neighbours) -> str:
    rows = [f"  {each.cosine:6.3f}  {each.id:>6}  {label(each.piece)}" for each in found.nearest]
    return "\n".join([f"{_nearest(found)} The mean cosine with all others is {found.mean:.3f}.", *rows])


def neighbours_html(found: Neighbours) -> str:
    rows = [[label(each.piece), str(each.id), f"{each.cosine:.3f}"] for each in found.nearest]
    rows.append(["mean of all others", "", f"{found.mean:.3f}"])
    return table(["id", "cosine"], rows, first="token", caption=_nearest(found))


def _nearest(found: Neighbours) -> str:
    return f"{found.model}: the vectors nearest to that of {label(found.piece)}, of {count(found.vocab_size, 'token')}."


def positions_text(found: Positions) -> str:
    return "\n".join([_where(found), *(f"  {'  '.join(row)}" for row in _position_rows(found))])


def positions_html(found: Positions) -> str:
    first, second = ("position", "cosine") if found.turning is None else ("positions between", "score")
    return table([second], _position_rows(found), first=first, caption=_where(found))


def _where(found: Positions) -> str:
    token = f"{found.model}: token {found.position} {label(found.piece)}"
    if found.turning is None:
        return f"{token}, and how alike its position's vector and the others' are."
    turning = found.turning
    asked = f"scores {turning.score:.3f} with the key of token {turning.key} {label(turning.key_piece)}"
    return (
        f"{token} {asked} in head {turning.head} of block {turning.layer}, wherever both stand; with other distances:"
    )


def _position_rows(found: Positions) -> list[list[str]]:
    if found.turning is not None:
        return [[str(away), f"{score:.3f}"] for away, score in enumerate(found.turning.apart[: 2 * BEYOND + 1])]
    cosines = found.cosines or ()
    near = range(max(0, found.position - BEYOND), min(len(cosines), found.position + BEYOND + 1))
    return [[str(place), f"{cosines[place]:.3f}"] for place in near]


def neuron_text(found: NeuronTexts) -> str:
    rows = [
        f"  {firing.activations[firing.at]:8.3f}  {in_text(firing.pieces, {firing.at: ('[', ']')})}"
        for firing in found.strongest
    ]
    return "\n".join([_fires(found), *rows])


def neuron_html(found: NeuronTexts) -> str:
    rows = [
        [
            f"{firing.activations[firing.at]:.3f}",
            label(firing.pieces[firing.at]),
            _marked(firing),
        ]
        for firing in found.strongest
    ]
    return table(["on", "in"], rows, first="activation", caption=_fires(found))


def _fires(found: NeuronTexts) -> str:
    read = f"{found.n_text} {found.kind} ({count(found.n_token, 'token')})"
    which = f"{found.model}: where neuron {found.index} of block {found.layer} fires most in {read}"
    return f"{which}; it comes to half of its peak on {percent(found.often)} of the tokens."


def _marked(firing: Firing) -> str:
    """The stretch as one line, the token on which the neuron fires in brackets."""
    return in_text(firing.pieces, {firing.at: ("[", "]")})


def temperatures_text(found: Temperatures) -> str:
    heads = "".join(f"{f'T {found.softmax.temperatures[at]:g}':>10}" for at in _named(found.softmax))
    rows = [
        "".join([f"  {name:<16}", *(f"{cell:>10}" for cell in cells)])
        for name, *cells in _temperature_rows(found.softmax)
    ]
    return "\n".join([_after(found), f"  {'':<16}{heads}", *rows])


def temperatures_html(found: Temperatures) -> str:
    heads = [f"temperature {found.softmax.temperatures[at]:g}" for at in _named(found.softmax)]
    return table(heads, _temperature_rows(found.softmax), first="token", caption=_after(found))


def _after(found: Temperatures) -> str:
    return f"{found.model}: what may come after {label(found.piece)}, at several temperatures."


def _named(softmax: Softmax) -> list[int]:
    return [softmax.temperatures.index(each) for each in NAMED if each in softmax.temperatures]


def _temperature_rows(softmax: Softmax) -> list[list[str]]:
    named = _named(softmax)
    rows = [
        [label(candidate.piece), *(percent(softmax.probabilities[at][rank]) for at in named)]
        for rank, candidate in enumerate(softmax.candidates)
    ]
    others = [f"{softmax.others_count:,} others", *(percent(softmax.others_mass[at]) for at in named)]
    return [*rows, others, ["entropy (nats)", *(f"{softmax.entropy[at]:.2f}" for at in named)]]
