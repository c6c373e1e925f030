"""Many runs side by side, a token each in turn: what all of them will ask a model next goes into one call of it.

A run asks the model of itself, through `decode` or `beam_search`, and knows nothing of the others. What it will ask
next is seen in what it has told: after a step, the text so far; after a step of a beam search, its live beams. So all
that is needed for a round is asked ahead in one batch, and the runs find it there. A question that nobody foresaw goes
to the model as ever, so foreseeing can make a run slower, but never change it.

It all happens in the caller's thread and in the order of the runs: the same runs give the same events, in one order.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from llm_playground.engine.events import LaneFailed, OfText
from llm_playground.engine.generation import Run
from llm_playground.errors import PlaygroundError
from llm_playground.models.asked_ahead import AskedAhead, Ids
from llm_playground.records import BeamStep, Ending, RunEvent, Start, Step


def lockstep(lanes: Sequence[Sequence[Run]], top: int = 10) -> Generator[OfText | LaneFailed, None, None]:
    """The events of all runs, each with its lane and its number there; one round is a step of every run.

    Each run tells what `run.events(top)` tells, whatever runs beside it. Where one raises an error of ours its lane has
    failed: the other runs of the lane end as well, and those of other lanes go on. Closing the generator cancels all.
    """
    aheads = {id(run.model): AskedAhead(run.model) for runs in lanes for run in runs}
    texts = [
        _Text(lane, repeat, run, aheads[id(run.model)], top)
        for lane, runs in enumerate(lanes)
        for repeat, run in enumerate(runs)
    ]
    try:
        while texts := [text for text in texts if not text.is_over]:
            for model in aheads.values():
                # Whose question the model does not take hears of it when that run asks it.
                with suppress(PlaygroundError):
                    model.ask(ids for text in texts if text.model is model for ids in text.questions)
            for text in texts:
                yield from _advanced(text, texts)
    finally:
        for text in texts:
            text.close()


def _advanced(text: _Text, all_texts: Sequence[_Text]) -> Iterator[OfText | LaneFailed]:
    """A text one step further; if it cannot go on, its lane ends."""
    if text.is_over:  # since this round began, with another text of its lane
        return
    try:
        for event in text.advance():
            yield OfText(text.lane, text.repeat, event)
    except PlaygroundError as error:
        for other in all_texts:
            if other.lane == text.lane:
                other.close()
        yield LaneFailed(text.lane, str(error), error.code)


class _Text:
    """A run on its way. `questions` are the sequences whose logits it will ask for in the next round."""

    def __init__(self, lane: int, repeat: int, run: Run, model: AskedAhead, top: int) -> None:
        self.lane, self.repeat, self.model = lane, repeat, model
        self.is_over = False
        self._events = replace(run, model=model).events(top)
        ids = run.prompt.ids
        self._steps = min(run.max_new_tokens, model.context_length - len(ids) + 1)
        self._searches = run.strategy.searches
        self.questions: list[Ids] = [ids] if self._steps else []

    def advance(self) -> Iterator[RunEvent]:
        """Its events up to the end of its next step. Raises: as `Run.events`."""
        for event in self._events:
            match event:
                case Step() if not self._searches:
                    self._foresee_after(event)
                case BeamStep():
                    self.questions = [(*self.questions[beam.parent], beam.choice.id) for beam in event.live]
                case Step() | Ending():
                    self.questions = []
            self.is_over = isinstance(event, Ending)
            yield event
            if not isinstance(event, Start):
                return

    def close(self) -> None:
        self.is_over = True
        self._events.close()

    def _foresee_after(self, step: Step) -> None:
        is_last = step.index + 1 == self._steps or step.id in self.model.info.stop_ids
        self.questions = [] if is_last else [(*self.questions[0], step.id)]
