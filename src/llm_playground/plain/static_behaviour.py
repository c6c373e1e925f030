"""A behaviour sheet as text, as HTML without style, as a page of its own and as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from html import escape

from llm_playground.plain.static_parts import count, percent
from llm_playground.records.behaviour import BehaviourSheet, SheetAnswer, SheetCell, SheetModel, SheetPrompt, Tally

WIDTH = 100  # characters of an answer in a line of text
COLUMNS = "group prompt expect model chat_template seed answer tokens finish_reason keeps error".split()
MARKS = {True: "✓", False: "✗", None: "·"}
YES = {True: "yes", False: "no", None: ""}
MEANING = {True: "keeps the rule", False: "does not keep the rule", None: "there is no rule"}
ALL, NO_GROUP = "all", "no group"

STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #f1f1ee; --kept: #18794e; --not: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --soft: #2a2b2e; --kept: #4cc38a; --not: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 96rem; margin: 2rem auto; padding: 0 1rem; }
body { background: Canvas; color: CanvasText; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
tbody th[colspan] { background: var(--soft); }
td { min-width: 12rem; overflow-wrap: anywhere; }
table.shares { width: auto; } table.shares td { min-width: 0; font-variant-numeric: tabular-nums; }
.kept { color: var(--kept); } .not { color: var(--not); }
p { margin: 0.2rem 0; white-space: pre-wrap; } small { opacity: 0.75; }
details p { margin: 0.4rem 0; } code { font-size: 0.9em; }
"""


def sheet_text(sheet: BehaviourSheet) -> str:
    """Each prompt with the first answer of each model and how many keep its rule; then the rules kept by group."""
    names = column_names(sheet)
    width = max(map(len, names))
    lines: list[str] = []
    group: str | None = None
    for prompt, row in zip(sheet.prompts, sheet.rows, strict=True):
        if prompt.group != group and sheet.groups != ("",):
            lines += ["", prompt.group or NO_GROUP]
        group = prompt.group
        lines.append(f"  {_short(asked(prompt))}" + (f"   [{prompt.expect}]" if prompt.expect else ""))
        lines += [f"    {name.ljust(width)}  {_cell_text(cell)}" for name, cell in zip(names, row, strict=True)]
    lines += [f"{name}: {model.error}" for name, model in zip(names, sheet.models, strict=True) if model.error]
    if shares := _shares(sheet):
        heads = ["rules kept", *names]
        widths = [max(map(len, column)) for column in zip(heads, *shares, strict=True)]
        table = [heads, *shares]
        lines += [
            "",
            *("  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in table),
        ]
    return "\n".join([about(sheet), *lines])


def sheet_html(sheet: BehaviourSheet) -> str:
    """The rules kept by group, and a table with a row for each prompt; a cell opens all its answers."""
    names = column_names(sheet)
    errors = "".join(
        f"<p><strong>{escape(name)}</strong>: {escape(model.error)}</p>"
        for name, model in zip(names, sheet.models, strict=True)
        if model.error
    )
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows: list[str] = []
    group: str | None = None
    for prompt, row in zip(sheet.prompts, sheet.rows, strict=True):
        if prompt.group != group and sheet.groups != ("",):
            title = escape(prompt.group or NO_GROUP)
            rows.append(f'<tr><th scope="rowgroup" colspan="{len(names) + 1}">{title}</th></tr>')
        group = prompt.group
        said = "".join(f"<p>{escape(text)}</p>" for text in prompt.said)
        rule = f"<p><small><code>{escape(prompt.expect)}</code></small></p>" if prompt.expect else ""
        cells = "".join(f"<td>{_cell_html(cell)}</td>" for cell in row)
        rows.append(f'<tr><th scope="row">{said}{rule}</th>{cells}</tr>')
    answers = f'<table><thead><tr><th scope="col">prompt</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f"<p>{escape(about(sheet))}</p>{errors}{_shares_html(sheet, names)}{answers}"


def sheet_page(sheet: BehaviourSheet) -> str:
    """A page by itself, which asks for nothing from anywhere."""
    title = f"Behaviour sheet: {', '.join(column_names(sheet))}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{sheet_html(sheet)}\n</main>\n</body>\n</html>\n"
    )


def sheet_csv(sheet: BehaviourSheet) -> str:
    """A line for each answer, and for each cell that has none; a conversation stands in one cell, a line a text."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for prompt, row in zip(sheet.prompts, sheet.rows, strict=True):
        for model, cell in zip(sheet.models, row, strict=True):
            begun = [prompt.group, "\n".join(prompt.said), prompt.expect, model.model, model.template]
            for answer in cell.answers:
                writer.writerow(
                    [
                        *begun,
                        answer.seed,
                        answer.text,
                        answer.tokens,
                        answer.finish_reason,
                        YES[answer.keeps],
                        cell.error,
                    ]
                )
            if not cell.answers:
                writer.writerow([*begun, None, None, None, None, None, cell.error or model.error])
    return file.getvalue()


def column_names(sheet: BehaviourSheet) -> list[str]:
    """The models by name; where one is there twice, with its chat template."""
    twice = {each.model for each in sheet.models if [other.model for other in sheet.models].count(each.model) > 1}
    return [f"{each.model} ({_template(each)})" if each.model in twice else str(each.model) for each in sheet.models]


def _template(model: SheetModel) -> str:
    return f"template of {model.template}" if model.template else "no template"


def about(sheet: BehaviourSheet) -> str:
    """How the answers were made, in one line."""
    set_to = ", ".join(f"{name} {value}" for name, value in sheet.parameters.items())
    drawn = f"{count(len(sheet.seeds), 'seed')}" if sheet.seeds else "one answer each"
    parts = [
        count(len(sheet.prompts), "prompt"),
        sheet.strategy,
        set_to,
        drawn,
        f"at most {count(sheet.max_new_tokens, 'token')}",
    ]
    return " · ".join(filter(None, parts))


def asked(prompt: SheetPrompt) -> str:
    """A prompt in one line: of a conversation the last text, and how many stand before it."""
    before = len(prompt.said) - 1
    return (f"({count(before, 'text')} before) " if before else "") + prompt.said[-1]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 2]} …"


def _cell_text(cell: SheetCell) -> str:
    if not cell.answers:
        return f"–  {cell.error or ''}".rstrip()
    tally = cell.tally
    mark = f"{tally.kept}/{tally.judged}  " if tally.judged else ""
    return f"{mark}{_short(cell.answers[0].text) or '(nothing)'}"


def _shares(sheet: BehaviourSheet) -> list[list[str]]:
    """A row for each group that has rules, and one for all of them."""
    columns = list(zip(*sheet.tallies, strict=True))
    rows = [
        [group or NO_GROUP, *map(_share, tallies)]
        for group, tallies in zip(sheet.groups, columns, strict=True)
        if any(each.judged for each in tallies)
    ]
    return [*rows, [ALL, *map(_share, sheet.totals)]] if rows else []


def _share(tally: Tally) -> str:
    return "–" if tally.share is None else f"{tally.kept} of {tally.judged} ({percent(tally.share)})"


def _shares_html(sheet: BehaviourSheet, names: list[str]) -> str:
    rows = _shares(sheet)
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("rules kept", *names))
    body = "".join(
        f'<tr><th scope="row">{escape(group)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for group, *cells in rows
    )
    return f'<table class="shares"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _cell_html(cell: SheetCell) -> str:
    error = f"<p><small>{escape(cell.error)}</small></p>" if cell.error else ""
    if not cell.answers:
        return error or "–"
    first, *others = cell.answers
    tally = cell.tally
    kept = f"{tally.kept} of {tally.judged} keep the rule" if tally.judged else f"{len(cell.answers)} answers"
    if not others:
        return _answer_html(first, with_seed=False) + error
    listed = "".join(_answer_html(answer) for answer in cell.answers)
    return f"{_answer_html(first, with_seed=False)}<details><summary>{kept}</summary>{listed}</details>{error}"


def _answer_html(answer: SheetAnswer, *, with_seed: bool = True) -> str:
    kind = {True: "kept", False: "not", None: "none"}[answer.keeps]
    mark = f'<span class="{kind}" title="{MEANING[answer.keeps]}">{MARKS[answer.keeps]}</span> '
    seed = f"<small>seed {answer.seed}:</small> " if with_seed and answer.seed is not None else ""
    return f"<p>{mark if answer.keeps is not None else ''}{seed}{escape(answer.text.strip()) or '(nothing)'}</p>"
