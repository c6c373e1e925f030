"""The page is in the language of the link, of an earlier choice or of the browser, and fits the window in each."""

from __future__ import annotations

import re
import string

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.views import languages
from llm_playground.web.app import PACKAGE, page_html
from tests.browser.actions import ROOMS
from tests.browser.text_sizes import fits
from tests.views.javascript import literals

OTHERS = [tag for tag in languages() if tag != "en"]
# What a text is in the words of a language; its module is the one that the page itself has loaded.
SAID = "async (room) => (await import('/web/page/rooms.js')).ROOMS[room].title"


def test_a_link_holds_the_language_and_another_one_is_chosen_in_the_header(open_page) -> None:
    page = open_page("?lang=de#/tokenize")
    expect(page.get_by_role("heading", level=1)).to_have_text(page.evaluate(SAID, "tokenize"))
    assert page.locator("html").get_attribute("lang") == "de"
    german = page.get_by_role("heading", level=1).inner_text()
    page.locator("#language").select_option(label="English")
    page.wait_for_url(re.compile(r"/\?lang=en#/tokenize"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tokenize")
    page.locator("#language").select_option(label="Deutsch")
    expect(page.get_by_role("heading", level=1)).to_have_text(german)
    home = page.url.split("?")[0]
    page.goto(home)  # the choice is kept where a link says nothing
    page.wait_for_selector("html[lang=de] h1")
    page.goto(f"{home}?lang=en")
    page.wait_for_selector("html[lang=en] h1")


@pytest.mark.parametrize(
    ("spoken", "shown"), [("zh-CN", "zh-Hans"), ("zh-TW", "en"), ("de-AT", "de"), ("es-MX", "es"), ("sv", "en")]
)
def test_the_language_follows_the_browser(browser, served, spoken: str, shown: str) -> None:
    context = browser.new_context(locale=spoken)
    page = context.new_page()
    page.goto(served.url)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [shown, "ltr"]
    context.close()


@pytest.mark.parametrize("link", ["?lang=xx", "?lang=", "?lang=%00", "?lang=../../en"])
def test_a_link_in_a_language_that_there_is_not_is_in_that_of_the_browser(open_page, link: str) -> None:
    page = open_page(link)
    page.wait_for_selector("html[lang=en] h1")


@pytest.mark.parametrize("language", OTHERS)
def test_every_room_fits_a_phone_in_every_language(open_page, language: str) -> None:
    page = open_page(f"?lang={language}", viewport={"width": 390, "height": 800})
    for room in map(str.lower, ROOMS):
        page.evaluate("(room) => { location.hash = `#/${room}`; }", room)
        expect(page.get_by_role("heading", level=1)).to_have_text(page.evaluate(SAID, room))
        for folded in page.locator(".settings > summary").all():
            folded.click()
        fits(page, 390)


# Letters that are written from right to left, one for each English one, so that words are as long.
ALPHABET = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
LETTERS = str.maketrans(string.ascii_letters, 2 * ALPHABET)
CATALOG = """
const itself = new Proxy({}, { get: (_, name) => name, has: () => true });
const nothing = new Proxy({}, { get: () => ({}) });
const [notes, strategies, orders, presets] = [{}, {}, {}, {}];
export const catalog = { notes, strategies, orders, presets, groups: itself, legal: itself, parameters: nothing };
"""


def arabic(source: str) -> str:
    """The English words in Arabic letters, but for those that code may compare with."""
    for literal in reversed(literals(source)):
        if re.search(r"[A-Z ]", literal.text) and not re.search(r"\\\\", literal.text):
            source = source[: literal.start] + literal.text.translate(LETTERS) + source[literal.end :]
    return source


def test_where_one_reads_from_right_to_left_the_page_is_mirrored_and_the_text_of_a_model_is_not(open_page, axe) -> None:
    page = open_page("alone/tokens", viewport={"width": 1280, "height": 800})

    def give(address: str | re.Pattern[str], body: str, kind: str = "javascript") -> None:
        page.route(address, lambda route: route.fulfill(body=body, content_type=f"text/{kind}"))

    for path in ("views", "web/page"):
        give(f"**/{path}/words/ar.js", arabic((PACKAGE / path / "words" / "en.js").read_text("utf-8")))
    give("**/words/catalog/ar.js", CATALOG)
    give(re.compile(r"/\?lang=ar$"), page_html().replace('data-languages="', 'data-languages="ar '), "html")
    page.goto(page.url.split("alone")[0] + "?lang=ar#/playground?go&model=tiny-gpt2&prompt=Once+upon+a+time")
    assert page.locator("html").get_attribute("dir") == "rtl"
    brand, theme = (page.locator(each).bounding_box()["x"] for each in (".brand", "#theme"))
    assert brand > 640 > theme
    tokens = page.locator(".lp-tok")
    expect(tokens.nth(3)).to_be_visible()
    first, second = (tokens.nth(at).bounding_box() for at in (0, 1))
    assert first["y"] == second["y"]
    assert first["x"] < second["x"]
    assert axe(page) == []
    for room in map(str.lower, ROOMS):
        page.evaluate("(room) => { location.hash = `#/${room}`; }", room)
        expect(page.get_by_role("heading", level=1)).to_have_text(page.evaluate(SAID, room))
        fits(page, 1280)
        fits(page, 390)
