"""LM Studio's models: a folder for each publisher, in it one for each repository, in it GGUF files or a checkpoint.

models/publisher/repository/model-Q4_K_M.gguf    "lmstudio:publisher/repository", if it is the only one there
                                                 "lmstudio:publisher/repository/model-Q4_K_M.gguf"

Where somebody has moved its folders, two of its files say where to: `.lmstudio-home-pointer` in the home of the user
names the folder that has the place of `.lmstudio`, and `downloadsFolder` in its `settings.json` that of the models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from llm_playground.errors import InvalidValue, UnknownName, shown, unknown
from llm_playground.models.local.lying import SUFFIX, Lying, gguf_files

PREFIX = "lmstudio:"
SETTINGS, POINTER = "settings.json", ".lmstudio-home-pointer"
_NAME = re.compile(rf"([\w.-]+)/([\w.-]+)(?:/([\w.-]+{re.escape(SUFFIX)}))?", re.ASCII)


def folders() -> list[Path]:
    """Where it keeps models: where its files say, in the home of the user, and before 2025 in the cache there."""
    home = Path.home()
    homes = [*_moved_home(home), home / ".lmstudio", home / ".cache" / "lm-studio"]
    moved = [folder for each in (*homes, *_of_the_program(home)) for folder in _moved_models(each / SETTINGS)]
    return list(dict.fromkeys([*moved, *(each / "models" for each in homes)]))


def _of_the_program(home: Path) -> list[Path]:
    """Where the program has its own settings, by system; older versions name the folder of the models there."""
    data = [home / ".config", home / "Library" / "Application Support", home / "AppData" / "Roaming"]
    return [each / "LM Studio" for each in data]


def _moved_home(home: Path) -> list[Path]:
    with suppress(OSError, UnicodeDecodeError):  # there is none, in most homes
        if path := (home / POINTER).read_text(encoding="utf-8").strip():
            return [Path(path)]
    return []


def _moved_models(settings: Path) -> list[Path]:
    """The folder that a settings file names. One that cannot be read is LM Studio's own affair: it names none."""
    with suppress(OSError, ValueError):
        said = json.loads(settings.read_text(encoding="utf-8"))
        folder = said.get("downloadsFolder") if isinstance(said, dict) else None
        if isinstance(folder, str) and folder.strip():
            return [Path(folder).expanduser()]
    return []


def lying_in(folder: Path) -> Iterator[Lying]:
    """The models in `folder`."""
    for repository in sorted(folder.glob("*/*")):
        name = f"{PREFIX}{repository.parent.name}/{repository.name}"
        files = list(gguf_files(repository))
        if (repository / "config.json").is_file():
            yield Lying(name, repository)
        elif len(files) == 1:
            yield Lying(name, files[0])
            continue
        for file in files:
            yield Lying(f"{name}/{file.name}", file)


def path_of(name: str) -> Path:
    """The GGUF file or checkpoint folder of a model by its name.

    Raises:
        InvalidValue: that is no name of such a model.
        UnknownName: LM Studio has no such model here; the message says which was probably meant.
    """
    parts = _NAME.fullmatch(name.removeprefix(PREFIX))
    if parts is None or {".", ".."} & set(parts.groups()):
        raise InvalidValue(f"{shown(name)} is not a name of LM Studio's; they read like lmstudio:publisher/repository.")
    known: list[str] = []
    for folder in folders():
        if parts[3] and (file := folder / parts[1] / parts[2] / parts[3]).is_file():
            return file
        for lying in lying_in(folder):
            if lying.name == name:
                return lying.path
            known.append(lying.name)
    if not known:
        raise UnknownName(f"LM Studio has no model {shown(name)} here: no model of LM Studio's is on this machine.")
    raise unknown("model of LM Studio's", name, known)
