"""The one central loop: a generator that yields one `Step` a token and, at last, the `Ending`. All else hangs off it.

It is pure over the seam: the same logits and the same seed give the same steps, byte for byte. Closing the
generator cancels the run. What it asks of the model goes out as a `Question`, so that many loops can be asked for
together: `begin` and `turns` are for whoever answers it, `decode` is for all others.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from llm_playground.decoding.asking import Question, Turns, answered
from llm_playground.decoding.chain import with_seen
from llm_playground.decoding.choosers import choose, uniforms
from llm_playground.decoding.contrastive import Rival, contrasted, contrasted_tokens
from llm_playground.decoding.distribution import Distribution, Floats, Piece
from llm_playground.decoding.gumbel import gumbel_max, gumbel_noise, noisy_tokens
from llm_playground.decoding.observation import Observation, check_told, observe_from
from llm_playground.decoding.past import Past
from llm_playground.decoding.seam import HiddenStates, LanguageModel, Limits, check_limits, check_top
from llm_playground.decoding.stopping import Writing
from llm_playground.decoding.strategies import Strategy
from llm_playground.errors import InvalidValue, shown
from llm_playground.records import Ending, Partial, Step, Taken


def decode(
    model: LanguageModel,
    prompt_ids: Sequence[int],
    strategy: Strategy,
    max_new_tokens: int,
    *,
    taken: Sequence[Taken] = (),
    forced: Sequence[int] = (),
    seed: int | None = None,
    stop_ids: Collection[int] = frozenset(),
    stop: str | Sequence[str] = (),
    context_length: int | None = None,
    hidden: HiddenStates | None = None,
    partial: Partial | None = None,
    piece: Piece,
    top: int = 10,
) -> Generator[Step | Ending, None, None]:
    """Continues `prompt_ids`: one `Step` a token, then the `Ending`.

    Each step holds a `Stage` for the model's own distribution ("model") and one per warper of the strategy's
    chain, with the `top` most likely tokens of each. `piece(id)` gives the bytes of a token.

    A token of `stop_ids` ends the text: it is a step, but adds no text of its own. So does the text before which one of
    the strings of `stop` would come (see `decoding.stopping`); a step is yielded once it is certain that its text is no
    part of one. The model is asked for at
    most `context_length` ids, so a prompt of L tokens gets at most context_length - L + 1 new ones. A
    sampling strategy uses exactly one random number a step, at temperature 0 too. Contrastive search reads each of its
    candidates with `hidden`, so its text has one token less. With `partial` the model tells of its likeliest tokens
    alone: what it gives for logits are their log-probabilities, and -inf for all tokens of which it does not tell. Then
    no other can be drawn, which is a stage of its own, "seen", in the record (see `chain.with_seen`).

    A text goes on after the tokens `taken` for it before: those are no steps again, but `max_new_tokens`, the indices
    of the steps and the random numbers count them, so that step i is the same whether the text was begun here or not.
    The next tokens are the ids `forced`, taken by hand whatever their probability.

    Raises:
        InvalidValue: an illegal argument, or a strategy that searches, which is run by `beam_search`. Raised at this
            call already. While it runs: logits that make no distribution (NaN).
    """
    begun = begin(
        prompt_ids,
        strategy,
        max_new_tokens,
        taken=taken,
        forced=forced,
        seed=seed,
        stop_ids=stop_ids,
        stop=stop,
        context_length=context_length,
        hidden=hidden,
        partial=partial,
    )
    return answered(turns(begun, piece, top), model)


def decode_ids(
    model: LanguageModel,
    prompt_ids: Sequence[int],
    strategy: Strategy,
    max_new_tokens: int,
    *,
    taken: Sequence[Taken] = (),
    forced: Sequence[int] = (),
    seed: int | None = None,
    stop_ids: Collection[int] = frozenset(),
    context_length: int | None = None,
    hidden: HiddenStates | None = None,
    partial: Partial | None = None,
) -> Iterator[int]:
    """The ids that `decode` would choose, without the record: for those who only want the text, and soon."""
    begun = begin(
        prompt_ids,
        strategy,
        max_new_tokens,
        taken=taken,
        forced=forced,
        seed=seed,
        stop_ids=stop_ids,
        context_length=context_length,
        hidden=hidden,
        partial=partial,
    )
    return answered(id_turns(begun), model)


@dataclass(frozen=True, slots=True)
class Begun:
    """A text as far as it is there, checked: its limits, what was `taken` for it, what is `forced` on it next, and how
    it goes on."""

    strategy: Strategy
    limits: Limits
    taken: tuple[Taken, ...]
    forced: tuple[int, ...]
    seed: int | None
    hidden: HiddenStates | None
    partial: Partial | None

    @property
    def past(self) -> Past:
        prompt, chances = self.limits.prompt_ids, (each.chance for each in self.taken)
        ids = (*prompt, *(each.id for each in self.taken))
        return Past(ids, len(prompt), self.limits.stop_ids, tuple(chance for chance in chances if chance is not None))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One turn of the loop: the token `id` and what it was chosen from. It was drawn by `u` or by `noise`, is the best
    of its `rivals`, or was taken by hand."""

    id: int
    u: float | None
    seen: Observation
    by_hand: bool = False
    noise: Floats | None = None
    rivals: tuple[Rival, ...] = ()

    @property
    def chance(self) -> float | None:
        """What a warper that remembers may know of it (see `Taken`)."""
        if self.u is None and self.noise is None and not self.by_hand:
            return None  # and no probability need be computed
        return self.seen.last.probability(self.id) or None


def begin(
    prompt_ids: Sequence[int],
    strategy: Strategy,
    max_new_tokens: int,
    *,
    taken: Sequence[Taken] = (),
    forced: Sequence[int] = (),
    seed: int | None = None,
    stop_ids: Collection[int] = frozenset(),
    stop: object = (),
    context_length: int | None = None,
    hidden: HiddenStates | None = None,
    partial: Partial | None = None,
) -> Begun:
    """A text to go on with. Arguments and errors: as of `decode`."""
    if strategy.searches:
        raise InvalidValue(f"The strategy {strategy.name} follows several texts at once; run it with beam_search.")
    uniforms(seed)  # to see that it is one
    if strategy.contrasts and hidden is None:
        raise InvalidValue(f"The strategy {strategy.name} needs the hidden states of the model; give hidden.")
    if strategy.contrasts and context_length is not None:
        context_length -= 1  # a candidate is read before it is taken
        if len(prompt_ids) == context_length + 1:
            sentence = (
                "The prompt fills the context, and contrastive search reads each candidate behind it; shorten it."
            )
            raise InvalidValue(sentence, field="prompt")
    limits = check_limits(prompt_ids, stop_ids, max_new_tokens, context_length, stop)
    begun = (*(each.id for each in taken), *forced)
    if any(id in limits.stop_ids for id in (*begun[: len(taken)], *forced[:-1])):
        raise InvalidValue(
            "A token that ends the text stands before its end, and nothing can come after it; take another one there."
        )
    if len(begun) > limits.max_steps or (taken and len(taken) == limits.max_steps):
        room = "max_new_tokens is" if limits.reason == "length" else "the context has room after the prompt for"
        sentence = f"The text has {len(begun):,} tokens already, those taken by hand counted, but {room}"
        raise InvalidValue(f"{sentence} {limits.max_steps:,}, so nothing can come.", field="max_new_tokens")
    return Begun(strategy, limits, tuple(taken), tuple(forced), seed, hidden, partial)


class _Loop:
    """The loop itself, a turn at a time: ask the model, warp, choose, append, until a stop token or the limit.

    Attributes:
        past: the text so far.
        index: of the step to come.
        stopped: whether the last token was a stop token.
    """

    def __init__(self, begun: Begun) -> None:
        self.begun, self.past, self.index, self.stopped = begun, begun.past, len(begun.taken), False
        chain = begun.strategy.chain
        self._chain = chain if begun.partial is None else with_seen(chain)
        self._forced = iter(begun.forced)
        # Step i of a seed has the i-th number of each, whoever took the tokens before it.
        numbers = (islice(uniforms(begun.seed, stream=stream), self.index, None) for stream in (0, 1))
        self._draws, self._coins = numbers

    @property
    def is_over(self) -> bool:
        return self.stopped or self.index == self.begun.limits.max_steps

    @property
    def question(self) -> Question:
        return Question((self.past.ids,), self.begun.partial)

    def look(self, own: Distribution) -> Look:
        """The turn that the model answers by `own`."""
        # Both numbers are used up at every step, wanted or not.
        u, coin = (next(self._draws), next(self._coins)) if self.begun.strategy.sampled else (None, 0.0)
        look = self._chosen(observe_from(own, self._chain, self.past.tossed(coin)), u)
        self.index += 1
        self.stopped = look.id in self.begun.limits.stop_ids
        self.past = self.past.then(look.id, look.chance)
        return look

    def _chosen(self, seen: Observation, u: float | None) -> Look:
        begun, by_hand = self.begun, next(self._forced, None)
        if by_hand is not None:
            if begun.partial is not None:
                check_told(seen.own, by_hand)
            return Look(by_hand, None, seen, by_hand=True)
        if begun.strategy.adds_noise:
            noise = gumbel_noise(begun.seed, self.index, seen.own.size)
            return Look(gumbel_max(seen.last, noise), None, seen, noise=noise)
        if begun.strategy.contrasts and begun.hidden is not None:
            rivals = contrasted(seen.last, self.past.ids, begun.hidden, **begun.strategy.contrast_parameters)
            return Look(rivals[0].id, None, seen, rivals=rivals)
        return Look(choose(seen.last, u), u, seen)


def id_turns(begun: Begun) -> Turns[int]:
    """What `decode_ids` yields, and before each token the question to the model."""
    loop = _Loop(begun)
    while not loop.is_over:
        (own,) = yield loop.question
        yield loop.look(own).id


def turns(begun: Begun, piece: Piece, top: int) -> Turns[Step | Ending]:
    """What `decode` yields, and before each token the question to the model.

    Raises:
        InvalidValue: as `decode`: at this call already, or while it runs.
    """
    # A generator function would check nothing before the first next(); hence the loop is a function of its own.
    return _turns(_Loop(begun), _written(begun, piece), piece, check_top(top))


def _written(begun: Begun, piece: Piece) -> Writing:
    """The text of the tokens taken."""
    writing = Writing(begun.limits.stop)
    writing.take([piece(each.id) for each in begun.taken])
    if writing.stop_string is not None:
        raise InvalidValue(
            f"The stop string {shown(writing.stop_string)} stands in the text already, and nothing can come after it; "
            "part from the text before it, or leave it out of stop.",
            field="stop",
        )
    return writing


def _turns(loop: _Loop, writing: Writing, piece: Piece, top: int) -> Turns[Step | Ending]:
    """The record of the loop, step by step."""
    while not loop.is_over and writing.stop_string is None:
        index = loop.index
        (own,) = yield loop.question
        look = loop.look(own)
        choice = look.seen.choice(look.id, look.u, piece, by_hand=look.by_hand)
        if look.noise is not None:
            choice = replace(choice, gumbel=noisy_tokens(look.seen.last, look.noise, piece, top))
        if look.rivals:
            choice = replace(choice, contrast=contrasted_tokens(look.rivals, look.seen.past.ids, piece))
        step = Step(index, choice, look.seen.stages(piece, top), "")
        # The last step is known as such before it goes out, so it carries what a broken character left.
        yield from writing.write(step, b"" if loop.stopped else choice.piece, is_last=loop.is_over)
    stopped = loop.stopped or writing.stop_string is not None
    yield Ending("stop" if stopped else loop.begun.limits.reason, writing.text, (), writing.stop_string)
