"""Every test runs in a home of its own, offline. Checkpoints are made here, seeded, never fetched.

Property tests try the same examples each time, so that a change is never refused for what chance found in another
place. To let chance search: `pytest --hypothesis-profile default`.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports huggingface_hub, which reads its folders once.
_HOME = tempfile.mkdtemp(prefix="llm-playground-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ |= {"HOME": _HOME, "HF_HOME": f"{_HOME}/huggingface"}
os.environ |= {"XDG_CACHE_HOME": f"{_HOME}/cache", "XDG_DATA_HOME": f"{_HOME}/data"}
os.environ |= {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "NO_COLOR": "1"}
# Several processes run the tests side by side, and over matrices this small threads only wait for each other.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ.pop("HF_HUB_OFFLINE", None)

# How long an example takes says how busy the machine is.
settings.register_profile("tests", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """What was imported stays to the end: half a million objects that the collector need not look through again."""
    gc.freeze()


SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only addresses on this machine answer; everything else is as if the cable were out."""
    real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo

    def connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):  # type: ignore[index]
            raise OSError(f"network is off in tests: {address}")
        real_connect(self, address)  # type: ignore[arg-type]

    def look_up(host: str | None, *args: object, **kwargs: object) -> object:
        if host not in (None, "localhost", "127.0.0.1", "::1"):
            raise socket.gaierror(socket.EAI_NONAME, f"network is off in tests: {host}")
        return real_lookup(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def shared_data() -> Path:
    """Large files that are not part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the folder {SHARED_DATA}")
    return SHARED_DATA
