"""A class that cannot be kept, or read again, goes on, and whoever runs the server is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_playground.cli.classroom import kept_at, open_classroom


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def test_a_class_that_is_kept_goes_on_in_silence(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = open_classroom(8000).plan.code
    assert open_classroom(8000).plan.code == code
    assert capsys.readouterr() == ("", "")


def test_a_damaged_file_is_told(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_classroom(8000)
    kept_at(8000).write_text("{", encoding="utf-8")
    open_classroom(8000)
    assert "cannot be read: this is a new one." in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state / "llm-playground").write_text("no folder", encoding="utf-8")
    assert open_classroom(8000).plan.code
    assert "everybody would have to come in again" in capsys.readouterr().err
