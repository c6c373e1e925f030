"""Records as text, and as HTML that needs no widget: what a saved notebook shows, on any page that shows notebooks.

Such pages often take colours away, so every number stands there in writing as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from llm_playground.plain.static_parts import count, in_turn, label, percent, share, table
from llm_playground.records import Choice, Encoding, Inspection, Module, Spelled, Stage, Start, Step, Trace
from llm_playground.records.settings import written

# The bands of the generation view, light enough for dark ink, from surprising to nearly certain.
BANDS = ((0.8, "#bde6e8"), (0.4, "#cfebdc"), (0.1, "#e8f1cf"), (0.01, "#fbeec9"), (0.0, "#fde3d3"))
MOST_COLUMNS = 20  # of an attention pattern written out in numbers
INDENT = "\u2003"  # a wide space, which HTML keeps


def encoding_text(encoding: Encoding) -> str:
    return f"{' '.join(map(label, encoding.pieces))}\n{lengths(encoding)}"


def encoding_html(encoding: Encoding) -> str:
    rows = [["id", *map(str, encoding.ids)]]
    return table(in_turn(map(label, encoding.pieces)), rows, first="token", caption=lengths(encoding))


def lengths(encoding: Encoding) -> str:
    """How many tokens for how many characters: "9 tokens for 35 characters"."""
    return f"{count(len(encoding.ids), 'token')} for {count(len(encoding.text), 'character')}"


def step_text(step: Step) -> str:
    choice = step.choice
    drawn = "nothing was drawn" if choice.u is None else f"u = {choice.u:.4f}"
    drawn = "taken by hand" if choice.by_hand else "by speculative decoding" if choice.speculated else drawn
    drawn = comparison_text(choice) if choice.gumbel or choice.contrast else drawn
    return (
        f"Token {step.index + 1}: {label(choice.piece)}, rank {choice.rank}, {percent(choice.model_probability)} in "
        f"the model's distribution, {percent(choice.probability)} in the last one; {drawn}"
    )


def comparison_text(choice: Choice) -> str:
    """How Gumbel-max or contrastive search came to a token."""
    return _noise_text(choice) if choice.gumbel else _contrast_text(choice)


def _noise_text(choice: Choice) -> str:
    first = choice.gumbel[0]
    return f"drawn by Gumbel noise: logit {first.logit:.2f} + noise {first.noise:.2f} = {first.sum:.2f} is the highest"


def comparison_html(choice: Choice) -> str:
    """The tokens among which Gumbel-max or contrastive search chose, a row each; of another choice nothing."""
    return _noise_html(choice) + _contrast_html(choice)


def _noise_html(choice: Choice) -> str:
    rows = ([label(each.piece), *(f"{x:.2f}" for x in (each.logit, each.noise, each.sum))] for each in choice.gumbel)
    return table(["logit", "Gumbel noise", "sum"], rows, first="token") if choice.gumbel else ""


def _contrast_text(choice: Choice) -> str:
    first = choice.contrast[0]
    return (
        f"the best of {count(len(choice.contrast), 'candidate')}: {percent(first.probability)}, cosine "
        f"{first.similarity:.2f} to {label(first.nearest_piece)}, score {first.score:.3f}"
    )


def _contrast_html(choice: Choice) -> str:
    rows = (
        [
            label(each.piece),
            percent(each.probability),
            f"{each.similarity:.2f}",
            label(each.nearest_piece),
            f"{each.score:.3f}",
        ]
        for each in choice.contrast
    )
    heads = ["probability", "highest cosine", "to", "score"]
    return table(heads, rows, first="candidate") if choice.contrast else ""


def step_html(step: Step) -> str:
    return _stages_html(step.stages) + comparison_html(step.choice) + f"<p>{escape(step_text(step))}</p>"


def inspection_text(inspection: Inspection) -> str:
    best = inspection.next.candidates[0]
    return (
        f"{' '.join(map(label, inspection.encoding.pieces))}\n{inspection.model}: {inspection.n_layer} layers, "
        f"{inspection.n_head} heads; most likely next: {label(best.piece)} ({percent(best.probability)})"
    )


def inspection_html(inspection: Inspection) -> str:
    return _pattern_html(inspection) + _stages_html([inspection.next])


def module_html(module: Module) -> str:
    lines = ([name.replace("  ", INDENT), *cells] for name, *cells in _lines(module, 0))
    return table(["kind", "shape", "parameters"], lines, first="module")


def trace_text(trace: Trace) -> str:
    return f"{trace.text}\n\n{headline(trace)}"


def headline(trace: Trace) -> str:
    """A run in one line: model, strategy and its parameters, seed, where it branched off, length and why it ended."""
    before = "" if trace.ending.stop_string is None else f" before {written((trace.ending.stop_string,))}"
    return ran_text(trace.start, len(trace.steps), f"finish_reason {trace.finish_reason}{before}")


def ran_text(start: Start, tokens: int, ended: str) -> str:
    """How a run began, of how many tokens it is by now, and how it `ended`, in one line."""
    parameters = [f"{name} {written(value)}" for name, value in start.parameters.items()]
    seed = [] if start.seed is None else [f"seed {start.seed}"]
    stop = [f"stop {written(start.stop)}"] if start.stop else []
    kept = [f"the first {count(start.kept, 'token')} kept from another text"] if start.kept else []
    spelled = [spelled_text(each) for each in start.spelled]
    ending = [count(tokens, "token"), ended]
    return " · ".join([start.model, start.strategy, *parameters, *spelled, *seed, *stop, *kept, *ending])


def spelled_text(spelled: Spelled) -> str:
    """Which tokens a text is: "cat" is c·at or ␣cat."""
    ways = " or ".join("·".join(map(label, way)) for way in spelled.pieces)
    return f"{written((spelled.text,))} is {ways}"


def trace_html(trace: Trace) -> str:
    return f"{text_html(trace.start, trace.steps)}<p><small>{escape(headline(trace))}</small></p>"


def text_html(start: Start, steps: Sequence[Step]) -> str:
    """A prompt and what came after it, each token coloured by how likely the model thought it."""
    spans = []
    for step in steps:
        p = step.choice.model_probability
        colour = next(colour for least, colour in BANDS if p >= least)
        shown = escape(step.text) or f"<small>{escape(label(step.choice.piece))}</small>"
        title = f"{percent(p)}, rank {step.choice.rank}"
        spans.append(f'<span style="background:{colour};color:#1c1e23" title="{escape(title)}">{shown}</span>')
    written = f"<i>{escape(start.prompt.text)}</i>{''.join(spans)}".replace("\n", "<br>")
    return f"<p>{written}</p>"


def _stages_html(stages: Sequence[Stage]) -> str:
    """A column for each stage. A dash: this token is one of all others there, or cut."""
    shares = [{c.id: share(c.probability) for c in stage.candidates} for stage in stages]
    logits = {c.id: f"{c.logit:.2f}" for c in stages[0].candidates}
    pieces = {c.id: c.piece for stage in stages for c in stage.candidates}
    rows = [
        [label(piece), logits.get(id, "–"), *(column.get(id, "–") for column in shares)] for id, piece in pieces.items()
    ]
    others = [f"{percent(stage.others_mass)} in {count(stage.others_count, 'token')}" for stage in stages]
    names = [" ".join([stage.name, *map(written, stage.parameters.values())]) for stage in stages]
    caption = told_text(stages[0])
    return table(["logit", *names], [*rows, ["all others", "", *others]], first="next token", caption=caption)


def told_text(stage: Stage) -> str:
    """How much of a distribution a server told; nothing of any other."""
    if stage.told is None:
        return ""
    of = "an unknown number of" if stage.told.vocab_size is None else f"{stage.told.vocab_size:,}"
    return (
        f"the server told of the {stage.told.count:,} likeliest of {of} tokens, which hold {percent(stage.told.mass)}"
    )


def _pattern_html(inspection: Inspection) -> str:
    looking = inspection.attention
    title = f"{inspection.model}, layer {looking.layer}, head {looking.head}: where each token (row) looks"
    names = [label(piece) for piece in inspection.encoding.pieces]
    if len(names) > MOST_COLUMNS:
        return f"<p><small>{escape(title)}: {len(names)} tokens are too many to write out.</small></p>"
    rows = [
        [name, *(share(weight) if key <= query else "" for key, weight in enumerate(row))]
        for query, (name, row) in enumerate(zip(names, looking.pattern, strict=True))
    ]
    return table(names, rows, first="", caption=title)


def module_text(module: Module) -> str:
    """The tree with shapes and parameters; of blocks that are alike only the first is written out."""
    rows = list(_lines(module, 0))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"{name:<{widths[0]}}  {kind:<{widths[1]}}  {shape:>{widths[2]}}  {parameters:>{widths[3]}}"
        for name, kind, shape, parameters in rows
    )


def _lines(module: Module, depth: int) -> Iterator[tuple[str, str, str, str]]:
    shape = " × ".join(f"{size:,}" for size in module.shape) if module.shape else ""
    yield "  " * depth + module.name, module.kind, shape, f"{module.parameters:,}"
    before: Module | None = None
    for child in module.children:
        if before is None or replace(child, name=before.name) != before:
            yield from _lines(child, depth + 1)
        else:
            yield "  " * (depth + 1) + child.name, child.kind, "the same", f"{child.parameters:,}"
        before = child
