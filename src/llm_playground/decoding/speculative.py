"""Speculative decoding (Leviathan et al. 2023, Chen et al. 2023): a small model drafts, the model itself decides.

A pass of a large model over five tokens takes hardly longer than over one, but without knowing the text it can only be
asked for the next. So a quick model drafts some tokens, and the large one reads all of them in one pass. Each draft is
accepted with the probability min(1, p / q), where q is what the draft model gave it and p what the model gives it; in
the place of the first that is rejected a token is drawn from max(0, p - q), scaled to sum to 1. The two add up to p:

    q(x) min(1, p(x) / q(x))  +  Σ max(0, q - p) · max(0, p(x) - q(x)) / Σ max(0, p - q)
    =  min(q(x), p(x))  +  max(0, p(x) - q(x))  =  p(x)

So the text has exactly the distribution that the model alone would give it, however bad the drafts are.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from llm_playground.decoding.chain import Chain
from llm_playground.decoding.choosers import choose, uniforms
from llm_playground.decoding.distribution import Distribution, Floats, Piece, likely_ids
from llm_playground.decoding.observation import Observation, observe
from llm_playground.decoding.past import Past
from llm_playground.decoding.seam import LanguageModel, Limits, check_limits, check_top
from llm_playground.decoding.stopping import Writing
from llm_playground.decoding.strategies import Strategy
from llm_playground.records import Ending, Stage, Step
from llm_playground.records.speculation import DraftedToken, Overlap, Round, TwoShares

RESIDUAL = "residual"


def speculate(
    model: LanguageModel,
    draft: LanguageModel,
    prompt_ids: Sequence[int],
    strategy: Strategy,
    max_new_tokens: int,
    *,
    num_draft_tokens: int,
    seed: int | None = None,
    stop_ids: Collection[int] = frozenset(),
    stop: str | Sequence[str] = (),
    context_length: int | None = None,
    draft_context_length: int | None = None,
    piece: Piece,
    top: int = 10,
) -> Generator[Round | Ending, None, None]:
    """Continues `prompt_ids` with `model`, helped by `draft`, which numbers its tokens alike.

    A `Round` for each pass of the model, then the `Ending`.

    Every token at index i of the text has its own random numbers, whichever round it falls into: one to draft it, one
    to accept it, and the one that draws it where the model draws by itself. A draft model is asked for no more than
    `draft_context_length` ids: beyond them nothing is drafted.

    Raises:
        InvalidValue: an illegal argument: at this call already. While it runs: logits that make no distribution (NaN).
    """
    limits, top = check_limits(prompt_ids, stop_ids, max_new_tokens, context_length, stop), check_top(top)
    uniforms(seed)  # to see that it is one
    room = math.inf if draft_context_length is None else draft_context_length
    numbers = _Numbers.of(seed) if strategy.sampled else None
    return _Text(model, draft, strategy.chain, limits, num_draft_tokens, room, numbers, piece, top).rounds()


class _Stream:
    """The random numbers of one stream of a seed, by the index of the token that they belong to."""

    def __init__(self, seed: int | None, stream: int) -> None:
        self._next, self._known = uniforms(seed, stream=stream), list[float]()

    def __getitem__(self, index: int) -> float:
        while len(self._known) <= index:
            self._known.append(next(self._next))
        return self._known[index]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What draws and what accepts: the first two are those of `decode`."""

    own: _Stream
    coins: _Stream
    drafts: _Stream
    accepts: _Stream

    @classmethod
    def of(cls, seed: int | None) -> Self:
        return cls(*(_Stream(seed, stream) for stream in range(4)))


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A drafted token, drawn by `u` from what the draft model made of the text before it."""

    id: int
    u: float | None
    seen: Observation

    @property
    def q(self) -> Floats:
        return self.seen.last.all_probabilities


@dataclass(eq=False)
class _Text:
    """A text on its way. `numbers` is None where nothing is drawn, `draft_room` what the draft model can read."""

    model: LanguageModel
    draft: LanguageModel
    chain: Chain
    limits: Limits
    num_draft_tokens: int
    draft_room: float
    numbers: _Numbers | None
    piece: Piece
    top: int

    def __post_init__(self) -> None:
        self.past, self.index = Past.of_prompt(self.limits.prompt_ids, self.limits.stop_ids), 0
        self.writing, self.stopped = Writing(self.limits.stop), False
        self.told = deque[Step]()  # those whose text is certain, of rounds that have not been told

    def rounds(self) -> Generator[Round | Ending, None, None]:
        number, made = 0, deque[Round]()
        while self.index < self.limits.max_steps and not self.stopped:
            made.append(self._round(number))
            number += 1
            while made and len(made[0].steps) <= len(self.told):
                round = made.popleft()
                yield replace(round, steps=tuple(self.told.popleft() for _ in round.steps))
        reason = "stop" if self.stopped else self.limits.reason
        yield Ending(reason, self.writing.text, (), self.writing.stop_string)

    def _round(self, number: int) -> Round:
        drafts = list(self._drafts())
        ids = tuple(draft.id for draft in drafts)
        # After a token that would end the text nothing can come. All else is one pass: a row a beginning.
        ends = len(ids) - 1 if ids and ids[-1] in self.limits.stop_ids else len(ids)
        logits = self.model.next_logits([self.past.ids + ids[:end] for end in range(ends + 1)])
        told, steps = list[DraftedToken](), list[Step]()
        for draft, row in zip(drafts, logits, strict=False):  # the row of the token after the last is for the bonus
            seen = self._look(row)
            told.append(self._judge(draft, seen))
            if told[-1].fate == "rejected":
                residual, u, id = self._residual(draft, seen)
                steps.append(self._step(seen, id, None))
                dropped = map(self._dropped, drafts[len(told) :])
                return Round(number, (*told, *dropped), "residual", residual, u, tuple(steps))
            steps.append(self._step(seen, draft.id, None))
            if self.stopped:
                dropped = map(self._dropped, drafts[len(told) :])
                return Round(number, (*told, *dropped), None, None, None, tuple(steps))
        seen = self._look(logits[-1])
        u = None if self.numbers is None else self.numbers.own[self.index]
        steps.append(self._step(seen, choose(seen.last, u), u))
        return Round(number, tuple(told), "bonus", None, None, tuple(steps))

    def _drafts(self) -> Iterator[_Draft]:
        """What the draft model proposes: one token less than may still come, since the round adds one of the model's
        own."""
        past, numbers = self.past, self.numbers
        count = min(self.num_draft_tokens, self.limits.max_steps - self.index - 1)
        for index in range(self.index, self.index + count):
            if len(past.ids) > self.draft_room:
                return
            logits = np.asarray(self.draft.next_logits([past.ids]), dtype=np.float32)[0]
            seen = observe(logits, self.chain, past if numbers is None else past.tossed(numbers.coins[index]))
            u = None if numbers is None else numbers.drafts[index]
            id = choose(seen.last, u)
            yield _Draft(id, u, seen)
            if id in self.limits.stop_ids:
                return
            past = past.then(id, self._chance(seen, id))

    def _look(self, row: np.ndarray) -> Observation:
        """What the model makes of the text as far as it is there."""
        past = self.past if self.numbers is None else self.past.tossed(self.numbers.coins[self.index])
        return observe(np.asarray(row, dtype=np.float32), self.chain, past)

    def _judge(self, draft: _Draft, seen: Observation) -> DraftedToken:
        p, q = seen.last.all_probabilities, draft.q
        if self.numbers is None:
            u, acceptance = None, float(draft.id == choose(seen.last, None))
        else:
            u, acceptance = self.numbers.accepts[self.index], min(1.0, float(p[draft.id] / q[draft.id]))
        accepted = acceptance == 1 if u is None else u < acceptance
        return DraftedToken(
            draft.id,
            self.piece(draft.id),
            draft.u,
            float(q[draft.id]),
            float(p[draft.id]),
            acceptance,
            u,
            overlap_of(p, q, draft.id, self.piece, self.top),
            "accepted" if accepted else "rejected",
        )

    def _dropped(self, draft: _Draft) -> DraftedToken:
        piece, q = self.piece(draft.id), float(draft.q[draft.id])
        return DraftedToken(draft.id, piece, draft.u, q, None, None, None, None, "dropped")

    def _residual(self, draft: _Draft, seen: Observation) -> tuple[Stage | None, float | None, int]:
        """The token that comes in place of a rejected one, what drew it, and from what."""
        if self.numbers is None:
            return None, None, choose(seen.last, None)
        with np.errstate(divide="ignore"):  # log 0 is -inf, which is a token that cannot come
            left = Distribution.of(np.log(np.maximum(seen.last.all_probabilities - draft.q, 0.0)))
        u = self.numbers.own[self.index]
        return left.stage(RESIDUAL, {}, self.piece, self.top), u, choose(left, u)

    def _step(self, seen: Observation, id: int, u: float | None) -> Step:
        """The text one token longer; `u` is that of a token which it alone drew from the last stage. What the token
        adds to the text is told later, when it is certain."""
        choice = seen.choice(id, u, self.piece, speculated=self.numbers is not None and u is None)
        step, ends = Step(self.index, choice, seen.stages(self.piece, self.top), ""), id in self.limits.stop_ids
        is_last = ends or self.index == self.limits.max_steps - 1
        self.told.extend(self.writing.write(step, b"" if ends else choice.piece, is_last=is_last))
        self.stopped = ends or self.writing.stop_string is not None
        self.index += 1
        self.past = self.past.then(id, self._chance(seen, id))
        return step

    def _chance(self, seen: Observation, id: int) -> float | None:
        """What a warper that remembers may know of a token (see `Taken`)."""
        return None if self.numbers is None else seen.last.probability(id) or None


def overlap_of(p: Floats, q: Floats, drafted: int, piece: Piece, top: int) -> Overlap:
    """Two distributions (V,) side by side, with the `top` likeliest tokens of either and the one `drafted`."""
    both = np.minimum(p, q)
    shared = float(both.sum())
    residual = p - both
    left = float(residual.sum())
    if left > 0:
        residual /= left
    ids = np.unique(np.concatenate([likely_ids(p, top), likely_ids(q, top), np.array([drafted])]))
    ids = ids[np.lexsort((ids, -np.maximum(p[ids], q[ids])))]
    rows = zip(ids.tolist(), q[ids].tolist(), p[ids].tolist(), residual[ids].tolist(), strict=True)
    others = np.ones(len(p), dtype=np.bool_)
    others[ids] = False
    return Overlap(
        tuple(TwoShares(id, piece(id), *shares) for id, *shares in rows),
        len(p) - len(ids),
        float(q.sum(where=others)),
        float(p.sum(where=others)),
        float(residual.sum(where=others)),
        shared,
    )
