"""How large the text on a page is."""

from __future__ import annotations

from playwright.sync_api import Page

SIZES = """
  () => [...document.querySelectorAll("body *")]
    .filter((node) => node.checkVisibility())
    .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
    .map((node) => getComputedStyle(node).fontSize)
"""


def sizes_of_text(page: Page) -> set[str]:
    """The sizes of all text that can be seen, as the browser computes them."""
    sizes = set(page.evaluate(SIZES))
    assert sizes, "there is no text"
    return sizes
