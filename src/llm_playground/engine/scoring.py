"""The probability that a model gives to a text which is there already: each token by what stands before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from llm_playground.decoding.distribution import Distribution, log_softmax, rank
from llm_playground.decoding.observation import MODEL
from llm_playground.decoding.seam import check_top
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.reading_along import read_along, read_before, read_text
from llm_playground.engine.served import must_tell_all
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_score import score_text
from llm_playground.records import Encoding
from llm_playground.records.score import Score, ScoredToken, Totals

TOP = 5  # candidates that are listed of each distribution
SURPRISING = 5
SMALLEST, LARGEST_LOG = 1e-300, math.log(1e300)  # of what a float holds with all its digits


class ScoredText(Score):
    """A score that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return score_text(self)


def score(
    model: str | Path | LanguageModel,
    text: str | Sequence[int],
    *,
    prompt: PromptInput | None = None,
    stride: int | None = None,
    top: int = TOP,
) -> ScoredText:
    """How probable a model finds a text: each token by its log-probability and rank, and the text as a whole.

    The first token is predicted from the token with which the model begins a text, such as `<|endoftext|>`, which is
    not scored itself. A model without one says nothing about the first token, so that this is left out of the totals.
    Nor is the end of the text scored: nobody knows whether it has ended. How a text longer than the context is read is
    told in `engine.scoring_windows`.

    Args:
        model: a catalog key ("tiny-gpt2"), a hub id ("organisation/name"), a checkpoint folder or a loaded model.
        text: what is scored, or its token ids, which are taken as they are. Special tokens written in a text are
            ordinary text.
        prompt: what the model reads before it, as for `generate`; for an instruct model the question, in its chat
            template, to which `text` is the answer. It is not scored. The text is cut into tokens by itself: where it
            goes on after a prompt, begin it with the space that belongs to it. None: the text stands alone, and
            outside any chat template.
        stride: by how many tokens the window moves where the text is longer than the context, from 1 to
            `context_length` - 1: a small one leaves each token more context, and takes longer. None: half the context.
        top: how many of the likeliest tokens are listed of each distribution.

    Raises:
        InvalidValue: a text without a token that could be scored, a `stride` or `top` out of range, or a token that the
            model rules out, so that the text has no perplexity.
        PlaygroundError: as `generate`.
    """
    top = check_top(top)
    if stride is not None:
        whole_number("stride", stride, 1)  # before a model is loaded
    language_model = SHELF.get(model)
    must_tell_all(language_model, "Scoring a text")
    longest = language_model.context_length
    why = f": {language_model.name} reads {longest:,} tokens at once, and the window moves by fewer"
    step = max(1, longest // 2) if stride is None else whole_number("stride", stride, 1, max(1, longest - 1), why)
    before = read_before(language_model, prompt)
    encoding = read_text(language_model, text, before if prompt is None else None)
    along = read_along(language_model, before, encoding, step)
    scored = [_scored(language_model, encoding, index, context, logits, top) for index, context, logits in along.rows()]
    unscored = along.unscored
    falling = sorted(range(len(scored)), key=lambda index: scored[index].bits or 0.0, reverse=True)
    return ScoredText(
        language_model.name,
        before,
        encoding.text,
        (*(ScoredToken(*each, 0, None, None, None, None, None) for each in _tokens(encoding)[:unscored]), *scored),
        _totals(encoding, scored),
        tuple(unscored + index for index in falling[:SURPRISING]),
        len(along.windows),
        step,
        longest,
        language_model.vocab_size,
    )


def _tokens(encoding: Encoding) -> list[tuple[int, bytes, tuple[int, int]]]:
    return list(zip(encoding.ids, encoding.pieces, encoding.spans, strict=True))


def _scored(
    model: LanguageModel, encoding: Encoding, index: int, context: int, logits: Logits, top: int
) -> ScoredToken:
    """Token `index` of a text, as `logits` (V,) predict it from the `context` tokens before it."""
    id = encoding.ids[index]
    found = Distribution.of(logits)
    probability = found.probability(id)
    # A probability too small for a float has a logarithm all the same.
    logprob = math.log(probability) if probability > SMALLEST else float(log_softmax(logits)[id])
    must_be_possible(model, encoding, index, logprob)
    return ScoredToken(
        id,
        encoding.pieces[index],
        encoding.spans[index],
        context,
        logprob,
        -logprob / math.log(2) + 0.0,  # never -0.0
        probability,
        rank(logits, id),
        found.stage(MODEL, {}, model.piece, top),
    )


def must_be_possible(model: LanguageModel, encoding: Encoding, index: int, logprob: float) -> None:
    """Refuse a text of which the model rules out token `index`.

    Raises:
        InvalidValue: with the field "text".
    """
    if logprob == -math.inf:
        piece = encoding.pieces[index].decode(errors="replace")
        raise InvalidValue(
            f"{model.name} rules out token {index + 1:,} of the text, {shown(piece)}: its logit is -inf, so the "
            "text has no perplexity.",
            field="text",
        )


def _totals(encoding: Encoding, scored: Sequence[ScoredToken]) -> Totals:
    logprobs = [token.logprob for token in scored if token.logprob is not None]
    entropies = [token.distribution.entropy or 0.0 for token in scored if token.distribution is not None]
    return totals_of(encoding.text[scored[0].span[0] :], logprobs, entropies)


def totals_of(text: str, logprobs: Sequence[float], entropies: Sequence[float]) -> Totals:
    """What the tokens of `text` come to, each with its log-probability and the entropy of its distribution, in nats."""
    size, logprob = len(text.encode()), math.fsum(logprobs)
    mean = logprob / len(logprobs)
    return Totals(
        tokens=len(logprobs),
        bytes=size,
        logprob=logprob,
        mean_logprob=mean,
        expected_logprob=-math.fsum(entropies) / len(entropies),
        perplexity=math.exp(-mean) if -mean < LARGEST_LOG else None,
        bits_per_byte=-logprob / math.log(2) / size + 0.0 if size else None,
    )
