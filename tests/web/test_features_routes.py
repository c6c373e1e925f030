"""What the page shows of features: what Python computes, and a dictionary fitted in a stream of events."""

from __future__ import annotations

import json

import pytest

import llm_playground as lp
from llm_playground.engine.inside import dictionary_fitting
from llm_playground.engine.inside.rules import ruled_texts
from tests.web.conftest import Served
from tests.web.test_api import problem

TEXT = "Once upon a time, there was a little fox"


def test_features_are_what_python_computes(served: Served) -> None:
    found = lp.features("tiny-gpt2", TEXT)
    asked = {"model": "tiny-gpt2", "prompt": TEXT}
    assert served.post("/api/features", asked).json() == json.loads(found.to_json())
    index = found.active[-1][0].index
    expected = json.loads(found.feature(index, 3).to_json())
    answer = served.post("/api/feature", asked | {"index": index, "position": 3}).json()
    # Runs of other lengths round the last digits differently.
    assert (answer["examples"], answer["grade"], answer["share"]) == tuple(
        expected[name] for name in ("examples", "grade", "share")
    )
    assert answer["change"]["kl"] == pytest.approx(expected["change"]["kl"], abs=1e-5)


def test_a_dictionary_is_fitted_in_events_and_can_be_asked_for(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary_fitting, "SPLICED_INTO", 1)
    monkeypatch.setattr(dictionary_fitting, "ruled_texts", lambda model, n, seed: ruled_texts(model, min(n, 8), seed))
    fit = {"model": "tiny-gpt2", "n_features": 8, "k": 2, "steps": 20}
    parts = served.post("/api/dictionaries/fit", fit).text.strip().split("\n\n")
    events = [part.split("\n")[0] for part in parts]
    assert events[-1] == "event: fitted"
    assert set(events[:-1]) <= {"event: loading", "event: fitting"}
    card = json.loads(parts[-1].split("\ndata: ")[1])
    asked = {"model": "tiny-gpt2", "prompt": TEXT, "dictionary": card["name"]}
    answer = served.post("/api/features", asked).json()
    assert answer["dictionary"] == card
    assert card["name"] in answer["offered"]


@pytest.mark.parametrize(
    ("path", "changes", "field", "words"),
    [
        ("features", {"model": "tiny-qwen-chat"}, "model", "has no dictionary of features"),
        ("features", {"dictionary": "h.7.mlp"}, "dictionary", "There is no dictionary 'h.7.mlp'"),
        ("feature", {"index": 512}, "index", "index is 512"),
        ("feature", {"index": 1, "position": 99}, "position", "position is 99"),
    ],
)
def test_what_there_is_not_is_a_sentence_with_its_field(
    served: Served, path: str, changes: dict[str, object], field: str, words: str
) -> None:
    status, message, about = problem(served.post(f"/api/{path}", {"model": "tiny-gpt2", "prompt": TEXT} | changes))
    assert (status in (404, 422), about) == (True, field)
    assert words in message


def test_a_fit_that_could_not_run_is_refused_before_it_begins(served: Served) -> None:
    asked = {"model": "tiny-gpt2", "n_features": 4, "k": 9}
    status, message, field = problem(served.post("/api/dictionaries/fit", asked))
    assert (status, field) == (422, "k")
    assert "not more than there are features" in message
