"""The tree of a beam search on the models of this package, and how it prints itself."""

from __future__ import annotations

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue, UnknownName

TEXT = "Once upon a time"


@pytest.mark.parametrize(("model", "prompt"), [("tiny-gpt2", TEXT), ("tiny-qwen-chat", "What is 2+2?")])
def test_the_tree_finds_what_a_trace_finds_on_any_model(model: str, prompt: str) -> None:
    tree = lp.beam_tree(model, prompt, 12, num_beams=3)
    trace = lp.trace(model, prompt, "beam", 12, num_beams=3)
    assert (tree.start, tree.hypotheses) == (trace.start, trace.hypotheses)
    assert tuple(tree.nodes[node].choice for node in tree.path(tree.ends[0])) == tuple(s.choice for s in trace.steps)
    assert tree.greedy.hypothesis.text == lp.trace(model, prompt, "greedy", 12).completion


def test_it_prints_what_texts_share_once_and_what_became_of_each() -> None:
    tree = lp.beam_tree("tiny-gpt2", TEXT, 8, num_beams=2)
    printed = repr(tree)
    assert printed.startswith("tiny-gpt2 · beam · num_beams 2 · length_penalty 1.0 · early_stopping False · 8 steps · ")
    best = tree.hypotheses[0]
    assert f"★ 1: {best.logprob:.3f} / 8 = {best.score:.4f}" in printed
    assert "■ 2: " in printed
    assert printed.count("✕ given up at step ") == sum(n.fate != "pruned" and n.pruning is not None for n in tree.nodes)
    assert "greedy: " in printed
    assert f"{sum(step.others_count for step in tree.steps):,} other continuations were never candidates" in printed
    long = lp.beam_tree("tiny-gpt2", TEXT, 30, num_beams=4)
    left = sum(node.fate != "pruned" and node.pruning is not None for node in long.nodes) - 16
    assert f"✕ {left} more texts lived for a while and were given up" in repr(long)


def test_what_beam_search_does_not_take_is_refused() -> None:
    with pytest.raises(InvalidValue, match="beam does not use top_p"):
        lp.beam_tree("tiny-gpt2", TEXT, 3, top_p=0.9)
    with pytest.raises(UnknownName, match="'beams'"):
        lp.beam_tree("tiny-gpt2", TEXT, 3, beams=2)
    with pytest.raises(InvalidValue, match="max_new_tokens is 0"):
        lp.beam_tree("tiny-gpt2", TEXT, 0)


def test_beam_sampling_runs_as_every_strategy_that_draws() -> None:
    drawn = {"strategy": "beam_sample", "seed": 3, "temperature": 1.5, "num_beams": 3}
    trace = lp.trace("tiny-gpt2", TEXT, max_new_tokens=8, **drawn)
    tree = lp.beam_tree("tiny-gpt2", TEXT, 8, **drawn)
    assert (tree.start, tree.hypotheses) == (trace.start, trace.hypotheses)
    assert trace.text == lp.generate("tiny-gpt2", TEXT, max_new_tokens=8, **drawn)
    assert trace.text != lp.generate("tiny-gpt2", TEXT, max_new_tokens=8, **drawn | {"seed": 4})
    assert all(step.choice.u is None for step in trace.steps), "a candidate is drawn among all texts, not at one step"
    with pytest.raises(InvalidValue, match=r"top_p has no beams; choose beam, diverse_beam or beam_sample\."):
        lp.beam_tree("tiny-gpt2", TEXT, 3, strategy="top_p")
