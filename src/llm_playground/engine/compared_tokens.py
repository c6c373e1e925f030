"""Two models with one vocabulary, token by token along a text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice

from llm_playground.decoding.paired import Place, Side, TwoDistributions
from llm_playground.engine.reading_along import read_along
from llm_playground.engine.scoring import must_be_possible, totals_of
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.records.model_comparison import Apart, ComparedToken, Distributions, Prediction, SharedCandidate
from llm_playground.records.score import Totals

MOVED = 5  # tokens that gained most, and that lost most, of each place
FURTHEST = 5

Both = tuple[LanguageModel, LanguageModel]


def compare_tokens(
    models: Both, before: Sequence[Encoding | None], text: Encoding, top: int
) -> tuple[tuple[ComparedToken, ...], tuple[Totals, Totals], Apart]:
    """Both models along the tokens of `text`, each behind what it has read `before`: every token, the text as a whole
    by either, and how far apart they are.

    Both read a text that is longer than the shorter context in the same windows.

    Raises:
        InvalidValue: a text of which no token is predicted, or a token that a model rules out.
    """
    length = min(model.context_length for model in models)
    along = [read_along(model, read, text, length=length) for model, read in zip(models, before, strict=True)]
    first = max(each.unscored for each in along)  # the first token is compared only if both predict it
    tokens = [_token(text, index, None) for index in range(first)]
    rows = zip(*(islice(each.rows(), first - each.unscored, None) for each in along), strict=True)
    # Models of one family pad their vocabulary to different lengths. No token stands in the padding.
    size = min(model.vocab_size for model in models)
    both = TwoDistributions(size)
    for (_, context_a, logits_a), (_, context_b, logits_b) in rows:
        index = len(tokens)
        place = both.place(logits_a[:size], logits_b[:size], text.ids[index], top, MOVED)
        for model, side in zip(models, (place.a, place.b), strict=True):
            must_be_possible(model, text, index, side.logprob)
        predictions = _prediction(context_a, place.a), _prediction(context_b, place.b)
        tokens.append(_token(text, index, (*predictions, _distributions(models[0], place, size))))
    sides = tuple(_totals(text, first, tokens, side) for side in ("a", "b"))
    return tuple(tokens), (sides[0], sides[1]), _apart(first, tokens)


def _token(text: Encoding, index: int, found: tuple[Prediction, Prediction, Distributions] | None) -> ComparedToken:
    return ComparedToken(text.ids[index], text.pieces[index], text.spans[index], *(found or (None, None, None)))


def _prediction(context: int, side: Side) -> Prediction:
    return Prediction(context, math.exp(side.logprob), side.logprob, side.rank, side.entropy)


def _distributions(model: LanguageModel, place: Place, size: int) -> Distributions:
    columns = place.ids.tolist(), place.a.probabilities.tolist(), place.b.probabilities.tolist()
    at = {id: index for index, id in enumerate(columns[0])}
    return Distributions(
        kl_ab=_finite(place.kl_ab),
        kl_ba=_finite(place.kl_ba),
        candidates=tuple(SharedCandidate(id, model.piece(id), a, b) for id, a, b in zip(*columns, strict=True)),
        others_count=size - len(at),
        others_a=place.a.others,
        others_b=place.b.others,
        gained=tuple(at[id] for id in place.gained.tolist()),
        lost=tuple(at[id] for id in place.lost.tolist()),
        agree=place.a.likeliest == place.b.likeliest,
    )


def _totals(text: Encoding, first: int, tokens: Sequence[ComparedToken], side: str) -> Totals:
    predictions: list[Prediction] = [getattr(token, side) for token in tokens[first:]]
    logprobs, entropies = [each.logprob for each in predictions], [each.entropy for each in predictions]
    return totals_of(text.text[text.spans[first][0] :], logprobs, entropies)


def _apart(first: int, tokens: Sequence[ComparedToken]) -> Apart:
    places = [token.distributions for token in tokens if token.distributions is not None]
    falling = sorted(range(len(places)), key=lambda at: _or_infinite(places[at].kl_ba), reverse=True)
    return Apart(
        tokens=len(places),
        mean_kl_ab=_finite(math.fsum(_or_infinite(place.kl_ab) for place in places) / len(places)),
        mean_kl_ba=_finite(math.fsum(_or_infinite(place.kl_ba) for place in places) / len(places)),
        agree=sum(place.agree for place in places),
        furthest=tuple(first + at for at in falling[:FURTHEST] if _or_infinite(places[at].kl_ba) > 0),
    )


def _finite(nats: float) -> float | None:
    return nats if math.isfinite(nats) else None


def _or_infinite(nats: float | None) -> float:
    return math.inf if nats is None else nats
