"""Beam search: follow the `num_beams` most likely texts side by side, and take the best one that finishes.

The rules are those of transformers 5.23's `_beam_search`, id for id. In short, for n beams and e stop ids:

1. A beam's log-probability is the sum over its generated tokens. Every live beam is continued by every token.
2. The best max(2, 1 + e) * n continuations are candidates: enough that n of them do not end here.
3. Candidates that end (a stop id, or the length limit) are finished, but only those among the n best.
4. The n best candidates that do not end live on.
5. The n best finished beams are kept, by score = log-probability / length ** length_penalty, where the
   length counts the stop token, but not the prompt.

Ties go to the lower flat index (beam, token). Nothing is drawn. One beam is greedy, token for token.

Beam sampling draws the candidates of 2 in place of taking the best: one after the other, without replacement, from the
softmax of the sums of all continuations. Of 3 it is then the n drawn first that may finish; of 4 still the best.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from llm_playground.decoding.beam_texts import Candidate, Link, conclude
from llm_playground.decoding.chain import Chain
from llm_playground.decoding.choosers import draw_without_replacement, uniforms
from llm_playground.decoding.distribution import AnyFloats, Piece, log_softmax, top_ids
from llm_playground.decoding.observation import Observation, observe
from llm_playground.decoding.parameters import EarlyStopping
from llm_playground.decoding.past import Past
from llm_playground.decoding.seam import LanguageModel, Limits, check_limits, check_top
from llm_playground.decoding.strategies import BeamParameters, check_beams
from llm_playground.decoding.warpers import Logits
from llm_playground.records import BeamStep, Ending, Step
from llm_playground.records.beam_tree import Draw, Over


def beam_search(
    model: LanguageModel,
    prompt_ids: Sequence[int],
    max_new_tokens: int,
    *,
    num_beams: int = 4,
    length_penalty: float = 1.0,
    early_stopping: EarlyStopping = False,
    sampled: bool = False,
    seed: int | None = None,
    chain: Chain = (),
    stop_ids: Collection[int] = frozenset(),
    context_length: int | None = None,
    piece: Piece,
    top: int = 10,
) -> Generator[BeamStep | Step | Ending, None, None]:
    """Continues `prompt_ids` by beam search: a `BeamStep` a token, then the winner's `Step`s and the `Ending`.

    If `sampled`, its candidates are drawn (beam sampling), with the random numbers of `seed`.

    The model is asked once a step, for all live beams together. With more than one beam, `chain` warps
    log-probabilities instead of logits, as in transformers.

    Raises:
        InvalidValue: an illegal argument, at this call already. While it runs: logits that are no
            distribution (NaN).
    """
    limits = check_limits(prompt_ids, stop_ids, max_new_tokens, context_length)
    options = check_beams(num_beams=num_beams, length_penalty=length_penalty, early_stopping=early_stopping)
    uniforms(seed)  # to see that it is one
    return _told(Search(model, limits, options, chain, piece, check_top(top), sampled, seed))


def _told(search: Search) -> Generator[BeamStep | Step | Ending, None, None]:
    finished: list[Candidate] = []
    for at in search.rounds():
        finished = at.finished
        yield at.step
    yield from conclude(finished, search.limits)


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """All that was decided in one step of a search. Lists have the best first.

    Of the `candidates` some are `live` after it, some `ended` with it. `finished` are the best that ended so far,
    `others_count` the possible continuations that were no candidates. `over` says why the search ends here, if it does.
    """

    index: int
    candidates: list[Candidate]
    live: list[Candidate]
    ended: list[Candidate]
    finished: list[Candidate]
    others_count: int
    over: Over | None

    @property
    def step(self) -> BeamStep:
        """The record of those that go on and those that ended."""
        return BeamStep(self.index, tuple(text.beam() for text in self.live), tuple(text.beam() for text in self.ended))


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """One search: what does not change while it runs."""

    model: LanguageModel
    limits: Limits
    options: BeamParameters
    chain: Chain
    piece: Piece
    top: int
    sampled: bool = False
    seed: int | None = None

    def rounds(self) -> Iterator[Round]:
        """The search itself, step by step; none if no token is allowed."""
        width = self.width
        live = [Candidate(self.limits.prompt_ids)]
        finished: list[Candidate] = []
        draws, coins = uniforms(self.seed), uniforms(self.seed, stream=1)
        for index in range(self.limits.max_steps):
            looks = self._looks(live, next(coins) if self.sampled else 0.0)
            candidates, others = self._candidates(live, looks, index + 1, draws)
            at_limit = index == self.limits.max_steps - 1
            # Only the best `width` candidates may finish; the others are there to take over their places.
            ended = [text for text in candidates[:width] if at_limit or self.stops(text)]
            going_on = [] if at_limit else [text for text in candidates if not self.stops(text)]
            live = sorted(going_on, key=lambda text: -text.logprob)[:width]
            # sorted is stable: of two equal scores, the beam that finished earlier comes first.
            finished = sorted(finished + ended, key=lambda text: -text.score)[:width]
            over: Over | None = "limit" if at_limit else self._over(live, finished, length=index + 1)
            yield Round(index, candidates, live, ended, finished, others, over)
            if over:
                return

    def _looks(self, live: Sequence[Candidate], coin: float) -> list[tuple[Observation, AnyFloats]]:
        """What is seen after each live beam; the model is asked once for all of them."""
        rows = np.asarray(self.model.next_logits([text.ids for text in live]), dtype=np.float32)  # (live, V)
        return [self.look(row, self.past(text, coin)) for row, text in zip(rows, live, strict=True)]

    def _candidates(
        self,
        live: Sequence[Candidate],
        looks: Sequence[tuple[Observation, AnyFloats]],
        length: int,
        draws: Iterator[float],
    ) -> tuple[list[Candidate], int]:
        """The best continuations of all live beams, best first, or those drawn; and how many more are possible."""
        # (live, V) -> (live * V,): sums in float64, so that a long text does not lose the small differences.
        stages = [seen.stages(self.piece, self.top) for seen, _ in looks]
        totals = np.concatenate([text.logprob + logprobs for text, (_, logprobs) in zip(live, looks, strict=True)])
        candidates = []
        for place, draw in self._chosen(totals, draws):
            parent, id = divmod(place, len(looks[0][1]))
            text, (seen, logprobs) = live[parent], looks[parent]
            link = Link(text.link, seen.choice(id, None, self.piece), stages[parent])
            logprob = float(totals[place])
            score = logprob / self.divisor(length)
            candidates.append(Candidate((*text.ids, id), link, parent, float(logprobs[id]), logprob, score, draw))
        return candidates, int(np.isfinite(totals).sum()) - len(candidates)

    def _chosen(self, totals: AnyFloats, draws: Iterator[float]) -> Iterator[tuple[int, Draw | None]]:
        """The places of the candidates among all sums (live * V,)."""
        count = max(2, 1 + len(self.limits.stop_ids)) * self.width
        if self.sampled:
            for place, u, chance in draw_without_replacement(totals, count, draws):
                yield place, Draw(u, chance)
        else:
            best = top_ids(totals, count)
            yield from ((place, None) for place in best[np.isfinite(totals[best])].tolist())  # -inf cannot come

    def look(self, logits: Logits, past: Past) -> tuple[Observation, AnyFloats]:
        """What is seen after a text, and the log-probability (V,) that each token adds to the beam."""
        if self.width == 1 or not self.chain:
            seen = observe(logits, self.chain, past)
            return seen, log_softmax(seen.last.logits)
        # With several beams transformers warps log-probabilities, not logits, and does not normalise them
        # again. For a repetition penalty this matters: no log-probability is above 0, so all are multiplied.
        logprobs = log_softmax(logits).astype(np.float32)
        seen = observe(logits, self.chain, past, start=logprobs)
        return seen, seen.last.logits.astype(np.float64)

    def past(self, text: Candidate, coin: float = 0.0) -> Past:
        """What the warpers may look back on after `text`."""
        chances = text.chances if self.sampled else ()
        return Past(text.ids, len(self.limits.prompt_ids), self.limits.stop_ids, chances, coin)

    @property
    def width(self) -> int:
        """How many texts live side by side."""
        return self.options["num_beams"]

    def stops(self, text: Candidate) -> bool:
        """Whether its last token ends it."""
        return text.ids[-1] in self.limits.stop_ids

    def divisor(self, length: int) -> float:
        """By what the log-probability of a text of so many tokens is divided, to give its score."""
        return float(length ** self.options["length_penalty"])

    def _over(self, live: Sequence[Candidate], finished: Sequence[Candidate], length: int) -> Over | None:
        """Why the search ends here: no live beam can, or is likely to, beat the worst finished one."""
        width, early_stopping = self.width, self.options["early_stopping"]
        if not live:
            return "nothing_live"
        if len(finished) < width:
            return None
        # One beam is greedy search, which ends with its first stop token.
        if early_stopping is True or width == 1:
            return "enough_finished"
        # A positive length penalty lets a score rise as a text grows. "never" counts with the longest text
        # possible; False only with the length so far, so it may stop a little too early.
        if early_stopping == "never" and self.options["length_penalty"] > 0:
            length = self.limits.max_steps
        return "no_gain" if live[0].logprob / self.divisor(length) <= finished[-1].score else None
