"""`pull`: what is about to come, how far it is, and where it is."""

from __future__ import annotations

import sys

from llm_playground.engine.fetching import fetch
from llm_playground.engine.shelf import SHELF
from llm_playground.models.fetching.layout import free_disk
from llm_playground.models.fetching.sizes import megabytes
from llm_playground.models.memory import free_bytes
from llm_playground.models.references import Hub, read_name
from llm_playground.plain.static_parts import byte_size


def print_fetch(model: str) -> None:
    """Fetch a model, and print what there is to know; Ctrl+C says what is kept."""
    reference = read_name(model)
    if isinstance(reference, Hub):
        known = SHELF.state(model, reference)
        if known.state == "remote":
            facts = [f"{known.download_megabytes:,} MB"] if known.download_megabytes else []
            facts += [known.licence] if known.licence else []
            here = f" {megabytes(known.received)} of it are here." if known.received else ""
            disk = f"{byte_size(free_disk())} of disk are free."
            print(f"{reference.hub_id}: {', '.join([*facts, disk])}{here}", file=sys.stderr)
            if known.memory and known.memory > (free := free_bytes()):
                needs = f"It takes about {byte_size(known.memory)} of memory; about {byte_size(free)} are free now."
                print(needs, file=sys.stderr)
    try:
        folder = fetch(model)
    except KeyboardInterrupt:
        if isinstance(reference, Hub):
            print("\nStopped. What has come is kept: the same command goes on there.", file=sys.stderr)
        raise
    print(f"{model} is at hand: {folder}")
