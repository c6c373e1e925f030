"""What a person does on the page, for the tests of all rooms."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.passes import SOON

ROOMS = ["Learn", "Tokenize", "Inside", "Generate", "Playground", "Arena", "Surprise", "Guess", "Compare", "Diff"]
RUN = "#/playground?model=tiny-gpt2&strategy=greedy&max_new_tokens=20&prompt=Once+upon+a+time"
LONG = "#/playground?model=tiny-gpt2&strategy=sample&temperature=1.5&seed=3&max_new_tokens=400&prompt=Once"


def tokens(page: Page):
    return page.get_by_role("listbox", name="Generated tokens").get_by_role("option")


def choose(radio: Locator) -> None:
    """Choose a radio button as a person does: by what stands on it, once that has come to rest.

    Of most of them only the label is seen, so Playwright's own `check` would have to be forced, and a forced click goes
    to where the button was a moment ago.
    """
    radio.locator("xpath=ancestor::label").click()
    expect(radio).to_be_checked()


def read_on(section: Locator, is_there: Callable[[], bool]) -> None:
    """Scroll to a section that asks the server when it is near, and stay with it while what is above it still grows."""
    deadline = time.monotonic() + 2 * SOON
    while not is_there():
        assert time.monotonic() < deadline, f"it did not come: {section.inner_text()[:500]!r}"
        section.scroll_into_view_if_needed()
        section.page.wait_for_timeout(50)


def generate(page: Page) -> None:
    page.get_by_role("button", name="Generate", exact=False).click()


def wait_for(page: Page, status: str) -> None:
    expect(page.locator(f'[data-status="{status}"]').first).to_be_visible()
