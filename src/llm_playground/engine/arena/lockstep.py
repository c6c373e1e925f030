"""Many runs side by side, a token each in turn: what all of them will ask a model next goes into one call of it.

A run asks the model of itself, through `decode` or `beam_search`, and knows nothing of the others. What it will ask
next is seen in what it has told: after a step, the text so far; after a step of a beam search, its live beams. So all
that is needed for a round is asked ahead in one batch, and the runs find it there. A question that nobody foresaw goes
to the model as ever, so foreseeing can make a run slower, but never change it.

It all happens in the caller's thread and in the order of the runs: the same runs give the same events, in one order.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from llm_playground.engine.generation import Run
from llm_playground.models.asked_ahead import AskedAhead, Ids
from llm_playground.records import BeamStep, Ending, RunEvent, Start, Step


def lockstep(runs: Sequence[Run], top: int = 10) -> Generator[tuple[int, RunEvent], None, None]:
    """The events of all runs, each with the number of its run; one round is a step of every run.

    Each run tells what `run.events(top)` tells, whatever runs beside it. Closing the generator cancels all of them.

    Raises: as `Run.events`, of any of them.
    """
    aheads = {id(run.model): AskedAhead(run.model) for run in runs}
    lanes = [_Lane(run, aheads[id(run.model)], top) for run in runs]
    return _rounds(lanes, list(aheads.values()))


class _Lane:
    """A run on its way. `questions` are the sequences whose logits it will ask for in the next round."""

    def __init__(self, run: Run, model: AskedAhead, top: int) -> None:
        self.model = model
        self.is_over = False
        self._events = replace(run, model=model).events(top)
        ids = run.prompt.ids
        self._steps = min(run.max_new_tokens, model.context_length - len(ids) + 1)
        self._searches = run.strategy.searches
        self.questions: list[Ids] = [ids] if self._steps else []

    def advance(self) -> Iterator[RunEvent]:
        """Its events up to the end of its next step."""
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
        self._events.close()

    def _foresee_after(self, step: Step) -> None:
        is_last = step.index + 1 == self._steps or step.id in self.model.info.stop_ids
        self.questions = [] if is_last else [(*self.questions[0], step.id)]


def _rounds(lanes: Sequence[_Lane], models: Sequence[AskedAhead]) -> Generator[tuple[int, RunEvent], None, None]:
    try:
        while any(not lane.is_over for lane in lanes):
            for model in models:
                model.ask(ids for lane in lanes if lane.model is model for ids in lane.questions)
            for number, lane in enumerate(lanes):
                if not lane.is_over:
                    for event in lane.advance():
                        yield number, event
    finally:
        for lane in lanes:
            lane.close()
