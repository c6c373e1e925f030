"""A training that is watched from Python: event by event to its end, drawn on the way where something can draw."""

from __future__ import annotations

import json
from collections.abc import Iterable

from llm_playground.plain.live import LIVE
from llm_playground.records import Record
from llm_playground.records.fine_tuning import FineTuningPoint, FineTuningStart
from llm_playground.records.preference import PreferencePoint, PreferenceStart


def last_of(events: Iterable[Record], view: str) -> Record:
    """The last of the events of a training, which is the record of it all. Raises: what computing them raises."""
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
