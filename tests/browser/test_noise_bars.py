"""A draw by Gumbel-max in the live step: logit, noise and sum of each token, in place of u."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

import llm_playground as lp
from tests.browser.test_views_alone import mount as mount  # a fixture


def test_the_noise_stands_where_u_stood_and_the_highest_sum_is_the_one_drawn(mount, axe) -> None:
    made = lp.step("tiny-gpt2", "One day, a", "sample", seed=3, temperature=1.5, draw="gumbel")
    page = mount(
        "pipeline", {"step": json.loads(made.to_json()), "asked_u": None}, viewport={"width": 390, "height": 800}
    )
    first = made.pipeline.choice.gumbel[0]
    rows = page.get_by_role("table", name="The draw: every logit with its noise, and the sum").get_by_role("row")
    expect(rows).to_have_count(len(made.pipeline.choice.gumbel) + 1)
    expect(rows.nth(1)).to_contain_text("drawn")
    expect(rows.nth(1)).to_contain_text(f"{first.sum:.2f}")
    expect(page.get_by_role("slider")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page, "#here") == []


def test_generate_goes_over_to_noise_and_back(open_page) -> None:
    page = open_page("#/generate?model=tiny-gpt2&strategy=sample&seed=3&prompt=One+day")
    page.get_by_role("button", name="Draw by Gumbel noise instead").click()
    expect(page.locator(".lp-noises")).to_be_visible()
    page.get_by_role("button", name="Draw by one u instead").click()
    expect(page.get_by_role("slider", name="u, which draws the token")).to_be_visible()
