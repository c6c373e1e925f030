"""`pull`, as somebody types it who stops it and comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkpoints import model_folder
from tests.hub_server import Hub, running
from tests.passes import SOON

MODEL = "some/robot"
WEIGHTS = "model.safetensors"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with running(Hub({MODEL: model_folder(tmp_path / "robot")})) as hub:
        yield hub


def pull(hub: Hub, home: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_DISABLE_PROGRESS_BARS"}
    environment |= {"HF_ENDPOINT": hub.address, "HF_HOME": str(home)}
    command = [sys.executable, "-m", "llm_playground", "pull", MODEL]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_it_stops_at_ctrl_c_and_goes_on_with_the_same_command(hub: Hub, tmp_path: Path) -> None:
    hub.answers(WEIGHTS, hub.stalls(200_000))
    stopped = pull(hub, tmp_path / "home")
    deadline = time.monotonic() + 2 * SOON
    while not any(part.stat().st_size >= 100_000 for part in (tmp_path / "home").glob("hub/*/blobs/*.incomplete")):
        assert time.monotonic() < deadline
        assert stopped.poll() is None, stopped.communicate()
        time.sleep(0.02)
    stopped.send_signal(signal.SIGINT)
    out, err = stopped.communicate(timeout=2 * SOON)
    assert (stopped.returncode, out) == (130, "")
    assert err.startswith(f"{MODEL}: ")
    assert "of disk are free" in err
    assert "Stopped. What has come is kept: the same command goes on there." in err
    assert "Traceback" not in err
    hub.released.set()
    again = pull(hub, tmp_path / "home")
    out, err = again.communicate(timeout=2 * SOON)
    assert again.returncode == 0, err
    assert "kB of it are here" in err or "MB of it are here" in err
    assert f"{WEIGHTS} goes on from " in err
    assert f"{WEIGHTS}: 100%" in err  # the bar
    assert out.startswith(f"{MODEL} is at hand: {tmp_path / 'home' / 'hub'}")
