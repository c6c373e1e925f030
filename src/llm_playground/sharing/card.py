"""What a run was made from, in a few facts: enough for somebody else to make it again."""

from __future__ import annotations

from llm_playground import __version__
from llm_playground.models.catalog import CATALOG
from llm_playground.models.devices import split_dtype
from llm_playground.plain.badge import badge
from llm_playground.records import Trace
from llm_playground.records.settings import written

ENDINGS = {
    "stop": "the model ended the text",
    "length": "the requested length was reached",
    "context": "the model's context was full",
}


def card(trace: Trace) -> dict[str, str]:
    """The facts of a run by name: the model and its revision, the strategy, its chain, the seed, the version of this
    package."""
    start = trace.start
    entry = CATALOG.get(split_dtype(start.model)[0])
    facts = {"Model": start.model}
    # Which revision another version of this package had in its catalog is not known here.
    if entry is not None and entry.hub_id is not None and trace.version == __version__:
        facts["Revision"] = f"{entry.hub_id} at {entry.revision}"
    if stored := badge(start.quantization):
        facts["Weights"] = stored
    facts["Strategy"] = start.strategy
    facts |= {name: written(value) for name, value in start.parameters.items()}
    if len(start.order) > 1:
        facts["Order"] = ", then ".join(start.order)
    if start.stop:
        facts["Stop strings"] = written(start.stop)
    if start.seed is not None:
        facts["Seed"] = str(start.seed)
    if start.kept:
        facts["Branch"] = f"the first {start.kept} tokens are those of another text"
    facts["Tokens"] = f"{len(start.prompt.ids):,} of the prompt, {len(trace.steps):,} generated"
    stop = trace.ending.stop_string
    facts["Ending"] = ENDINGS[trace.finish_reason] if stop is None else f"the stop string {written((stop,))} came"
    facts["Made with"] = f"llm-playground {trace.version}"
    return facts
