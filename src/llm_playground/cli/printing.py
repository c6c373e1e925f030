"""A run, printed while it goes on: into a pipe the text as it is, on a terminal with what can be told about it."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from llm_playground.engine.generation import Run
from llm_playground.plain.badge import badges_of
from llm_playground.records import Ending, FinishReason, Record, RunEvent, Start, Step, Trace
from llm_playground.records.settings import written

if TYPE_CHECKING:
    from llm_playground.cli.colours import Terminal

FINISHED: dict[FinishReason, str] = {
    "stop": "the model ended the text",
    "length": "max_new_tokens reached",
    "context": "the model's context is full",
}


class Pipe:
    """Writes the text of a run, and nothing about it."""

    def write_prompt(self, text: str) -> None:
        sys.stdout.write(text)

    def write_token(self, text: str, probability: float) -> None:
        sys.stdout.write(text)

    def summarize(self, run: Run, count: int, seconds: float, reason: str) -> None:
        pass


def print_run(run: Run, top: int = 0) -> Trace | None:
    """Stream a run: the text on stdout, a line about the run on stderr (only if someone watches).

    Returns:
        The whole run, each stage of it with its `top` most likely tokens; None if it was stopped.
    """
    output = _output()
    events = run.events(top)  # raises what there is to raise, before anything is printed
    started, count, heard = time.perf_counter(), 0, list[RunEvent]()
    reason = ""
    try:
        for event in events:
            if top:
                heard.append(event)
            match event:
                case Start(is_instruct=False):
                    output.write_prompt(event.prompt.text)
                case Step():
                    count += 1
                    output.write_token(event.text, event.choice.model_probability)
                case Ending():
                    if run.is_text_alone:
                        output.write_prompt(event.completion)
                    reason = FINISHED[event.finish_reason]
                    if event.stop_string is not None:
                        reason = f"the stop string {written((event.stop_string,))} came"
            sys.stdout.flush()
    except KeyboardInterrupt:
        events.close()
        reason = "stopped by you"
    print()
    output.summarize(run, count, time.perf_counter() - started, reason)
    return Trace.of(heard) if heard and isinstance(heard[-1], Ending) else None


def print_badge(record: Record) -> None:
    """How the weights of the models of a record were stored, a line each, where that changed its numbers."""
    if badges := badges_of(record):
        print(badges)


def print_record(record: Record, *, as_json: bool) -> None:
    """A record that prints itself, below what is to be known of its models; or as JSON."""
    if not as_json:
        print_badge(record)
    print(record.to_json() if as_json else record)


def _output() -> Pipe | Terminal:
    if not sys.stdout.isatty() and not os.environ.get("FORCE_COLOR"):
        return Pipe()
    # rich is a tenth of the way to the first token: only where its colours are seen.
    from llm_playground.cli.colours import Terminal

    return Terminal()
