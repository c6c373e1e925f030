"""What a page without a server knows of a model beside its weights: what Python alone can tell, written down once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from llm_playground.engine.inside.inspection import anatomy
from llm_playground.engine.inside.readers import FILE
from llm_playground.engine.shelf import SHELF
from llm_playground.models.catalog import CATALOG

FACTS = "inside.json"
LENS = "lens.safetensors"


def facts_of(key: str, others: Sequence[str], *, has_lens: bool) -> bytes:
    """The file of facts of a bundled model: its parts and costs, the code that computes it, it beside each of the
    `others`, the random tokens that heads are scored on, and whether a lens lies beside it.
    """
    from llm_playground.engine.inside.costs import compare_architectures, costs, shape_of
    from llm_playground.engine.inside.heads import repeated_of
    from llm_playground.transformer.code import code_of

    model = SHELF.get(key)
    facts: dict[str, Any] = {
        "anatomy": json.loads(anatomy(model).to_json()),
        "costs": json.loads(costs(model).to_json()),
        "code": code_of(shape_of(model)[1]),
        "architectures": {other: json.loads(compare_architectures(model, other).to_json()) for other in others},
        "repeated": repeated_of(model),
        "has_lens": has_lens,
    }
    return json.dumps(facts, ensure_ascii=False).encode()


def lens_of(key: str) -> bytes:
    """The Jacobian lens of a bundled model, in the format of its weights."""
    from llm_playground.transformer.jacobian import JacobianLens

    folder = CATALOG[key].bundled_folder
    assert folder is not None
    return JacobianLens.load(folder / FILE).packed()
