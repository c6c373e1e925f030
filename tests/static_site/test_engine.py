"""The engine of the page computes what Python does: tokens, logits, random numbers, and whole runs, step by step."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import llm_playground as lp
from llm_playground.decoding import PARAMETERS, STRATEGIES
from llm_playground.engine.beam_tree import growing
from llm_playground.engine.events import name_of
from llm_playground.engine.generation import run_of
from llm_playground.engine.request import Limits, RunRequest, check_request
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.engine.text import load_tokenizer
from llm_playground.errors import PlaygroundError
from llm_playground.records import SCHEMA, Taken, Trace
from tests.static_site.conftest import Ask
from tests.static_site.sameness import same
from tests.tokenization.hard_texts import hard_texts

GOLDEN = Path(__file__).parents[1] / "golden" / "story.json"
MODELS = ("tiny-gpt2", "tiny-qwen", "tiny-qwen-chat")
NASTY = [
    "",
    " ",
    "\n\n \t x",
    "It's 12,345.67 o'clock, we'LL see'll",
    "naïve café e\u0301 Ω я 日本 हिन्दी",
    "😀👩‍👩‍👧‍👦🇩🇪",
    "\x00\x1c\x1f\x85\xa0\u180e\u2028\u3000\ufeff end ",
    "\ufeffBOM",
    "<|endoftext|> and <|im_start|>user\n<|im_end|>",
    "<|endoftext",
    "½ ² Ⅷ ١٢٣ 𝟗 ౧",
    "a" * 300 + " " * 70 + "b",
    "\ud83d",
    "\U0010ffff\ufffd\u200d",
    "—“quoted”… #1 @x $5 %",
    "\r\n\r \r\n",
    " ' 's 'S ''re",
    "Zoë's dog\u2019s toy",
]


def test_random_numbers_are_those_of_numpy(ask_engine: Ask) -> None:
    places = [(seed, stream) for seed in (0, 1, 7, 2**32, 2**53 - 1) for stream in ([], [1], [4, 3])]
    answers = ask_engine([{"ask": "uniforms", "seed": seed, "stream": stream, "count": 5} for seed, stream in places])
    for (seed, stream), numbers in zip(places, answers, strict=True):
        seeds = np.random.SeedSequence(seed, spawn_key=tuple(stream))
        assert numbers == np.random.Generator(np.random.PCG64(seeds)).random(5).tolist()


def test_any_text_has_the_same_tokens(ask_engine: Ask) -> None:
    texts = list(NASTY)

    @settings(max_examples=150)
    @given(hard_texts)
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    asked = [(text, allowed) for text in texts for allowed in (False, True)]
    answers = ask_engine(
        [
            {"ask": "explain", "model": "tiny-qwen-chat", "text": text, "allow_special": allowed}
            for text, allowed in asked
        ]
    )
    tokenizer = load_tokenizer("tiny-qwen-chat")
    for (text, allowed), answer in zip(asked, answers, strict=True):
        made = tokenizer.explain(text, allow_special=allowed)
        assert answer == {**json.loads(made.to_json()), "decoded": tokenizer.decode(made.ids)}, (text, allowed)


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-qwen"])
def test_logits_are_those_of_python_whatever_was_read_before(name: str, ask_engine: Ask) -> None:
    model = SHELF.get(name)
    texts = [[5, 6, 7], [5, 6, 7, 8], [5, 6, 9], [5], [*range(70)], [*range(40), 7], [3] * model.context_length]
    (answer,) = ask_engine([{"ask": "logits", "model": name, "texts": texts}])
    for ids, logits in zip(texts, answer, strict=True):
        assert np.abs(model.next_logits([ids])[0] - np.array(logits)).max() < 1e-4, len(ids)


def test_the_golden_trace_is_what_the_engine_does(ask_engine: Ask) -> None:
    golden = lp.read_trace(GOLDEN)
    start = golden.start
    body: dict[str, Any] = {
        "model": start.model,
        "prompt": start.prompt.text,
        "strategy": start.strategy,
        "order": [*start.order],
    }
    body |= {"parameters": start.parameters, "max_new_tokens": start.max_new_tokens, "seed": start.seed}
    (events,) = ask_engine([{"ask": "run", "body": body}])
    assert _edges(_trace(events), golden) == 0


def test_a_few_runs_are_those_of_python(ask_engine: Ask) -> None:
    _compare_runs(ask_engine, count=12, seed=1)


@pytest.mark.slow
def test_many_runs_are_those_of_python(ask_engine: Ask) -> None:
    _compare_runs(ask_engine, count=200, seed=2)


def test_a_few_beam_searches_are_those_of_python_candidate_for_candidate(ask_engine: Ask) -> None:
    _compare_searches(ask_engine, count=10, seed=1)


@pytest.mark.slow
def test_many_beam_searches_are_those_of_python(ask_engine: Ask) -> None:
    _compare_searches(ask_engine, count=120, seed=2)


def test_what_cannot_run_is_refused_at_its_field(ask_engine: Ask) -> None:
    wrong: list[dict[str, Any]] = [
        {"strategy": "top_p", "parameters": {"top_p": 2}},
        {"strategy": "greedy", "parameters": {"top_k": 4}},
        {"strategy": "greedy", "seed": 4},
        {"strategy": "sample", "seed": -1},
        {"strategy": "sample", "parameters": {"temperature": True}},
        {"strategy": "sample", "parameters": {"typical_p": 0}},
        {"strategy": "nothing"},
        {"strategy": "diverse_beam", "parameters": {"num_beams": 3, "num_beam_groups": 2}},
        {"strategy": "beam", "token": 5},
        {"strategy": "sample", "parameters": {"mirostat_tau": 1, "top_a": 0.5}, "order": ["mirostat"]},
        {"strategy": "greedy", "max_new_tokens": 1.5},
        {"strategy": "greedy", "prompt": "word " * 600},
    ]
    bodies = [{"model": "tiny-gpt2", "prompt": "A", "max_new_tokens": 2, **each} for each in wrong]
    answers = ask_engine([{"ask": "run", "body": body} for body in bodies])
    for body, answer in zip(bodies, answers, strict=True):
        with pytest.raises(PlaygroundError) as refused:
            list(Session().run(RunRequest(**body)))
        assert answer["field"] == refused.value.field, body
    told = "top_p is 2; it must be a number from 0 to 1 (0.9 keeps the most likely tokens that together hold 90 %)."
    assert answers[0]["message"] == told


def _compare_runs(ask_engine: Ask, count: int, seed: int) -> None:
    bodies = _bodies(count, seed)
    answers = ask_engine([{"ask": "run", "body": body} for body in bodies])
    session, edges, steps = Session(), 0, 0
    for body, answer in zip(bodies, answers, strict=True):
        taken = [Taken(**each) for each in body.get("taken", ())]
        request = RunRequest(**(body | {"taken": taken}))
        if isinstance(answer, dict):
            with pytest.raises(PlaygroundError, match=re.escape(answer["message"])):
                Trace.of(session.run(request))
            continue
        made = Trace.of(session.run(request))
        edges += _edges(_trace(answer), made)
        steps += len(made.steps)
    # On the edge of a cut the last bit of a logit decides, and two machines may differ in it.
    assert edges <= steps / 100


def _compare_searches(ask_engine: Ask, count: int, seed: int) -> None:
    """The whole tree, and so whatever was followed, given up, drawn and found, and why."""
    bodies = _bodies(count, seed, searches=True)
    asked: list[dict[str, Any]] = [
        {"ask": "run", "body": body, "tree": number % 4 > 0} for number, body in enumerate(bodies)
    ]
    for body, question, answer in zip(bodies, asked, ask_engine(asked), strict=True):
        if isinstance(answer, dict):
            with pytest.raises(PlaygroundError, match=re.escape(answer["message"])):
                _searched(body, question["tree"])
            continue
        same([(each["event"], each["data"]) for each in answer], _searched(body, question["tree"]), str(body))


def _searched(body: dict[str, Any], is_tree: bool) -> list[tuple[str, Any]]:
    run = run_of(SHELF.get(body["model"]), body["prompt"], check_request(RunRequest(**body), Limits()))
    events = growing(run) if is_tree else run.events(body["top"])
    return [(name_of(event), json.loads(event.to_json())) for event in events]


def _bodies(count: int, seed: int, searches: bool = False) -> list[dict[str, Any]]:
    """Runs of all kinds: any model, strategy and parameters, in any order, some of them branches of another text."""
    chance = random.Random(seed)
    bodies: list[dict[str, Any]] = []
    for number in range(count):
        kind = chance.choice([each for each in STRATEGIES.values() if each.searches == searches])
        names = [name for name in kind.takes if name not in kind.own]
        parameters = {name: _value(name, chance) for name in chance.sample(names, min(len(names), chance.randrange(4)))}
        prompt = chance.choice(["Once upon a time", "", "Mia and Tom went", "Question: What is 2+3?", "  \n", "é😀"])
        body: dict[str, Any] = {"model": chance.choice(MODELS), "prompt": prompt, "strategy": kind.name}
        body |= {"parameters": parameters, "max_new_tokens": chance.randrange(1, 14), "top": chance.choice([1, 5, 10])}
        if kind.sampled:
            warpers = [*dict.fromkeys(row.warper for row in PARAMETERS.values() if row.warper)]
            body["order"] = chance.sample(warpers, len(warpers)) if number % 3 == 0 else "transformers"
            body["seed"] = chance.choice([number, 2**40 + number])
        if number % 5 == 0 and not searches:
            body |= {"taken": [{"id": 300, "chance": 0.25}, {"id": 5}], "max_new_tokens": 6}
        if number % 7 == 0:
            body |= {"stop": ["the", " and then"]}
        if number % 11 == 0 and not searches:
            body |= {"token": " happy"}
        bodies.append(body)
    return bodies


def _value(name: str, chance: random.Random) -> Any:
    row = PARAMETERS[name]
    texts = {"logit_bias": {" the": -4, "the": 2.5, "262": 3}, "banned_words": ["the", " a", [300, 301], "happy end"]}
    if name in texts:
        return texts[name]
    if row.slider is None or row.options:
        return chance.choice([row.default, *(option.value for option in row.options)])
    value = chance.uniform(row.slider.lowest, row.slider.highest)
    value = min(max(value, row.lowest + row.above * 1e-3), row.highest)
    return round(value) if row.whole else value


def _trace(events: list[dict[str, Any]]) -> Trace:
    """The events of a run as a record of the schema, which refuses what does not belong there."""
    start, *steps, ending = (each["data"] for each in events)
    data = {"start": start, "steps": steps, "ending": ending, "schema": SCHEMA, "version": lp.__version__}
    return Trace.from_json(json.dumps(data))


def _edges(trace: Trace, wanted: Trace) -> int:
    """See that two traces are the same; the number of steps at which a cut takes one token more in one of them."""
    assert trace.start == wanted.start
    assert trace.ids == wanted.ids, wanted.start
    assert (trace.ending.finish_reason, trace.completion) == (wanted.ending.finish_reason, wanted.completion)
    edges = 0
    for one, other in zip(trace.steps, wanted.steps, strict=True):
        if [stage.kept for stage in one.stages] != [stage.kept for stage in other.stages]:
            edges += 1
        else:
            same(json.loads(one.to_json()), json.loads(other.to_json()), f"{wanted.start.parameters} {one.index}")
    return edges
