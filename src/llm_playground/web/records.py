"""A record of the engine as the answer to a request."""

from __future__ import annotations

from starlette.responses import Response

from llm_playground.records import Record


class RecordResponse(Response):
    """The JSON that the record itself writes. Half a surrogate pair, which has no UTF-8, becomes "?"."""

    media_type = "application/json"

    def render(self, content: Record) -> bytes:
        return content.to_json().encode("utf-8", "replace")
