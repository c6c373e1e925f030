"""Text from files, data sets and the world; a corpus file comes back as the documents it was written from."""

import json
import re
from pathlib import Path

import pytest

from llm_playground.corpus.dialogues import dialogues, render
from llm_playground.corpus.world import WorldError, documents
from llm_playground.errors import CheckpointError, InvalidValue, ModelUnavailable, UnknownName
from llm_playground.training.corpus_file import write_corpus
from llm_playground.training.sources import Dialogues, HubDataset, StoryWorld, TextFile


def texts(samples):
    return [sample.text for sample in samples]


def test_a_corpus_file_is_read_as_the_documents_it_was_written_from(tmp_path):
    file = tmp_path / "stories.txt"
    assert write_corpus(file, 40, 3) == file.stat().st_size
    source = TextFile(str(file))
    assert texts(source.training()) + texts(source.held_out()) == [document.text for document in documents(40, 3)]
    assert len(source.held_out()) == 2  # 5 % of 40
    assert [path.name for path in tmp_path.iterdir()] == ["stories.txt"]


def test_dialogues_are_written_in_their_template(tmp_path):
    file = tmp_path / "chat.txt"
    write_corpus(file, 5, 3, dialogues=True)
    written = file.read_text().split("<|endoftext|>\n")
    assert written == [render(dialogue.messages) for dialogue in dialogues(5, 3)]


GUIDE = (Path(__file__).parents[2] / "docs" / "story-world.md").read_text(encoding="utf-8")


def test_the_guide_adds_a_plot_that_is_told(tmp_path):
    (tmp_path / "kites.toml").write_text(re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[1])
    write_corpus(tmp_path / "out.txt", 3000, 1, world=[tmp_path / "kites.toml"])
    assert "a kite like a fish" in (tmp_path / "out.txt").read_text()


def test_the_python_of_the_guide_runs(capsys):
    for block in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL):
        exec(block, {})
    assert "<|im_start|>" in capsys.readouterr().out


def test_a_world_file_with_a_mistake_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_text('[plot.x]\nfor = ["child"]\nwant = ["{dragon} slept."]')
    with pytest.raises(WorldError, match="dragon"):
        write_corpus(tmp_path / "out.txt", 5, 1, world=[tmp_path / "bad.toml"])
    with pytest.raises(WorldError, match="cannot be read"):
        write_corpus(tmp_path / "out.txt", 5, 1, world=[tmp_path / "missing.toml"])
    with pytest.raises(InvalidValue, match="Dialogues know only"):
        write_corpus(tmp_path / "out.txt", 5, 1, world=[tmp_path / "bad.toml"], dialogues=True)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.toml"]


def test_a_corpus_that_cannot_be_written_leaves_what_was_there(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(InvalidValue, match="is a folder; name the file to write"):
        write_corpus(tmp_path / "out", 10**9, 1)  # told before any of them is made
    with pytest.raises(CheckpointError, match="could not be written"):
        write_corpus(tmp_path / "missing" / "out", 2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("joint", ["\n\n", "\n"])
def test_a_file_without_documents_is_one_text_whose_end_is_held_out(tmp_path, joint):
    (tmp_path / "novel.txt").write_text(joint.join(f"Part {i}." for i in range(40)))
    source = TextFile(str(tmp_path / "novel.txt"))
    (training,), (held_out,) = source.training(), source.held_out()
    assert training.text.endswith("Part 37.") or training.text.endswith("Part 37.\n")
    assert held_out.text == joint.join(["Part 38.", "Part 39."])


def test_line_ends_and_a_byte_order_mark_are_no_text(tmp_path):
    (tmp_path / "dos.txt").write_bytes(b"\xef\xbb\xbfone\r\n\r\ntwo\r\n")
    assert texts(TextFile(str(tmp_path / "dos.txt")).training()) == ["one"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "has no text in it"),
        (b" \n\n ", "has no text in it"),
        (b"caf\xe9\n\nau lait", "is not a UTF-8 text: byte 3 is 0xe9"),
        (b"a single line", "is a single line of text"),
    ],
)
def test_a_file_that_cannot_be_trained_on_is_refused_in_one_sentence(tmp_path, data, message):
    (tmp_path / "text.txt").write_bytes(data)
    with pytest.raises(InvalidValue, match=message):
        TextFile(str(tmp_path / "text.txt")).training()


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(InvalidValue, match=r"cannot be read .* Give the path of a text file"):
            TextFile(str(path)).training()


def test_the_worlds_of_a_recipe_are_those_of_its_seeds():
    source = StoryWorld(documents=5, seed=1, held_out_documents=3, held_out_seed=2)
    assert texts(source.training()) == [document.text for document in documents(5, 1)]
    assert texts(source.held_out()) == [document.text for document in documents(3, 2)]
    chat = Dialogues(conversations=5, seed=1, held_out_conversations=3, held_out_seed=2)
    assert [sample.messages for sample in chat.training()] == [dialogue.messages for dialogue in dialogues(5, 1)]
    assert texts(chat.held_out()) == [render(dialogue.messages) for dialogue in dialogues(3, 2, held_out=True)]


@pytest.fixture
def dataset(tmp_path, monkeypatch):
    """A data set as a folder, which `datasets` reads like one of the hub."""
    pytest.importorskip("datasets")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "tales"
    folder.mkdir()

    def write(split, count):
        lines = [json.dumps({"text": f"{split} tale {i}", "number": i}) for i in range(count)]
        (folder / f"{split}.jsonl").write_text("\n".join(lines))
        return str(folder)

    return write


def test_a_data_set_with_a_validation_split_holds_that_out(dataset):
    dataset("train", 30)
    source = HubDataset(dataset("validation", 30), documents=20)
    assert texts(source.training()) == [f"train tale {i}" for i in range(20)]
    assert texts(source.held_out()) == ["validation tale 0"]


def test_a_data_set_without_one_holds_out_the_last_texts(dataset):
    source = HubDataset(dataset("train", 60), documents=40)
    assert texts(source.training()) == [f"train tale {i}" for i in range(38)]
    assert texts(source.held_out()) == ["train tale 38", "train tale 39"]


def test_a_wrong_column_is_named_with_those_there_are(dataset):
    with pytest.raises(InvalidValue, match="no column 'story' of texts; its columns of texts: text"):
        list(HubDataset(dataset("train", 3), documents=2, column="story").training())


def test_a_data_set_out_of_reach_is_an_error_at_once():
    pytest.importorskip("datasets")
    with pytest.raises(ModelUnavailable, match=r"'roneneldan/TinyStories' is not a folder here, and the .* hub cannot"):
        list(HubDataset("roneneldan/TinyStories").training())


def test_a_folder_that_is_no_data_set_is_refused(tmp_path):
    pytest.importorskip("datasets")
    with pytest.raises((ModelUnavailable, UnknownName), match="data set"):
        list(HubDataset(str(tmp_path)).training())
