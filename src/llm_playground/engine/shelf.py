"""The models of this process: which are loaded, how far the others are, and whose requests are computed together.

A model is loaded once and kept: the second call with the same name answers at once. Importing this brings no PyTorch,
which takes seconds; that comes with the first model that needs it.
"""

from __future__ import annotations

import gc
import math
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from weakref import WeakValueDictionary

from llm_playground.decoding.recommendation import Recommendation, read_recommendation
from llm_playground.engine.events import Loading
from llm_playground.engine.fetching import FETCHES
from llm_playground.engine.served import told_by, unable
from llm_playground.errors import CheckpointError, ModelUnavailable
from llm_playground.models import hub
from llm_playground.models.chat import knows_thinking
from llm_playground.models.copies import Copy
from llm_playground.models.devices import WHOLE, computes_int8, rounded_from, split_dtype
from llm_playground.models.fetching.layout import fetched_bytes
from llm_playground.models.fetching.sizes import megabytes
from llm_playground.models.generation_config import FILE, read_generation_config
from llm_playground.models.held import held_bytes
from llm_playground.models.memory import free_bytes, needed_bytes
from llm_playground.models.packaged import installed_file
from llm_playground.models.references import Bundled, Folder, GGUFFile, Hub, Packaged, Reference, Remote, read_name
from llm_playground.models.seam import UNKNOWN_CONTEXT, LanguageModel
from llm_playground.plain.static_parts import byte_size
from llm_playground.records import Record
from llm_playground.records.fetching import Fetched, Fetching, LoadedModel
from llm_playground.records.local import Place

if TYPE_CHECKING:
    from llm_playground.models.gathering import Gathering
    from llm_playground.models.local.headers import Seen

KEPT = 4  # as many as stand side by side
FIRST_NEWS = 0.1  # seconds until whoever waits for a model hears of it first
NEWS_EVERY = 0.5
PATIENCE = 30.0  # seconds that `wait_for` waits
WORTH_UNLOADING = 50_000_000  # bytes: less makes room for nothing


@dataclass(frozen=True, slots=True)
class ModelState(Record):
    """A model that can be asked for. What neither the catalog nor the headers of its files tell is None.

    `state`: "bundled" with the package, "cached" on this machine, "remote" (to be fetched first), a "folder" or file on
    this machine, on a "server" that is asked for it, or "trained" here and in memory alone; `place` is that in which it
    was found here. `twin` is the key
    of the model that differs in nothing but its post-training. `context_length` is how many tokens it reads at most.
    `recommended` is how its makers want its tokens chosen, where they say so and its files are on this machine. `bytes`
    are those of its weights as they lie there, and `memory` those that it takes once it is loaded, roughly.
    `quantization` is how they were stored, if they had to be turned back into numbers, or in which numbers the model is
    asked for, if not in float32. `thinks`, `reads_text`, `looked_into` and `why` are those of a `LocalModel`. `unable`
    says what cannot be asked for of a model on a server, and why (`engine.served.unable`). `held` is the memory that
    the loaded model takes now. Of a "remote" model `received` bytes are here from a fetch that was not finished;
    `fetching` says that it is under way, and `by_pip` which package brings the model, if the hub does not.
    """

    key: str
    note: str
    kind: Literal["base", "instruct"] | None
    parameters: int | None
    download_megabytes: int | None
    licence: str | None
    context_length: int | None
    twin: str | None
    state: Literal["bundled", "cached", "remote", "folder", "server", "trained"]
    loaded: bool
    recommended: Recommendation | None
    place: Place | None = None
    bytes: int | None = None
    memory: int | None = None
    quantization: str | None = None
    thinks: bool = False
    reads_text: bool = True
    looked_into: Literal["yes", "in part", "no"] | None = None
    why: str = ""
    unable: Mapping[str, str] = field(default_factory=dict)
    held: int | None = None
    received: int = 0
    fetching: bool = False
    by_pip: str | None = None


class Shelf:
    """Models by name. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # guards all below; never held while a model is loaded
        self._models: OrderedDict[tuple[str, float], LanguageModel] = OrderedDict()
        self._loading: defaultdict[tuple[str, float], threading.Lock] = defaultdict(threading.Lock)
        self._arrivals: dict[str, Arrival] = {}
        self._gatherings: WeakValueDictionary[str, Gathering] = WeakValueDictionary()
        self._elsewhere: dict[str, Callable[[], LanguageModel]] = {}

    def offer(self, name: str, reach: Callable[[], LanguageModel]) -> None:
        """From now on the model of that name is computed elsewhere: `reach` is called for it, and nothing is loaded."""
        self._elsewhere[name] = reach

    def get(self, model: str | Path | LanguageModel) -> LanguageModel:
        """The model itself, or the one of that name: loaded now, or kept from an earlier call.

        A folder whose files changed since (a model trained further) is loaded again. Two threads that want the same
        model load it once; one that wants another does not wait for them.

        Raises: as `models.loading.load`; and
            ModelUnavailable: it does not fit into the memory that others leave free.
        """
        if isinstance(model, LanguageModel):
            return model
        reference = read_name(model)
        from llm_playground.models.loading import load

        key = (str(model), _changed(reference))
        with self._lock:
            loading = self._loading[key]
        with loading:
            with self._lock:
                known = self._models.get(key)
            reach = self._elsewhere.get(str(model))
            if known is None and reach is None:
                self._check_room(str(model), reference)
            found = known or (load(model) if reach is None else reach())
            with self._lock:
                self._models[key] = found
                self._models.move_to_end(key)
                while len(self._models) > KEPT:
                    self._models.popitem(last=False)
        return found

    def unload(self, name: str) -> bool:
        """Let a model go, and whether there was one of that name. Its memory is free once no run uses it any more."""
        with self._lock:
            keys = [key for key in self._models if key[0] == name]
            for key in keys:
                del self._models[key]
            self._gatherings.pop(name, None)
        gc.collect()
        return bool(keys)

    def loaded(self) -> list[LoadedModel]:
        """The models that are loaded, and the memory that each takes."""
        with self._lock:
            models = {name: model for (name, _), model in self._models.items()}
        return [LoadedModel(name, held_bytes(model)) for name, model in models.items()]

    def has(self, name: str) -> bool:
        """Whether `get(name)` would answer at once (unless the files of the model have changed)."""
        return self._kept(name) is not None

    def coming(self, name: str) -> Generator[Loading, None, Gathering]:
        """The model, shared with all who use it now; while it is on its way, a `Loading` every half second.

        Closing the generator does not stop the loading, so that whoever asks next finds the model there.

        Raises: as `get`.
        """
        if not self.has(name):
            with self._lock:
                arrival = self._arrivals.get(name)
                if arrival is None or arrival.arrived.is_set():
                    arrival = self._arrivals[name] = Arrival(self, name)
            wait = FIRST_NEWS
            while not arrival.arrived.wait(wait):
                yield Loading(name, arrival.message)
                wait = NEWS_EVERY
            arrival.check()
        return self._gathering(name)

    def wait_for(self, name: str) -> Gathering:
        """The model, shared as by `coming`, for those who cannot be told how far it is.

        Raises: as `get`; and
            ModelUnavailable: it takes longer than one can wait for an answer.
        """
        started, coming = time.monotonic(), self.coming(name)
        while True:
            try:
                news = next(coming)
            except StopIteration as end:
                model: Gathering = end.value
                return model
            if time.monotonic() - started > PATIENCE:
                raise ModelUnavailable(f"{news.message} Try again in a moment.")

    def state(self, name: str, reference: Reference, where: Place | None = None) -> ModelState:
        """What is known of the model `name`, which stands for `reference`, without loading it; `where` it was found."""
        entry, model = reference.entry, self._kept(name)
        files = _files(reference)
        seen = None if files is None or isinstance(reference, Bundled) else _seen(files, name)
        dtype = split_dtype(name)[1]
        stored = seen.quantization if seen and files and files.is_file() else None
        quantization = stored if dtype == WHOLE else rounded_from(stored, dtype)
        parameters = entry.parameters if entry else seen.parameters if seen else None
        state = ModelState(
            key=name,
            note=entry.note if entry else _note(seen),
            kind=entry.kind if entry else _kind(seen),
            parameters=parameters,
            download_megabytes=entry.download_megabytes if entry else None,
            licence=entry.licence if entry else None,
            context_length=entry.context_length if entry else seen.context_length if seen else None,
            twin=entry.twin if entry else None,
            state=_place(reference),
            loaded=model is not None,
            recommended=_recommended(reference),
            place=where,
            bytes=seen.bytes if seen else None,
            memory=needed_bytes(parameters, dtype) if parameters else None,
            quantization=quantization,
            thinks=bool(seen and seen.thinks) and not (entry and entry.kind == "base"),
            reads_text=seen is None or seen.reads_text,
            looked_into=seen.looked_into if seen else None,
            why=seen.why if seen else "",
            by_pip=reference.entry.distribution if isinstance(reference, Packaged) else None,
        )
        if isinstance(reference, Copy):
            state = _of_copy(state, reference)
        if isinstance(reference, Hub) and state.state == "remote":
            under_way = FETCHES.under_way(reference.hub_id) is not None
            return replace(state, received=fetched_bytes(reference.hub_id), fetching=under_way)
        if model is None:
            return state
        thinks = knows_thinking(model.info.chat_template)
        state = replace(state, quantization=model.info.quantization, held=held_bytes(model), thinks=thinks)
        if entry is not None:
            return state
        if served := model.info.served:
            state = replace(state, note=told_by(served), unable=unable(served))
        longest = model.context_length if model.context_length < UNKNOWN_CONTEXT else None
        return replace(state, kind="instruct" if model.is_instruct else "base", context_length=longest)

    def dtypes(self, name: str, reference: Reference) -> tuple[str, ...]:
        """In which other numbers than float32 the model `name` can be had: eight bits a weight where our transformer
        computes it, and bfloat16 where it was published in that. Nothing of what is not on this machine."""
        files = _files(reference)
        if files is None or split_dtype(name)[1] != WHOLE:
            return ()
        seen = _seen(files, name)
        int8 = seen.looked_into == "yes" and computes_int8()
        return (*(["int8"] if int8 else []), *(["bfloat16"] if seen.quantization == "BF16" else []))

    def _check_room(self, name: str, reference: Reference) -> None:
        """Refuse a model beside which others would have to go; one that fits not even alone is its user's to try.

        Raises:
            ModelUnavailable: with those that are to be unloaded.
        """
        needed, free = _needed(reference, name), free_bytes()
        if needed is None or needed <= free:
            return
        others = [each for each in self.loaded() if each.name != name and each.bytes >= WORTH_UNLOADING]
        if others:
            held = ", ".join(f"{each.name} ({byte_size(each.bytes)})" for each in others)
            which = "it" if len(others) == 1 else "one of these"
            raise ModelUnavailable(
                f"{name} takes about {byte_size(needed)} of memory while it is loaded, and about {byte_size(free)} are "
                f"free. {held} {'is' if len(others) == 1 else 'are'} loaded: unload {which} first.",
                field="model",
            )

    def _kept(self, name: str) -> LanguageModel | None:
        with self._lock:
            return next((model for (known, _), model in self._models.items() if known == name), None)

    def _gathering(self, name: str) -> Gathering:
        """The one through which all threads ask the model of that name, for as long as any of them does."""
        from llm_playground.models.gathering import Gathering

        model = self.get(name)
        with self._lock:
            known = self._gatherings.get(name)
            if known is None or known.model_behind is not model:
                known = self._gatherings[name] = Gathering(model)
            return known


class Arrival:
    """Loads the model `name` in a thread of its own; `arrived` is set when it is there, or has failed to come."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self.arrived = threading.Event()
        self._shelf, self._name = shelf, name
        self._news: Fetching | Fetched | None = None
        self._error: BaseException | None = None
        threading.Thread(target=self._load, name=f"load {name}", daemon=True).start()

    def check(self) -> None:
        """Raises: what loading the model raised."""
        if self._error is not None:
            raise self._error

    @property
    def message(self) -> str:
        """What is happening, in a sentence."""
        news = self._news
        if not isinstance(news, Fetching):
            return f"Loading {self._name} …"
        come = f"{megabytes(news.done)} of {megabytes(news.total)}" if news.total else "asking for it"
        return f"Fetching {self._name} from the Hugging Face hub: {come} …"

    def _load(self) -> None:
        try:
            reference = read_name(self._name)
            is_far = self._name in self._shelf._elsewhere
            if isinstance(reference, Hub) and _place(reference) == "remote" and not is_far:
                for self._news in FETCHES.watch(reference):
                    pass
            self._shelf.get(self._name)
        except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
            self._error = error
        finally:
            self.arrived.set()


def _place(reference: Reference) -> Literal["bundled", "cached", "remote", "folder", "server", "trained"]:
    match reference:
        case Bundled():
            return "bundled"
        case Folder() | GGUFFile():
            return "folder"
        case Remote():
            return "server"
        case Copy():
            return "trained"
        case Packaged():
            return "cached" if installed_file(reference.entry) else "remote"
        case Hub():
            return "cached" if hub.cached_folder(reference.hub_id) else "remote"


def _files(reference: Reference) -> Path | None:
    """The folder or file of a model, if it is on this machine."""
    match reference:
        case Bundled() | Folder():
            return reference.folder
        case GGUFFile():
            return reference.file
        case Packaged():
            return installed_file(reference.entry)
        case Hub():
            return hub.cached_folder(reference.hub_id)
        case Remote() | Copy():
            return None


def _of_copy(state: ModelState, copy: Copy) -> ModelState:
    """What is known of a model that was trained here."""
    info = copy.info
    assert info.checkpoint is not None
    parameters = sum(map(math.prod, info.checkpoint.shapes.values()))
    return replace(
        state,
        note="a copy, trained here",
        kind="base" if info.chat_template is None else "instruct",
        parameters=parameters,
        context_length=info.checkpoint.config.context_length,
        memory=needed_bytes(parameters, WHOLE),
    )


def _needed(reference: Reference, name: str) -> int | None:
    """About how much memory a model takes while it is loaded, where that is known beforehand."""
    files, dtype = _files(reference), split_dtype(name)[1]
    if reference.entry:
        return needed_bytes(reference.entry.parameters, dtype)
    parameters = _seen(files, name).parameters if files else None
    return needed_bytes(parameters, dtype) if parameters else None


def _seen(files: Path, name: str) -> Seen:
    """What the headers of the files of a model say."""
    from llm_playground.models.local.headers import seen_in  # with readers of every format

    return seen_in(files, name)


def _note(seen: Seen | None) -> str:
    """In place of the catalog's words: what the files say."""
    said = (seen.architecture, seen.quantization) if seen else ()
    return ", ".join(filter(None, said)) or "named at the start"


def _kind(seen: Seen | None) -> Literal["base", "instruct"] | None:
    if seen is None or seen.is_instruct is None:
        return None
    return "instruct" if seen.is_instruct else "base"


def _changed(reference: Reference) -> float:
    """When what may change under our hands was last written."""
    match reference:
        case Folder():
            return last_change(reference.folder)
        case GGUFFile():
            return last_change(reference.file)
        case _:
            return 0.0


def _recommended(reference: Reference) -> Recommendation | None:
    folder = _files(reference)
    if folder is None or isinstance(reference, GGUFFile | Packaged):
        return None  # a GGUF file says nothing of it
    with suppress(CheckpointError, OSError):  # which is told when somebody asks for the model
        file = (folder / FILE).stat()
        return _recommended_in(folder, (file.st_mtime_ns, file.st_size))
    return None


@lru_cache(maxsize=100)
def _recommended_in(folder: Path, _state: tuple[int, int]) -> Recommendation | None:
    """What the checkpoint in `folder` recommends, read once as long as the file does not change."""
    return read_recommendation(read_generation_config(folder))


def last_change(path: Path) -> float:
    """When a file, or a file of a folder, was last written, in seconds since 1970."""
    times = [0.0]
    for each in path.iterdir() if path.is_dir() else [path]:
        with suppress(FileNotFoundError):  # a file that is being written is renamed under our eyes
            times.append(each.stat().st_mtime)
    return max(times)


SHELF = Shelf()  # of this process, for the functions and for every session
