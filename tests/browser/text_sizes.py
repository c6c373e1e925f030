"""How large the text on a page is, and the page itself."""

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


def fits(page: Page, width: int) -> None:
    """In a window of that width the page is not wider: nothing stands beyond its edge."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("document.documentElement.scrollWidth") == width
