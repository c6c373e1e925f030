"""Diverse beam search: groups that avoid each other's tokens, as a slow and plain computation finds them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from decoding_fakes import Texts, letters
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.decoding import beam_search, make_strategy
from llm_playground.decoding.beam_tree import grow_beam_tree
from llm_playground.decoding.strategies import check_beams
from llm_playground.errors import InvalidValue
from llm_playground.records import BeamStep, Encoding, Ending, Start
from llm_playground.records.beam_tree import BeamTree

SIZE, STOP = 7, 3
Text = tuple[float, tuple[int, ...]]  # its sum, its ids


def obvious(fake: Texts, groups: int, width: int, penalty: float, n: int) -> list[Text]:
    """The texts found, best first, each with its sum; every group stops when it has `width` finished texts."""
    live: list[list[Text]] = [[(0.0, ())] for _ in range(groups)]
    finished: list[list[Text]] = [[] for _ in range(groups)]
    for length in range(1, n + 1):
        chosen: Counter[int] = Counter()
        for group in range(groups):
            if not live[group]:
                continue
            every = []
            for total, ids in live[group]:
                own = fake.logprob(ids)
                every += [
                    (total + fake.logprob((*ids, id)) - own - penalty * chosen[id], (*ids, id)) for id in range(SIZE)
                ]
            best = sorted(every, reverse=True)[: 2 * width]
            ended = [text for text in best[:width] if text[1][-1] == STOP or length == n]
            finished[group] = sorted(finished[group] + ended, key=lambda text: -text[0] / len(text[1]))[:width]
            kept = [text for text in best if text[1][-1] != STOP][:width] if length < n else ended
            chosen.update(ids[-1] for _, ids in kept)
            live[group] = [] if length == n or len(finished[group]) == width else kept
    return sorted((text for group in finished for text in group), key=lambda text: -text[0] / len(text[1]))


@settings(max_examples=40)
@given(
    st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 2), st.sampled_from([0.0, 0.5, 4.0]), st.integers(1, 5)
)
def test_the_texts_are_those_of_a_plain_computation(seed: int, groups: int, width: int, penalty: float, n: int) -> None:
    fake = Texts(seed, SIZE)
    values: dict[str, Any] = {"num_beams": groups * width, "length_penalty": 1.0, "early_stopping": True}
    values |= {"num_beam_groups": groups, "diversity_penalty": penalty}
    *told, ending = beam_search(fake, [0], n, stop_ids={STOP}, piece=letters, top=0, **values)
    assert isinstance(ending, Ending)
    expected = obvious(fake, groups, width, penalty, n)
    assert [found.logprob for found in ending.hypotheses] == pytest.approx([total for total, _ in expected], abs=1e-5)
    # Without a penalty the groups find the same texts, whose order among each other is nobody's.
    assert Counter(found.ids for found in ending.hypotheses) == Counter(ids for _, ids in expected)

    start = Start("texts", False, Encoding("", (0,), (), ()), "diverse_beam", {}, (), n, None)
    first, *rest, tree = grow_beam_tree(fake, start, check_beams(**values), stop_ids={STOP}, piece=letters)
    assert first is start
    assert isinstance(tree, BeamTree)
    assert rest == [*told, ending]  # the search itself, told on the way
    steps = [each for each in rest if isinstance(each, BeamStep)]
    assert tree.hypotheses == ending.hypotheses
    before: tuple[int | None, ...] = (None,)
    for beams, step in zip(steps, tree.steps, strict=True):
        assert isinstance(beams, BeamStep)
        for beam, number in zip(beams.live, step.live, strict=True):
            assert tree.nodes[number].choice == beam.choice
            assert tree.nodes[number].parent == before[beam.parent]
        chosen: Counter[int] = Counter()
        for group in range(groups):
            mine = [tree.nodes[node] for node in step.candidates if tree.nodes[node].group == group]
            assert [node.place for node in mine] == list(range(1, len(mine) + 1))
            for node in mine:
                assert node.penalty == penalty * chosen[node.choice.id]
                if node.pruning:
                    assert all(tree.nodes[by].group == group for by in node.pruning.by), "groups do not compete"
            ended = [node.choice.id for node in mine if node.fate == "finished"]
            chosen.update([node.choice.id for node in mine if node.fate == "live"] or ended)
        before = step.live


def test_a_high_penalty_keeps_the_groups_apart_and_none_makes_them_the_same() -> None:
    for penalty, different in ((50.0, 3), (0.0, 1)):
        *_, ending = beam_search(
            Texts(2, SIZE), [0], 3, num_beams=3, num_beam_groups=3, diversity_penalty=penalty, piece=letters
        )
        assert isinstance(ending, Ending)
        assert len({found.ids[0] for found in ending.hypotheses}) == different


def test_one_group_is_beam_search() -> None:
    one, plain = (
        list(beam_search(Texts(4, SIZE), [0], 4, num_beams=3, stop_ids={STOP}, piece=letters, **groups))
        for groups in ({"num_beam_groups": 1, "diversity_penalty": 2.0}, {})
    )
    assert one == plain


def test_groups_that_do_not_share_the_beams_evenly_are_refused() -> None:
    with pytest.raises(InvalidValue, match="num_beam_groups is 2; the groups must share the 3 beams evenly") as caught:
        make_strategy("diverse_beam", num_beams=3)
    assert caught.value.field == "parameters.num_beam_groups"
    assert make_strategy("diverse_beam").beam_parameters["num_beam_groups"] == 2
    assert "num_beam_groups" not in make_strategy("beam").parameters
