"""The probability that a model gives to a text which is there already: each token by what stands before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from llm_playground.decoding.distribution import Distribution, log_softmax, rank
from llm_playground.decoding.observation import MODEL
from llm_playground.decoding.seam import check_top
from llm_playground.decoding.warpers import Logits
from llm_playground.engine.scoring_windows import rows_of, windows_over
from llm_playground.engine.served import must_tell_all
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, shown, whole, whole_number
from llm_playground.models.prompting import (
    PromptInput,
    beginning_of,
    check_readable,
    encoding_of,
    encoding_of_ids,
    make_prompt,
)
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_score import score_text
from llm_playground.records import Encoding
from llm_playground.records.score import Score, ScoredToken, Totals
from llm_playground.tokenization.text import well_formed

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
    before, encoding = _read(language_model, text, prompt)
    ids = (*(before.ids if before else ()), *encoding.ids)
    start = len(ids) - len(encoding.ids)
    windows = list(windows_over(len(ids), max(1, start), longest, step))
    if not windows:
        raise InvalidValue(
            f"The text is a single token, and {language_model.name} has no token to begin with, so nothing stands "
            "before it that could predict it: give more text, or a prompt.",
            field="text",
        )
    scored = [
        _scored(language_model, encoding, at - start, at - window.begin, logits, top)
        for window in windows
        for at, logits in enumerate(rows_of(language_model, ids, window), window.first)
    ]
    unscored = len(encoding.ids) - len(scored)  # the first token, where nothing stands before it
    falling = sorted(range(len(scored)), key=lambda index: scored[index].bits or 0.0, reverse=True)
    return ScoredText(
        language_model.name,
        before,
        encoding.text,
        (*(ScoredToken(*each, 0, None, None, None, None, None) for each in _tokens(encoding)[:unscored]), *scored),
        _totals(encoding, scored),
        tuple(unscored + index for index in falling[:SURPRISING]),
        len(windows),
        step,
        longest,
        language_model.vocab_size,
    )


def _read(model: LanguageModel, text: object, prompt: PromptInput | None) -> tuple[Encoding | None, Encoding]:
    """What the model reads before the text, and the text as tokens."""
    before = None if prompt is None else make_prompt(model, prompt)
    beginning = () if before else beginning_of(model)
    if beginning:
        before = encoding_of(model, "", beginning)
    if isinstance(text, str):
        encoding = model.tokenizer.explain(well_formed(text))
    else:
        ids = _ids(text)
        # The ids of a whole text, as a model reads it, hold its beginning already.
        encoding = encoding_of_ids(model, ids[len(beginning) :] if ids[: len(beginning)] == beginning else ids)
    if not encoding.ids:
        raise InvalidValue("The text has no tokens, so there is nothing to score: give some text.", field="text")
    check_readable(model, encoding, "text")
    return before, encoding


def _ids(text: object) -> tuple[int, ...]:
    ids = tuple(map(whole, text)) if isinstance(text, Sequence) and not isinstance(text, bytes) else (None,)
    if any(id is None or id < 0 for id in ids):
        raise InvalidValue(
            f"The text is {shown(text)}; it must be a text or a list of token ids (whole numbers from 0). What the "
            "model reads before it, such as messages, is the prompt.",
            field="text",
        )
    return ids  # type: ignore[return-value]


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
    if logprob == -math.inf:
        piece = encoding.pieces[index].decode(errors="replace")
        raise InvalidValue(
            f"{model.name} rules out token {index + 1:,} of the text, {shown(piece)}: its logit is -inf, so the "
            "text has no perplexity.",
            field="text",
        )
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


def _totals(encoding: Encoding, scored: Sequence[ScoredToken]) -> Totals:
    # What a token has of the text, in bytes: from the first scored token on, the rest of the text.
    size = len(encoding.text[scored[0].span[0] :].encode())
    logprob = math.fsum(token.logprob for token in scored if token.logprob is not None)
    entropy = math.fsum(token.distribution.entropy or 0.0 for token in scored if token.distribution is not None)
    mean = logprob / len(scored)
    return Totals(
        tokens=len(scored),
        bytes=size,
        logprob=logprob,
        mean_logprob=mean,
        expected_logprob=-entropy / len(scored),
        perplexity=math.exp(-mean) if -mean < LARGEST_LOG else None,
        bits_per_byte=-logprob / math.log(2) / size + 0.0 if size else None,
    )
