"""`corpus` and `train` as a person types them: files, exit statuses, and one sentence for every mistake."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.cli import main
from llm_playground.corpus.world import documents


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def run(command: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["llm-playground", *command.split()])
        with pytest.raises(SystemExit) as done:
            main()
        captured = capsys.readouterr()
        return int(done.value.code or 0), captured.out, captured.err

    return run


def test_corpus_writes_the_documents_of_the_seed(run) -> None:  # type: ignore[no-untyped-def]
    status, out, _ = run("corpus --documents 30 --seed 5 --out tales.txt")
    assert status == 0
    assert out == "30 documents, 0.0 MB: tales.txt\n"
    written = Path("tales.txt").read_text(encoding="utf-8")
    assert written.rstrip("\n").split("\n<|endoftext|>\n") == [document.text for document in documents(30, 5)]
    assert run("corpus --documents 3 --dialogues --out chat.txt")[0] == 0
    assert Path("chat.txt").read_text(encoding="utf-8").startswith("<|im_start|>")


def test_a_text_of_ones_own_becomes_a_model_that_generates(run) -> None:  # type: ignore[no-untyped-def]
    run("corpus --documents 150 --out tales.txt")
    status, out, _ = run("train --text tales.txt --steps 3 --batch-size 2 --recipe smoke")
    assert status == 0
    assert "Finished: runs/tales/model" in out
    assert lp.generate(Path("runs/tales/model"), "Once", "greedy", 3).startswith("Once")
    # and that one is trained further, with low-rank additions
    status, out, _ = run("train --base runs/tales/model --text tales.txt --lora 2 --steps 2 --out more")
    assert (status, Path("more/model/model.safetensors").is_file()) == (0, True)
    assert "LoRA of rank 2" in Path("more/model/README.md").read_text()


def test_a_run_of_another_recipe_in_the_folder_is_refused(run) -> None:  # type: ignore[no-untyped-def]
    run("corpus --documents 150 --out tales.txt")
    run("train --text tales.txt --steps 2 --recipe smoke --out here")
    status, _, err = run("train --text tales.txt --steps 3 --recipe smoke --out here")
    assert (status, err.count("\n")) == (1, 1)
    assert "steps is 2, now 3" in err


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("train", "What is to be trained? Give --recipe"),
        ("train --recipe huge", "no recipe 'huge'; choose one of tiny-gpt2"),
        ("train --text nothing.txt", "nothing.txt cannot be read (No such file or directory)"),
        ("train --text a --dataset b", "Both --text and --dataset are given"),
        ("train --recipe smoke --base tiny-gpt2", "--base is for text of your own"),
        ("train --recipe smoke --lora 4", "name one as the base"),
        ("train --recipe smoke --steps 0", "steps is 0; it must be a whole number of at least 1"),
        ("train --recipe smoke --precision int8", "precision is 'int8'; it must be auto, float32"),
        ("train --recipe smoke --device tpu", "device is 'tpu'; it must be one of"),
        ("train --recipe smoke --learning-rate -1", "learning_rate is -1.0; it must be a number above 0, up to 1"),
        ("train --dataset someone/tales", "the Hugging Face hub cannot be reached"),
        ("train --recipe tiny-qwen-chat --base nothing", "There is no model 'nothing'"),
        ("train --learning-rate 0,01", "learning_rate is '0,01'; it must be a number above 0, up to 1"),
        ("train --learning-rate 0,01", "Write a point for the comma."),
        ("train --steps abc", "steps is 'abc'; it must be a whole number of at least 1."),
        ("corpus --documents abc --out x", "documents is 'abc'; it must be a whole number of at least 1."),
        ("corpus --seed -1 --out x", "seed is -1; it must be a whole number from 0"),
        ("corpus --out .", "is a folder; name the file to write"),
        ("corpus --out no/such/folder/x.txt", "could not be written (No such file or directory)"),
    ],
)
def test_a_mistake_gets_one_sentence_and_leaves_nothing_behind(run, command: str, message: str) -> None:  # type: ignore[no-untyped-def]
    status, out, err = run(command)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert message in err
    assert list(Path().iterdir()) == []


def test_a_run_folder_that_is_a_file_is_told_before_anything_is_begun(run) -> None:  # type: ignore[no-untyped-def]
    Path("essay.txt").write_text("mine")
    for out in ("essay.txt", "essay.txt/run"):
        status, told, err = run(f"train --recipe smoke --out {out}")
        assert (status, told, err.count("\n")) == (1, "", 1)
        assert "Errno" not in err
    assert Path("essay.txt").read_text() == "mine"


def test_a_data_set_without_its_library_is_refused_before_anything_is_written(run, monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    status, out, err = run("train --dataset someone/tales --out here")
    assert status == 1
    assert "Data sets are read with the library datasets; get it with" in err
    assert out == ""
    assert not Path("here").exists()


def test_what_a_killed_corpus_left_is_removed_with_a_word(run) -> None:  # type: ignore[no-untyped-def]
    Path("tales.txt.corpus-part").write_text("half a story")
    Path("tales.txt.part").write_text("a download")
    status, out, _ = run("corpus --documents 3 --out tales.txt")
    assert status == 0
    assert "broken off" in out
    assert sorted(path.name for path in Path().iterdir()) == ["tales.txt", "tales.txt.part"]
    assert "broken off" not in run("corpus --documents 3 --out tales.txt --force")[1]


def test_corpus_replaces_a_file_only_if_told_to(run) -> None:  # type: ignore[no-untyped-def]
    Path("essay.txt").write_text("mine")
    status, _, err = run("corpus --documents 3 --out essay.txt")
    assert (status, err) == (1, "Error: essay.txt is there already; name another file, or say --force to replace it.\n")
    assert Path("essay.txt").read_text() == "mine"
    assert run("corpus --documents 3 --out essay.txt --force")[0] == 0
    assert Path("essay.txt").read_text() != "mine"


def test_corpus_never_replaces_what_is_no_file(run) -> None:  # type: ignore[no-untyped-def]
    os.mkfifo("pipe")
    Path("link").symlink_to("nowhere")
    for name in ("pipe", "link"):
        status, _, err = run(f"corpus --documents 3 --out {name} --force")
        assert (status, err) == (1, f"Error: {name} is not a file with text in it; name another file to write.\n")
    assert Path("pipe").is_fifo()
    assert Path("link").is_symlink()
    os.mkfifo("tales.txt.corpus-part")
    assert run("corpus --documents 3 --out tales.txt")[0] == 1
    assert Path("tales.txt.corpus-part").is_fifo()


def test_train_replaces_nothing_that_no_run_wrote(run) -> None:  # type: ignore[no-untyped-def]
    Path("model").mkdir()
    Path("model/notes.txt").write_text("mine")
    status, out, err = run("train --recipe smoke --out .")
    assert (status, out) == (1, "")
    assert ". holds model, but no run: a training would replace them. Name another folder." in err
    assert [path.name for path in Path().rglob("*")] == ["model", "notes.txt"]
