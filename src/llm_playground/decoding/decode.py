"""The one central loop: a generator that yields one `Step` a token and, at last, the `Ending`. All else hangs off it.

It is pure over the seam: the same logits and the same seed give the same steps, byte for byte. Closing the
generator cancels the run.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence

import numpy as np

from llm_playground.decoding.choosers import greedy, sample, uniforms
from llm_playground.decoding.distribution import Piece
from llm_playground.decoding.observation import Observation, observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.seam import LanguageModel, Limits, check_limits, check_top
from llm_playground.decoding.strategies import Strategy
from llm_playground.decoding.text import TextStream
from llm_playground.errors import InvalidValue
from llm_playground.records import Ending, Step


def decode(
    model: LanguageModel,
    prompt_ids: Sequence[int],
    strategy: Strategy,
    max_new_tokens: int,
    *,
    seed: int | None = None,
    stop_ids: Collection[int] = frozenset(),
    context_length: int | None = None,
    piece: Piece,
    top: int = 10,
) -> Generator[Step | Ending, None, None]:
    """Continues `prompt_ids`: one `Step` a token, then the `Ending`.

    Each step holds a `Stage` for the model's own distribution ("model") and one per warper of the strategy's
    chain, with the `top` most likely tokens of each. `piece(id)` gives the bytes of a token.

    A token of `stop_ids` ends the text: it is a step, but adds no text of its own. The model is asked for at
    most `context_length` ids, so a prompt of L tokens gets at most context_length - L + 1 new ones. A
    sampling strategy uses exactly one random number a step, at temperature 0 too.

    Raises:
        InvalidValue: an illegal argument, or the strategy beam, which is run by `beam_search`. Raised at this
            call already. While it runs: logits that make no distribution (NaN).
    """
    limits = _check(prompt_ids, strategy, max_new_tokens, seed, stop_ids, context_length)
    # A generator function would check nothing before the first next(); hence the loop is a function of its own.
    return _steps(_looks(model, strategy, limits, seed), limits, piece, check_top(top))


def decode_ids(
    model: LanguageModel,
    prompt_ids: Sequence[int],
    strategy: Strategy,
    max_new_tokens: int,
    *,
    seed: int | None = None,
    stop_ids: Collection[int] = frozenset(),
    context_length: int | None = None,
) -> Iterator[int]:
    """The ids that `decode` would choose, without the record: for those who only want the text, and soon."""
    limits = _check(prompt_ids, strategy, max_new_tokens, seed, stop_ids, context_length)
    return (id for id, _, _ in _looks(model, strategy, limits, seed))


def _check(
    prompt_ids: Sequence[int],
    strategy: Strategy,
    max_new_tokens: int,
    seed: int | None,
    stop_ids: Collection[int],
    context_length: int | None,
) -> Limits:
    if strategy.name == "beam":
        raise InvalidValue("The strategy beam follows several texts at once; run it with beam_search.")
    uniforms(seed)  # to see that it is one
    return check_limits(prompt_ids, stop_ids, max_new_tokens, context_length)


def _looks(
    model: LanguageModel, strategy: Strategy, limits: Limits, seed: int | None
) -> Iterator[tuple[int, float | None, Observation]]:
    """The loop itself: ask the model, warp, choose, append, until a stop token or the limit."""
    draws, coins = uniforms(seed), uniforms(seed, stream=1)
    past = Past.of_prompt(limits.prompt_ids, limits.stop_ids)
    for _ in range(limits.max_steps):
        # (1, V) -> (V,). The model gets a new tuple every time, so what it keeps of it cannot change later.
        logits = np.asarray(model.next_logits([past.ids]), dtype=np.float32)[0]
        # Both numbers are taken at every step, wanted or not: the n-th step of a seed always has the n-th of each.
        u, coin = (next(draws), next(coins)) if strategy.sampled else (None, 0.0)
        seen = observe(logits, strategy.chain, past.tossed(coin))
        id = greedy(seen.logits[-1]) if u is None else sample(seen.last.probabilities, u)
        yield id, u, seen
        if id in limits.stop_ids:
            return
        past = past.then(id, None if u is None else float(seen.last.probabilities[id]))


def _steps(
    looks: Iterator[tuple[int, float | None, Observation]], limits: Limits, piece: Piece, top: int
) -> Generator[Step | Ending, None, None]:
    """The record of the loop, step by step."""
    stream, stopped, texts = TextStream(), False, []
    for index, (id, u, seen) in enumerate(looks):
        choice = seen.choice(id, u, piece)
        stopped = id in limits.stop_ids
        text = "" if stopped else stream.push(choice.piece)
        if stopped or index == limits.max_steps - 1:
            # The last step is known as such before it goes out, so it carries what a broken character left.
            text += stream.flush()
        texts.append(text)
        yield Step(index, choice, seen.stages(piece, top), text)
    yield Ending("stop" if stopped else limits.reason, "".join(texts), ())
