"""The widget of features asks for what is chosen in it."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("anywidget")

import llm_playground as lp
from llm_playground.widgets.features import Features

TEXT = "Once upon a time, there was a little fox"


def test_a_chosen_feature_opens_and_another_dictionary_is_asked() -> None:
    found = lp.features("tiny-gpt2", TEXT)
    widget = Features(found)
    assert widget.text == json.loads(found.to_json())
    widget.index = found.active[-1][0].index
    assert widget.feature["position"] == len(found.active) - 1
    widget.position = 2
    assert widget.feature["position"] == 2
    widget.dictionary = "h.1.mlp"
    assert widget.text["dictionary"]["reads"] == "h.1.ln_2"
    assert (widget.index, widget.feature) == (None, None)
