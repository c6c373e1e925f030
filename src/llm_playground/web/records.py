"""Records as answers."""

from __future__ import annotations

from starlette.responses import Response

from llm_playground.records import Record


class RecordResponse(Response):
    """A record, which writes its own JSON. A text with half a surrogate pair, which came in as JSON, has no UTF-8."""

    media_type = "application/json"

    def render(self, content: Record) -> bytes:
        return content.to_json().encode("utf-8", "replace")
