"""In a real JupyterLab: records show their views, the playground generates and branches, an exercise is solved."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("anywidget")
sync_api = pytest.importorskip("playwright.sync_api")

from tests.chromium import CHROMIUM  # noqa: E402

SOURCE = Path(__file__).parents[2] / "src"
# Each token takes a moment, so that a text has a middle to stop in.
SLOWLY = """
import time
import llm_playground as lp
from llm_playground.models.native import NativeModel
next_logits = NativeModel._next_logits
def slowly(self, sequences):
    time.sleep(0.03)
    return next_logits(self, sequences)
NativeModel._next_logits = slowly
"""
PROMPT = "Once upon a time, there was a little"
# As somebody begins who has not thought of the largest logit yet, and as they go on.
FIRST_TRY = """
import numpy as np
from llm_playground import course
def softmax(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
course.check("softmax", softmax)
"""
SOLVED = """
def softmax(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
course.check("softmax", softmax)
"""
CELLS = (
    SLOWLY,
    "lp.playground()",
    "lp.inspect('tiny-gpt2', 'Once upon a time')",
    "lp.load('tiny-gpt2').tokenizer.explain('Zoë 🍕')",
    "lp.trace('tiny-gpt2', 'Once', 'top_p', 5, seed=1)",
    f"lp.step('tiny-gpt2', '{PROMPT}', 'top_p', u=0.5)",
    FIRST_TRY,
    "made = lp.playground()\nmade.generate()\nmade.wait()\nmade",
)
# `ready` waits for the kernel to be named, `info` for it to answer. Running all cells is not awaited: its promise does
# not settle while a dialog is open.
RUN_ALL = """async () => {
  const { restored, shell, commands } = window.jupyterapp;
  await restored;
  while (!shell.currentWidget?.sessionContext) await new Promise((done) => setTimeout(done, 100));
  const { revealed, sessionContext } = shell.currentWidget;
  await revealed;
  await sessionContext.ready;
  await sessionContext.session.kernel.info;
  commands.execute("notebook:run-all-cells");
}"""

pytestmark = [
    pytest.mark.slow,
    # To import JupyterLab takes every worker seconds, and here it runs in a process of its own.
    pytest.mark.skipif(find_spec("jupyterlab") is None, reason="needs JupyterLab"),  # which brings nbformat
    pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab with a notebook of `CELLS`, asking nobody for news."""
    import nbformat

    folder = tmp_path_factory.mktemp("lab")
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "cells.ipynb")
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    lab = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--IdentityProvider.token="),
            *(f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"),
        ],
        env=os.environ
        | {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "JUPYTER_CONFIG_DIR": str(folder / "config")}
        | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
                break
            except OSError:
                assert lab.poll() is None, "JupyterLab did not start"
                assert time.monotonic() < deadline, "JupyterLab did not answer"
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        lab.terminate()
        lab.wait(20)


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Any]:
    """The notebook, all of its cells run. In the end: no error was told, and nothing was asked of other machines."""
    errors: list[str] = []
    elsewhere: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1400, "height": 1300})
        opened.set_default_timeout(300_000)  # a kernel that imports everything, on a machine that is busy
        sync_api.expect.set_options(timeout=300_000)
        # anywidget gives up a view that is not there within two seconds.
        opened.add_init_script("AbortSignal.timeout = () => new AbortController().signal")
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        local = (address, "ws://127.0.0.1", "data:", "blob:")
        opened.on("request", lambda request: request.url.startswith(local) or elsewhere.append(request.url))
        opened.goto(f"{address}/lab/tree/cells.ipynb")
        opened.wait_for_function("window.jupyterapp !== undefined")
        opened.evaluate(RUN_ALL)
        opened.get_by_role("button", name="Generate").first.wait_for()
        yield opened
        browser.close()
    assert (errors, elsewhere) == ([], [])


def test_the_playground_generates_stops_in_the_middle_and_begins_anew(page: Any) -> None:
    written = page.locator(".lp-generation").first
    tokens, state = written.locator(".lp-tok"), written.locator(".lp-state")
    page.get_by_role("slider").first.press("End")  # 400 tokens
    page.get_by_role("button", name="Generate").first.click()
    tokens.nth(5).wait_for()
    page.get_by_role("button", name="Stop").first.click()
    sync_api.expect(state).to_have_text(re.compile(r"^Stopped after \d+ tokens\.$"))
    stopped = tokens.count()
    assert 5 < stopped < 400
    page.get_by_role("slider").first.press("Home")
    page.get_by_role("button", name="Generate").first.click()
    sync_api.expect(state).to_have_text(re.compile("The requested length is reached · 1 token"))
    sync_api.expect(tokens).to_have_count(1)


def test_another_token_is_taken_in_the_playground_and_the_text_goes_on_from_there(page: Any) -> None:
    lane = page.locator(".lp-generation").first
    tokens, state = lane.locator(".lp-tok"), lane.locator(".lp-state")
    length = page.get_by_role("slider").first
    length.press("Home")
    for _ in range(5):
        length.press("ArrowRight")
    page.get_by_role("button", name="Generate").first.click()
    sync_api.expect(state).to_have_text(re.compile("The requested length is reached · 6 tokens"))
    sync_api.expect(tokens).to_have_count(6)
    tokens.nth(3).click()
    other = lane.locator(".lp-take").nth(1)  # the first one is the likeliest, which greedy decoding took
    id = int(other.get_attribute("data-id"))
    other.click()
    import llm_playground as lp

    branch = lp.branch(lp.trace("tiny-gpt2", "Once upon a time", max_new_tokens=6), 3, id)
    sync_api.expect(tokens.nth(3)).to_have_class(re.compile("lp-by-hand"))
    sync_api.expect(state).to_have_text(re.compile("The requested length is reached · 6 tokens"))
    sync_api.expect(tokens).to_have_text([step.text for step in branch.steps])
    texts = page.locator(".jp-CodeCell").nth(1).locator("select").filter(has_text="from token 4")
    sync_api.expect(texts).to_be_visible()  # the text before can be had again


def test_u_is_moved_and_the_token_is_drawn_anew(page: Any) -> None:
    import llm_playground as lp

    pipeline = page.locator(".jp-CodeCell").nth(5).locator(".lp-pipeline")
    slider = pipeline.get_by_role("slider")
    for key in ("Home", "PageUp"):
        slider.press(key)
    u = float(slider.get_attribute("aria-valuenow"))
    assert u == pytest.approx(0.1)
    drawn = lp.step("tiny-gpt2", PROMPT, "top_p", u=u).pipeline.choice
    taken = pipeline.locator(".lp-stages .lp-taken")
    sync_api.expect(taken).to_contain_text(drawn.piece.decode().strip())
    slider.press("End")
    last = lp.step("tiny-gpt2", PROMPT, "top_p", u=float(slider.get_attribute("aria-valuenow"))).pipeline.choice
    assert last.id != drawn.id
    sync_api.expect(taken).to_contain_text(last.piece.decode().strip())


def test_an_exercise_fails_with_its_message_and_passes_when_it_is_written_anew(page: Any) -> None:
    cell = page.locator(".jp-CodeCell").nth(6)
    said = cell.locator(".jp-Cell-outputWrapper")
    sync_api.expect(said).to_contain_text("✗ A softmax that does not overflow. Not yet.")
    sync_api.expect(said).to_contain_text("This is the formula as it stands: right on small logits")
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(SOLVED)
    page.keyboard.press("Shift+Enter")
    sync_api.expect(said).to_contain_text("✓ A softmax that does not overflow. Right:")


def test_a_text_that_was_made_before_the_playground_is_shown_stands_in_it(page: Any) -> None:
    import llm_playground as lp

    lane = page.locator(".jp-CodeCell").nth(7).locator(".lp-generation").first
    written = lp.trace("tiny-gpt2", "Once upon a time", max_new_tokens=50)
    sync_api.expect(lane.locator(".lp-tok")).to_have_text([step.text for step in written.steps])
    sync_api.expect(lane.locator(".lp-state")).to_have_text(re.compile("The requested length is reached · 50 tokens"))


def test_records_show_their_views(page: Any) -> None:
    cells = page.locator(".jp-CodeCell")
    sync_api.expect(cells.nth(3).locator(".lp-tokens .lp-token").first).to_be_visible()
    sync_api.expect(cells.nth(4).locator(".lp-generation .lp-tok")).to_have_count(5)


def test_another_head_is_computed_when_it_is_chosen(page: Any) -> None:
    attention = page.locator(".jp-CodeCell").nth(2).locator(".lp-attention")
    weights = attention.locator(".lp-weights")
    before = weights.inner_text()
    attention.get_by_role("group", name="Head").get_by_role("radio", name="3").check()
    sync_api.expect(weights).not_to_have_text(before, use_inner_text=True)
    import llm_playground as lp

    row = lp.inspect("tiny-gpt2", "Once upon a time", 0, 3).attention.pattern[-1]
    assert f"{100 * row[0]:.1f}" in weights.inner_text()
