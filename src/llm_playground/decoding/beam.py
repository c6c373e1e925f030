"""Beam search: follow the `num_beams` most likely texts side by side, and take the best one that finishes.

The rules are those of transformers 5.23's `_beam_search`, id for id. In short, for n beams and e stop ids:

1. A beam's log-probability is the sum over its generated tokens. Every live beam is continued by every token.
2. The best max(2, 1 + e) * n continuations are candidates: enough that n of them do not end here.
3. Candidates that end (a stop id, or the length limit) are finished, but only those among the n best.
4. The n best candidates that do not end live on.
5. The n best finished beams are kept, by score = log-probability / length ** length_penalty, where the
   length counts the stop token, but not the prompt.

Ties go to the lower flat index (beam, token). Nothing is drawn. One beam is greedy, token for token.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass

import numpy as np

from llm_playground.decoding.beam_texts import Candidate, Link, conclude
from llm_playground.decoding.chain import Chain
from llm_playground.decoding.distribution import AnyFloats, Piece, log_softmax, top_ids
from llm_playground.decoding.observation import Observation, observe
from llm_playground.decoding.parameters import EarlyStopping
from llm_playground.decoding.past import Past
from llm_playground.decoding.seam import LanguageModel, Limits, check_limits, check_top
from llm_playground.decoding.strategies import BeamParameters, check_beams
from llm_playground.decoding.warpers import Logits
from llm_playground.records import BeamStep, Ending, Step


def beam_search(
    model: LanguageModel,
    prompt_ids: Sequence[int],
    max_new_tokens: int,
    *,
    num_beams: int = 4,
    length_penalty: float = 1.0,
    early_stopping: EarlyStopping = False,
    chain: Chain = (),
    stop_ids: Collection[int] = frozenset(),
    context_length: int | None = None,
    piece: Piece,
    top: int = 10,
) -> Generator[BeamStep | Step | Ending, None, None]:
    """Continues `prompt_ids` by beam search: a `BeamStep` a token, then the winner's `Step`s and the `Ending`.

    The model is asked once a step, for all live beams together. With more than one beam, `chain` warps
    log-probabilities instead of logits, as in transformers.

    Raises:
        InvalidValue: an illegal argument, at this call already. While it runs: logits that are no
            distribution (NaN).
    """
    limits = check_limits(prompt_ids, stop_ids, max_new_tokens, context_length)
    options = check_beams(num_beams=num_beams, length_penalty=length_penalty, early_stopping=early_stopping)
    return _Search(model, limits, options, chain, piece, check_top(top)).run()


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """One search: what does not change while it runs."""

    model: LanguageModel
    limits: Limits
    options: BeamParameters
    chain: Chain
    piece: Piece
    top: int

    def run(self) -> Generator[BeamStep | Step | Ending, None, None]:
        limits, width = self.limits, self.options["num_beams"]
        live = [Candidate(limits.prompt_ids)]
        finished: list[Candidate] = []
        for index in range(limits.max_steps):
            candidates = self._candidates(live, length=index + 1)
            at_limit = index == limits.max_steps - 1
            # Only the best `width` candidates may finish; the others are there to take over their places.
            ended = [text for text in candidates[:width] if at_limit or self._stops(text)]
            live = [] if at_limit else [text for text in candidates if not self._stops(text)][:width]
            # sorted is stable: of two equal scores, the beam that finished earlier comes first.
            finished = sorted(finished + ended, key=lambda text: -text.score)[:width]
            yield BeamStep(index, tuple(text.beam() for text in live), tuple(text.beam() for text in ended))
            if self._is_over(live, finished, length=index + 1):
                break
        yield from conclude(finished, limits)

    def _candidates(self, live: Sequence[Candidate], length: int) -> list[Candidate]:
        """The best continuations of all live beams, best first; the model is asked once for all of them."""
        rows = np.asarray(self.model.next_logits([text.ids for text in live]), dtype=np.float32)  # (live, V)
        looks = [self._look(row, text.ids) for row, text in zip(rows, live, strict=True)]
        # (live, V) -> (live * V,): sums in float64, so that a long text does not lose the small differences.
        stages = [seen.stages(self.piece, self.top) for seen, _ in looks]
        totals = np.concatenate([text.logprob + logprobs for text, (_, logprobs) in zip(live, looks, strict=True)])
        best = top_ids(totals, max(2, 1 + len(self.limits.stop_ids)) * self.options["num_beams"])
        candidates = []
        for place in best[np.isfinite(totals[best])].tolist():  # -inf is a token that cannot come
            parent, id = divmod(place, rows.shape[1])
            text, seen = live[parent], looks[parent][0]
            link = Link(text.link, seen.choice(id, None, self.piece), stages[parent])
            logprob = float(totals[place])
            score = self._score(logprob, length)
            candidates.append(Candidate((*text.ids, id), link, parent, logprob, score))
        return candidates

    def _look(self, logits: Logits, ids: tuple[int, ...]) -> tuple[Observation, AnyFloats]:
        """What is seen after `ids`, and the log-probability (V,) that each token adds to the beam."""
        past = Past(ids, len(self.limits.prompt_ids), self.limits.stop_ids)
        if self.options["num_beams"] == 1 or not self.chain:
            seen = observe(logits, self.chain, past)
            return seen, log_softmax(seen.last.logits)
        # With several beams transformers warps log-probabilities, not logits, and does not normalise them
        # again. For a repetition penalty this matters: no log-probability is above 0, so all are multiplied.
        logprobs = log_softmax(logits).astype(np.float32)
        seen = observe(logits, self.chain, past, start=logprobs)
        return seen, seen.last.logits.astype(np.float64)

    def _stops(self, text: Candidate) -> bool:
        return text.ids[-1] in self.limits.stop_ids

    def _score(self, logprob: float, length: int) -> float:
        return logprob / float(length ** self.options["length_penalty"])

    def _is_over(self, live: Sequence[Candidate], finished: Sequence[Candidate], length: int) -> bool:
        """Whether no live beam can, or is likely to, beat the worst finished one."""
        width, early_stopping = self.options["num_beams"], self.options["early_stopping"]
        if not live:
            return True
        if len(finished) < width:
            return False
        # One beam is greedy search, which ends with its first stop token.
        if early_stopping is True or width == 1:
            return True
        # A positive length penalty lets a score rise as a text grows. "never" counts with the longest text
        # possible; False only with the length so far, so it may stop a little too early.
        if early_stopping == "never" and self.options["length_penalty"] > 0:
            length = self.limits.max_steps
        return self._score(live[0].logprob, length) <= finished[-1].score
