"""Speculative decoding as text and as HTML without style."""

from __future__ import annotations

from html import escape

from llm_playground.plain.static_parts import count, label, percent, ratio, table
from llm_playground.records.speculation import DraftedToken, Round, Speculation

MARKS = {"accepted": "✓", "rejected": "✗", "dropped": "·"}
_KEY = "      ".join([*(f"{mark} {fate}" for fate, mark in MARKS.items()), "→ the model's own"])


def speculation_text(made: Speculation) -> str:
    """What it came to, then a line a round: what was drafted, and the token of the model's own; the marks explained."""
    lines = (f"{round.index + 1:>4}  {_round(round)}" for round in made.rounds)
    return "\n".join([made.text, "", *_totals(made), *lines, f"      {_KEY}"])


def speculation_html(made: Speculation) -> str:
    rows = []
    for round in made.rounds:
        for place, each in enumerate(round.drafted):
            chances = [_percent(each.probability), percent(each.draft_probability), ratio(each.acceptance)]
            number = str(round.index + 1) if place == 0 else ""
            rows.append([number, label(each.piece), *chances, "–" if each.u is None else f"{each.u:.4f}", each.fate])
        if round.own:
            choice = round.steps[-1].choice
            u = round.residual_u if round.own == "residual" else choice.u
            number = "" if round.drafted else str(round.index + 1)
            drawn = "–" if u is None else f"{u:.4f}"
            rows.append([number, label(choice.piece), percent(choice.probability), "", "", drawn, _OWN[round.own]])
    heads = ["token", "p (model)", "q (draft)", "min(1, p / q)", "u", "what became of it"]
    told = "".join(f"<p>{escape(line)}</p>" for line in (made.text, *_totals(made)))
    return told + table(heads, rows, first="round", caption="Every drafted token, and those of the model's own")


_OWN = {"residual": "in place of the rejected one", "bonus": "one more, all were accepted"}


def _totals(made: Speculation) -> list[str]:
    start, tokens = made.start, len(made.steps)
    parameters = [f"{name} {value}" for name, value in start.parameters.items()]
    seed = [] if start.seed is None else [f"seed {start.seed}"]
    rate = "" if made.acceptance_rate is None else f" ({percent(made.acceptance_rate)} of those looked at)"
    mean = "" if made.tokens_per_pass is None else f", {made.tokens_per_pass:.2f} a pass"
    return [
        " · ".join([start.model, f"drafts by {made.draft}", start.strategy, *parameters, *seed]),
        f"{count(tokens, 'token')} in {_passes(made.model_passes, start.model)}{mean}; {made.draft_passes:,} drafted: "
        f"{made.accepted:,} accepted{rate}, {made.rejected:,} rejected, {made.dropped:,} dropped",
    ]


def _passes(number: int, model: str) -> str:
    return f"{number:,} {'pass' if number == 1 else 'passes'} of {model}"


def _round(round: Round) -> str:
    """The drafted tokens, each with its mark, and what came in the end."""
    drafted = " ".join(f"{label(each.piece)}{MARKS[each.fate]}{_why(each)}" for each in round.drafted)
    if not round.own:
        return drafted
    return f"{drafted} → {label(round.steps[-1].choice.piece)}".strip()


def _why(each: DraftedToken) -> str:
    """What decided against a token."""
    if each.fate != "rejected" or each.u is None or each.acceptance is None:
        return ""
    return f"(u {each.u:.2f} ≥ {each.acceptance:.2f})"


def _percent(share: float | None) -> str:
    return "–" if share is None else percent(share)
