"""The whole of it on a real cluster of Ray: two nodes on this machine, a page, and three replicas of a model, one of
which is killed while twenty people read.

Ray brings forty packages along, so it is an extra of its own: pip install ".[ray]".
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any

import pytest

from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue
from llm_playground.records import Step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Ray's own
]

PEOPLE = 20
MODEL = "tiny-gpt2"
NODE = {"num_cpus": 2, "object_store_memory": 100 * 2**20, "include_dashboard": False}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes with two processors each, so that no one of them has room for the page and three replicas."""
    pytest.importorskip("ray.serve", reason='needs Ray: pip install ".[ray]"')
    import ray
    from ray.cluster_utils import Cluster

    cluster = None
    for attempt in range(3):
        try:
            cluster = Cluster(initialize_head=True, head_node_args=NODE)
            cluster.add_node(**NODE)
            cluster.wait_for_nodes()
            break
        except Exception as error:  # noqa: BLE001 (Ray raises Exception itself)
            if cluster is not None:
                cluster.shutdown()
            if attempt == 2:
                pytest.skip(f"Ray does not start here: {error}")
    assert cluster is not None
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="module")
def port(cluster: Any) -> Iterator[int]:
    from llm_playground.cluster.serving import Plan, deploy, remove

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    deploy(Plan((MODEL,), replicas=3, most_replicas=3, port=port), cluster.address)
    yield port
    remove(cluster.address)


def replicas() -> dict[int, str]:
    """The process of each replica of the model that is alive, and the node that it is on."""
    from ray._private.state import actors

    return {
        each["Pid"]: each["Address"]["NodeID"]
        for each in actors().values()
        if f"#{MODEL}#" in each["Name"] and each["State"] == "ALIVE"
    }


def wanted(person: int) -> dict[str, Any]:
    return {
        "model": MODEL,
        "prompt": "Once upon a time",
        "strategy": "top_p",
        "parameters": {"top_p": 0.9, "temperature": 1.2},
        "max_new_tokens": 100,
        "seed": person,
    }


class Reader:
    """Reads one text over HTTP, and counts its tokens on the way."""

    def __init__(self, person: int) -> None:
        self.body, self.tokens, self.text = wanted(person), 0, ""

    def read(self, port: int) -> str:
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("POST", "/api/generate", json.dumps(self.body), {"Content-Type": "application/json"})
        answer, event = connection.getresponse(), ""
        assert answer.status == 200
        for line in answer:
            name, _, value = line.decode().strip().partition(": ")
            if name == "event":
                event = value
                self.tokens += event == "step"
            elif name == "data" and event in ("done", "error"):
                assert event == "done", value
                return str(json.loads(value)["completion"])
        raise AssertionError("the stream broke off")


def undisturbed(person: int) -> str:
    """The text that a single process makes, without any cluster."""
    events = Session().run(RunRequest(**wanted(person)))
    return "".join(event.text for event in events if isinstance(event, Step))


def test_a_replica_is_killed_and_every_stream_ends_with_the_text_that_it_would_have_had(port: int) -> None:
    before = replicas()
    assert len(before) == 3
    assert len(set(before.values())) == 2, "the replicas are on both nodes"
    readers = [Reader(person) for person in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as threads:
        texts = [threads.submit(each.read, port) for each in readers]
        while min(each.tokens for each in readers) < 10:
            assert not any(each.done() and each.exception() for each in texts)
            time.sleep(0.01)
        reading = sum(not each.done() for each in texts)
        os.kill(next(iter(before)), signal.SIGKILL)
        told = [each.result() for each in texts]
    assert reading > PEOPLE // 2, "they were in the middle of it"
    assert told == [undisturbed(person) for person in range(PEOPLE)]


def test_a_replica_that_died_is_followed_by_a_new_one(port: int) -> None:
    os.kill(next(iter(before := replicas())), signal.SIGKILL)
    end = time.monotonic() + 120
    while len(replicas()) < 3 or replicas().keys() == before.keys():
        assert time.monotonic() < end
        time.sleep(0.2)
    assert Reader(0).read(port) == undisturbed(0)


def test_the_page_and_a_look_inside_come_through(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(address) as page:
        assert b"<title>" in page.read()
    with urllib.request.urlopen(f"{address}/api/catalog") as catalog:
        assert [each["key"] for each in json.load(catalog)["models"]] == [MODEL]
    body = json.dumps({"model": MODEL, "prompt": "Once upon a time"}).encode()
    request = urllib.request.Request(f"{address}/api/inspect", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as inspection:
        assert json.load(inspection)["encoding"]["text"] == "Once upon a time"


def test_a_reader_that_leaves_ends_its_run(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    body = json.dumps(wanted(0) | {"max_new_tokens": 400, "strategy": "sample", "parameters": {"temperature": 3}})
    connection.request("POST", "/api/generate", body, {"Content-Type": "application/json"})
    connection.getresponse().read(500)
    assert runs(port) == 1
    connection.close()
    end = time.monotonic() + 30
    while runs(port):
        assert time.monotonic() < end
        time.sleep(0.05)


def runs(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as measures:
        lines = measures.read().decode().splitlines()
    return int(float(next(line for line in lines if line.startswith("llm_playground_runs ")).split()[1]))


@pytest.mark.parametrize(
    ("address", "said"),
    [("127.0.0.1:9", "No cluster of Ray can be reached at '127.0.0.1:9'"), ("somewhere", "it must be HOST:PORT")],
)
def test_an_address_where_no_cluster_is_is_told_at_once(address: str, said: str) -> None:
    pytest.importorskip("ray.serve", reason='needs Ray: pip install ".[ray]"')
    from llm_playground.cluster.serving import _knock

    with pytest.raises(InvalidValue, match=said):
        _knock(address)


def test_replicas_are_added_until_each_is_busy_for_seven_tenths_of_its_time() -> None:
    pytest.importorskip("ray.serve", reason='needs Ray: pip install ".[ray]"')
    from llm_playground.cluster.serving import enough

    for busy, replicas in (([], 1), ([0.1], 1), ([0.9, 0.9], 3), ([0.7, 0.7], 2)):
        context: Any = SimpleNamespace(aggregated_metrics={"busy": dict(enumerate(busy))} if busy else {})
        assert enough(context) == (replicas, {})
