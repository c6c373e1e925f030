"""Runs to give away: what is saved is read again, the programs make the same tokens, the page stands alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.records import Trace
from llm_playground.sharing.card import card
from llm_playground.sharing.page import page
from llm_playground.sharing.program import Missing, program, transformers_program

GOLDEN = Path(__file__).parents[1] / "golden" / "story.json"
RUNS: dict[str, dict[str, Any]] = {
    "greedy": {"strategy": "greedy", "repetition_penalty": 1.2, "no_repeat_ngram_size": 3},
    "beam": {"strategy": "beam", "num_beams": 3, "length_penalty": 0.5},
    "sample": {"strategy": "sample", "seed": 1},
    "words": {"num_beams": 2, "strategy": "beam", "stop": ["."], "logit_bias": {" a": -5}, "banned_words": ["lived"]},
    "top-h": {"strategy": "sample", "seed": 4, "top_h": 0.5, "top_h_over": "transformers", "banned_words": [[14, 339]]},
    "llama.cpp": {"strategy": "top_p", "seed": 2, "temperature": 1.3, "min_p": 0.02, "order": "llama.cpp"},
    "typical": {"strategy": "typical", "seed": 3, "epsilon_cutoff": 0.01, "repetition_penalty": 1.3},
}


def story(**settings: Any) -> Trace:
    return lp.trace("tiny-gpt2", "Once upon a time", max_new_tokens=12, **{"strategy": "greedy", **settings})


def ran(code: str) -> dict[str, Any]:
    """What a program has made; its own last line says whether the tokens are the same."""
    names: dict[str, Any] = {}
    exec(compile(code, "program.py", "exec"), names)
    return names


def test_what_is_saved_as_data_is_read_again(tmp_path: Path) -> None:
    trace = story(strategy="top_p", seed=7, xtc_threshold=0.1)
    assert lp.read_trace(lp.save_trace(trace, tmp_path / "run.JSON")) == trace


@pytest.mark.parametrize("settings", RUNS.values(), ids=RUNS)
def test_the_program_makes_the_same_tokens(settings: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    trace = story(**settings)
    assert ran(program(trace))["trace"] == trace
    assert capsys.readouterr().out == f"{trace.text}\n"


@pytest.mark.parametrize("settings", RUNS.values(), ids=RUNS)
def test_transformers_alone_makes_the_same_tokens(settings: dict[str, Any]) -> None:
    pytest.importorskip("transformers")
    code = transformers_program(story(**settings))
    assert isinstance(code, str)
    assert "import llm_playground" not in code
    made = ran(code)["made"]
    assert len(made) > 5
    with pytest.raises(AssertionError):
        ran(re.sub(r"assert made == \[\d+", "assert made == [0", code))


def test_an_instruct_model_is_asked_the_same_again() -> None:
    trace = lp.trace("tiny-qwen-chat", "What is 2+2?", max_new_tokens=8)
    assert ran(program(trace))["trace"].ids == trace.ids


def test_what_transformers_does_not_have_is_named() -> None:
    missing = transformers_program(story(strategy="sample", seed=1, mirostat_tau=3, top_a=0.1))
    assert isinstance(missing, Missing)
    assert str(missing).startswith("transformers has no top_a and no mirostat, so")
    assert "temperature of 0" in str(transformers_program(story(strategy="sample", seed=1, temperature=0)))


def test_a_branch_is_no_program_and_its_page_says_so(tmp_path: Path) -> None:
    branch = lp.branch(story(), at=3, token=" cat")
    with pytest.raises(InvalidValue, match=r"This run is a branch: .*Save it as \.json or \.html"):
        lp.save_trace(branch, tmp_path / "branch.py")
    assert not (tmp_path / "branch.py").exists()
    assert "This run is a branch" in page(branch)
    assert lp.read_trace(lp.save_trace(branch, tmp_path / "branch.json")) == branch


def test_the_page_fetches_nothing_and_nothing_in_a_text_can_end_its_scripts() -> None:
    trace = lp.trace("tiny-gpt2", '</script><b>{{trace}}</b> <!-- "a" & b', max_new_tokens=3)
    html = page(trace)
    assert "default-src 'none'" in html
    assert "</script><b>" not in html
    assert "&lt;/script&gt;" in html
    assert html.count("</script>") == 3
    held = re.search(r'<script type="application/json" id="trace">(.*?)</script>', html, re.DOTALL)
    assert held is not None
    assert Trace.from_json(held[1]) == trace
    scripts = "".join(re.findall(r"<(?:script|style)[^>]*>(.*?)</", html.replace(held[1], ""), re.DOTALL))
    assert not re.search(r"^import |@import|fetch\(|\burl\(", scripts, re.MULTILINE)


def test_the_card_says_what_the_run_was_made_from() -> None:
    trace = story(strategy="top_p", seed=7, temperature=0.8)
    facts = card(trace)
    assert facts["Model"] == "tiny-gpt2"
    assert (facts["Strategy"], facts["temperature"], facts["top_p"], facts["Seed"]) == ("top_p", "0.8", "0.9", "7")
    assert facts["Order"] == "temperature, then top_p"
    assert facts["Made with"] == f"llm-playground {lp.__version__}"
    # What another version made is told as such, and not with the revisions of this one's catalog.
    foreign = replace(trace, start=replace(trace.start, model="gpt2"))
    assert "gpt2 at " in card(foreign)["Revision"]
    old = card(replace(foreign, version="0.1.0"))
    assert (old["Made with"], old.get("Revision")) == ("llm-playground 0.1.0", None)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("run.txt", r"'run.txt' does not say what to write; end it with \.json"),
        ("run", "does not say what to write"),
        ("", "path is ''; it must name a file"),
        ("no/such/folder/run.json", "cannot be written: No such file"),
        (3, "path is 3; it must name a file"),
    ],
)
def test_a_wrong_path_is_refused_in_a_sentence(
    path: Any, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidValue, match=message):
        lp.save_trace(lp.read_trace(GOLDEN), path)


def test_what_is_not_a_trace_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="must be a Trace"):
        lp.save_trace("a text", tmp_path / "run.json")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="cannot be read: No such file"):
        lp.read_trace(tmp_path / "nothing.json")
    (tmp_path / "picture.json").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(InvalidValue, match="is not a text"):
        lp.read_trace(tmp_path / "picture.json")


def test_the_golden_trace_is_still_what_the_model_does() -> None:
    """Ids, ranks, counts and random numbers to the last bit; what is computed in float32 as far as machines agree."""
    golden = lp.read_trace(GOLDEN)
    start = golden.start
    now = lp.trace(
        start.model,
        start.prompt.text,
        start.strategy,
        start.max_new_tokens,
        seed=start.seed,
        order=start.order,
        **start.parameters,
    )
    assert same(json.loads(now.to_json()), json.loads(replace(golden, version=now.version).to_json()))


def same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return bool(one == pytest.approx(other, rel=1e-4, abs=1e-6))
    return bool(one == other)
