"""A training that is watched from Python: event by event to its end, drawn on the way where something can draw."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.engine.printed import Printed, printed
from llm_playground.models.loading import trained_model
from llm_playground.plain.live import LIVE
from llm_playground.records import Record
from llm_playground.records.fine_tuning import FineTuningPoint, FineTuningStart
from llm_playground.records.preference import PreferencePoint, PreferenceStart

if TYPE_CHECKING:
    from llm_playground.training.direct_preference import PreferenceRun
    from llm_playground.training.fine_tuning import FineTuningRun


def watched(run: FineTuningRun | PreferenceRun, view: str, kind: type[Printed], folder: Path | None) -> Printed:
    """A training from its first step to its last, drawn by `view`: its record as one of `kind`, whose `model` is the
    copy that was trained, saved in `folder` if there is one. The model is no part of the record's JSON.

    Raises: what computing and saving raise.
    """
    made = printed(kind, _last_of(run.events(), view))
    if folder:
        run.learner.save(folder)
    object.__setattr__(made, "model", trained_model(run.trained()))  # the record is frozen
    LIVE[-1].end(made)
    return made


def _last_of(events: Iterable[Record], view: str) -> Record:
    """The last of the events of a training, which is the record of it all."""
    grow = LIVE[-1].begin(view)
    start: Record | None = None
    points: list[Record] = []
    event: Record | None = None
    for event in events:
        if isinstance(event, FineTuningStart | PreferenceStart):
            start = event
        if isinstance(event, FineTuningPoint | PreferencePoint) and start is not None:
            points.append(event)
            grow({"start": json.loads(start.to_json()), "points": [json.loads(each.to_json()) for each in points]})
    assert event is not None
    grow(json.loads(event.to_json()))
    return event
