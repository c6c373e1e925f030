"""No widget outlives its test: ipywidgets keeps them all until they are closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _close_widgets() -> Iterator[None]:
    ipywidgets = pytest.importorskip("ipywidgets")
    yield
    ipywidgets.Widget.close_all()
