"""Answers are handed in as one file, and the files of a class become a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from llm_playground import course
from llm_playground.cli.app import app
from llm_playground.course.exercises import exercises
from llm_playground.course.progress import place
from llm_playground.errors import InvalidValue
from llm_playground.plain.faces import face_of


@pytest.fixture(autouse=True)
def nothing_solved() -> Iterator[None]:
    place().unlink(missing_ok=True)
    yield
    place().unlink(missing_ok=True)


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """Of Ada, who solved one, and Bob, who only says so; beside two files that are something else."""
    course.check("top_p", exercises["top_p"].solution_function)
    course.check("softmax", lambda logits: logits)
    course.export(tmp_path / "1.json", learner="Ada")
    data = json.loads((tmp_path / "1.json").read_text())
    data["learner"] = "Bob"
    data["answers"]["softmax"] = {"tries": 1, "passed": True, "answer": "def softmax(logits):\n    return logits\n"}
    (tmp_path / "2.json").write_text(json.dumps(data))
    (tmp_path / "3.json").write_text("{}")
    (tmp_path / "4.json").write_text("Ada")
    return tmp_path


def test_a_class_becomes_a_table(handed_in: Path) -> None:
    report = course.report(handed_in)
    assert [(each.learner, each.solved) for each in report.learners] == [
        ("Ada", ("top_p",)),
        ("Bob", ("softmax", "top_p")),
    ]
    assert report.unreadable.keys() == {"3.json", "4.json"}
    text = face_of(report).text(report)
    assert f"Ada  1 of {len(exercises)}\n" in text
    assert "2  top_p" in text
    assert "Bob" in face_of(report).html(report)


def test_run_again_a_claim_that_does_not_hold_is_found(handed_in: Path) -> None:
    rows = {each.learner: each for each in course.report(handed_in, rerun=True).learners}
    assert (rows["Ada"].solved, rows["Ada"].refuted) == (("top_p",), ())
    assert (rows["Bob"].solved, rows["Bob"].refuted) == (("top_p",), ("softmax",))
    report = course.report(handed_in, rerun=True)
    assert "run again and not right: softmax" in face_of(report).text(report)


def test_what_cannot_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    for path, learner, field in ((tmp_path / "a.txt", "Ada", "path"), (tmp_path / "a.json", " ", "learner")):
        with pytest.raises(InvalidValue) as caught:
            course.export(path, learner=learner)
        assert caught.value.field == field
    with pytest.raises(InvalidValue, match="cannot be written"):
        course.export(tmp_path / "nowhere" / "a.json", learner="Ada")
    for folder, words in ((tmp_path / "nowhere", "There is no folder"), (tmp_path, "no .json files")):
        with pytest.raises(InvalidValue, match=words):
            course.report(folder)
    (tmp_path / "a.json").write_text('{"format": "llm-playground course 1", "learner": "Ada", "answers": {"top_p": 3}}')
    assert "was changed" in course.report(tmp_path).unreadable["a.json"]


def test_the_commands_say_the_same(handed_in: Path, tmp_path: Path) -> None:
    def printed(*words: str) -> str:
        return CliRunner().invoke(app, ["course", *words]).output

    assert printed("progress").splitlines()[0] == f"1 of {len(exercises)} exercises are solved."
    assert "Ada: 1 exercise solved. Written to" in printed("export", str(tmp_path / "mine.json"), "--learner", "Ada")
    assert json.loads(printed("report", str(handed_in), "--json"))["learners"][0]["learner"] == "Ada"
    assert "run again and not right: softmax" in printed("report", str(handed_in), "--rerun")
    assert "Did you mean 'report'" in printed("repotr")
    assert "course export ada.json" in printed("export", "--help")
