"""Whatever stands in a GGUF file, or in the cache of the hub: a model, or one sentence, soon and in little memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_playground.models.gguf.header import read_header
from tests.checkpoints import add_tokenizer, make_checkpoint
from tests.damaged import Worker, check, damaged
from tests.gguf_files import write_gguf
from tests.places import COMMIT, put_into_hub

KINDS = {"gpt2": "F32", "llama": "Q4_K", "qwen2": "Q8_0"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {}
    for family in KINDS:
        folder = folders[family] = tmp_path_factory.mktemp(family)
        wide = {"n_embd": 256} if family == "gpt2" else {"hidden_size": 256, "intermediate_size": 256}
        make_checkpoint(folder, family, **wide)
        add_tokenizer(folder, chat=family == "qwen2")
    return folders


@pytest.fixture(scope="module")
def files(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, int]]:
    """GGUF files with the number of bytes before their first tensor, each alone in a folder."""
    files = {}
    for family, kind in KINDS.items():
        file = write_gguf(folders[family], tmp_path_factory.mktemp("file") / "robot.gguf", kind)
        files[family] = file, min(place.start for place in read_header(file).tensors.values())
    return files


@pytest.fixture(scope="module")
def worker(files: dict[str, tuple[Path, int]]) -> Iterator[Worker]:
    pytest.importorskip("resource")
    worker = Worker()
    for file, _ in files.values():
        assert worker.open(file)["error"] is None  # what is imported for the first model is not counted
    yield worker
    worker.close()


def search(files: dict[str, tuple[Path, int]], worker: Worker, times: int) -> None:
    @settings(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data(), st.sampled_from(list(KINDS)))
    def is_a_model_or_one_sentence(data: st.DataObject, family: str) -> None:
        file, head = files[family]
        whole = file.read_bytes()
        try:
            file.write_bytes(data.draw(damaged(whole, file.name, head)))
            check(worker, file)
            check(worker, file.parent, "listed")
        finally:
            file.write_bytes(whole)

    is_a_model_or_one_sentence()


def test_a_damaged_gguf_file_is_a_model_or_one_sentence(files: dict[str, tuple[Path, int]], worker: Worker) -> None:
    search(files, worker, 60)


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.timeout(3 * 3600)
def test_thousands_of_damaged_gguf_files_are_too(files: dict[str, tuple[Path, int]], worker: Worker) -> None:
    search(files, worker, 3_000)


def spoil(place: Path, how: str, repository: Path) -> None:
    """Put something else in the place of a file, a link or a folder of the cache."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    match how:
        case "nothing":
            pass
        case "a folder":
            place.mkdir()
        case "a link to itself":
            place.symlink_to(place)
        case "a link to nothing":
            place.symlink_to(place.parent / "gone")
        case "a link to its own repository":
            place.symlink_to(repository, target_is_directory=True)
        case "bytes":
            place.write_bytes(b"\xff\x00" * 40)
        case "a long line":
            place.write_bytes(b"x" * 100_000)
        case "a path":
            place.write_text("../../../../etc")


PLACES = ["refs", "refs/main", "snapshots", f"snapshots/{COMMIT}", "blobs", "."]
PLACES += [f"snapshots/{COMMIT}/{name}" for name in ("config.json", "model.safetensors", "tokenizer.json")]
INSTEAD = ["nothing", "a folder", "a link to itself", "a link to nothing", "a link to its own repository"]
INSTEAD += ["bytes", "a long line", "a path"]


@pytest.mark.parametrize("how", INSTEAD)
def test_a_spoilt_cache_of_the_hub_is_a_model_or_one_sentence(
    tmp_path: Path, folders: dict[str, Path], worker: Worker, how: str
) -> None:
    for number, place in enumerate(PLACES):
        hub = tmp_path / str(number)
        repository = put_into_hub(hub, "somebody/robot", folders["gpt2"]).parents[1]
        spoil(repository / place, how, repository)
        check(worker, hub, "hub")
