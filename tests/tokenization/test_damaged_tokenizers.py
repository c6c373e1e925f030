"""Whatever stands in the files of a tokenizer: a tokenizer, or one sentence, soon and in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.adapters.sentencepiece import SentencePieceTokenizer
from llm_playground.tokenization.bpe.formats import write_gpt2, write_tiktoken
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.table import offered_kinds
from llm_playground.tokenization.kinds.wordpiece import WordPieceTokenizer
from llm_playground.tokenization.saving import FILE, Saved
from tests.damaged import Worker, check, damaged
from tests.tokenization.makers import LINES, SPECIAL, tokenizer

OF_HUGGING_FACE = ["byte-level", "unigram model, bytes", "wordpiece model", "normalizer Replace, regex"]
RANKS = "ranks.tiktoken"


def write(form: str, folder: Path) -> None:
    match form:
        case "tiktoken":
            write_tiktoken(BPETokenizer.train(LINES, 300), folder / RANKS)
        case "GPT-2":
            write_gpt2(BPETokenizer.train(LINES, 300, special_tokens=SPECIAL), folder)
        case "BERT":
            pieces = WordPieceTokenizer.train(LINES, 120).vocabulary
            (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
        case "sentencepiece":
            model = SentencePieceTokenizer.train(LINES, 100).backend.serialized_model_proto()
            (folder / "tokenizer.model").write_bytes(model)
        case _:
            made = tokenizer(form)
            assert isinstance(made, HuggingFaceTokenizer | Saved)
            made.save(folder)


# Each way to keep a tokenizer, and its files, of which one is damaged.
FORMS = {
    "tiktoken": [RANKS],
    "GPT-2": ["vocab.json", "merges.txt"],
    "BERT": ["vocab.txt"],
    "sentencepiece": ["tokenizer.model"],
    **{form: ["tokenizer.json"] for form in OF_HUGGING_FACE},
    **{form: [FILE] for form in offered_kinds() if form != "sentencepiece"},
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {form: tmp_path_factory.mktemp("tokenizer") for form in FORMS}
    for form, folder in folders.items():
        write(form, folder)
        assert {path.name for path in folder.iterdir()} == set(FORMS[form])
    return folders


def opened(form: str, folder: Path) -> Path:
    return folder / RANKS if form == "tiktoken" else folder


@pytest.fixture(scope="module")
def worker(folders: dict[str, Path]) -> Iterator[Worker]:
    pytest.importorskip("resource")
    worker = Worker()
    for form, folder in folders.items():
        answer = worker.open(opened(form, folder), "tokenizer")
        assert answer["error"] is None, (form, answer)  # what is imported for the first is not counted
    yield worker
    worker.close()


def search(folders: dict[str, Path], worker: Worker, times: int) -> None:
    @settings(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data(), st.sampled_from([(form, name) for form, names in FORMS.items() for name in names]))
    def is_a_tokenizer_or_one_sentence(data: st.DataObject, damage: tuple[str, str]) -> None:
        form, name = damage
        path = folders[form] / name
        whole = path.read_bytes()
        try:
            path.write_bytes(data.draw(damaged(whole, name)))
            check(worker, opened(form, folders[form]), "tokenizer")
        finally:
            path.write_bytes(whole)

    is_a_tokenizer_or_one_sentence()


def test_a_damaged_file_of_a_tokenizer_is_a_tokenizer_or_one_sentence(folders: dict[str, Path], worker: Worker) -> None:
    search(folders, worker, 100)


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.timeout(3 * 3600)
def test_thousands_of_damaged_files_are_too(folders: dict[str, Path], worker: Worker) -> None:
    search(folders, worker, 5_000)
