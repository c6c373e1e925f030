"""Behaviour sheets in files, by the ending of their name."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from llm_playground.errors import InvalidValue, filled, shown
from llm_playground.plain.static_behaviour import sheet_csv, sheet_page
from llm_playground.records.behaviour import BehaviourSheet
from llm_playground.records.reading import Misfit, read

SHEET_FORMATS: dict[str, Callable[[BehaviourSheet], str]] = {
    ".csv": sheet_csv,
    ".html": sheet_page,
    ".json": BehaviourSheet.to_json,
}


def save_sheet(sheet: BehaviourSheet, path: str | Path) -> Path:
    """Write a behaviour sheet to a file and give its path back.

        lp.save_sheet(lp.behaviour_sheet(["tiny-qwen", "tiny-qwen-chat"]), "answers.html")

    Args:
        path: its ending says what is written. `.csv`: a line for each answer, in UTF-8, for a spreadsheet or the csv
            module; `.html`: a page that opens from the disk; `.json`: the whole record. A file of that name is replaced
            once all is written.

    Raises:
        InvalidValue: no sheet, another ending, or a file that cannot be written.
    """
    if not isinstance(sheet, BehaviourSheet):
        raise InvalidValue(
            f"sheet is {shown(sheet)}; it must be a sheet, such as lp.behaviour_sheet makes one.", field="sheet"
        )
    file = check_sheet_path(path)
    text = SHEET_FORMATS[file.suffix.lower()](sheet)
    part = file.with_name(f"{file.name}.sheet-part")
    try:
        try:
            part.write_text(text, encoding="utf-8", newline="", errors="replace")
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidValue(f"{shown(str(file))} cannot be written: {error.strerror}.", field="path") from error
    return file


def check_sheet_path(path: str | Path, ending: str | None = None) -> Path:
    """The file of that name, if its ending says what is to be written, or is the only one that it may be; its folder
    must be there.

    Raises:
        InvalidValue: another ending, no name of a file, a folder, or no folder to write it to.
    """
    name = filled("path", str(path) if isinstance(path, Path) else path, "the name of a file, such as answers.csv")
    file, allowed = Path(name.replace("\0", "�")).expanduser(), [ending] if ending else list(SHEET_FORMATS)
    if file.suffix.lower() not in allowed:
        endings = f"{', '.join(allowed[:-1])} or {allowed[-1]}" if len(allowed) > 1 else allowed[0]
        raise InvalidValue(f"{shown(file.name)} must end with {endings}.", field="path")
    if file.is_dir() or not file.parent.is_dir():
        what = "is a folder" if file.is_dir() else f"lies in {shown(str(file.parent))}, which is no folder"
        raise InvalidValue(f"{shown(str(file))} {what}; name a file to write.", field="path")
    return file


def parse_sheet(text: str) -> BehaviourSheet:
    """The sheet that `to_json` wrote as `text`, all of it or as far as it was filled.

    Raises:
        InvalidValue: with the field "sheet": it is none, or its rows and columns do not go together.
    """
    try:
        sheet: BehaviourSheet = read(BehaviourSheet, json.loads(text))
    except (ValueError, RecursionError) as error:  # a Misfit is one
        what = str(error) if isinstance(error, Misfit) else "it is no JSON"
        raise InvalidValue(f"This is no behaviour sheet: {what.strip()}.", field="sheet") from error
    models, groups = len(sheet.models), len(sheet.groups)
    fits = len(sheet.rows) == len(sheet.prompts) and {len(row) for row in sheet.rows} <= {models}
    fits = fits and len(sheet.tallies) == len(sheet.totals) == models and {len(e) for e in sheet.tallies} <= {groups}
    if not (fits and models and all(prompt.said for prompt in sheet.prompts)):
        raise InvalidValue("This behaviour sheet is damaged: its rows and columns do not go together.", field="sheet")
    return sheet
