"""Two processes with batches of B rows are one process with batches of 2 B rows."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from llm_playground.cli import main
from llm_playground.corpus.world import sample
from llm_playground.training.processes import Processes, join_processes

TRAIN = ["train", "--recipe", "smoke", "--steps", "12", "--precision", "float32", "--threads", "1"]


def losses(folder: Path) -> list[float]:
    with (folder / "loss.csv").open() as file:
        return [float(line[name]) for line in csv.DictReader(file) for name in ("loss", "held_out_loss") if line[name]]


def test_alone_a_process_is_the_main_one() -> None:
    assert join_processes() == Processes(0, 1)
    assert Processes().is_main
    assert not Processes(1, 2).is_main


@pytest.mark.slow
def test_two_processes_are_one_with_twice_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("accelerate")
    # --multi_gpu starts processes that know of each other; without a GPU they are processes of the CPU.
    launch = ["accelerate.commands.launch", "--multi_gpu", "--num_processes", "2", "--num_machines", "1"]
    launch += ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0", "-m", "llm_playground"]
    text = tmp_path / "stories.txt"  # few: writing and packing them would take longer than the training
    text.write_text("\n\n".join(sample(seed).text for seed in range(200)))
    options = [*TRAIN, "--text", str(text), "--out"]
    subprocess.run([sys.executable, "-m", *launch, *options, str(tmp_path / "two")], check=True)
    monkeypatch.setattr(sys, "argv", ["llm-playground", *options, str(tmp_path / "one"), "--batch-size", "32"])
    with pytest.raises(SystemExit) as done:
        main()
    assert not done.value.code
    two, one = losses(tmp_path / "two"), losses(tmp_path / "one")
    assert len(two) == len(one) == 12 + 1
    assert two == pytest.approx(one, abs=1e-3)
    assert two[-1] < two[0] - 0.5
    assert (tmp_path / "two" / "model" / "model.safetensors").is_file()
