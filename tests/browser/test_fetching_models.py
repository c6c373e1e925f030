"""A model is fetched from its picker, watched, cancelled, gone on with, used and unloaded; by whoever may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.models.fetching import connection
from tests.browser.actions import generate, wait_for
from tests.checkpoints import model_folder
from tests.hub_server import Hub, asked_here

MODEL, MISSING = "some/rover", "no/robot"  # other tests have a some/robot, and a process knows models by name
WEIGHTS = "model.safetensors"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(connection, "STALLED", 600.0)  # a machine that is busy is no hub that stalls
    with asked_here(Hub({MODEL: model_folder(tmp_path / "robot")}), tmp_path / "hub", monkeypatch) as hub:
        yield hub
    SHELF.unload(MODEL)


def test_a_model_is_fetched_cancelled_gone_on_with_used_and_unloaded(hub: Hub, open_page, serve, axe) -> None:  # type: ignore[no-untyped-def]
    page = open_page(
        f"#/playground?model={MODEL}&max_new_tokens=4",
        base=serve(Session([MODEL], fetching="asked")),
        allow=("503",),
    )
    panel, picker = page.locator(".fetch"), page.locator(".picker")
    expect(panel).to_contain_text("It is not on this machine yet.")
    generate(page)
    expect(picker.locator(".field-problem")).to_contain_text("Fetch it first: with Fetch, below the list of models")
    hub.answers(WEIGHTS, hub.stalls(200_000))
    panel.get_by_role("button", name="Fetch").click()
    expect(picker.locator(".field-problem")).to_have_count(0)
    expect(panel).to_contain_text(re.compile(r"2\d\d\skB of 7\d\d\skB.*File 5 of 5: model.safetensors"))
    assert axe(page, ".picker") == []
    page.goto(page.url.replace("#/playground", "#/inside"))  # another room, and there it goes on
    expect(panel.get_by_role("progressbar")).to_be_visible()
    panel.get_by_role("button", name="Cancel").click()
    expect(panel).to_contain_text(re.compile(rf"Fetching {MODEL} was cancelled\. .* are kept: it goes on there\."))
    assert axe(page, ".picker") == []
    hub.released.set()
    panel.get_by_role("button", name="Resume").click()
    expect(panel).to_contain_text(
        re.compile(r"It is here: 5 files, 7\d\d\skB, each as the hub lists it\. 2\d\d\skB were")
    )
    first, second = hub.requests(WEIGHTS)
    assert (first, second[:7]) == (None, "bytes=2")  # where it was, or one chunk that came with the release further
    page.goto(page.url.replace("#/inside", "#/playground"))
    generate(page)
    wait_for(page, "done")
    page.get_by_text(re.compile(r"\d models? (is|are) loaded")).click()  # other tests may have loaded some
    assert axe(page, ".picker") == []
    page.get_by_role("button", name=f"Unload {MODEL}").click()
    expect(page.locator(".loaded")).to_be_hidden()
    assert not SHELF.has(MODEL)


def test_what_goes_wrong_is_said_where_it_was_asked_for_as_long_as_it_is_true(  # type: ignore[no-untyped-def]
    hub: Hub, open_page, serve, axe
) -> None:
    base = serve(Session([MODEL, MISSING], fetching="asked"))
    page = open_page(f"#/playground?model={MODEL}", base=base, allow=("503",))
    generate(page)
    expect(page.locator(".lane")).to_contain_text("is not on this machine yet")
    page.get_by_role("button", name="Fetch").click()
    expect(page.locator(".lane")).to_contain_text("Nothing generated yet.")
    page.get_by_label("Model", exact=True).select_option(MISSING)
    page.get_by_role("button", name="Fetch").click()
    sentence = f"The Hugging Face hub has no model '{MISSING}' (or it is private)."
    expect(page.locator(".fetch .problem")).to_have_text(sentence)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert axe(page, ".picker") == []


def test_who_visits_is_told_who_can_fetch_and_unload(hub: Hub, open_page, serve) -> None:  # type: ignore[no-untyped-def]
    page = open_page(f"#/playground?model={MODEL}", base=serve(Session([MODEL], fetching="never")))
    expect(page.locator(".fetch")).to_contain_text(f"Whoever runs the server can: llm-playground pull {MODEL}")
    expect(page.locator(".fetch button")).to_be_hidden()
    assert hub.asked == []


def test_what_a_room_learned_of_its_model_after_it_was_left_is_shown_in_the_next(open_page, served) -> None:  # type: ignore[no-untyped-def]
    SHELF.unload(served.chat)
    page, held = open_page("#/tokenize"), []
    expect(page.get_by_role("heading", level=1, name="Tokenize")).to_be_visible()
    page.route("**/api/catalog", lambda route: held.append(route))
    page.goto(f"{served.url}#/generate?model={served.chat}&prompt=x")
    page.locator(".text-card .primary").click()
    while not held:
        page.wait_for_timeout(50)
    page.get_by_role("link", name="Playground", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Playground")).to_be_visible()
    expect(page.locator(".loaded")).to_be_hidden()
    for route in [*held]:
        route.continue_()
    expect(page.locator(".loaded")).to_be_visible()
