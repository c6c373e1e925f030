"""The connection to the hub over which a file comes, with whatever may break it off."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llm_playground.models.fetching.listing import HubFile, Listing

PATIENCE = 5.0  # seconds that the hub has to answer the first question before it counts as out of reach
STALLED = 15.0  # seconds without a byte, after which a connection counts as broken
MAY_PASS = (408, 429)  # and all from 500 on: answers that say nothing of the file


class Busy(Exception):
    """The hub does not give the file now, and may in a moment."""


def connection_error() -> type[Exception]:
    """What the HTTP library of the hub raises; it is httpx or its successor, by version."""
    error: type[Exception] = _http().HTTPError
    return error


def broken_off() -> tuple[type[Exception], ...]:
    """What ends an answer before its time, and may pass."""
    return Busy, _http().TransportError


def timed_out() -> type[Exception]:
    """What is raised when nothing comes."""
    error: type[Exception] = _http().TimeoutException
    return error


def is_reachable() -> bool:
    """Ask first: the hub's library itself retries for half a minute offline, and forever where nobody answers."""
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=PATIENCE)
    except (OSError, connection_error()):
        return False
    return True


def _http() -> Any:
    from huggingface_hub import get_session

    return sys.modules[type(get_session()).__module__.partition(".")[0]]


@contextmanager
def open_file(listing: Listing, file: HubFile, start: int) -> Iterator[Any]:
    """The answer of the hub with a file from byte `start` on, or with all of it; of status 200, 206 or 416.

    Raises:
        Busy: the hub has no time.
        What the HTTP library and that of the hub raise.
    """
    from huggingface_hub import constants, get_session, hf_hub_url
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

    url = hf_hub_url(listing.hub_id, file.path, revision=listing.commit, endpoint=constants.ENDPOINT)
    # A compressed answer has no part that begins at a given byte of the file.
    headers = {**build_hf_headers(), "accept-encoding": "identity"}
    if start:
        headers["range"] = f"bytes={start}-"
    with get_session().stream("GET", url, headers=headers, timeout=STALLED, follow_redirects=True) as answer:
        if answer.status_code != 416:
            try:
                hf_raise_for_status(answer)
            except HfHubHTTPError as error:
                if answer.status_code in MAY_PASS or answer.status_code >= 500:
                    raise Busy(f"the hub answers with status {answer.status_code}") from error
                raise
        yield answer
