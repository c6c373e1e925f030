"""One step in full, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Iterator

from llm_playground.plain.static import comparison_html, comparison_text
from llm_playground.plain.static_parts import count, label, percent, table
from llm_playground.records.pipeline import PipelineStage, PipelineStep, TokenPath


def pipeline_text(step: PipelineStep) -> str:
    rows = [["", *_heads(step)], *_rows(step)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([_told(step), *lines])


def pipeline_html(step: PipelineStep) -> str:
    whole = table(_heads(step), _rows(step), first="next token", caption=_told(step))
    return whole + comparison_html(step.pipeline.choice)


def _told(step: PipelineStep) -> str:
    choice = step.pipeline.choice
    drawn = "taken" if choice.u is None else f"drawn by u = {choice.u:.4f}"
    drawn = comparison_text(choice) if choice.gumbel or choice.contrast else drawn
    chances = (
        f"{percent(choice.model_probability)} in the model's distribution, {percent(choice.probability)} in the last"
    )
    return (
        f"{step.model}, {step.strategy}: token {step.index + 1} is {label(choice.piece)}, {drawn}; "
        f"rank {choice.rank}, {chances}"
    )


def _heads(step: PipelineStep) -> list[str]:
    return ["logit", *(stage_name(stage) for stage in step.pipeline.stages)]


def stage_name(stage: PipelineStage) -> str:
    """A stage by its warper and the values it was given: "top_p 0.9"."""
    return " ".join([stage.name, *map(str, stage.parameters.values())])


def _rows(step: PipelineStep) -> Iterator[list[str]]:
    shown = step.pipeline
    names = [stage.name for stage in shown.stages]
    for row in shown.rows:
        arrow = " <-" if row.id == shown.choice.id else ""
        logit = "–" if row.logit is None else f"{row.logit:.2f}"
        yield [f"{label(row.piece)}{arrow}", logit, *_shares(row, names)]
    others = [f"{percent(stage.others_mass)} in {_known(stage.others_kept, ',')}" for stage in shown.stages]
    yield [f"all others: {count(shown.others_count, 'token')}", "", *others]
    yield ["tokens left", "", *(_known(stage.kept, ",") for stage in shown.stages)]
    yield ["entropy in nats", "", *(_known(stage.entropy, ".2f") for stage in shown.stages)]


def _known(number: float | None, form: str) -> str:
    """A number, or "?" where a server told of the likeliest tokens alone, so that nobody knows it."""
    return "?" if number is None else format(number, form)


def _shares(row: TokenPath, names: list[str]) -> Iterator[str]:
    """What a token has at each stage; where it was cut, the name of the one that cut it, and nothing after it."""
    for stage, share in enumerate(row.probabilities):
        if row.cut is None or stage < row.cut:
            yield percent(share)
        else:
            yield f"cut by {names[stage]}" if stage == row.cut else ""
