"""The pages and models of a cluster as an application of Ray Serve, which places them, restarts them and adds more."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import random
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ray
from ray import serve
from ray.exceptions import RayError, RayTaskError
from ray.serve.config import AutoscalingConfig, AutoscalingContext, AutoscalingPolicy, RequestRouterConfig
from ray.serve.request_router import PendingRequest, RequestRouter, RunningReplica

from llm_playground.cluster.asking import Answer, Gone
from llm_playground.errors import InvalidValue, reason, shown
from llm_playground.models.references import read_name

if TYPE_CHECKING:
    from ray.serve.handle import DeploymentHandle
    from starlette.types import ASGIApp

APP = "llm-playground"
PAGE = "page"
# Of the time in which a replica of a model could compute. Above that another one is started, as far as it may be.
MOST_BUSY = 0.7
AT_ONCE = 1_000  # questions that a replica takes: it gathers them, so that none need wait for another
SOON = 5.0  # seconds in which a cluster must answer at all
AUTO = "auto"  # in place of an address: the cluster that this machine is part of
LOCAL = "local"  # in place of an address: a cluster on this machine, for as long as the command runs


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be started: for each of `models` `replicas`, up to `most_replicas` while these are busy, and so many
    `pages`, each a process that answers browsers at `host`."""

    models: tuple[str, ...]
    replicas: int = 1
    most_replicas: int = 1
    pages: int = 1
    host: str = "127.0.0.1"
    port: int = 8000


class StickyRouter(RequestRouter):
    """Sends a question to the replica that it names, and any other to the one of two that has less to do."""

    async def choose_replicas(
        self, candidate_replicas: list[RunningReplica], pending_request: PendingRequest | None = None
    ) -> list[list[RunningReplica]]:
        at = pending_request.kwargs.get("at") if pending_request else None
        if at is not None:
            found = [each for each in candidate_replicas if each.replica_id.unique_id == at]
            if found:
                return [found]
        return [random.sample(candidate_replicas, min(2, len(candidate_replicas)))]


def enough(context: AutoscalingContext) -> tuple[int, dict[str, Any]]:
    """So many replicas that each is busy for `MOST_BUSY` of its time."""
    busy = sum(context.aggregated_metrics.get("busy", {}).values())
    return max(1, math.ceil(busy / MOST_BUSY)), {}


class Model:
    """A replica of a model, as Ray Serve runs it."""

    def __init__(self, name: str, named: Sequence[str]) -> None:
        from llm_playground.cluster.replica import Replica

        _quiet()
        self._replica = Replica(name, serve.get_replica_context().replica_id.unique_id, named)

    async def answer(self, question: str, *given: Any, at: str | None = None) -> Answer:
        return await asyncio.to_thread(self._replica.answer, question, *given)

    def record_autoscaling_stats(self) -> dict[str, float]:
        return {"busy": self._replica.busy()}


class ServeReplicas:
    """The replicas of a model, by Ray Serve. For any thread but that of an event loop."""

    def __init__(self, handle: DeploymentHandle) -> None:
        self._handle = handle

    def ask(self, question: str, *given: Any, at: str | None = None) -> Callable[[], Answer]:
        response = self._handle.answer.remote(question, *given, at=at)

        def answer() -> Answer:
            try:
                said: Answer = response.result()
            except RayTaskError:  # what the replica itself raised: a bug
                raise
            except RayError as error:
                raise Gone(str(error)) from error
            return said

        return answer


def application(plan: Plan) -> serve.Application:
    """All of it, to be run by Ray Serve."""
    named = {model: deployment_name(model) for model in plan.models}
    config = {"min_replicas": plan.replicas, "max_replicas": max(plan.replicas, plan.most_replicas)}
    scaled = AutoscalingConfig(
        **config, initial_replicas=plan.replicas, policy=AutoscalingPolicy(policy_function=enough)
    )
    models = [
        serve.deployment(
            Model,
            name=name,
            autoscaling_config=scaled,
            max_ongoing_requests=AT_ONCE,
            request_router_config=RequestRouterConfig(request_router_class=StickyRouter),
        ).bind(model, plan.models)
        for model, name in named.items()
    ]

    def page() -> ASGIApp:
        from llm_playground.cluster.session import ClusterSession
        from llm_playground.web.app import make_app

        _quiet()
        handles = {model: ServeReplicas(serve.get_deployment_handle(name, APP)) for model, name in named.items()}
        return make_app(ClusterSession(handles), plan.host)

    pages = serve.deployment(serve.ingress(page)(), name=PAGE)
    return pages.options(num_replicas=plan.pages, max_ongoing_requests=AT_ONCE).bind(*models)


def deployment_name(model: str) -> str:
    """The name under which Ray Serve knows a model."""
    return model.replace("/", "--")


def deploy(plan: Plan, address: str) -> None:
    """Start it, or change what runs to it, and come back when all of it answers.

    Raises:
        PlaygroundError: one of the models does not exist.
        InvalidValue: the cluster does not answer, or does not start this.
    """
    for model in plan.models:
        read_name(model)
    connect(address, plan)
    try:
        serve.start(http_options={"host": plan.host, "port": plan.port})
        serve.run(application(plan), name=APP, route_prefix="/")
    except (RayError, RuntimeError) as error:
        raise InvalidValue(f"The cluster does not start it: {reason(_cause(error))}.") from error


def connect(address: str, plan: Plan | None = None) -> None:
    """Be part of the cluster at an address, or make one on this machine that has room for the plan.

    Raises:
        InvalidValue: there is none that can be reached.
    """
    if ray.is_initialized():
        return
    if address not in (LOCAL, AUTO):
        _knock(address)
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if address != LOCAL:
            ray.init(address=address, **quiet)
            return
        needed = 2 + (len(plan.models) * max(plan.replicas, plan.most_replicas) + plan.pages if plan else 0)
        cores = max(needed, os.cpu_count() or 1)
        ray.init(num_cpus=cores, object_store_memory=200 * 2**20, include_dashboard=False, **quiet)
    except (ConnectionError, RuntimeError, ValueError, RayError) as error:
        raise InvalidValue(f"Ray does not start at {shown(address)}: {reason(error)}.", field="ray") from error


def _knock(address: str) -> None:
    """Ray itself tries an address for minutes before it says that nobody is there.

    Raises:
        InvalidValue: nobody is, or this is no address.
    """
    host, _, port = address.rpartition(":")
    if not (host and port.isdecimal()):
        raise InvalidValue(
            f"ray is {shown(address)}; it must be HOST:PORT of the head of a cluster, {AUTO} or {LOCAL}.", field="ray"
        )
    try:
        socket.create_connection((host, int(port)), SOON).close()
    except (OSError, OverflowError) as error:
        raise InvalidValue(
            f"No cluster of Ray can be reached at {shown(address)}: {reason(error)}. One is started with: "
            "ray start --head",
            field="ray",
        ) from error


def _cause(error: Exception) -> Exception:
    """What went wrong there, without the traceback of another machine."""
    cause = getattr(error, "cause", None)
    return cause if isinstance(cause, Exception) else error


def remove(address: str) -> None:
    """Take it away from the cluster."""
    connect(address)
    serve.delete(APP)


def _quiet() -> None:
    """One thread for NumPy's products, as `serve` has it, and one heap for all threads."""
    from threadpoolctl import threadpool_limits

    from llm_playground.web.heap import share_heap

    share_heap()
    threadpool_limits(1, user_api="blas")
    logging.getLogger("ray.serve").setLevel(logging.WARNING)
