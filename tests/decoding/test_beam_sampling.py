"""Beam sampling: its distribution, computed over every order of drawing candidates, and each draw by hand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from decoding_fakes import TableModel, letters, obvious_sample, random_table

from llm_playground.decoding import beam_search, make_strategy, uniforms
from llm_playground.decoding.beam_tree import grow_beam_tree
from llm_playground.decoding.strategies import check_beams
from llm_playground.records import Encoding, Ending, Start
from llm_playground.records.beam_tree import BeamTree

STOP = 2
Text = tuple[float, tuple[int, ...]]  # its sum, its ids


def every_outcome(table: Any, width: int, n: int) -> Counter[tuple[int, ...]]:
    """The probability of each text to be the best one, by the definition of `transformers`' beam sampling."""
    rows = [[math.log(math.exp(x) / math.fsum(map(math.exp, row))) for x in row] for row in table]
    found: Counter[tuple[int, ...]] = Counter()

    def go_on(chance: float, live: list[Text], finished: list[Text], length: int) -> None:
        every = [(total + row, (*ids, id)) for total, ids in live for id, row in enumerate(rows[(0, *ids)[-1]])]
        for drawn in permutations(every, min(2 * width, len(every))):
            left, p = math.fsum(math.exp(total) for total, _ in every), chance
            for total, _ in drawn:
                p *= math.exp(total) / left
                left -= math.exp(total)
            ended = [text for text in drawn[:width] if text[1][-1] == STOP or length == n]
            done = sorted(finished + ended, key=lambda text: -text[0] / len(text[1]))[:width]
            following = sorted((text for text in drawn if text[1][-1] != STOP), reverse=True)[:width]
            if length == n or len(done) == width:  # early_stopping
                found[done[0][1]] += p
            else:
                go_on(p, following, done, length + 1)

    go_on(1.0, [(0.0, ())], [], 1)
    return found


def test_the_best_text_is_drawn_with_its_probability() -> None:
    table = random_table(3, scale=0.6, seed=5)
    expected = every_outcome(table, width=2, n=2)
    assert math.fsum(expected.values()) == pytest.approx(1.0)
    runs = 800
    drawn: Counter[tuple[int, ...]] = Counter()
    for seed in range(runs):
        *_, ending = beam_search(
            TableModel(table), [0], 2, num_beams=2, early_stopping=True, sampled=True, seed=seed, stop_ids={STOP},
            piece=letters, top=0,
        )  # fmt: skip
        assert isinstance(ending, Ending)
        drawn[ending.hypotheses[0].ids] += 1
    assert set(drawn) <= set(expected)
    likely = [ids for ids, p in expected.items() if p * runs >= 5]
    square = sum((drawn[ids] - expected[ids] * runs) ** 2 / (expected[ids] * runs) for ids in likely)
    freedom = len(likely) - 1
    assert freedom >= 4
    # The 99.9 % point of chi-square, by Wilson and Hilferty.
    assert square < freedom * (1 - 2 / (9 * freedom) + 3.09 * math.sqrt(2 / (9 * freedom))) ** 3


def grown(seed: int, n: int = 5, chain: Any = ()) -> tuple[TableModel, BeamTree]:
    fake = TableModel(random_table(8, seed=3))
    start = Start("table", False, Encoding("", (0,), (), ()), "beam_sample", {}, (), n, seed)
    options = check_beams(num_beams=3, length_penalty=1.0, early_stopping="never")
    *_, tree = grow_beam_tree(fake, start, options, sampled=True, chain=chain, stop_ids={STOP}, piece=letters)
    assert isinstance(tree, BeamTree)
    return fake, tree


@pytest.mark.parametrize("seed", range(6))
def test_each_draw_goes_down_the_table_of_what_is_left(seed: int) -> None:
    fake, tree = grown(seed)
    numbers: Iterator[float] = uniforms(seed)
    before: tuple[int | None, ...] = (None,)
    for step in tree.steps:
        every = []
        for parent in before:
            row = fake.table[0 if parent is None else tree.nodes[parent].choice.id].astype(np.float64)
            total = 0.0 if parent is None else tree.nodes[parent].logprob
            every += [(parent, id, total + x - math.log(np.exp(row).sum())) for id, x in enumerate(row)]
        left = [math.exp(total) for _, _, total in every]
        for number in step.candidates:
            node = tree.nodes[number]
            assert node.draw is not None
            assert node.draw.u == next(numbers)
            share = [each / math.fsum(left) for each in left]
            drawn = obvious_sample(share, node.draw.u)
            assert (node.parent, node.choice.id) == every[drawn][:2]
            assert node.logprob == pytest.approx(every[drawn][2])
            assert node.draw.chance == pytest.approx(share[drawn])
            left[drawn] = 0.0
        kept = [node for node in step.candidates if tree.nodes[node].choice.id != STOP] if step.length < 5 else []
        assert step.live == tuple(sorted(kept, key=lambda node: -tree.nodes[node].logprob)[:3])
        for node in step.candidates[3:]:  # drawn too late to end
            pruning = tree.nodes[node].pruning
            if step.length == 5 or tree.nodes[node].choice.id == STOP:
                assert pruning is not None
                assert (pruning.reason, pruning.by) == ("no_place_to_end", step.candidates[:3])
        before = step.live


def test_the_seed_decides_and_the_chain_is_that_of_a_strategy_that_draws() -> None:
    assert grown(4)[1] == grown(4)[1]
    assert len({grown(seed)[1].hypotheses for seed in range(6)}) > 1
    strategy = make_strategy("beam_sample", temperature=0.5, top_k=2, order=["top_k", "temperature"])
    assert (strategy.sampled, strategy.searches, strategy.order) == (True, True, ("top_k", "temperature"))
    _, tree = grown(4, chain=strategy.chain)
    assert len(tree.steps[0].candidates) == 2, "top-k leaves no more to draw"
