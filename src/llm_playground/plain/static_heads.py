"""What the heads of a model do, as text and as HTML without style."""

from __future__ import annotations

from typing import Protocol

from llm_playground.plain.static_parts import count, in_text, label, percent, table
from llm_playground.records.heads import AllHeads, HeadExample, HeadExamples, TokenWeight

SHARES = ("previous", "self", "first", "induction", "repeated_induction")


class HasPicture(Protocol):
    """The scores of heads as the engine has them."""

    @property
    def picture(self) -> AllHeads: ...


def heads_html(heads: HasPicture) -> str:
    """The scores that are shares of attention, and the name that one of them earns."""
    picture = heads.picture
    rows = [
        [
            f"h.{layer}.attn.{head}",
            *("–" if (x := picture.scores[name][layer][head]) is None else percent(x) for name in SHARES),
            picture.labels[layer][head] or "",
        ]
        for layer in range(picture.n_layer)
        for head in range(picture.n_head)
    ]
    names = [name.replace("_", " ") for name in SHARES]
    return table([*names, "label"], rows, first="head", caption=f"{picture.model}: where its heads look")


def head_examples_text(found: HeadExamples) -> str:
    lines = [
        _read(found),
        f"  looks most strongly: {_tokens(found.queries)}",
        f"  is looked at most strongly: {_tokens(found.keys)}",
    ]
    for band in found.bands:
        lines.append(f"  {_band(band.above)}: from «a token» to [what it looks at]")
        lines += [f"    {percent(each.weight):>9}  {_marked(each)}" for each in band.examples]
    return "\n".join(lines)


def head_examples_html(found: HeadExamples) -> str:
    rows = [
        [
            _band(band.above),
            percent(each.weight),
            *(label(each.pieces[at]) for at in (each.query, each.key)),
            _marked(each),
        ]
        for band in found.bands
        for each in band.examples
    ]
    heads = ["weight", "token that looks", "token looked at", "in the text"]
    return table(heads, rows, first="examples", caption=_read(found))


def _read(found: HeadExamples) -> str:
    texts = f"{count(found.n_text, 'text')} of the story world, {count(found.n_token, 'token')}"
    return f"{found.model}, h.{found.layer}.attn.{found.head} in {texts}"


def _band(above: float) -> str:
    return f"{percent(above)} of all tokens look more strongly" if above else "strongest"


def _tokens(tokens: tuple[TokenWeight, ...]) -> str:
    return "  ".join(f"{label(each.piece)} {percent(each.weight)}" for each in tokens)


def _marked(example: HeadExample) -> str:
    marks = {example.key: ("[", "]")}
    looks = ("«", "»") if example.query != example.key else ("«[", "]»")
    return in_text(example.pieces, marks | {example.query: looks}, example.gap)
