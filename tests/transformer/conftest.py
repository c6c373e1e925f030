"""A checkpoint of each family, and our transformer with its weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.model import Transformer
from tests.checkpoints import CONFIGS, make_checkpoint


@pytest.fixture(scope="module", params=CONFIGS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp(request.param)
    make_checkpoint(made, request.param)
    return made


@pytest.fixture(scope="module")
def ours(folder: Path) -> Transformer:
    return load_transformer(folder)
