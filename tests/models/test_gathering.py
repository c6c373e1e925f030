"""Many threads behind one model: whoever asks beside whomever, the answers are those that each would get alone."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from llm_playground.engine.generation import prepare
from llm_playground.errors import InvalidValue
from llm_playground.models.gathering import Gathering
from llm_playground.models.loading import load
from llm_playground.models.prefix_cache import MOST_ROWS
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.transformer.checkpoint import load_transformer
from tests.checkpoints import CONTEXT, VOCAB_SIZE, model_folder
from tests.passes import SOON

TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folder(tmp_path_factory.mktemp("model"))


class Fake(LanguageModel):
    """A model of which a test holds the reins: it waits at the gate, then answers [number of ids, last id, 0 ...]."""

    def __init__(self) -> None:
        super().__init__(ModelInfo("fake", Path(), "fake", 8, 10, frozenset(), None, None, None))
        self.batches: list[list[list[int]]] = []
        self.entered = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)
        self.error: BaseException | None = None
        self.seconds = 0.0

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        self.batches.append([list(ids) for ids in sequences])
        self.entered.release()
        assert self.gate.acquire(timeout=SOON)
        time.sleep(self.seconds)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return np.array([[len(ids), ids[-1], *[0] * 8] for ids in sequences], dtype=np.float32)

    def open(self) -> None:
        """From now on nobody waits at the gate."""
        for _ in range(10_000):
            self.gate.release()


class Asking(threading.Thread):
    """A thread that asks once and keeps what it got."""

    def __init__(self, ask: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.ask = ask
        self.answer: object = None
        self.start()

    def run(self) -> None:
        try:
            self.answer = self.ask()
        except BaseException as error:  # noqa: BLE001
            self.answer = error

    def result(self) -> object:
        self.join(SOON)
        assert not self.is_alive(), "the thread was never answered"
        return self.answer


def ask(gathering: Gathering, *sequences: list[int]) -> Asking:
    return Asking(lambda: gathering.next_logits(sequences))


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.001)


def in_line(gathering: Gathering, calls: int) -> None:
    wait_until(lambda: len(gathering._waiting) == calls)


@pytest.fixture
def fake() -> Fake:
    return Fake()


def test_calls_that_wait_together_are_one_pass(fake: Fake) -> None:
    gathering = Gathering(fake)
    first = ask(gathering, [1])
    assert fake.entered.acquire(timeout=SOON)
    others = []
    for id in (2, 3, 4):
        others.append(ask(gathering, [id], [id, id]))
        in_line(gathering, len(others))
    fake.open()
    assert first.result()[0, 1] == 1  # type: ignore[index]
    for id, other in zip((2, 3, 4), others, strict=True):
        assert np.array_equal(other.result()[:, :2], [[1, id], [2, id]])  # type: ignore[index]
    assert fake.batches == [[[1]], [[2], [2, 2], [3], [3, 3], [4], [4, 4]]]


def test_a_pass_takes_no_more_rows_than_the_cache_bears_and_first_come_is_first_served(fake: Fake) -> None:
    gathering = Gathering(fake)
    threads = [ask(gathering, [0])]
    assert fake.entered.acquire(timeout=SOON)
    for number, rows in enumerate((100, 20, 9, 200, 1), start=1):
        threads.append(ask(gathering, *[[number]] * rows))
        in_line(gathering, number)
    fake.open()
    for thread in threads:
        thread.result()
    assert [sorted({ids[0] for ids in batch}) for batch in fake.batches] == [[0], [1, 2], [3], [4], [5]]
    assert [len(batch) for batch in fake.batches] == [1, 120, 9, 200, 1]
    assert MOST_ROWS == 128  # or the numbers above mean nothing


def test_a_wrong_sequence_fails_its_own_caller_alone(fake: Fake) -> None:
    gathering = Gathering(fake)
    first = ask(gathering, [1])
    assert fake.entered.acquire(timeout=SOON)
    wrong = [ask(gathering, ids) for ids in ([], [99], [1] * 9)]
    assert all(isinstance(each.result(), InvalidValue) for each in wrong)  # at once, while the pass goes on
    fake.open()
    assert isinstance(first.result(), np.ndarray)


def test_an_error_of_a_pass_reaches_all_who_were_in_it_and_nobody_else(fake: Fake) -> None:
    gathering = Gathering(fake)
    first = ask(gathering, [1])
    assert fake.entered.acquire(timeout=SOON)
    together = []
    for number in range(2):
        together.append(ask(gathering, [2]))
        in_line(gathering, number + 1)
    fake.gate.release()
    assert isinstance(first.result(), np.ndarray)
    assert fake.entered.acquire(timeout=SOON)
    later = ask(gathering, [3])
    in_line(gathering, 1)
    fake.error = MemoryError("out of memory")
    fake.open()
    assert [str(each.result()) for each in together] == ["out of memory"] * 2
    assert isinstance(later.result(), np.ndarray)


def test_an_interrupt_ends_the_leader_alone_and_the_others_are_answered(fake: Fake) -> None:
    gathering = Gathering(fake)
    first = ask(gathering, [1])
    assert fake.entered.acquire(timeout=SOON)
    leader = ask(gathering, [2])
    in_line(gathering, 1)
    other = ask(gathering, [3])
    in_line(gathering, 2)
    fake.gate.release()
    first.result()
    assert fake.entered.acquire(timeout=SOON)
    fake.error = KeyboardInterrupt()
    fake.open()
    assert isinstance(leader.result(), KeyboardInterrupt)
    assert other.result()[0, 1] == 3  # type: ignore[index]
    assert ask(gathering, [4]).result()[0, 1] == 4  # type: ignore[index]


@pytest.mark.parametrize("is_next_leader", [True, False])
def test_an_interrupt_while_waiting_leaves_the_line_in_order(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, is_next_leader: bool
) -> None:
    gathering = Gathering(fake)
    first = ask(gathering, [1])
    assert fake.entered.acquire(timeout=SOON)

    def interrupted(self: threading.Event, timeout: float | None = None) -> bool:
        if threading.current_thread().name == "interrupted":
            if is_next_leader:
                wait(self, timeout)  # it was told to lead, and that very moment came the interrupt
            raise KeyboardInterrupt
        return wait(self, timeout)

    wait = threading.Event.wait
    monkeypatch.setattr(threading.Event, "wait", interrupted)
    leaving = Asking.__new__(Asking)
    threading.Thread.__init__(leaving, name="interrupted", daemon=True)
    leaving.ask, leaving.answer = lambda: gathering.next_logits([[2]]), None
    leaving.start()
    if is_next_leader:
        in_line(gathering, 1)
    else:
        assert isinstance(leaving.result(), KeyboardInterrupt)
    other = ask(gathering, [3])
    in_line(gathering, 1 + is_next_leader)
    fake.open()
    assert isinstance(leaving.result(), KeyboardInterrupt)
    assert isinstance(first.result(), np.ndarray)
    assert other.result()[0, 1] == 3  # type: ignore[index]
    assert [[2]] not in fake.batches


def in_step(gathering: Gathering, threads: int, rounds: int) -> None:
    """Threads that each ask again as soon as they are answered."""

    def go(id: int) -> None:
        for round in range(rounds):
            assert gathering.next_logits([[id] * (1 + round % 8)])[0, 1] == id

    asking = [Asking(lambda number=number: go(number)) for number in range(threads)]  # type: ignore[misc]
    assert [each.result() for each in asking] == [None] * threads


def test_threads_in_step_fill_every_pass(fake: Fake) -> None:
    fake.open()
    fake.seconds = 0.02
    in_step(Gathering(fake), threads=8, rounds=20)
    assert sum(map(len, fake.batches)) == 160
    # The first passes find each other; then all go together. A few may miss one where the machine is busy.
    assert len(fake.batches) <= 30  # 40 if a leader never waited


def test_one_thread_alone_never_waits_for_others(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.open()
    gathering = Gathering(fake)
    in_step(gathering, threads=3, rounds=4)
    gathering.next_logits([[1]])  # may still wait a moment for those three
    monkeypatch.setattr(gathering._changed, "wait", lambda _: pytest.fail("it waited"))
    for _ in range(5):
        gathering.next_logits([[1]])


def test_a_slow_thread_costs_a_fast_model_a_share_of_its_passes_at_most(fake: Fake) -> None:
    fake.open()
    fake.seconds = 0.004
    gathering = Gathering(fake)
    done = threading.Event()

    def slowly() -> None:
        while not done.is_set():
            gathering.next_logits([[2]])
            time.sleep(0.1)

    slow = Asking(slowly)
    started = time.perf_counter()
    for _ in range(50):
        gathering.next_logits([[1]])
    seconds = time.perf_counter() - started
    done.set()
    slow.result()
    assert seconds < 0.1 * 50 / 2  # waiting for the slow one each time would take 5 s


class Uncached:
    """The obvious way: one sequence at a time, from its first token, every time."""

    def __init__(self, folder: Path) -> None:
        self.transformer = load_transformer(folder)
        self.lock = threading.Lock()

    def next_logits(self, ids: list[int]) -> np.ndarray:
        with self.lock, torch.no_grad():
            logits: np.ndarray = self.transformer(torch.tensor([ids]))[0, -1].numpy()
            return logits


@pytest.mark.parametrize("seed", range(3))
def test_any_interleaving_of_threads_equals_the_model_without_cache(folder: Path, seed: int) -> None:
    gathering, reference = Gathering(load(folder)), Uncached(folder)
    shared = [[random.Random(seed).randrange(VOCAB_SIZE) for _ in range(5)]]

    def go(thread: int) -> float:
        draw = random.Random(f"{seed} {thread}")
        worst = 0.0
        for _ in range(15):
            batch = []
            for _ in range(draw.randint(1, 3)):
                ids = list(draw.choice(shared))[: draw.randint(1, CONTEXT)]
                ids = [*ids, *(draw.randrange(VOCAB_SIZE) for _ in range(draw.choice([1, 1, 2, 9])))][:CONTEXT]
                batch.append(ids)
                shared.append(ids)
            logits = gathering.next_logits(batch)
            expected = np.stack([reference.next_logits(ids) for ids in batch])
            worst = max(worst, float(np.abs(logits - expected).max()))
            time.sleep(draw.choice([0, 0, 0.001]))
        return worst

    asking = [Asking(lambda thread=thread: go(thread)) for thread in range(6)]  # type: ignore[misc]
    for each in asking:
        worst = each.result()
        assert isinstance(worst, float), worst
        assert worst < TOLERANCE


@pytest.mark.parametrize("strategy", ["greedy", "beam", "top_p"])
def test_decoding_through_it_is_decoding(folder: Path, strategy: str) -> None:
    model = load(folder)
    gathering = Gathering(model)
    assert gathering.model_behind is model
    assert (gathering.info, gathering.is_instruct, gathering.piece(7)) == (model.info, False, model.piece(7))
    run = prepare(gathering, "the little robot", strategy, 12, seed=5 if strategy == "top_p" else None)
    assert run.trace() == prepare(model, "the little robot", strategy, 12, seed=run.seed).trace()


def test_one_thread_computes_whoever_asks(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    computing: set[int] = set()
    real = fake._next_logits

    def watched(sequences: Sequence[Sequence[int]]) -> np.ndarray:
        computing.add(threading.get_ident())
        return real(sequences)

    monkeypatch.setattr(fake, "_next_logits", watched)
    fake.open()
    gathering = Gathering(fake)
    asking = [ask(gathering, [number]) for number in range(8)]
    for each in asking:
        each.result()
    assert len(computing) == 1
    assert computing.isdisjoint(each.ident for each in asking)
