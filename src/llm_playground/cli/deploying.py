"""`deploy`: the playground on several machines, by Ray Serve."""

from __future__ import annotations

import threading
from typing import Annotated

from llm_playground.cli.help import examples
from llm_playground.cli.options import A_MODEL, Flag, command, name, number
from llm_playground.decoding import Parameter
from llm_playground.errors import InvalidValue
from llm_playground.extras import how_to_get
from llm_playground.models.catalog import CATALOG

REPLICAS = Parameter(name="replicas", effect="Processes for each model.", lowest=1, highest=1_000, whole=True)
MOST_REPLICAS = Parameter(
    name="most_replicas",
    effect="Up to so many are started while those that there are compute more than 70 % of the time.",
    lowest=1,
    highest=1_000,
    whole=True,
)
PAGES = Parameter(
    name="pages", effect="Processes that answer browsers and choose the tokens.", lowest=1, highest=1_000, whole=True
)

PORT = Parameter(name="port", effect="The port at which they listen.", lowest=1, highest=65_535, whole=True)


@command(
    epilog=examples(
        "llm-playground deploy --ray local --replicas 2",
        "llm-playground deploy --ray 10.0.0.1:6379 --host 0.0.0.0 --pages 4 --replicas 2 --most-replicas 8",
        "llm-playground deploy --ray 10.0.0.1:6379 --remove",
    ),
)
def deploy(
    ray: Annotated[
        str,
        name(
            "The cluster: the address of its head, auto for the one that this machine is part of, or local for one on "
            "this machine alone, to try it",
            "--ray",
            metavar="ADDRESS",
            of="the address of a cluster of Ray, auto or local",
        ),
    ] = "local",
    model: Annotated[
        list[str] | None,
        name("A model beside those that ship with the package; repeatable", "--model", "-m", of=A_MODEL),
    ] = None,
    replicas: Annotated[int, number(REPLICAS)] = 1,
    most_replicas: Annotated[int | None, number(MOST_REPLICAS, otherwise="as many as --replicas unless given")] = None,
    pages: Annotated[int, number(PAGES)] = 1,
    host: Annotated[
        str,
        name(
            "The address at which every machine of the cluster listens (0.0.0.0 lets others in)",
            "--host",
            of="an address of these machines",
        ),
    ] = "127.0.0.1",
    port: Annotated[int, number(PORT)] = 8000,
    remove: Annotated[bool, Flag("--remove", "Take it away from the cluster again.")] = False,
) -> None:
    """Run the playground on the machines of a Ray cluster, each model in several replicas."""
    most = replicas if most_replicas is None else most_replicas
    if most < replicas:
        raise InvalidValue(
            f"--most-replicas is {most}, fewer than the {replicas} of --replicas.", field="most_replicas"
        )
    bundled = [key for key, entry in CATALOG.items() if entry.bundled_folder is not None]
    try:
        from llm_playground.cluster import serving
    except ModuleNotFoundError as error:
        if error.name != "ray":
            raise
        raise InvalidValue(f"deploy needs Ray Serve; get it with: {how_to_get('ray')}") from error
    if remove:
        serving.remove(ray)
        print("The playground is gone from the cluster.")
        return
    models = tuple(dict.fromkeys((*bundled, *(model or ()))))
    print(f"Starting {', '.join(models)} ...", flush=True)
    serving.deploy(serving.Plan(models, replicas, most, pages, host, port), ray)
    print(f"LLM Playground is at http://{host}:{port}", flush=True)
    if ray == serving.LOCAL:
        print("Ctrl+C ends it.", flush=True)
        threading.Event().wait()
