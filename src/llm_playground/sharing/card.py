"""What a run was made from, in a few facts: enough for somebody else to make it again."""

from __future__ import annotations

from llm_playground import __version__
from llm_playground.models.catalog import CATALOG
from llm_playground.records import Trace

ENDINGS = {
    "stop": "the model ended the text",
    "length": "the requested length was reached",
    "context": "the model's context was full",
}


def card(trace: Trace) -> dict[str, str]:
    """The facts of a run by name: the model and its revision, the strategy, its chain, the seed, the version of this
    package."""
    start = trace.start
    entry = CATALOG.get(start.model)
    facts = {"Model": start.model}
    if entry is not None and entry.hub_id is not None:
        facts["Revision"] = f"{entry.hub_id} at {entry.revision}"
    facts["Strategy"] = start.strategy
    facts |= {name: str(value) for name, value in start.parameters.items()}
    if len(start.order) > 1:
        facts["Order"] = ", then ".join(start.order)
    if start.seed is not None:
        facts["Seed"] = str(start.seed)
    if start.kept:
        facts["Branch"] = f"the first {start.kept} tokens are those of another text"
    facts["Tokens"] = f"{len(start.prompt.ids):,} of the prompt, {len(trace.steps):,} generated"
    facts["Ending"] = ENDINGS[trace.finish_reason]
    facts["Made with"] = f"llm-playground {__version__}"
    return facts
