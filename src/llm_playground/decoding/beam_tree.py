"""The record of a whole beam search, with all that it gave up and why, and greedy decoding beside it."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence

from llm_playground.decoding.asking import Question, answered, ask
from llm_playground.decoding.beam import Round, Search, best_of, going_on, step_of
from llm_playground.decoding.beam_texts import Candidate, Link, conclude, hypothesis_of
from llm_playground.decoding.chain import Chain
from llm_playground.decoding.choosers import choose
from llm_playground.decoding.distribution import Piece
from llm_playground.decoding.observation import observe_from
from llm_playground.decoding.seam import LanguageModel, check_limits
from llm_playground.decoding.strategies import BeamParameters
from llm_playground.errors import InvalidValue
from llm_playground.records import RunEvent, Start
from llm_playground.records.beam_tree import (
    BeamNode,
    BeamTree,
    BeamTreeStep,
    Fate,
    GreedyPath,
    Over,
    Pruning,
    PruningReason,
)


def grow_beam_tree(
    model: LanguageModel,
    start: Start,
    options: BeamParameters,
    *,
    sampled: bool = False,
    chain: Chain = (),
    stop_ids: Collection[int] = frozenset(),
    stop: str | Sequence[str] = (),
    context_length: int | None = None,
    piece: Piece,
) -> Generator[RunEvent | BeamTree, None, None]:
    """`beam_search` for `start`, of which everything is kept: `start` itself, what `beam_search` yields (the stages of
    its steps list no tokens), then the tree.

    Raises:
        InvalidValue: as `beam_search`, and where no new token is allowed.
    """
    limits = check_limits(start.prompt.ids, stop_ids, start.max_new_tokens, context_length, stop)
    search = Search(limits, options, chain, piece, 0, sampled, start.seed)
    if search.limits.max_steps == 0:
        raise InvalidValue(
            "max_new_tokens is 0; a beam search without a step has no tree. Give at least 1.", field="max_new_tokens"
        )
    return _growing(model, search, start)


def _growing(model: LanguageModel, search: Search, start: Start) -> Generator[RunEvent | BeamTree, None, None]:
    yield start
    nodes = _Nodes(search)
    for rounds in answered(search.rounds(), model):
        nodes.add(rounds)
        yield step_of(rounds)
        if nodes.over:
            finished = best_of(nodes.finished.values())
            yield from conclude(finished, search.limits)
            hypotheses = tuple(hypothesis_of(text, search.limits) for text in finished)
            tree = nodes.records(), tuple(nodes.steps), hypotheses, nodes.of(finished)
            yield BeamTree(start, *tree, _greedy_path(model, search, nodes), nodes.over)


def _greedy_path(model: LanguageModel, search: Search, nodes: _Nodes) -> GreedyPath:
    texts = list(_greedy_texts(model, search))
    choices = tuple(text.choice for text in texts)
    return GreedyPath(
        choices,
        tuple(text.token_logprob for text in texts),
        hypothesis_of(texts[-1], search.limits),
        search.divisor(len(texts)),
        nodes.along([choice.id for choice in choices]),
    )


def _greedy_texts(model: LanguageModel, search: Search) -> Iterator[Candidate]:
    """The text that `decode` makes by "greedy", growing; each token adds what it would have added in the search."""
    text = Candidate(search.limits.prompt_ids)
    for length in range(1, search.limits.max_steps + 1):
        (own,) = ask(model, Question((text.ids,)))
        past = search.past(text)
        seen = observe_from(own, search.chain, past)
        id = choose(seen.last, None)
        # Of several beams the search warps log-probabilities, greedy decoding the logits; hence the second look.
        added = float(search.look(own, past)[1][id])
        link = Link(text.link, seen.choice(id, None, search.piece), ())
        logprob = text.logprob + added
        text = Candidate((*text.ids, id), link, 0, added, logprob, logprob / search.divisor(length))
        yield text
        if search.stops(text):
            return


class _Nodes:
    """The nodes of a tree that grows, step by step."""

    def __init__(self, search: Search) -> None:
        self.steps: list[BeamTreeStep] = []
        self.finished: dict[int, list[Candidate]] = {}  # of each group the best so far, best first
        self.over: Over | None = None
        self._search = search
        self._numbers: dict[Candidate, int] = {}  # by identity: two texts may have equal ids and sums
        self._places: list[tuple[Round, int | None, int]] = []  # of each node its round, its parent, its place there
        self._fates: dict[int, Fate] = {}
        self._prunings: dict[int, Pruning] = {}
        self._live: tuple[int, ...] = ()

    def add(self, rounds: Sequence[Round]) -> None:
        """The candidates of a step, and what it means for them and for those before them."""
        for at in rounds:
            self._add(at)
        index, length = rounds[0].index, rounds[0].index + 1
        live = self.of([text for at in going_on(rounds) for text in at.live])
        candidates = self.of([text for at in rounds for text in at.candidates])
        finished = self.of(best_of(self.finished.values()))
        others = sum(at.others_count for at in rounds)
        self.steps.append(BeamTreeStep(index, length, self._search.divisor(length), candidates, live, finished, others))
        self._live = live
        self.over = rounds[-1].over if all(at.over for at in rounds) else None

    def _add(self, at: Round) -> None:
        """The candidates of a group."""
        for place, text in enumerate(at.candidates, start=1):
            self._numbers[text] = len(self._places)
            self._places.append((at, self._live[text.parent] if self._live else None, place))
        live, ended, finished = self.of(at.live), self.of(at.ended), self.of(at.finished)
        before = self.of(self.finished.get(at.group, []))
        self._fates.update(dict.fromkeys(live, "live"))
        self._fates.update(dict.fromkeys(ended, "finished"))
        self._prune_candidates(at, live or ended)
        followed = {self._places[node][1] for node in (*live, *ended)}
        lived = {node for node in self._live if self._places[node][0].group == at.group}
        self._prune(at, "no_continuation", lived - followed, live or ended)
        self._prune(at, "outscored", {*before, *ended} - set(finished), finished)
        if at.over:
            self._prune(at, "search_over", live, finished)
        self.finished[at.group] = at.finished

    def of(self, texts: Sequence[Candidate]) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(self._numbers[text] for text in texts)

    def along(self, ids: Sequence[int]) -> tuple[int, ...]:
        """The nodes of these tokens after the prompt, as far as they are in the tree."""
        below: dict[tuple[int | None, int], int] = {}
        for text, number in self._numbers.items():  # of several groups the first
            below.setdefault((self._places[number][1], text.choice.id), number)
        found: list[int] = []
        for id in ids:
            node = below.get((found[-1] if found else None, id))
            if node is None:
                break
            found.append(node)
        return tuple(found)

    def records(self) -> tuple[BeamNode, ...]:
        """All nodes, as they are at the end of the search."""
        return tuple(self._record(text, node) for text, node in self._numbers.items())

    def _record(self, text: Candidate, node: int) -> BeamNode:
        at, parent, place = self._places[node]
        fate, pruning = self._fates.get(node, "pruned"), self._prunings.get(node)
        sums = text.token_logprob, text.penalty, text.logprob, text.score
        return BeamNode(at.index, at.group, parent, text.choice, *sums, place, text.draw, fate, pruning)

    def _prune_candidates(self, at: Round, kept: tuple[int, ...]) -> None:
        """Those that neither live on nor end."""
        best = self.of(at.candidates[: self._search.width])
        for text in at.candidates:
            if (node := self._numbers[text]) not in self._fates:
                if self._may_not_end(text, at):
                    self._prune(at, "no_place_to_end", [node], best)
                else:
                    self._prune(at, "outranked", [node], kept)

    def _may_not_end(self, text: Candidate, at: Round) -> bool:
        """Whether it would end, but is not among the first. At the last step all end: then the best do, or those drawn
        first."""
        return self._search.sampled if at.over == "limit" else self._search.stops(text)

    def _prune(self, at: Round, reason: PruningReason, nodes: Collection[int], by: tuple[int, ...]) -> None:
        self._prunings |= dict.fromkeys(nodes, Pruning(at.index, reason, by))
