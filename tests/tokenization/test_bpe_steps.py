"""The slow encoding that is shown is the fast one that is used."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given

from llm_playground.corpus.world import documents
from llm_playground.errors import InvalidValue
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.lab.bpe_steps import encoding_steps, merge_tree
from llm_playground.tokenization.text import well_formed
from tests.tokenization.hard_texts import hard_texts

TOKENIZER = BPETokenizer.train((document.text for document in documents(40, seed=5)), 600, special_tokens=["<|end|>"])


@given(word=hard_texts)
def test_the_last_step_is_the_encoding(word: str) -> None:
    steps = encoding_steps(TOKENIZER, word)
    assert list(steps[-1].ids) == TOKENIZER.encode_word(well_formed(word).encode())
    assert steps[-1].winner is None
    assert all(rank is None for rank in steps[-1].ranks)


def test_each_step_makes_the_merge_of_lowest_rank() -> None:
    steps = encoding_steps(TOKENIZER, " the other")
    assert b"".join(steps[0].pieces) == b" the other"
    assert len(steps[0].ids) == 10
    for step, after in pairwise(steps):
        assert step.winner is not None
        rank = step.ranks[step.winner]
        assert rank == min(rank for rank in step.ranks if rank is not None)
        merge = TOKENIZER.merges[rank]
        at = step.winner
        assert step.ids[at : at + 2] == merge.pair
        assert after.ids == (*step.ids[:at], merge.new_id, *step.ids[at + 2 :])


def test_a_tree_ends_in_the_bytes_of_its_token() -> None:
    id = max(TOKENIZER.merges, key=lambda merge: len(TOKENIZER.piece(merge.new_id))).new_id
    nodes = {node.id: node for node in merge_tree(TOKENIZER, id)}

    def leaves(id: int) -> bytes:
        node = nodes[id]
        if node.parts is None:
            assert node.rank is None
            return node.piece
        joined = leaves(node.parts[0]) + leaves(node.parts[1])
        assert joined == node.piece
        assert node.rank is not None
        assert TOKENIZER.merges[node.rank].new_id == id
        return joined

    assert next(iter(nodes)) == id
    assert leaves(id) == TOKENIZER.piece(id)
    assert len(TOKENIZER.piece(id)) > 4


def test_bytes_and_special_tokens_are_built_of_nothing() -> None:
    for id in (0, TOKENIZER.special_tokens["<|end|>"]):
        (node,) = merge_tree(TOKENIZER, id)
        assert (node.id, node.rank, node.parts) == (id, None, None)
    with pytest.raises(InvalidValue, match="0 to 599"):
        merge_tree(TOKENIZER, 600)


def test_records_write_themselves_as_json() -> None:
    step = json.loads(encoding_steps(TOKENIZER, "the")[0].to_json())
    assert step["pieces"] == ["74", "68", "65"]
    assert json.loads(merge_tree(TOKENIZER, 300)[0].to_json())["id"] == 300
    assert json.loads(TOKENIZER.log.to_json())["asked"] == 343
