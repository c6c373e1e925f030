"""What is measured of the server, in Prometheus' text, and one line of JSON a request: nothing that people write."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.web.classroom.classroom import Classroom

LONGEST_PATH = 200  # characters of one in a line of the log
log = logging.getLogger("llm_playground.requests")


class Measures:
    """Counts the requests of one server, and knows what runs there.

    Args:
        classroom: of which the people are counted, if there is one.
    """

    def __init__(self, session: Session, classroom: Classroom | None = None) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "llm_playground_answers", "Requests that were answered.", ["status"], registry=self._registry
        )
        self._seconds = Histogram(
            "llm_playground_first_byte_seconds",
            "Time from a request to the first byte of its answer.",
            buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
            registry=self._registry,
        )
        self._registry.register(_Now(session, classroom))

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)

    def answered(self, status: int, seconds: float) -> None:
        """An answer has begun."""
        self._answers.labels(f"{status // 100}xx").inc()
        self._seconds.observe(seconds)


class _Now(Collector):
    """What is true at the moment at which it is asked."""

    def __init__(self, session: Session, classroom: Classroom | None) -> None:
        self._session, self._classroom = session, classroom

    def collect(self) -> Iterator[Metric]:
        runs = self._session.runs
        yield GaugeMetricFamily("llm_playground_runs", "Runs under way.", runs.count)
        yield GaugeMetricFamily("llm_playground_runs_waiting", "Runs in line.", runs.waiting)
        loaded = GaugeMetricFamily("llm_playground_model_bytes", "Memory of a loaded model.", labels=["model"])
        for each in SHELF.loaded():
            loaded.add_metric([each.name], each.bytes)
        yield loaded
        if self._classroom is not None:
            yield GaugeMetricFamily("llm_playground_people", "People in the class.", len(self._classroom.people()))


class Watched:
    """Passes everything on, counts it, and writes a line of it."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), None

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._measures.answered(status, time.perf_counter() - begun)
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            if log.isEnabledFor(logging.INFO):
                log.info(_line(scope, status, time.perf_counter() - begun))


def _line(scope: Scope, status: int | None, seconds: float) -> str:
    """A request as JSON. The query is left out, since a link may hold the code of a class there, and so is the body."""
    return json.dumps(
        {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": scope["method"],
            "path": scope["path"][:LONGEST_PATH],
            "status": status,  # null: the client had left
            "milliseconds": round(1000 * seconds),
        }
    )
