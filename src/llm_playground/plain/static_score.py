"""How probable a model finds a text, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence

from llm_playground.plain.static_parts import count, label, percent, table
from llm_playground.records.score import Score, ScoredToken

MOST_ROWS = 200  # tokens of a text that are written out as HTML


def score_text(score: Score) -> str:
    """The totals, and where the model was most surprised."""
    return f"{totals_text(score)}\n{surprising_text(score)}"


def totals_text(score: Score) -> str:
    """The whole text in a few lines."""
    totals = score.totals
    perplexity = "beyond 1e300" if totals.perplexity is None else f"{totals.perplexity:,.2f}"
    bits = "" if totals.bits_per_byte is None else f"{totals.bits_per_byte:.3f} bits a byte, "
    read = "" if score.windows == 1 else f", read in {score.windows} windows that are {score.stride} tokens apart"
    return (
        f"{score.model}: {count(totals.tokens, 'token')}, {count(totals.bytes, 'byte')}{read}\n"
        f"log-likelihood {totals.logprob:,.2f} nats, {totals.mean_logprob:.3f} a token: "
        f"{bits}perplexity {perplexity}"
    )


def surprising_text(score: Score) -> str:
    told = (
        f"{label(score.tokens[at].piece)} (token {at + 1}, {_probability(score.tokens[at])})" for at in score.surprising
    )
    return f"most surprising: {', '.join(told)}"


def token_rows(tokens: Sequence[ScoredToken]) -> list[tuple[str, str, str, str, str]]:
    """Of each token its text, probability, rank, surprise in bits and log-probability in nats."""
    return [
        (label(token.piece), *(("–",) * 4 if token.logprob is None or token.bits is None else _numbers(token)))
        for token in tokens
    ]


def score_html(score: Score) -> str:
    rows = [[*row] for row in token_rows(score.tokens[:MOST_ROWS])]
    cut = "" if len(score.tokens) <= MOST_ROWS else f"; the first {MOST_ROWS} of {count(len(score.tokens), 'token')}"
    title = f"{totals_text(score)}; {surprising_text(score)}{cut}"
    return table(["probability", "rank", "bits", "log-probability"], rows, first="token", caption=title)


def _numbers(token: ScoredToken) -> tuple[str, str, str, str]:
    return _probability(token), f"{token.rank:,}", f"{token.bits:.2f}", f"{token.logprob:.3f}"


def _probability(token: ScoredToken) -> str:
    return "–" if token.probability is None else percent(token.probability)
