"""What a model takes and what is free: of the machine, or of the share of a container."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from llm_playground.models import memory


def test_what_is_free_is_that_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    for limit in (None, "max\n"):
        if limit:
            (tmp_path / "memory.max").write_text(limit)
        assert 0 < memory.free_bytes() <= psutil.virtual_memory().total


def test_of_a_container_it_is_what_is_left_of_its_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("900\n")
    (tmp_path / "memory.stat").write_text("anon 600\ninactive_file 250\n")
    assert memory.free_bytes() == 350


def test_a_model_takes_more_than_its_weights(tmp_path: Path) -> None:
    assert memory.needed_bytes(1000) > 4000
