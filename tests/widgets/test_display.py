"""A record that ends a cell shows itself: as its view in a notebook, as HTML and text wherever that cannot be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.records import Candidate, Choice, Encoding, Record, Stage, Step
from llm_playground.widgets import display, static

WIDGET = "application/vnd.jupyter.widget-view+json"
RECORDS: dict[str, Callable[[], Any]] = {
    "Encoding": lambda: lp.load("tiny-gpt2").tokenizer.explain("Once <b>upon</b> é"),
    "Trace": lambda: lp.trace("tiny-gpt2", "Once <b>upon</b>", "sample", 6, seed=1, temperature=1.5),
    "Step": lambda: lp.trace("tiny-gpt2", "Once", "top_k", 1, seed=1).steps[0],
    "Inspection": lambda: lp.inspect("tiny-gpt2", "Once <b>upon</b> a time"),
    "Module": lambda: lp.anatomy("tiny-gpt2"),
}


@pytest.fixture(params=RECORDS)
def record(request: pytest.FixtureRequest) -> Record:
    made: Record = RECORDS[request.param]()
    return made


def test_it_shows_text_and_html_and_in_a_notebook_a_widget(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(display.bundle(record)) == {"text/plain", "text/html"}
    monkeypatch.setattr(display, "in_a_notebook", lambda: True)
    forms = display.bundle(record)
    assert set(forms) == {"text/plain", "text/html", WIDGET}
    assert forms["text/plain"] == static.text(record)


def test_without_anywidget_a_notebook_shows_html(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "in_a_notebook", lambda: True)
    monkeypatch.setattr(display, "find_spec", lambda _: None)
    assert set(display.bundle(record)) == {"text/plain", "text/html"}


def test_what_models_and_users_write_stays_text(record: Record) -> None:
    assert "<b>" not in static.html(record)


def test_a_token_that_looks_like_a_tag_stays_text() -> None:
    encoding = Encoding("<b>", (7,), (b"<b>",), ((0, 3),))
    assert "<th>&lt;b&gt;</th>" in static.html(encoding)
    stage = Stage("model", {}, (Candidate(7, b"<i>", 1.0, 0.5),), 1, 0.5, 2, 0.7)
    step = Step(0, Choice(7, b"<i>", None, 0.5, 0.5, 1), (stage,), "<i>")
    html = static.html(step)
    assert "<td>&lt;i&gt;</td>" in html
    assert "<i>" not in html


def test_the_text_says_what_matters() -> None:
    trace = RECORDS["Trace"]()
    assert trace.text in static.text(trace)
    assert "tiny-gpt2 · sample · temperature 1.5 · seed 1 · 6 tokens · finish_reason length" in static.text(trace)
    assert "‹c3› ‹a9›" in static.text(RECORDS["Encoding"]())
    assert "2,271,360" in static.text(RECORDS["Module"]()).splitlines()[0]
    assert "4 layers, 4 heads; most likely next:" in static.text(RECORDS["Inspection"]())
    assert "u = 0." in static.text(RECORDS["Step"]())


def test_blocks_that_are_alike_are_written_out_once() -> None:
    lines = static.text(lp.anatomy("tiny-gpt2")).splitlines()
    assert sum("qkv_proj" in line for line in lines) == 1
    assert sum("the same" in line for line in lines) == 3


def test_every_number_stands_in_the_html_in_writing() -> None:
    seen = lp.inspect("tiny-gpt2", "Once upon a time")
    html = unescape(static.html(seen))
    for row in seen.attention.pattern:
        assert all(static.percent(share) in html for share in row)
    assert f"{static.percent(seen.next.others_mass)} in {seen.next.others_count:,} tokens" in html
    long = lp.inspect("tiny-gpt2", "Once upon a time " * 10)
    assert "too many to write out" in static.html(long)


def test_a_token_that_a_stage_does_not_list_is_a_dash_there() -> None:
    step = lp.trace("tiny-gpt2", "Once upon a time, there was a little", "top_k", 1, seed=1, top_k=2).steps[0]
    html = static.html(step)
    third = step.stages[0].candidates[2]
    cells = (
        f"<td>{static.label(third.piece)}</td><td>{third.logit:.2f}</td><td>{static.percent(third.probability)}</td>"
    )
    assert f"{cells}<td>–</td>" in html
    assert "<th>top_k 2</th>" in html


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (1, "100%"), (0.5, "50.0 %"), (0.9999, "> 99.9 %"), (1e-9, "< 0.1 %"), (0.9984, "99.8 %")],
)
def test_what_is_nearly_certain_does_not_look_certain(share: float, text: str) -> None:
    assert static.percent(share).replace(" %", "%") == text.replace(" %", "%")


def test_importing_the_package_in_ipython_is_enough_and_outside_it_nothing_is_loaded() -> None:
    shell = (
        "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance();"
        "import sys, llm_playground as lp;"
        "assert 'ipywidgets' not in sys.modules and 'torch' not in sys.modules;"
        "data, _ = s.display_formatter.format(lp.trace('tiny-gpt2', 'Once', 'greedy', 2));"
        "assert set(data) == {'text/plain', 'text/html'}, data"
    )
    subprocess.run([sys.executable, "-c", shell], check=True)
    plain = "import sys, llm_playground; assert 'llm_playground.widgets.display' not in sys.modules"
    subprocess.run([sys.executable, "-c", plain], check=True)
