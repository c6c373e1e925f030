"""A progress bar on the terminal, or in a notebook, for who waits for a model there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from llm_playground.models.fetching.whole import Arriving
from llm_playground.records.fetching import Fetching


def with_bar(arriving: Arriving) -> Path:
    """The folder of a model, once it is here. Raises: as `fetching`."""
    bar: Any = None
    note = ""
    try:
        while True:
            news = next(arriving)
            if not news.total:
                continue
            bar = bar or _bar(news)
            if news.note != note and not bar.disable:
                note = news.note
                bar.write(note, file=sys.stderr)
            bar.set_description_str(f"{news.model}, {news.file}", refresh=False)
            bar.update(news.done - bar.n)
    except StopIteration as end:
        folder, fetched = end.value
        if bar:
            bar.update(fetched.total - bar.n)
        return folder
    finally:
        arriving.close()
        if bar:
            bar.close()


def _bar(news: Fetching) -> Any:
    from huggingface_hub.utils import tqdm  # type: ignore[attr-defined]

    return tqdm(total=news.total, initial=news.kept, unit="B", unit_scale=True, name="llm_playground.fetching")
