"""Beam search: follow the `num_beams` most likely texts side by side, and take the best one that finishes.

The rules are those of transformers 5.23's `_beam_search`, id for id. In short, for n beams and e stop ids:

1. A beam's log-probability is the sum over its generated tokens. Every live beam is continued by every token.
2. The best max(2, 1 + e) * n continuations are candidates: enough that n of them do not end here.
3. Candidates that end (a stop id, a stop string, the length limit) are finished, but only those among the n best.
4. The n best candidates that do not end live on.
5. The n best finished beams are kept, by score = log-probability / length ** length_penalty, where the
   length counts the stop token, but not the prompt.

Ties go to the lower flat index (beam, token). Nothing is drawn. One beam is greedy, token for token.

Diverse beam search (Vijayakumar et al. 2016) splits the beams into groups, each a search of its own by the rules above.
In every step the groups take turns, and each token that the groups before chose in this step costs the later ones the
diversity penalty, once for every beam that chose it; this counts in the sums.

Beam sampling draws the candidates of 2 in place of taking the best: one after the other, without replacement, from the
softmax of the sums of all continuations. Of 3 it is then the n drawn first that may finish; of 4 still the best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain as chain_of

import numpy as np

from llm_playground.decoding.asking import Question, Turns, answered
from llm_playground.decoding.beam_texts import Candidate, Link, conclude, ends_with
from llm_playground.decoding.chain import Chain
from llm_playground.decoding.choosers import draw_without_replacement, uniforms
from llm_playground.decoding.distribution import AnyFloats, Distribution, Piece, top_ids
from llm_playground.decoding.observation import Observation, observe_from
from llm_playground.decoding.parameters import EarlyStopping
from llm_playground.decoding.past import Past
from llm_playground.decoding.seam import LanguageModel, Limits, check_limits, check_top
from llm_playground.decoding.strategies import BeamParameters, check_beams
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
    num_beam_groups: int = 1,
    diversity_penalty: float = 0.0,
    sampled: bool = False,
    seed: int | None = None,
    chain: Chain = (),
    stop_ids: Collection[int] = frozenset(),
    stop: str | Sequence[str] = (),
    context_length: int | None = None,
    piece: Piece,
    top: int = 10,
) -> Generator[BeamStep | Step | Ending, None, None]:
    """Continues `prompt_ids` by beam search: a `BeamStep` a token, then the winner's `Step`s and the `Ending`.

    If `sampled`, its candidates are drawn (beam sampling), with the random numbers of `seed`.

    The model is asked once a step, for all live beams together. With more than one beam, `chain` warps
    log-probabilities instead of logits, as in transformers. A beam ends with a token of `stop_ids`, and with the one
    that completes a string of `stop` in its text.

    Raises:
        InvalidValue: an illegal argument, at this call already. While it runs: logits that are no
            distribution (NaN).
    """
    search = begin_search(
        prompt_ids,
        max_new_tokens,
        num_beams=num_beams,
        length_penalty=length_penalty,
        early_stopping=early_stopping,
        num_beam_groups=num_beam_groups,
        diversity_penalty=diversity_penalty,
        sampled=sampled,
        seed=seed,
        chain=chain,
        stop_ids=stop_ids,
        stop=stop,
        context_length=context_length,
        piece=piece,
        top=top,
    )
    return answered(search_turns(search), model)


def begin_search(
    prompt_ids: Sequence[int],
    max_new_tokens: int,
    *,
    num_beams: int = 4,
    length_penalty: float = 1.0,
    early_stopping: EarlyStopping = False,
    num_beam_groups: int = 1,
    diversity_penalty: float = 0.0,
    sampled: bool = False,
    seed: int | None = None,
    chain: Chain = (),
    stop_ids: Collection[int] = frozenset(),
    stop: object = (),
    context_length: int | None = None,
    piece: Piece,
    top: int = 10,
) -> Search:
    """A search to be run. Arguments and errors: as of `beam_search`."""
    limits = check_limits(prompt_ids, stop_ids, max_new_tokens, context_length, stop)
    options = check_beams(
        num_beams=num_beams,
        length_penalty=length_penalty,
        early_stopping=early_stopping,
        num_beam_groups=num_beam_groups,
        diversity_penalty=diversity_penalty,
    )
    uniforms(seed)  # to see that it is one
    return Search(limits, options, chain, piece, check_top(top), sampled, seed)


def search_turns(search: Search) -> Turns[BeamStep | Step | Ending]:
    """What `beam_search` yields, and before each step the question to the model."""
    finished: dict[int, list[Candidate]] = {}
    rounds = search.rounds()
    turn = next(rounds, None)
    while turn is not None:
        if isinstance(turn, Question):
            turn = rounds.send((yield turn))
        else:
            finished |= {at.group: at.finished for at in turn}
            yield step_of(turn)
            turn = next(rounds, None)
    yield from conclude(best_of(finished.values()), search.limits)


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """All that was decided in one step of a group (of the whole search, if it has but one). Lists have the best first.

    Of the `candidates` some are `live` after it, some `ended` with it. `finished` are the best that ended so far,
    `others_count` the possible continuations that were no candidates. `over` says why the group ends here, if it does.
    """

    index: int
    group: int
    candidates: list[Candidate]
    live: list[Candidate]
    ended: list[Candidate]
    finished: list[Candidate]
    others_count: int
    over: Over | None


def going_on(rounds: Sequence[Round]) -> Sequence[Round]:
    """The groups whose live texts the next step continues; at the end of the search all of this step."""
    return [at for at in rounds if not at.over] or rounds


def step_of(rounds: Sequence[Round]) -> BeamStep:
    """The record of those that go on and those that ended in this step, group after group."""
    live = tuple(text.beam() for at in going_on(rounds) for text in at.live)
    return BeamStep(rounds[0].index, live, tuple(text.beam() for at in rounds for text in at.ended))


def best_of(finished: Iterable[Sequence[Candidate]]) -> list[Candidate]:
    """The finished texts of all groups, best first."""
    return sorted(chain_of.from_iterable(finished), key=lambda text: -text.score)


def _tokens_of(rounds: Iterable[Round]) -> Counter[int]:
    """How many beams of these groups chose each token in this step."""
    return Counter(text.ids[-1] for at in rounds for text in at.live or at.ended)


@dataclass(slots=True, eq=False)
class _Group:
    """Beams that compete with each other."""

    number: int
    live: list[Candidate]
    finished: list[Candidate]
    over: Over | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """One search: what does not change while it runs."""

    limits: Limits
    options: BeamParameters
    chain: Chain
    piece: Piece
    top: int
    sampled: bool = False
    seed: int | None = None

    def rounds(self) -> Turns[tuple[Round, ...]]:
        """The search itself, step by step: a round for each group that is not over. None if no token is allowed. All
        live texts are asked for together."""
        groups = [_Group(n, [Candidate(self.limits.prompt_ids)], []) for n in range(self.options["num_beam_groups"])]
        draws, coins = uniforms(self.seed), uniforms(self.seed, stream=1)
        for index in range(self.limits.max_steps):
            running = [group for group in groups if not group.over]
            asked = tuple(dict.fromkeys(text.ids for group in running for text in group.live))
            answer = yield Question(asked)
            known = dict(zip(asked, answer, strict=True))
            coin = next(coins) if self.sampled else 0.0
            rounds: list[Round] = []
            before = 0  # live texts of the groups before
            for group in running:
                taken, live = _tokens_of(rounds), group.live
                looks = [self.look(known[text.ids], self.past(text, coin), taken) for text in live]
                candidates, others = self._candidates(live, looks, index + 1, draws)
                placed = [self._placed(text, before if index else 0, taken) for text in candidates]
                rounds.append(self._decide(group, placed, others, index))
                before += len(live)
            yield tuple(rounds)
            if all(group.over for group in groups):
                return

    def _placed(self, text: Candidate, before: int, taken: Counter[int]) -> Candidate:
        """A candidate of a group as one of the whole search."""
        penalty = taken[text.ids[-1]] * self.options["diversity_penalty"]
        return replace(text, parent=text.parent + before, penalty=penalty)

    def _decide(self, group: _Group, candidates: list[Candidate], others: int, index: int) -> Round:
        """Which candidates of a group live on and which end."""
        width = self.width
        at_limit = index == self.limits.max_steps - 1
        # Only the best `width` candidates may finish; the others are there to take over their places.
        ended = [text for text in candidates[:width] if at_limit or self.stops(text)]
        following = [] if at_limit else [text for text in candidates if not self.stops(text)]
        live = sorted(following, key=lambda text: -text.logprob)[:width]
        # sorted is stable: of two equal scores, the beam that finished earlier comes first.
        group.finished = sorted(group.finished + ended, key=lambda text: -text.score)[:width]
        group.over = "limit" if at_limit else self._over(live, group.finished, length=index + 1)
        group.live = [] if group.over else live
        return Round(index, group.number, candidates, live, ended, group.finished, others, group.over)

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
        return candidates, int(np.count_nonzero(totals > -np.inf)) - len(candidates)

    def _chosen(self, totals: AnyFloats, draws: Iterator[float]) -> Iterator[tuple[int, Draw | None]]:
        """The places of the candidates among all sums (live * V,)."""
        count = max(2, 1 + len(self.limits.stop_ids)) * self.width
        if self.sampled:
            for place, u, chance in draw_without_replacement(totals, count, draws):
                yield place, Draw(u, chance)
        else:
            best = top_ids(totals, count)
            yield from ((place, None) for place in best[np.isfinite(totals[best])].tolist())  # -inf cannot come

    def look(self, own: Distribution, past: Past, taken: Counter[int] | None = None) -> tuple[Observation, AnyFloats]:
        """What is seen after a text, and the log-probability (V,) that each token adds to the beam.

        `taken` counts the beams of the groups before that chose a token in this step: it costs so many penalties.
        """
        logprobs = own.all_logprobs
        for id, times in (taken or {}).items():
            logprobs[id] -= times * self.options["diversity_penalty"]
        if self.options["num_beams"] == 1 and self.chain:
            seen = observe_from(own, self.chain, past)
            return seen, seen.last.all_logprobs
        if not self.chain:
            return observe_from(own, (), past), logprobs
        # With several beams transformers warps log-probabilities, not logits, and does not normalise them
        # again. For a repetition penalty this matters: no log-probability is above 0, so all are multiplied.
        seen = observe_from(own, self.chain, past, start=logprobs.astype(np.float32))
        return seen, seen.last.all_logits.astype(np.float64)

    def past(self, text: Candidate, coin: float = 0.0) -> Past:
        """What the warpers may look back on after `text`."""
        chances = text.chances if self.sampled else ()
        return Past(text.ids, len(self.limits.prompt_ids), self.limits.stop_ids, chances, coin)

    @property
    def width(self) -> int:
        """How many texts of a group live side by side."""
        return self.options["num_beams"] // self.options["num_beam_groups"]

    def stops(self, text: Candidate) -> bool:
        """Whether its last token ends it."""
        return text.ids[-1] in self.limits.stop_ids or ends_with(text, self.limits.stop)

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
