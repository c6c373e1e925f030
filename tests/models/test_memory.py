"""What a model takes and what is free: of the machine, or of the share of a container."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

import llm_playground as lp
from llm_playground.errors import ModelUnavailable
from llm_playground.models import memory
from tests.checkpoints import make_foreign, model_folder


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


def test_a_model_larger_than_the_machine_is_refused_before_the_system_ends_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, foreign = model_folder(tmp_path / "ours", "qwen2"), make_foreign(tmp_path / "foreign")
    monkeypatch.setattr(memory, "whole_bytes", lambda: 150_000)
    with pytest.raises(ModelUnavailable, match=r"GB in float32, and this .* Load it in eight bits, as .*ours:int8"):
        lp.load(ours)
    assert lp.load(f"{ours}:int8").vocab_size == lp.load(ours, dtype="int8").vocab_size
    monkeypatch.setattr(memory, "whole_bytes", lambda: 100_000)
    with pytest.raises(ModelUnavailable, match=r"hold 0\.0001 GB\. Choose a smaller model"):
        lp.load(foreign)


def test_the_whole_of_a_container_is_its_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    total, swap = psutil.virtual_memory().total, psutil.swap_memory().total
    assert memory.whole_bytes() == total + swap
    (tmp_path / "memory.max").write_text("1000\n")
    assert memory.whole_bytes() == 1000 + swap
