"""A model is fetched whole and right or not at all; what broke off goes on, or begins anew, and says which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from llm_playground.errors import CheckpointError, ModelUnavailable, PlaygroundError, UnknownName
from llm_playground.models import hub as cache
from llm_playground.models.fetching import connection, layout
from llm_playground.models.fetching.listing import WANTED_FILES, HubFile, list_files
from llm_playground.models.fetching.whole import fetching
from llm_playground.models.loading import load
from llm_playground.records.fetching import Fetched, Fetching
from tests.checkpoints import model_folder
from tests.hub_server import Hub, asked_here, closes, cut, other_bytes, other_part, status, too_much, whole

MODEL = "some/robot"
WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = model_folder(tmp_path_factory.mktemp("robot"))
    (folder / "onnx").mkdir()
    (folder / "onnx" / "config.json").write_text("{}")
    (folder / "code.py").write_text("raise SystemExit")
    return folder


@pytest.fixture
def hub(checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The stand-in, and an empty cache."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with asked_here(Hub({MODEL: checkpoint}), tmp_path / "hub", monkeypatch) as hub:
        yield hub


def watched(hub_id: str = MODEL) -> tuple[list[Fetching], Path, Fetched]:
    """All news of a fetch, and how it ended."""
    arriving, news = fetching(hub_id), list[Fetching]()
    while True:
        try:
            news.append(next(arriving))
        except StopIteration as end:
            return news, *end.value


def notes(news: list[Fetching]) -> list[str]:
    return list(dict.fromkeys(each.note for each in news if each.note))


def size(checkpoint: Path) -> int:
    return (checkpoint / WEIGHTS).stat().st_size


def leave_part(hub: Hub, length: int) -> None:
    """Fetch, and stop once so much of the weights has come."""
    hub.answers(WEIGHTS, hub.stalls(length))
    arriving, before = fetching(MODEL), 0
    for news in arriving:
        if news.file != WEIGHTS:
            before = news.done
        elif news.done == before + length:
            break
    arriving.close()
    hub.released.set()
    assert weights_here() == length


def weights_here() -> int:
    parts = list(layout.repository(MODEL).glob("blobs/*.incomplete"))
    return parts[0].stat().st_size if parts else 0


def test_what_is_fetched_is_what_the_hub_has_and_lies_where_its_own_library_looks(hub: Hub, checkpoint: Path) -> None:
    from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download

    news, folder, fetched = watched()
    wanted = {path.name for path in checkpoint.glob("*.json")} | {WEIGHTS}
    assert {path.name for path in folder.iterdir()} == wanted
    assert all((folder / name).read_bytes() == (checkpoint / name).read_bytes() for name in wanted)
    assert (fetched.files, fetched.kept) == (len(wanted), 0)
    assert fetched.total == sum((checkpoint / name).stat().st_size for name in wanted)
    assert news[0].stage == "asking"
    assert [each.done for each in news] == sorted(each.done for each in news)
    asked = len(hub.asked)
    assert snapshot_download(MODEL, local_files_only=True) == str(folder)
    assert hf_hub_download(MODEL, WEIGHTS) == str(folder / WEIGHTS)
    [known] = scan_cache_dir().repos
    assert (known.repo_id, known.nb_files, scan_cache_dir().warnings) == (MODEL, len(wanted), [])
    assert load(MODEL).info.folder == folder
    assert watched()[2].kept == fetched.total
    assert len(hub.asked) == asked  # nothing came twice


@pytest.mark.parametrize("way", [closes(5000), cut(5000)])
def test_a_connection_that_ends_early_goes_on_where_it_broke_off(hub: Hub, checkpoint: Path, way: object) -> None:
    hub.answers(WEIGHTS, way)  # type: ignore[arg-type]
    news, folder, _ = watched()
    assert hub.requests(WEIGHTS) == [None, "bytes=5000-"]
    assert (folder / WEIGHTS).read_bytes() == (checkpoint / WEIGHTS).read_bytes()
    assert any(note.startswith(f"{WEIGHTS} broke off at 5 kB") for note in notes(news))


def test_a_hub_that_stalls_is_left_and_asked_again(hub: Hub, checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STALLED", 0.2)
    hub.answers(WEIGHTS, hub.stalls(5000))
    news, folder, _ = watched()
    assert (folder / WEIGHTS).read_bytes() == (checkpoint / WEIGHTS).read_bytes()
    assert "broke off at 5 kB" in " ".join(notes(news))


def test_what_was_stopped_goes_on_with_the_next_fetch_and_says_from_where(hub: Hub, checkpoint: Path) -> None:
    leave_part(hub, 5000)
    assert cache.cached_folder(MODEL) is None
    assert not list(layout.repository(MODEL).glob("snapshots/*"))  # nothing half-loaded
    news, _, fetched = watched()
    assert hub.requests(WEIGHTS) == [None, "bytes=5000-"]
    assert notes(news) == [f"{WEIGHTS} goes on from 5 kB."]
    assert fetched.kept == fetched.total - size(checkpoint) + 5000


@pytest.mark.parametrize(
    ("way", "why", "asked"),
    [
        (whole, "the hub gives it only as a whole", [None, "bytes=5000-"]),
        (status(416), "the hub has no such part of it", [None, "bytes=5000-", None]),
        (other_part, "the hub gave another part than was asked for", [None, "bytes=5000-", None]),
    ],
)
def test_where_the_hub_does_not_go_on_the_file_begins_anew_and_says_why(
    hub: Hub, checkpoint: Path, way: object, why: str, asked: list[str | None]
) -> None:
    leave_part(hub, 5000)
    hub.answers(WEIGHTS, way)  # type: ignore[arg-type]
    news, folder, fetched = watched()
    assert f"{WEIGHTS} begins anew: {why}." in notes(news)
    assert hub.requests(WEIGHTS) == asked
    assert (folder / WEIGHTS).read_bytes() == (checkpoint / WEIGHTS).read_bytes()
    assert fetched.kept == fetched.total - size(checkpoint)


@pytest.mark.parametrize("length", [5000, 10**7])
def test_a_part_that_is_not_of_this_file_is_thrown_away(hub: Hub, checkpoint: Path, length: int) -> None:
    leave_part(hub, 5000)
    [part] = layout.repository(MODEL).glob("blobs/*.incomplete")
    part.write_bytes(b"x" * length)
    news, folder, _ = watched()
    why = "what came does not have the checksum that the hub lists"
    why = why if length == 5000 else "the part that was here is longer than the file"
    assert f"{WEIGHTS} begins anew: {why}." in notes(news)
    assert (folder / WEIGHTS).read_bytes() == (checkpoint / WEIGHTS).read_bytes()


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_content_that_is_never_what_the_hub_lists_is_not_kept(hub: Hub, name: str) -> None:
    hub.answers(name, *[other_bytes] * 2)
    with pytest.raises(CheckpointError, match=f"^{name} of {MODEL} came twice, and both times .* checksum"):
        watched()
    assert cache.cached_folder(MODEL) is None
    assert weights_here() == 0
    watched()


FAILURES: list[tuple[Callable[[Hub], object], type[PlaygroundError], str]] = [
    (
        lambda hub: hub.answers(WEIGHTS, *[closes(0)] * 4),
        ModelUnavailable,
        "the connection to the hub broke off, again",
    ),
    (lambda hub: hub.answers(WEIGHTS, *[cut(0)] * 4), ModelUnavailable, r"0 of the [\d,]+ bytes of model.* again"),
    (lambda hub: hub.answers(WEIGHTS, *[too_much] * 2), ModelUnavailable, r"more came than the [\d,]+ bytes that"),
    (lambda hub: hub.answers(WEIGHTS, *[status(503)] * 4), ModelUnavailable, "the hub answers with status 503, again"),
    (
        lambda hub: hub.answers(WEIGHTS, status(404)),
        ModelUnavailable,
        "lists a file of some/robot and does not have it",
    ),
    (lambda hub: hub.folders.clear(), UnknownName, "has no model 'some/robot'"),
    (lambda hub: refuse(hub, 403, "GatedRepo"), ModelUnavailable, "accepted its terms: accept them .* hf auth login"),
    (lambda hub: refuse(hub, 404, "RevisionNotFound"), UnknownName, "no longer as it was"),
    (lambda hub: refuse(hub, 500), ModelUnavailable, "could not be fetched: .*500"),
    (
        lambda hub: (hub.folders[MODEL] / "model.safetensors").rename(hub.folders[MODEL] / "x.bin"),
        CheckpointError,
        "pickle",
    ),
]


def refuse(hub: Hub, code: int, error: str = "") -> None:
    hub.refuses = code, {"x-error-code": error} if error else {}


@pytest.mark.parametrize(("fail", "kind", "sentence"), FAILURES)
def test_what_goes_wrong_is_told_in_a_sentence_and_leaves_no_half_of_a_model(
    hub: Hub, tmp_path: Path, fail: Callable[[Hub], object], kind: type[PlaygroundError], sentence: str
) -> None:
    hub.folders[MODEL] = model_folder(tmp_path / "copy")
    fail(hub)
    with pytest.raises(kind, match=sentence):
        watched()
    assert not list((tmp_path / "hub").glob("models--*/snapshots/*"))


@pytest.mark.parametrize("token", ["hf_wrong", "hf_right"])
def test_a_token_that_the_hub_does_not_take_is_told_from_terms_that_its_owner_did_not_accept(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    hub.token = "hf_right"
    if token == "hf_wrong":
        sentence = "does not take the token of this machine.* hf auth logout"
    else:
        refuse(hub, 403, "GatedRepo")
        sentence = "the owner of the token on this machine has not. Accept them"
    with pytest.raises(ModelUnavailable, match=sentence):
        watched()
    hub.refuses, hub.token = None, token
    watched()
    assert {each.authorization for each in hub.asked} == {f"Bearer {token}"}


def test_a_disk_without_room_is_told_before_anything_comes(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "free_disk", lambda: 2000)
    with pytest.raises(ModelUnavailable, match=r"MB of it are missing, and 2 kB are free in .*hub\. Make room"):
        watched()
    assert hub.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_is_told_and_what_came_is_kept(hub: Hub) -> None:
    *others, weights = _listed()
    part = layout.part(MODEL, weights)
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(ModelUnavailable, match=r"the disk is full, and .* goes on where it stopped"):
        watched()
    assert {path.name for path in part.parent.iterdir()} == {file.etag for file in others} | {part.name}
    part.unlink()
    assert watched()[2].kept == sum(file.size for file in others)


def test_offline_is_told_by_the_switch_that_says_so(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelUnavailable, match="HF_HUB_OFFLINE in the environment forbids"):
        watched()


def test_of_two_that_fetch_the_same_one_waits_and_takes_what_the_other_brought(hub: Hub) -> None:
    second = fetching(MODEL)
    with layout.locked(MODEL, _listed()[-1]) as ours:
        assert ours
        while (news := next(second)).stage != "waiting":
            pass
        assert news.note == f"{WEIGHTS} is being fetched by another program or an earlier try, and is waited for."
    assert list(second)[-1].note == news.note


def _listed() -> tuple[HubFile, ...]:
    return list_files(MODEL, None, WANTED_FILES, 5).files
