"""A checkpoint is written whole or not at all, and a damaged one is refused in one sentence."""

import os

import pytest
import torch

from llm_playground.errors import CheckpointError
from llm_playground.training.checkpointing import load_checkpoint, save_checkpoint

STATE = {"step": 3, "model": {"w": torch.arange(5000.0)}, "list": [1.5, None]}


@pytest.fixture
def path(tmp_path):
    save_checkpoint(STATE, tmp_path / "checkpoint.pt")
    return tmp_path / "checkpoint.pt"


def test_what_is_saved_is_what_is_loaded(path):
    loaded = load_checkpoint(path)
    assert torch.equal(loaded["model"]["w"], STATE["model"]["w"])
    assert (loaded["step"], loaded["list"]) == (3, [1.5, None])
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint.pt"]


@pytest.mark.parametrize("where", [0.02, 0.3, 0.5, 0.9])
def test_one_changed_byte_in_the_data_is_found(path, where):
    data = bytearray(path.read_bytes())
    start = data.find(STATE["model"]["w"].numpy().tobytes())
    data[start + int(where * 20_000)] ^= 1
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match="damaged: delete it"):
        load_checkpoint(path)


@pytest.mark.parametrize("data", [b"", b"no checkpoint"])
def test_another_file_is_refused(path, data):
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(path)


def test_a_cut_off_file_is_refused(path):
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match="damaged"):
        load_checkpoint(path)


def test_a_pickle_that_would_run_code_is_refused(path):
    class Harm:
        def __reduce__(self):
            return os.mkdir, (str(path.parent / "harm"),)

    torch.save({"harm": Harm()}, path)
    with pytest.raises(CheckpointError):
        load_checkpoint(path)
    assert not (path.parent / "harm").exists()


def test_a_full_disk_leaves_the_last_checkpoint_alone(path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CheckpointError, match=r"No space left.*untouched"):
        save_checkpoint({"step": 4}, path)
    assert load_checkpoint(path)["step"] == 3
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint.pt"]
