"""Packing loses nothing, rows cover every token once, and held-out text is never training text."""

import numpy as np
import pytest

from llm_playground.errors import InvalidValue
from llm_playground.training.packing import CHUNK, Rows, held_out_texts, pack, row_numbers, unpack
from llm_playground.training.tokenizer import END_OF_TEXT, train_tokenizer

TEXTS = [f"The {i}th dragon found {i * 7} golden keys." for i in range(300)]


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(TEXTS, 275)


def test_packing_is_lossless(tokenizer):
    texts = [*TEXTS, "", "日本語 🦉", " ends with a space "]
    ids = pack(iter(texts), tokenizer)
    assert ids.dtype == np.uint16
    assert [tokenizer.decode(document) for document in unpack(ids)] == texts


def test_more_documents_than_are_encoded_at_once_keep_their_order(tokenizer):
    texts = [str(i) for i in range(CHUNK + 10)]
    assert [tokenizer.decode(document) for document in unpack(pack(texts, tokenizer))] == texts


def test_a_document_cannot_write_an_end_of_text(tokenizer):
    ids = pack([f"one {END_OF_TEXT} two"], tokenizer)
    assert (ids == 0).tolist() == [True, *[False] * (len(ids) - 2), True]


def test_each_token_is_the_target_of_exactly_one_row():
    ids = np.arange(100, dtype=np.uint16)
    rows = Rows(ids, context=9)
    assert rows.count == 11
    cut = rows[np.arange(11)]
    assert cut.shape == (11, 10)
    assert cut.dtype == np.int64
    assert cut[:, 1:].flatten().tolist() == list(range(1, 100))
    assert (cut[:, :-1] + 1 == cut[:, 1:]).all()


def test_too_little_text_for_one_row_is_an_error():
    with pytest.raises(InvalidValue, match="more documents"):
        Rows(np.zeros(9, dtype=np.uint16), context=9)


def test_every_row_is_seen_once_an_epoch_in_another_order_each_time():
    steps = [row_numbers(step, batch_size=4, count=10, seed=1) for step in range(5)]  # two epochs of 10 rows
    seen = np.concatenate(steps).tolist()
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert seen[:10] != seen[10:]
    assert seen[:4] != row_numbers(0, batch_size=4, count=10, seed=2).tolist()


def test_held_out_texts_are_disjoint_from_training():
    assert held_out_texts(["a", "b", "a", "c", "d", "c"], training={"b", "d"}) == ["a", "c"]
