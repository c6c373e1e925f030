"""Two models on one text, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from llm_playground.plain.static_parts import count, in_text, label, percent, table
from llm_playground.plain.static_quantization import nats
from llm_playground.records.model_comparison import (
    ComparedStretch,
    ComparedToken,
    Distributions,
    ModelComparison,
    OwnVocabularies,
    SameAnswer,
)
from llm_playground.records.score import Totals

MOST_ROWS = 200  # tokens or stretches of a text that are written out as HTML
MOVED = 3  # tokens that gained, and that lost, of each place,
LEAST = 0.001  # and by at least so much
BEFORE = 4  # tokens that stand before one in a line of its own

ANSWER_HEADS = ("template", "read before", "log-probability", "a token", "bits a byte")


def model_comparison_text(found: ModelComparison) -> str:
    """Both models on the whole text, where they are furthest apart, and the same answer behind each prompt."""
    parts = [f"A  {found.a}\nB  {found.b}", _totals_text(found)]
    if found.apart is not None:
        parts += [_apart_text(found), _places_text(found)]
    if found.vocabularies is not None:
        parts += [why_not(found.vocabularies), _stretches_text(found, found.vocabularies)]
    if found.answers:
        parts.append(_answers_text(found.answers))
    return "\n\n".join(filter(None, parts))


def model_comparison_html(found: ModelComparison) -> str:
    models = f"<p><strong>A</strong> {escape(found.a)}<br><strong>B</strong> {escape(found.b)}</p>"
    whole = table(*_totals_table(found), first="the text")
    answers = ""
    if found.answers:
        answers = table(ANSWER_HEADS, _answer_rows(found.answers), first="model", caption="the text as an answer")
    if found.vocabularies is not None:
        own = found.vocabularies
        rows = [_stretch_row(found.text, stretch) for stretch in own.stretches[:MOST_ROWS]]
        heads = ["tokens of A", "of B", "bits by A", "by B"]
        cut = _cut(len(own.stretches))
        along = f"<p>{escape(why_not(own))}</p>" + table(heads, rows, first="stretch", caption=cut)
    else:
        rows = [_token_row(token) for token in found.tokens[:MOST_ROWS]]
        heads = ["log-probability by A", "by B", "rank by A", "by B", "KL(A || B)", "KL(B || A)", "gained", "lost"]
        told = f"<p>{escape(_apart_text(found))}</p>"
        along = told + table(heads, rows, first="token", caption=_cut(len(found.tokens)))
    return models + whole + along + answers


def why_not(own: OwnVocabularies) -> str:
    """Why the probabilities of tokens cannot be compared, and what can."""
    if own.piece_a is not None and own.piece_b is not None:
        differ = f"number {own.token:,} is {label(own.piece_a)} in A and {label(own.piece_b)} in B"
    else:
        differ = f"A has {own.size_a:,} of them, B {own.size_b:,}"
    return (
        f"The two vocabularies are not the same ({differ}), so that each model spreads its probability over tokens of "
        "its own: the probability of a token by A and of a token by B are answers to two questions. What can be "
        "compared is what the same characters cost either model, in bits."
    )


def _totals_table(found: ModelComparison) -> tuple[list[str], list[list[str]]]:
    both = [found.totals_a, found.totals_b]
    return ["A", "B"], [
        ["tokens", *(f"{each.tokens:,}" for each in both)],
        ["log-likelihood, nats", *(f"{each.logprob:z,.2f}" for each in both)],
        ["a token, nats", *(f"{each.mean_logprob:z.3f}" for each in both)],
        ["perplexity", *map(_perplexity, both)],
        ["bits a byte", *map(_bits, both)],
        ["mean entropy, nats", *(f"{-each.expected_logprob:z.3f}" for each in both)],
    ]


def _perplexity(totals: Totals) -> str:
    return "beyond 1e300" if totals.perplexity is None else f"{totals.perplexity:,.2f}"


def _bits(totals: Totals) -> str:
    return "–" if totals.bits_per_byte is None else f"{totals.bits_per_byte:.3f}"


def _totals_text(found: ModelComparison) -> str:
    heads, rows = _totals_table(found)
    return _aligned([["", *heads], *rows])


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table of characters: the first column to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    )


def _apart_text(found: ModelComparison) -> str:
    apart = found.apart
    assert apart is not None
    if apart.mean_kl_ab == apart.mean_kl_ba == 0:
        return f"The two distributions are the same in all {count(apart.tokens, 'place')}."
    return (
        f"KL(B || A) {_nats(apart.mean_kl_ba)} nats a token on average, KL(A || B) {_nats(apart.mean_kl_ab)}; "
        f"the same likeliest token in {apart.agree:,} of {count(apart.tokens, 'place')}."
    )


def _nats(kl: float | None) -> str:
    return "∞" if kl is None else nats(kl)


def _places_text(found: ModelComparison) -> str:
    assert found.apart is not None
    if not found.apart.furthest:
        return ""
    lines = ["Furthest apart, by KL(B || A):"]
    for index in found.apart.furthest:
        token = found.tokens[index]
        if token.a is None or token.b is None or token.distributions is None:
            continue
        lines += [
            f"  {_nats(token.distributions.kl_ba)}  {_place(found.tokens, index)}: {_log(token.a.logprob)} by A "
            f"(rank {token.a.rank:,}), {_log(token.b.logprob)} by B (rank {token.b.rank:,})",
            f"      gained {_moved(token.distributions, token.distributions.gained)}; "
            f"lost {_moved(token.distributions, token.distributions.lost)}",
        ]
    return "\n".join(lines)


def _log(logprob: float) -> str:
    return f"{logprob:z.2f}"


def _place(tokens: Sequence[ComparedToken], index: int) -> str:
    """A token behind those before it."""
    begin = max(0, index - BEFORE)
    pieces = [token.piece for token in tokens[begin : index + 1]]
    return ("… " if begin else "") + in_text(pieces, {len(pieces) - 1: ("[", "]")}).strip()


def _moved(place: Distributions, which: Sequence[int]) -> str:
    """What moved most: "␣I 2.1 % → 84.0 %"."""
    moved = [place.candidates[at] for at in which[:MOVED]]
    worth = [each for each in moved if abs(each.b - each.a) >= LEAST]
    return (
        ", ".join(f"{label(each.piece)} {percent(each.a)} → {percent(each.b)}" for each in worth) or "next to nothing"
    )


def _stretches_text(found: ModelComparison, own: OwnVocabularies) -> str:
    if not own.furthest:
        return ""
    lines = ["Furthest apart, in bits by A and by B:"]
    for index in own.furthest:
        stretch = own.stretches[index]
        lines.append(f"  {_stretch(found.text, stretch)}: {_cost(stretch.bits_a)}, {_cost(stretch.bits_b)}")
    return "\n".join(lines)


def _stretch(text: str, stretch: ComparedStretch) -> str:
    return label(text[slice(*stretch.span)].encode(errors="replace"))


def _cost(bits: float | None) -> str:
    return "–" if bits is None else f"{bits:.2f}"


def _stretch_row(text: str, stretch: ComparedStretch) -> list[str]:
    numbers = (f"{end - first:,}" for first, end in (stretch.a, stretch.b))
    return [_stretch(text, stretch), *numbers, _cost(stretch.bits_a), _cost(stretch.bits_b)]


def _token_row(token: ComparedToken) -> list[str]:
    a, b, place = token.a, token.b, token.distributions
    if a is None or b is None or place is None:
        return [label(token.piece), *"––––––––"]
    kl = [_nats(place.kl_ab), _nats(place.kl_ba)]
    ranks = [f"{a.rank:,}", f"{b.rank:,}"]
    moved = [_moved(place, place.gained), _moved(place, place.lost)]
    return [label(token.piece), _log(a.logprob), _log(b.logprob), *ranks, *kl, *moved]


def _cut(number: int) -> str:
    return "" if number <= MOST_ROWS else f"the first {MOST_ROWS} of {number:,}"


def _answer_rows(answers: Sequence[SameAnswer]) -> list[list[str]]:
    return [
        [
            each.model.upper(),
            "with" if each.template else "without",
            count(each.prompt_tokens, "token"),
            f"{each.totals.logprob:z,.2f}",
            f"{each.totals.mean_logprob:z.3f}",
            _bits(each.totals),
        ]
        for each in answers
    ]


def _answers_text(answers: Sequence[SameAnswer]) -> str:
    rows = [["model", *ANSWER_HEADS], *_answer_rows(answers)]
    return f"The text as the answer to the prompt, in nats:\n{_aligned(rows)}"
