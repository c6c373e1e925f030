"""Cosines and turned scores are what a plain loop over the numbers of the checkpoint makes of them."""

from __future__ import annotations

import cmath
import math
from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.engine.inside.embedding import neighbours, positions
from llm_playground.errors import InvalidValue
from llm_playground.models.inside import inside
from llm_playground.models.seam import LanguageModel
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_foreign, model_folder

TEXT = "the little robot wanted to see"
LAYER, HEAD, QUERY, KEY = 1, 3, 5, 2


@pytest.fixture(scope="module", params=["gpt2", "qwen2", "qwen3"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return lp.load(model_folder(tmp_path_factory.mktemp(request.param), request.param))


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True)) / math.hypot(*a) / math.hypot(*b)


def test_the_nearest_tokens_are_those_of_a_loop_over_the_vocabulary(model: LanguageModel) -> None:
    table = inside(model).transformer.wte.weight.tolist()
    found = neighbours(model, 77, top=5)
    cosines = {id: cosine(table[77], row) for id, row in enumerate(table) if id != 77}
    nearest = sorted(cosines, key=cosines.__getitem__, reverse=True)[:5]
    assert [each.id for each in found.nearest] == nearest
    assert [each.cosine for each in found.nearest] == pytest.approx([cosines[id] for id in nearest], abs=1e-5)
    assert [each.piece for each in found.nearest] == [model.piece(id) for id in nearest]
    assert found.mean == pytest.approx(sum(cosines.values()) / len(cosines), abs=1e-5)
    assert (found.vocab_size, found.tied) == (VOCAB_SIZE, model.info.architecture == "gpt2")
    assert len(neighbours(model, 0, top=1000).nearest) == VOCAB_SIZE - 1


def test_a_position_is_a_vector_or_an_angle(model: LanguageModel) -> None:
    transformer = inside(model).transformer
    found = positions(model, TEXT, QUERY, KEY, LAYER, HEAD)
    if transformer.wpe is not None:
        table = transformer.wpe.weight.tolist()
        assert found.turning is None
        assert found.cosines == pytest.approx([cosine(table[QUERY], row) for row in table], abs=1e-4)
        return
    turning = found.turning
    assert turning is not None
    assert found.cosines is None
    assert found.piece == model.tokenizer.explain(TEXT).pieces[QUERY]
    at = f"h.{LAYER}.attn"
    seen = inside(model).activations(model.tokenizer.encode(TEXT), [f"{at}.*"])
    assert turning.score == pytest.approx(float(seen[f"{at}.attn_scores"][HEAD, QUERY, KEY]), abs=1e-4)
    # Both moved together: the same score. Each pair of dimensions as one complex number, a turn is a product.
    assert len(turning.together) == CONTEXT - QUERY
    assert turning.together == pytest.approx([turning.score] * len(turning.together), abs=1e-4)
    q, k = (seen[f"{at}.{name}"][place] for name, place in (("q", QUERY), ("k", KEY)))
    query, key = q[HEAD].tolist(), k[turning.kv_head].tolist()
    half = len(query) // 2
    products = [complex(query[d], query[d + half]) * complex(key[d], -key[d + half]) for d in range(half)]
    for distance in (0, 1, QUERY - KEY, 20, CONTEXT - 1):
        more = distance - (QUERY - KEY)
        turns = [cmath.exp(1j * frequency * more) for frequency in turning.frequencies]
        score = sum((z * turn).real for z, turn in zip(products, turns, strict=True)) / math.sqrt(2 * half)
        assert turning.apart[distance] == pytest.approx(score, abs=1e-4)


def test_a_place_that_is_not_there_is_refused(model: LanguageModel, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="key is 3; it must be a whole number from 0 to 2: a token sees none after"):
        positions(model, TEXT, 2, key=3)
    with pytest.raises(InvalidValue, match="cannot be taken apart"):
        neighbours(lp.load(make_foreign(tmp_path)), 1)
