"""What the story world says of what comes next is what it does: by its own bookkeeping, and by counting."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from llm_playground.corpus.world import build_world, documents, sample
from llm_playground.corpus.world.forecast import Course, Forecast

WORLD = build_world(
    {
        "a.toml": """
[list.pets]
entries = [{ name = "cat", weight = 2 }, "cow", { name = "dog", foods = ["bones", "soup"] }]
[list.homes]
entries = ["house", "hut"]
[kind.pair]
share = 3
text = ["{pet=pets} {other=pets}", { text = "{pet=pets} and {x=1..2}{pet}", weight = 2 }, "cat {n=1..2}+{m=1..n}={n+m}"]
[kind.twice]
text = ["{say} {say}"]
[rule]
say = { once = true, options = ["Hi {home=homes}!", { text = "Ho!", weight = 3 }, "Hi hat!"] }
"""
    }
)


def ended(course: Course) -> float:
    if course.pending:
        return 0.0
    return sum(map(ended, course.onward())) if course.rest else course.weight


def all_texts(forecast: Forecast) -> dict[str, float]:
    """Every document there is, and its probability: every course followed to its end."""
    found: dict[str, float] = {}
    under_way = [(course, "") for course in forecast.courses]
    while under_way:
        course, text = under_way.pop()
        if course.has_ended:
            found[text] = found.get(text, 0.0) + course.weight
        elif course.pending:
            under_way.append((course.written(), text + course.pending))
        else:
            under_way += [(onward, text) for onward in course.onward()]
    return found


def test_after_a_beginning_the_weights_are_those_of_all_documents_that_begin_so() -> None:
    texts = all_texts(Forecast.of_nothing(WORLD))
    assert sum(texts.values()) == pytest.approx(1)
    beginnings = {text[:end] for text in texts for end in range(len(text) + 1)}
    for beginning in beginnings:
        expected = sum(share for text, share in texts.items() if text.startswith(beginning))
        forecast = Forecast.of_nothing(WORLD).after(beginning)
        assert forecast.weight == pytest.approx(expected)
        assert sum(map(ended, forecast.courses)) == pytest.approx(texts.get(beginning, 0))
        assert forecast.scaled().weight == pytest.approx(1)
    assert Forecast.of_nothing(WORLD).after("cat x").courses == ()
    # And these documents are those that are written.
    counted = Counter(document.text for document in documents(3000, 1, world=WORLD))
    assert counted.keys() == texts.keys()


def test_a_document_is_as_probable_as_the_choices_that_wrote_it() -> None:
    for seed in range(60):
        document = sample(seed)
        courses = Forecast.of_nothing().after(document.text).courses
        assert math.log(sum(map(ended, courses))) == pytest.approx(document.logprob)
