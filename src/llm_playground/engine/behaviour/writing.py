"""Many texts of one model, as many of them at once as its memory of what it has read holds, a batched pass a token.

Where a text ends, the next one takes its place in the same pass, so that no pass is half empty before the last few.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from llm_playground.engine.arena.together import Loop, answer_all
from llm_playground.engine.generation import Run
from llm_playground.errors import PlaygroundError
from llm_playground.models.cached import CachedModel
from llm_playground.models.gathering import Gathering
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Ending, FinishReason, RunEvent, Step

AT_ONCE = 64  # texts: beyond, a pass over more of them takes as much longer


@dataclass(frozen=True, slots=True)
class Written:
    """The text of run `number`, without its prompt."""

    number: int
    text: str
    tokens: int
    finish_reason: FinishReason


@dataclass(frozen=True, slots=True)
class NotWritten:
    """Run `number` cannot go on."""

    number: int
    error: PlaygroundError


def write_all(runs: Sequence[Run]) -> Generator[Written | NotWritten | int, None, None]:
    """The texts of runs of one model, each as soon as it is there; after each pass how many tokens there are in all.

    Each text is the one of `Run.text`, whatever is written beside it. Closing the generator cancels all.
    """
    waiting, going, ended = list(enumerate(runs))[::-1], list[_Text](), 0
    most = _at_once(runs)
    try:
        while waiting or going:
            while waiting and len(going) < most:
                number, run = waiting.pop()
                try:
                    going.append(_Text(number, run))
                except PlaygroundError as error:
                    yield NotWritten(number, error)
            if going:
                with suppress(PlaygroundError):  # whose question is wrong, hears of it when it asks for itself
                    answer_all(going[0].model, going)
            for text in going:
                try:
                    text.go_on()
                except PlaygroundError as error:
                    text.close()
                    yield NotWritten(text.number, error)
                else:
                    if text.is_over:
                        ended += text.tokens
                        yield text.written()
            going = [text for text in going if not text.is_over]
            yield ended + sum(text.tokens for text in going)
    finally:
        for text in going:
            text.close()


def _at_once(runs: Sequence[Run]) -> int:
    """As many as the cache of the model holds to their ends: one more, and each pass would compute all of them anew. Of
    a server that writes whole texts one, so that it can be stopped between two."""
    if not runs or runs[0].is_text_alone:
        return 1
    model: LanguageModel = runs[0].model
    behind = model.model_behind if isinstance(model, Gathering) else model
    if not isinstance(behind, CachedModel):
        return AT_ONCE
    longest = max(len(run.prompt.ids) + run.max_new_tokens for run in runs)
    beams = max(int(str(run.strategy.parameters.get("num_beams", 1))) for run in runs)
    return max(1, min(AT_ONCE, behind.cache.rows_of(longest)) // beams)


class _Text(Loop[int | RunEvent]):
    """A run on its way, and what it has written."""

    def __init__(self, number: int, run: Run) -> None:
        super().__init__(run.model, run.writing())
        self.number = number
        self._run, self._ids = run, list[int]()
        self._ending: Ending | None = None
        self._steps = 0
        self.go_on()  # to its first question

    def go_on(self) -> None:
        """Up to its next question, or its end. Raises: as `Loop.advance`."""
        for event in self.advance():
            if isinstance(event, int):
                self._ids.append(event)
            elif isinstance(event, Ending):
                self._ending = event
            else:
                self._steps += isinstance(event, Step)

    @property
    def tokens(self) -> int:
        return len(self._ids) or self._steps

    def written(self) -> Written:
        if self._ending is not None:
            return Written(self.number, self._ending.completion, self.tokens, self._ending.finish_reason)
        reason: FinishReason = "length" if len(self._ids) == self._run.max_new_tokens else "context"
        if self._ids and self._ids[-1] in self.model.info.stop_ids:
            reason = "stop"
        return Written(self.number, self._run.completion(self._ids), self.tokens, reason)
