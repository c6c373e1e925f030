"""How many threads compute makes no difference to a text."""

from __future__ import annotations

import numpy as np
from decoding_fakes import letters
from threadpoolctl import threadpool_limits

import llm_playground as lp
from llm_playground.decoding import make_strategy
from llm_playground.decoding.choosers import choose
from llm_playground.decoding.observation import observe
from llm_playground.decoding.past import Past
from llm_playground.models.native import NativeModel
from llm_playground.records import Trace

CHAIN = {"repetition_penalty": 1.2, "temperature": 0.8, "top_p": 0.9, "min_p": 0.01, "typical_p": 0.95}


def recorded(threads: int) -> str:
    """A step over the vocabulary of GPT-2."""
    logits = (np.random.default_rng(0).normal(size=50_257) * 3).astype(np.float32)
    with threadpool_limits(threads):
        seen = observe(logits, make_strategy("sample", **CHAIN).chain, Past.of_prompt(range(200)))
        stages = seen.stages(letters, 10)
        return "".join(each.to_json() for each in (seen.choice(choose(seen.last, 0.7), 0.7, letters), *stages))


def test_a_step_has_the_same_bytes_on_one_thread_and_on_two() -> None:
    assert recorded(1) == recorded(2)


def written(threads: int) -> Trace:
    model = lp.load("tiny-gpt2")
    assert isinstance(model, NativeModel)
    model.cache.rows.clear()
    with threadpool_limits(threads):
        return lp.trace(model, "Once upon a time, there was a little fox.", "top_p", 24, seed=7, temperature=1.3)


def test_a_seed_has_the_same_text_on_one_thread_and_on_two() -> None:
    """The model's products are added up in another order then, so its logits agree to six digits, not to the last."""
    one, two = written(1), written(2)
    assert (one.ids, one.text.encode()) == (two.ids, two.text.encode())
    for step, other in zip(one.steps, two.steps, strict=True):
        assert abs(step.choice.probability - other.choice.probability) < 1e-5
        assert step.choice.u == other.choice.u
