"""Takes the pictures of the README from the page as it is; needs the tools for development and a Chromium.

python docs/pictures/take.py
"""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

import llm_playground as lp
from llm_playground.engine.session import Session
from llm_playground.web.app import make_app

FOLDER = Path(__file__).parent
PORT = 8017


def take_playground(page: Page) -> None:
    page.goto(
        "#/playground?model=tiny-gpt2&prompt=Once+upon+a+time&strategy=top_p&top_p=0.9&temperature=0.8&seed=7&go="
    )
    page.get_by_text("The requested length is reached").wait_for()
    page.locator(".lp-tok.lp-p1").nth(1).click()  # a token that could have been many others
    page.screenshot(path=FOLDER / "playground.png")


def take_generate(page: Page) -> None:
    page.goto("#/generate?strategy=top_p&top_p=0.9&temperature=0.8&max_new_tokens=24&seed=7")
    page.get_by_role("button", name="Start").click()
    page.get_by_text("Recorded 24 tokens").wait_for()
    page.screenshot(path=FOLDER / "generate.png")


def take_compare(page: Page) -> None:
    page.goto("#/compare")
    page.get_by_role("button", name="Training or template?").click()
    page.locator("[data-status=done]").nth(2).wait_for()
    page.locator(".text-card .primary:not(.running)").wait_for()
    page.screenshot(path=FOLDER / "compare.png")


def take_merges(page: Page) -> None:
    page.goto("#/tokenize?look=train&vocab_size=768")
    page.get_by_text("Trained on").wait_for()
    slider = page.get_by_role("slider").first
    slider.press("Home")
    for _ in range(3):
        slider.press("PageUp")  # a tenth of all merges each
    page.screenshot(path=FOLDER / "merges.png")


def take_tokenizers(page: Page) -> None:
    page.goto(
        "#/tokenize?look=compare&tokenizers=tiny-gpt2,word,wordpiece&prompt=The+little+robot+unbelievably+ate+13+pizzas."
    )
    page.get_by_text("disagreements", exact=False).first.wait_for()
    page.get_by_role("button", name="Examples").click()  # folds them: not every machine has fonts for all of them
    page.locator(".lp-comparison [role=option]").nth(4).hover()
    page.screenshot(path=FOLDER / "tokenizers.png")


def take_inside(page: Page) -> None:
    page.goto("#/inside?model=tiny-qwen&prompt=Once+upon+a+time+there+was+a+little")
    page.locator("[data-head='1.3']").click()  # block 1 is the selected one
    drawing = page.locator(".lp-drawing")
    drawing.evaluate("(node) => scrollTo(0, node.getBoundingClientRect().top + scrollY - 70)")
    page.screenshot(path=FOLDER / "inside.png")


def take_learn(page: Page) -> None:
    page.goto("#/learn?lesson=tokenization&step=8")  # which pair comes first?
    page.locator(".choices button").nth(2).click()
    page.locator(".verdict").wait_for()
    page.screenshot(path=FOLDER / "learn.png")


def take_quiz(page: Page) -> None:
    page.goto("#/learn?quiz=pre&question=7")  # which tokens top-p keeps
    page.locator(".quiz-choices label").first.click()
    page.get_by_role("button", name="Answer").click()
    page.locator(".verdict").wait_for()
    page.screenshot(path=FOLDER / "quiz.png")


def main() -> None:
    for model in ("tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"):
        lp.generate(model, "Once", max_new_tokens=1)  # loaded now: the pictures say how fast it is
    server = uvicorn.Server(uvicorn.Config(make_app(Session()), port=PORT, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for take, scheme in (
            (take_playground, "light"),
            (take_generate, "dark"),
            (take_compare, "light"),
            (take_merges, "light"),
            (take_tokenizers, "dark"),
            (take_inside, "light"),
            (take_learn, "light"),
            (take_quiz, "dark"),
        ):
            context = browser.new_context(
                base_url=f"http://127.0.0.1:{PORT}/",
                viewport={"width": 1280, "height": 1050},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page = context.new_page()
            page.goto("")
            take(page)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
