"""A model beside the truth, which the story world knows: the one language whose next-token probabilities are known."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path

from llm_playground.corpus.world import sample
from llm_playground.decoding.distribution import log_softmax, top_ids
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.scoring import score
from llm_playground.engine.scoring_windows import rows_of, windows_over
from llm_playground.engine.shelf import SHELF
from llm_playground.engine.token_forecast import TokenForecast
from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_score import truth_text
from llm_playground.records.score import Score
from llm_playground.records.truth import TrueCandidate, TrueToken, TrueTotals, Truth

LISTED = 5  # of the likeliest on either side
FURTHEST = 5
LARGEST_SEED = 2**53 - 1


class TruthOfText(Truth):
    """A truth that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return truth_text(self)


def truth(model: str | Path | LanguageModel, text: str | None = None, *, seed: int | None = None) -> TruthOfText:
    """Lay a model's next-token distributions beside the true ones, along a story of the story world.

    The world is what the bundled base models were trained on, and all of it counts: before the first word a story, a
    fact or a sum may begin. How a choice of words becomes a distribution over tokens: see `engine.token_forecast`.

    Args:
        model: a base model: a catalog key ("tiny-gpt2"), a hub id, a checkpoint folder or a loaded model.
        text: what is compared. None: a new story. Where a text of one's own leaves what the world may write, the truth
            ends.
        seed: of the new story, from 0 to 2**53 - 1; None draws one.

    Raises:
        InvalidValue: both a text and a seed, an instruct model, or a tokenizer that does not cut a text into words.
        PlaygroundError: as `score`.
    """
    if text is not None and seed is not None:
        raise InvalidValue("A seed is for a new story; give a text or a seed, not both.", field="seed")
    if text is not None and not isinstance(text, str):
        raise InvalidValue(f"The text is {shown(text)}; it must be a text, or None for a new story.", field="text")
    if text is None:
        seed = int.from_bytes(os.urandom(4)) if seed is None else whole_number("seed", seed, 0, LARGEST_SEED)
    language_model = SHELF.get(model)
    if language_model.is_instruct:
        raise InvalidValue(
            f"{language_model.name} was taught to answer in a chat template, and the story world writes plain texts: "
            "take a base model.",
            field="model",
        )
    forecast = TokenForecast(language_model)
    scored = score(language_model, sample(seed or 0, ["story"]).text if text is None else text, top=LISTED)
    return _beside(language_model, scored, forecast, seed)


def _beside(model: LanguageModel, scored: Score, forecast: TokenForecast, seed: int | None) -> TruthOfText:
    true = [row for row, _ in zip(forecast.along(scored.text, scored.ids), scored.ids, strict=False)]
    left_at = next((at for at, row in enumerate(true) if scored.ids[at] not in row), None)
    before = scored.before.ids if scored.before else ()
    ids = (*before, *scored.ids)
    tokens: list[TrueToken | None] = [None] * len(scored.ids)
    for window in windows_over(len(ids), max(1, len(before)), scored.context_length, scored.stride):
        first = window.first - len(before)
        if first >= len(true):  # the truth has ended, and the rest of the text is not read for it
            break
        for at, logits in enumerate(rows_of(model, ids, window), first):
            if at < len(true):
                tokens[at] = _true_token(model, true[at], logits, scored.ids[at])
    known = [at for at, token in enumerate(tokens) if token is not None]
    furthest = sorted(known, key=lambda at: -(token.kl if (token := tokens[at]) else 0.0))[:FURTHEST]
    return TruthOfText(scored, seed, tuple(tokens), left_at, tuple(furthest), _totals(scored, tokens))


def _true_token(model: LanguageModel, true: Mapping[int, float], logits: Logits, came: int) -> TrueToken:
    logprobs = log_softmax(logits)
    truest = sorted(sorted(true), key=true.__getitem__, reverse=True)[:LISTED]
    listed = dict.fromkeys([*truest, *top_ids(logprobs, LISTED).tolist(), came])
    rows = [TrueCandidate(id, model.piece(id), true.get(id, 0.0), math.exp(logprobs[id])) for id in listed]
    probability = true.get(came, 0.0)
    return TrueToken(
        tuple(sorted(rows, key=lambda row: (-row.truth, -row.model))),
        others_count=model.vocab_size - len(rows),
        others_truth=math.fsum(share for id, share in true.items() if id not in listed),
        others_model=max(0.0, 1 - math.fsum(row.model for row in rows)),
        possible=len(true),
        entropy=-math.fsum(share * math.log(share) for share in true.values()) + 0.0,
        kl=max(0.0, math.fsum(share * (math.log(share) - float(logprobs[id])) for id, share in true.items())),
        probability=probability,
        logprob=math.log(probability) if probability else None,
    )


def _totals(scored: Score, tokens: list[TrueToken | None]) -> TrueTotals | None:
    """Over the tokens that both sides predict, and that the world may write."""
    both = [
        (token, seen.logprob)
        for token, seen in zip(tokens, scored.tokens, strict=True)
        if token is not None and token.logprob is not None and seen.logprob is not None
    ]
    if not both:
        return None
    return TrueTotals(
        tokens=len(both),
        drawn=sum(token.is_drawn for token, _ in both),
        logprob=math.fsum(token.logprob or 0.0 for token, _ in both),
        model_logprob=math.fsum(logprob for _, logprob in both),
        mean_entropy=math.fsum(token.entropy for token, _ in both) / len(both),
        mean_kl=math.fsum(token.kl for token, _ in both) / len(both),
    )
