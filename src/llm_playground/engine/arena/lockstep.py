"""Many runs side by side, a token each in turn: what all of them ask a model goes into one call of it.

A run knows nothing of the others: it goes on until it asks something of its model (`decoding.asking`), and waits. Once
all of them wait, each model answers all that is asked of it together, every sequence once, and the runs go on.

It all happens in the caller's thread and in the order of the runs: the same runs give the same events, in one order.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress

from llm_playground.engine.arena.together import Loop, answer_all
from llm_playground.engine.events import LaneFailed, OfText
from llm_playground.engine.generation import Run
from llm_playground.errors import PlaygroundError
from llm_playground.records import RunEvent


def lockstep(lanes: Sequence[Sequence[Run]], top: int = 10) -> Generator[OfText | LaneFailed, None, None]:
    """The events of all runs, each with its lane and its number there; one round is a token of every run.

    Each run tells what `run.events(top)` tells, whatever runs beside it. Where one raises an error of ours its lane has
    failed: the other runs of the lane end as well, and those of other lanes go on. Closing the generator cancels all.
    """
    texts = [_Text(lane, repeat, run, top) for lane, runs in enumerate(lanes) for repeat, run in enumerate(runs)]
    models = {id(text.model): text.model for text in texts}
    try:
        while texts := [text for text in texts if not text.is_over]:
            for model in models.values():
                # Nobody can say whose question the model does not take. It hears of it when it asks for itself.
                with suppress(PlaygroundError):
                    answer_all(model, [text for text in texts if text.model is model])
            for text in texts:
                yield from _advanced(text, texts)
    finally:
        for text in texts:
            text.close()


def _advanced(text: _Text, all_texts: Sequence[_Text]) -> Iterator[OfText | LaneFailed]:
    """A text up to its next question; if it cannot go on, its lane ends."""
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


class _Text(Loop[RunEvent]):
    """A run on its way: text number `repeat` of a lane."""

    def __init__(self, lane: int, repeat: int, run: Run, top: int) -> None:
        super().__init__(run.model, run.turns(top))
        self.lane, self.repeat = lane, repeat
