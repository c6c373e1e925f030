"""All views in a language of capitals between marks: what they show comes from its file of words, or from the data."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

pytest.importorskip("playwright.sync_api")

import llm_playground as lp
from llm_playground.engine.text import load_tokenizer
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.lab.comparison import compare
from llm_playground.tokenization.lab.records import languages
from llm_playground.views import VIEWS
from llm_playground.widgets import Chunks, Vocabulary, WordSteps
from tests.browser import test_merges_view as merges
from tests.browser import test_views_alone as alone

# Everything that is seen or read out, after all that can be opened has been.
READ = """
async () => {
  const here = document.querySelector('#here');
  for (const each of here.querySelectorAll('[role="option"], [data-index]')) each.dispatchEvent(
    new PointerEvent('pointerover', { bubbles: true }));
  here.querySelector('.lp-heat')?.dispatchEvent(new PointerEvent('pointermove', { clientX: 200, clientY: 300 }));
  for (let round = 0; round < 3; round++) {
    here.querySelectorAll('details').forEach((each) => { each.open = each.checkVisibility(); });
    here.querySelectorAll('.lp-opener').forEach((each) => each.click());
    await new Promise((done) => setTimeout(done, 50));
  }
  const texts = [], walker = document.createTreeWalker(here, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  for (const each of here.querySelectorAll('*'))
    for (const name of ['aria-label', 'aria-valuetext', 'title', 'placeholder'])
      if (each.hasAttribute(name)) texts.push(each.getAttribute(name));
  return texts;
}
"""


def state_of(widget: object, *names: str) -> dict:
    return {name: getattr(widget, name) for name in names}


@cache
def states() -> dict[str, list[dict]]:
    gpt, word = load_tokenizer("tiny-gpt2"), WordTokenizer(["the", "dog"], lower_case=True)
    vocabulary = Vocabulary("tiny-gpt2", id=700)
    vocabulary.query = "fo"
    costs = json.loads(languages({"tiny-gpt2": gpt, "words": word}).to_json())
    chunks = Chunks("Once upon a time. " * 900, "tiny-gpt2", 24)
    known = {name: [state] for name, state in alone.states().items()} | {
        "comparison": [{"comparison": json.loads(compare("The dog naïve ☕.", {"a": gpt, "b": word}).to_json())}],
        "merges": [{"history": merges.history(), "position": at} for at in (0, 120, 300)],
        "word": [state_of(WordSteps(" wandering", "tiny-gpt2"), "steps")],
        "token": [state_of(vocabulary, "card", "search", "query"), {"card": None, "search": None, "query": ""}],
        "languages": [costs | {"measure": measure} for measure in ("tokens", "tokens_per_character")],
        "chunks": [state_of(chunks, "text", "tokenizer", "size", "total", "chunks") | {"price": 2.5}],
    }
    known["lens"].append(known["lens"][0] | {"kind": "linear"})
    known["forward_pass"] += [alone.drawn("tiny-qwen"), alone.drawn("tiny-gpt2") | {"workings": None}]
    difference = json.loads(lp.attribution("tiny-gpt2", "Once", 5, against=7).to_json())
    known["attribution"].append({"attribution": difference})
    known["generation"] += [alone.generation_state(steps=[], status=each) for each in ("empty", "loading", "error")]
    known["generation"].append(alone.generation_state(is_instruct=True, status="stopped", selected=1))
    return {name: [*each, {}] for name, each in known.items()}


def values_of(state: object) -> str:
    """All that is in the data, as text: names as they are, and bytes as the text that they are."""
    if isinstance(state, dict):
        return " ".join(map(values_of, state.values()))
    if isinstance(state, list):
        return " ".join(map(values_of, state))
    text = str(state)
    if re.fullmatch(r"([0-9a-f]{2})+", text):
        return f"{text} {bytes.fromhex(text).decode('utf-8', 'replace')}"
    return text


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_says_nothing_that_is_not_in_the_file_of_its_language(new_page, served, view: str) -> None:
    page = new_page()
    page.goto(f"{served.url}alone/capitals")
    for state in states()[view]:
        page.evaluate(alone.MOUNT.replace("/alone/", "/views/"), [view, json.dumps(state)])
        shown = page.evaluate(READ)
        page.evaluate("leave()")
        assert any("⟦" in text for text in shown)
        data = values_of(state).casefold()
        for text in shown:
            for found in re.findall(r"[^\W\d_]{2,}", re.sub(r"⟦[^⟧]*⟧", " ", text)):
                is_byte = re.fullmatch("[a-f]{2}", found)
                assert is_byte or found.casefold() in data, f"{found!r} in {text!r}"
