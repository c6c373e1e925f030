"""The tree of a beam search: the search itself, and every pruning as a slow, plain computation finds it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from decoding_fakes import TableModel, Texts, letters
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.decoding import beam_search, decode, make_strategy
from llm_playground.decoding.beam_tree import grow_beam_tree
from llm_playground.decoding.strategies import check_beams
from llm_playground.errors import InvalidValue
from llm_playground.records import BeamStep, Encoding, Ending, Start, Step
from llm_playground.records.beam_tree import BeamNode, BeamTree

SIZE = 7
options = st.fixed_dictionaries(
    {
        "num_beams": st.integers(1, 4),
        "length_penalty": st.sampled_from([-1.0, 0.0, 0.7, 1.0, 2.0]),
        "early_stopping": st.sampled_from([False, True, "never"]),
    }
)


def grow(fake: Any, n: int, values: dict[str, Any], chain: Any = (), **more: Any) -> tuple[list[BeamStep], BeamTree]:
    start = Start("table", False, Encoding("", (0,), (), ()), "beam", {}, (), n, None)
    first, *rest, tree = grow_beam_tree(fake, start, check_beams(**values), chain=chain, piece=letters, **more)
    assert first is start
    assert isinstance(tree, BeamTree)
    return [each for each in rest if isinstance(each, BeamStep)], tree


def ids_of(tree: BeamTree, node: int | None) -> tuple[int, ...]:
    return () if node is None else tuple(tree.nodes[each].choice.id for each in tree.path(node))


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.integers(1, 6), options, st.sets(st.integers(1, SIZE - 1), max_size=2))
def test_every_candidate_and_every_pruning_is_what_a_plain_computation_finds(
    seed: int, n: int, values: dict[str, Any], stops: set[int]
) -> None:
    fake = Texts(seed, SIZE)
    _, tree = grow(fake, n, values, stop_ids=stops)
    width, penalty = values["num_beams"], values["length_penalty"]
    ended: list[int] = []  # all nodes that ended so far
    before: tuple[int | None, ...] = (None,)
    for step in tree.steps:
        at_limit = step.length == n
        # Every continuation of every live text, best first.
        every = sorted(
            ((fake.logprob((*ids_of(tree, parent), id)), parent, id) for parent in before for id in range(SIZE)),
            key=lambda each: -each[0],
        )
        most = max(2, 1 + len(stops)) * width
        found = [tree.nodes[node] for node in step.candidates]
        assert [(node.parent, node.choice.id) for node in found] == [each[1:] for each in every[:most]]
        assert step.others_count == len(every) - len(found)
        for place, (node, (total, _, _)) in enumerate(zip(found, every, strict=False), start=1):
            assert (node.step, node.place) == (step.index, place)
            assert node.logprob == pytest.approx(total, abs=1e-5)
            assert node.score == node.logprob / step.divisor
        assert step.divisor == pytest.approx(step.length**penalty)

        stopping = [node for node in step.candidates if tree.nodes[node].choice.id in stops]
        ending = list(step.candidates) if at_limit else stopping
        live = [] if at_limit else [node for node in step.candidates if node not in stopping][:width]
        ends = [node for node in step.candidates[:width] if node in ending]
        assert list(step.live) == live
        best = sorted(ended + ends, key=lambda node: -tree.nodes[node].score)[:width]
        assert list(step.finished) == best
        for node in step.candidates:
            record, pruning = tree.nodes[node], tree.nodes[node].pruning
            assert record.fate == ("live" if node in live else "finished" if node in ends else "pruned")
            if record.fate == "pruned":
                refused = node in stopping and not at_limit
                assert pruning is not None
                assert (pruning.step, pruning.reason) == (step.index, "no_place_to_end" if refused else "outranked")
                assert all(tree.nodes[by].logprob >= record.logprob for by in pruning.by)
                assert len(pruning.by) == width
                assert set(pruning.by) == set(step.candidates[:width] if refused else live or ends)
        went_on = {tree.nodes[node].parent for node in (*live, *ends)}
        for node in before:
            if node is not None and node not in went_on:
                assert given_up(tree.nodes[node]) == (step.index, "no_continuation", set(live or ends))
        for node in {*ended, *ends} - set(best):
            record = tree.nodes[node]
            if record.pruning and record.pruning.step == step.index:
                assert given_up(record) == (step.index, "outscored", set(best))
                assert all(tree.nodes[by].score >= record.score for by in best)
        ended = best
        before = step.live
    for node in tree.steps[-1].live:
        assert given_up(tree.nodes[node]) == (len(tree.steps) - 1, "search_over", set(tree.ends))
    # Whoever is not given up is a text found, or goes on.
    parents = {node.parent for node in tree.nodes if node.fate != "pruned"}
    for number, node in enumerate(tree.nodes):
        assert (node.pruning is None) == (number in tree.ends or number in parents)
    assert tree.ends == tree.steps[-1].finished
    assert tree.over == slow_reason(tree, n, values)


def given_up(node: BeamNode) -> tuple[int, str, set[int]]:
    assert node.pruning is not None
    return node.pruning.step, node.pruning.reason, set(node.pruning.by)


def slow_reason(tree: BeamTree, n: int, values: dict[str, Any]) -> str:
    last = tree.steps[-1]
    if last.length == n:
        return "limit"
    assert len(last.finished) == values["num_beams"]
    if values["early_stopping"] is True or values["num_beams"] == 1:
        return "enough_finished"
    length = n if values["early_stopping"] == "never" and values["length_penalty"] > 0 else last.length
    worst = min(tree.nodes[node].score for node in last.finished)
    assert tree.nodes[last.live[0]].logprob / length ** values["length_penalty"] <= worst
    return "no_gain"


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 5), options, st.sampled_from([None, 1.6]))
def test_the_tree_is_the_search_and_its_greedy_path_greedy_decoding(
    seed: int, n: int, values: dict[str, Any], penalty: float | None
) -> None:
    fake = Texts(seed, SIZE)
    chain = make_strategy("beam", repetition_penalty=penalty).chain
    *told, ending = beam_search(fake, [0], n, chain=chain, stop_ids={3}, piece=letters, **values)
    steps, tree = grow(fake, n, values, chain, stop_ids={3})
    assert isinstance(ending, Ending)
    assert steps == [each for each in told if isinstance(each, BeamStep)]
    assert tree.hypotheses == ending.hypotheses
    assert [ids_of(tree, end) for end in tree.ends] == [each.ids for each in ending.hypotheses]
    for step, record in zip(steps, tree.steps, strict=True):
        before = tree.steps[step.index - 1].live if step.index else (None,)
        for beam, number in zip(step.live, record.live, strict=True):
            node = tree.nodes[number]
            assert (node.choice, node.logprob, node.score) == (beam.choice, beam.logprob, beam.score)
            assert node.parent == before[beam.parent]
            parent = 0.0 if node.parent is None else tree.nodes[node.parent].logprob
            assert node.logprob == parent + node.token_logprob

    greedy = decode(fake, [0], make_strategy("greedy", repetition_penalty=penalty), n, stop_ids={3}, piece=letters)
    assert tree.greedy.choices == tuple(step.choice for step in greedy if isinstance(step, Step))
    path = tree.greedy.nodes
    assert ids_of(tree, path[-1]) == tree.greedy.hypothesis.ids[: len(path)]
    assert tree.greedy.hypothesis.logprob == pytest.approx(math.fsum(tree.greedy.token_logprobs))
    assert tree.greedy.hypothesis.score == tree.greedy.hypothesis.logprob / tree.greedy.divisor
    for node, added in zip(path, tree.greedy.token_logprobs, strict=False):
        assert tree.nodes[node].token_logprob == pytest.approx(added)
    # It leaves the tree only where a text that the search gave up goes on.
    assert len(path) == len(tree.greedy.choices) or tree.nodes[path[-1]].pruning
    for hypothesis in tree.hypotheses:
        if hypothesis.ids == tree.greedy.hypothesis.ids:
            assert hypothesis == tree.greedy.hypothesis


def test_greedy_is_beaten_where_the_best_text_begins_with_an_unlikely_token() -> None:
    # Greedy takes 1, after which all is uncertain; after 2 all is certain.
    table = [[-9.0, 0.2, 0.0, -9.0], [0.0, 0.0, 0.0, 0.0], [-9.0, -9.0, -9.0, 9.0], [-9.0, -9.0, -9.0, 9.0]]
    _, tree = grow(TableModel(table), 3, {"num_beams": 2, "length_penalty": 1.0, "early_stopping": False})
    assert tree.greedy.hypothesis.ids[0] == 1
    assert tree.hypotheses[0].ids == (2, 3, 3)
    assert tree.hypotheses[0].score > tree.greedy.hypothesis.score


def test_a_search_without_a_step_has_no_tree() -> None:
    with pytest.raises(InvalidValue, match="max_new_tokens is 0") as caught:
        grow(TableModel([[0.0]]), 0, {"num_beams": 2, "length_penalty": 1.0, "early_stopping": False})
    assert caught.value.field == "max_new_tokens"
