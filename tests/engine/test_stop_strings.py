"""Stop strings on a bundled model, from every door: the same text, and the same tokens as with transformers."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

import llm_playground as lp
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.records import Trace

MODEL, PROMPT = "tiny-gpt2", "Once upon a time"
LONG = {"max_new_tokens": 40}


@pytest.fixture(scope="module")
def whole() -> Trace:
    return lp.trace(MODEL, PROMPT, **LONG)


@pytest.fixture(scope="module")
def over_three(whole: Trace) -> str:
    """A stop string over three tokens, that begins within one."""
    return "".join(step.text for step in whole.steps[6:9])[1:]


def test_the_text_ends_before_it_by_every_way_to_a_text(whole: Trace, over_three: str) -> None:
    cut = whole.completion[: whole.completion.index(over_three)]
    trace = lp.trace(MODEL, PROMPT, stop=over_three, **LONG)
    assert (trace.completion, trace.finish_reason, trace.ending.stop_string) == (cut, "stop", over_three)
    assert trace.ids == whole.ids[:9]
    assert trace.start.stop == (over_three,)
    assert lp.generate(MODEL, PROMPT, stop=[over_three, "never"], **LONG) == PROMPT + cut
    assert "".join(step.text for step in lp.stream(MODEL, PROMPT, stop=over_three, **LONG)) == cut
    assert Trace.from_json(trace.to_json()) == trace
    *_, done = Session().run(RunRequest(MODEL, PROMPT, max_new_tokens=40, stop=[over_three]))
    assert (done.completion, done.stop_string) == (cut, over_three)  # type: ignore[union-attr]
    lane = lp.compare(PROMPT, ["greedy", "beam"], MODEL, stop=over_three, **LONG).lanes[0]
    assert lane.traces[0] == trace


def test_each_step_alone_says_where_the_text_ends(over_three: str) -> None:
    trace = lp.trace(MODEL, PROMPT, stop=over_three, **LONG)
    steps = [lp.step(MODEL, PROMPT, taken=trace.steps[:at], stop=over_three) for at in (7, 8)]
    assert [step.ends for step in steps] == [False, True]
    assert steps[-1].text == trace.steps[-1].text == ""


def test_a_branch_stops_where_the_text_would(over_three: str) -> None:
    trace = lp.trace(MODEL, PROMPT, stop=over_three, **LONG)
    assert lp.branch(trace, at=8).steps == trace.steps
    with pytest.raises(lp.InvalidValue, match="stands in the text already"):
        lp.branch(trace, at=9)
    assert len(lp.branch(trace, at=9, stop=[]).steps) == 40


@pytest.fixture(scope="module")
def theirs() -> tuple[Any, Any]:
    """The model and its tokenizer in transformers."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    folder = str(files("llm_playground") / "models" / "bundled" / MODEL)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    return model, transformers.AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("options", [{}, {"strategy": "beam", "num_beams": 3}], ids=["greedy", "beam"])
def test_the_tokens_are_those_of_transformers(theirs: Any, over_three: str, options: dict[str, Any]) -> None:
    torch, (model, tokenizer) = pytest.importorskip("torch"), theirs
    for stop in ([over_three], [" a", "ing"]):
        trace = lp.trace(MODEL, PROMPT, stop=stop, max_new_tokens=16, **options)
        ids = torch.tensor([trace.prompt.ids])
        beams = {"num_beams": options.get("num_beams", 1), "early_stopping": False, "length_penalty": 1.0}
        with torch.inference_mode():
            made = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                max_new_tokens=16,
                stop_strings=stop,
                tokenizer=tokenizer,
                pad_token_id=0,
                **beams,
            )
        assert list(trace.ids) == made[0, ids.shape[1] :].tolist()


def test_too_many_and_too_long_ones_are_refused_by_a_session() -> None:
    for stop, words in ((["x"] * 257, "257 texts"), (["x" * 201], "201 characters")):
        with pytest.raises(lp.InvalidValue, match=words) as caught:
            Session().run(RunRequest(MODEL, PROMPT, stop=stop))
        assert caught.value.field == "stop"
