"""What the engine of the page says of the inside of a model is what the server says of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from llm_playground.engine.shelf import SHELF
from llm_playground.models.inside import inside
from llm_playground.transformer.capture import capture
from tests.static_site.conftest import Ask
from tests.static_site.sameness import same
from tests.web.conftest import Served, serving

MODELS = ("tiny-gpt2", "tiny-qwen")
STORY = "Once upon a time there was a fox. The fox ran and ran, and a little girl called Mia saw the fox."
ROUNDED = {
    "cosines": 1e-4,
    "curve": 1e-3,
    "scores": 2e-4,
    "repeated": 2e-4,
}  # to so few digits that the last may differ
BYTES = ("levels", "patterns")  # in base64


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(MODELS[0]) as server:
        yield server


@pytest.mark.parametrize("model", MODELS)
def test_whatever_the_room_asks_about_a_text_is_answered_alike(model: str, ask_engine: Ask, server: Served) -> None:
    _same_answers(
        ask_engine,
        server,
        model,
        [
            ("inspect", {"prompt": STORY, "layer": 2, "head": 1}),
            ("inspect", {"prompt": [300]}),
            ("vectors", {"prompt": STORY}),
            ("forward-pass", {"prompt": STORY}),
            ("forward-pass", {"prompt": STORY, "position": 3}),
            ("workings", {"prompt": STORY, "layer": 1, "head": 3}),
            ("workings", {"prompt": STORY, "position": 0}),
            ("positions", {"prompt": STORY, "layer": 1, "head": 3}),
            ("positions", {"prompt": STORY, "position": 5, "key": 2}),
            ("temperatures", {"prompt": STORY, "position": 4}),
            ("heads", {"prompt": STORY}),
            ("heads", {"prompt": [300]}),
            ("lens", {"prompt": STORY}),
            ("commitment", {"prompt": "Once upon a time", "max_new_tokens": 12}),
            ("attribution", {"prompt": STORY}),
            ("attribution", {"prompt": STORY, "token": " fox", "against": 300, "position": 4}),
            ("ablate", {"prompt": STORY, "name": "h.1.attn.2"}),
            ("ablate", {"prompt": STORY, "name": "h.2.mlp", "to": "mean"}),
            ("ablate", {"prompt": STORY, "name": "h.3"}),
            ("ablation-map", {"prompt": STORY}),
            ("ablation-map", {"prompt": STORY, "to": "mean"}),
            ("patching-map", {"base": "The fox saw a dog", "source": "The fox saw a cat"}),
            ("costs", {"prompt": STORY}),
        ],
    )


@pytest.mark.parametrize("model", MODELS)
def test_what_is_known_of_a_model_alone_is_answered_alike(model: str, ask_engine: Ask, server: Served) -> None:
    other = MODELS[model == MODELS[0]]
    asked: list[tuple[str, dict[str, Any]]] = [
        ("anatomy", {}),
        ("neighbours", {"token": 300}),
        ("architectures", {"other": other}),
    ]
    _same_answers(ask_engine, server, model, asked)


def test_the_jacobian_lens_reads_alike_where_it_is_at_hand(ask_engine: Ask, server: Served) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        (path, {"prompt": "Once upon a time", "kind": "jacobian"}) for path in ("lens", "commitment")
    ]
    _same_answers(ask_engine, server, "tiny-qwen", asked)


def test_what_is_not_in_the_text_or_the_model_is_refused_at_its_field(ask_engine: Ask, server: Served) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("inspect", {"prompt": "A", "layer": 4}),
        ("inspect", {"prompt": "A", "head": 9}),
        ("inspect", {"prompt": "word " * 600}),
        ("forward-pass", {"prompt": "A", "position": 7}),
        ("positions", {"prompt": "A fox", "position": 0, "key": 1}),
        ("attribution", {"prompt": "A", "token": 5000}),
        ("attribution", {"prompt": "A", "token": "girl"}),
        ("attribution", {"prompt": "A", "against": "two words"}),
        ("ablate", {"prompt": "A", "name": "h.4.mlp"}),
        ("ablate", {"prompt": "A", "name": "h.0.attn.9"}),
        ("ablate", {"prompt": "A", "name": "h.0.mlp", "to": "one"}),
        ("ablation-map", {"prompt": "word " * 70}),
        ("patching-map", {"base": "A fox", "source": "A"}),
        ("patching-map", {"base": "A", "source": "word " * 70}),
        ("commitment", {"prompt": "A", "max_new_tokens": 101}),
    ]
    _same_answers(ask_engine, server, "tiny-gpt2", asked)


@pytest.mark.parametrize("model", MODELS)
def test_every_activation_is_that_of_python(model: str, ask_engine: Ask) -> None:
    ids = [*range(40, 60), 45, 46]
    (found,) = ask_engine([{"ask": "activations", "model": model, "ids": ids}])
    wanted = capture(inside(SHELF.get(model)).transformer, ids, "*")
    assert sorted(found) == sorted(set(wanted) - {"logits"})
    for name, numbers in found.items():
        # JSON has no infinity: where a token would look ahead there is none.
        mine = np.array([-np.inf if number is None else number for number in numbers]).reshape(wanted[name].shape)
        np.testing.assert_allclose(mine, wanted[name].numpy(), atol=1e-4, err_msg=name)


@pytest.mark.parametrize("model", MODELS)
def test_the_parts_of_a_logit_add_up_to_it(model: str, ask_engine: Ask) -> None:
    body = {"model": model, "prompt": STORY, "token": " fox", "against": " dog"}
    (found,) = ask_engine([{"ask": "page", "path": "api/attribution", "body": body}])
    assert sum(found["parts"].values()) == pytest.approx(found["logit"], abs=1e-4)


def test_what_was_looked_at_leaves_no_trace_in_what_is_generated(ask_engine: Ask) -> None:
    run = {"ask": "page", "path": "api/step", "body": {"model": "tiny-qwen", "prompt": STORY, "strategy": "greedy"}}
    asked = {"model": "tiny-qwen", "prompt": STORY, "name": "h.0.mlp"}
    looks = [{"ask": "page", "path": f"api/{path}", "body": asked} for path in ("ablate", "ablation-map", "inspect")]
    before, *_, after = ask_engine([run, *looks, run])
    assert before == after


def _same_answers(ask_engine: Ask, server: Served, model: str, asked: list[tuple[str, dict[str, Any]]]) -> None:
    bodies = [{"model": model, **body} for _, body in asked]
    paths = [f"api/{path}" for path, _ in asked]
    answers = ask_engine(
        [{"ask": "page", "path": path, "body": body} for path, body in zip(paths, bodies, strict=True)]
    )
    for path, body, answer in zip(paths, bodies, answers, strict=True):
        wanted = server.post(f"/{path}", body).json()
        wanted.pop("offered", None)  # the server has a lens more
        answer.pop("offered", None)
        if "error" in wanted:
            assert (answer.get("message"), answer.get("field")) == (
                wanted["error"]["message"],
                wanted["error"]["field"],
            ), (path, body)
            continue
        _alike(answer, wanted, f"{path} {json.dumps(body)}")


def _alike(one: Any, other: Any, place: str) -> None:
    """As `same`, but for what is told in a few digits, ranks among near equals, and bytes of a picture."""
    if not isinstance(other, dict):
        same(one, other, place)
        return
    assert isinstance(one, dict), (place, one)
    assert sorted(one) == sorted(other), place
    for key, value in other.items():
        at = f"{place} {key}"
        if key == "code":
            assert one[key] == value, at
        elif key in BYTES and (levels := _levels(value)) is not None:
            apart = np.abs((_levels(one[key]) - levels + 128) % 256 - 128)  # around: a byte has no sign of its own
            assert apart.max() <= 1, at
        elif key in ROUNDED or key.endswith("ranks"):
            near = ROUNDED.get(key, 1)
            np.testing.assert_allclose(_floats(one[key]), _floats(value), atol=near, rtol=1e-3, err_msg=at)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            assert len(one[key]) == len(value), at
            for number, (first, second) in enumerate(zip(one[key], value, strict=True)):
                _alike(first, second, f"{at} {number}")
        else:
            _alike(one[key], value, at)


def _levels(value: Any) -> Any:
    """The bytes of a text in base64, or of several; None if it is none."""
    texts = [value] if isinstance(value, str) else value
    if not all(isinstance(text, str) for text in texts):
        return None
    return np.concatenate([np.frombuffer(base64.b64decode(text), np.uint8) for text in texts]).astype(int)


def _floats(value: Any) -> Any:
    """Numbers, in whatever lists they are; what is not known is no number."""
    rows = list(value.values()) if isinstance(value, dict) else value
    return np.array(rows, dtype=float)
