"""The trainings of a session, which are watched: one at a time, each of a copy that can be asked for when it ends."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, TypeVar

from llm_playground.engine.background import Asker, Receive, Running, Runs, asker
from llm_playground.engine.events import LAST, Event, Kept
from llm_playground.engine.request import check_at_most
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import Problems

if TYPE_CHECKING:
    from llm_playground.models.seam import ModelInfo
    from llm_playground.training.direct_preference import PreferenceRun
    from llm_playground.training.fine_tuning import FineTuningRun
    from llm_playground.training.requests import FineTuningRequest, PreferenceRequest

Request = TypeVar("Request", "FineTuningRequest", "PreferenceRequest")

BUSY = "Somebody is training a model, and there is room for one at a time. Try again later."


class Trainings(Runs):
    """The training that is under way, if there is one.

    Args:
        most_steps: the most that anybody may ask for.
        check_model: refuses the name of a model that cannot be trained here.
        keep: takes a copy that was trained, and gives its name.
    """

    def __init__(self, most_steps: int, check_model: Callable[[str], None], keep: Callable[[ModelInfo], str]) -> None:
        super().__init__(1, BUSY)
        self._most_steps, self._check_model, self._keep = most_steps, check_model, keep
        self._now: tuple[FineTuningRun | PreferenceRun, Asker | None] | None = None

    def start_fine_tuning(self, model: str, request: FineTuningRequest, receive: Receive) -> Running:
        """The fine-tuning of a copy of a model, to be watched, in a thread of its own; the last event is what
        `llm_playground.watch_fine_tuning` gives. When it is done, or ended early, the copy is one of the session's
        models, until the process ends or others have taken its place; a run that nobody watches any more takes its copy
        along.

        Raises: as `Session.start`; and TooBusy while another training is under way.
        """
        request = self._checked(model, request)
        return self.start([self._fine_tuning(model, request)], receive)

    def start_preference_training(self, model: str, request: PreferenceRequest, receive: Receive) -> Running:
        """The preference training of a copy of a model, as `start_fine_tuning`; the last event is what
        `llm_playground.watch_preference_training` gives.

        Raises: as `start_fine_tuning`.
        """
        request = self._checked(model, request)
        return self.start([self._preferring(model, request)], receive)

    def end_early(self) -> bool:
        """End the training that whoever asks has under way after its next step, and keep its copy; whether there is
        one that has begun."""
        now = self._now
        mine = now is not None and now[1] == asker()
        if now and mine:
            now[0].steps.stop()
        return mine

    def _checked(self, model: str, request: Request) -> Request:
        problems = Problems()
        with problems:
            self._check_model(model)
        with problems:
            request = request.checked()
            check_at_most("steps", request.steps, self._most_steps)
        problems.report()
        return request

    def _fine_tuning(self, name: str, request: FineTuningRequest) -> Generator[Event, None, None]:
        model = yield from SHELF.coming(name)
        from llm_playground.engine.fine_tuning import fine_tuning_run

        yield from self._keeping(fine_tuning_run(model, request))

    def _preferring(self, name: str, request: PreferenceRequest) -> Generator[Event, None, None]:
        model = yield from SHELF.coming(name)
        from llm_playground.engine.preference import preference_run

        yield from self._keeping(preference_run(model, request))

    def _keeping(self, run: FineTuningRun | PreferenceRun) -> Iterator[Event]:
        """A training, whose copy can be asked for when it ends; none where nothing was learned."""
        self._now = run, asker()
        try:
            for event in run.events():
                if isinstance(event, LAST) and run.steps.done:
                    yield Kept(self._keep(run.trained()))
                yield event
        finally:
            self._now = None
