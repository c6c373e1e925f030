"""Of texts that look alike axe is asked about one: no text that looks otherwise goes unseen by that."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")

from tests.browser.test_views_alone import mount as mount  # a fixture

PALE = "color: #bbb; background: #fff"
DARK = "color: #222; background: #fff; position: relative"
TEXTS = f"""
    <p style="{PALE}; display: none">hidden</p> <p style="{PALE}; opacity: 0">hidden</p>
    <p style="{PALE}">one</p> <p style="{PALE}">two</p> <p style="{PALE}">three</p>
    <div style="opacity: 0.9"><p style="{PALE}">paler</p></div>
    <p style="{DARK}"><b style="position: relative">bare</b></p>
    <p style="{DARK}"><i style="position: absolute; inset: 0; background: #666"></i><b style="position: relative">laid
    over</b></p>
"""


def test_of_texts_that_look_alike_one_is_told_and_every_other_look_too(mount, axe) -> None:
    page = mount("tokens", {})
    page.evaluate("texts => { document.querySelector('#here').innerHTML = texts; }", TEXTS)
    (rule, told), *_ = axe(page, "#here", only=["color-contrast"])
    assert rule == "color-contrast"
    assert [each.partition(">")[2][:4] for each in told] == ["one<", "pale", "laid"]
