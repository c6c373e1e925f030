"""What every face calls: texts in, texts and traces out. Knows nothing of terminals, pages or notebooks.

With one exception, for the sake of a short name: `llm_playground.playground()` opens the playground in a notebook.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Room(ModuleType):
    """This package, which can be called. A function of the same name could not stand beside it."""

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        from llm_playground.widgets import playground

        return playground(*arguments, **keywords)


sys.modules[__name__].__class__ = _Room
