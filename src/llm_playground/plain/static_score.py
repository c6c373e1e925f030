"""How probable a model finds a text, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence

from llm_playground.plain.static_parts import count, label, percent, share, table
from llm_playground.records.score import Score, ScoredToken
from llm_playground.records.truth import Truth

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
        f"log-likelihood {totals.logprob:z,.2f} nats, {totals.mean_logprob:z.3f} a token: "
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


def truth_text(truth: Truth) -> str:
    """What model and world pay for the text, and where they are furthest apart."""
    totals = truth.totals
    if totals is None:
        return f"{truth.score.model}: the story world begins no text like this, so there is no truth beside it"
    lines = [
        f"{truth.score.model} beside the story world: {count(totals.tokens, 'token')}, {totals.drawn} of them drawn",
        f"log-likelihood {totals.model_logprob:,.2f} nats by the model, {totals.logprob:z,.2f} in truth",
        f"a token: entropy of the truth {totals.mean_entropy:.3f} nats, KL(truth || model) {totals.mean_kl:.4f}",
        "furthest from the truth: "
        + ", ".join(
            f"{label(truth.score.tokens[at].piece)} (token {at + 1}, KL {token.kl:.3f})"
            for at in truth.furthest
            if (token := truth.tokens[at])
        ),
    ]
    if truth.left_at is not None:
        piece = label(truth.score.tokens[truth.left_at].piece)
        lines.append(f"the story world never writes {piece} there (token {truth.left_at + 1}), so the truth ends")
    return "\n".join(lines)


def truth_html(truth: Truth) -> str:
    """Where something was drawn: the token that came, in truth and by the model."""
    drawn = [
        (token, seen)
        for token, seen in zip(truth.tokens, truth.score.tokens, strict=True)
        if token is not None and token.is_drawn
    ]
    rows = [
        [
            label(seen.piece),
            percent(token.probability),
            _probability(seen),
            f"{token.entropy:.3f}",
            f"{token.kl:.4f}",
        ]
        for token, seen in drawn[:MOST_ROWS]
    ]
    cut = "" if len(drawn) <= MOST_ROWS else f"; the first {MOST_ROWS} of {len(drawn)}"
    heads = ["in truth", "by the model", "entropy of the truth (nats)", "KL (nats)"]
    return table(heads, rows, first="token drawn", caption=f"{truth_text(truth)}{cut}")


def _numbers(token: ScoredToken) -> tuple[str, str, str, str]:
    return _probability(token), f"{token.rank:,}", f"{token.bits:.2f}", f"{token.logprob:z.3f}"


def _probability(token: ScoredToken) -> str:
    return "–" if token.probability is None else share(token.probability)
