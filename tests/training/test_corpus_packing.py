"""Packing loses nothing, rows cover every token once, and held-out text is never training text."""

import numpy as np
import pytest

from llm_playground.corpus.dialogues import dialogue, render
from llm_playground.corpus.special_tokens import END_OF_TEXT
from llm_playground.errors import InvalidValue
from llm_playground.training.held_out import SeenTexts, not_in_training
from llm_playground.training.packing import CHUNK, IGNORED, Packed, Rows, pack, row_numbers, unpack
from llm_playground.training.sources import Sample
from llm_playground.training.tokenizer import train_tokenizer

TEXTS = [f"The {i}th dragon found {i * 7} golden keys." for i in range(300)]


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(TEXTS, 275)


def test_packing_is_lossless(tokenizer):
    texts = [*TEXTS, "", "日本語 🦉", " ends with a space "]
    ids, counts = pack((Sample(text) for text in texts), tokenizer, 0)
    assert ids.dtype == np.uint16
    assert counts is None
    assert [tokenizer.decode(document) for document in unpack(ids, 0)] == texts


def test_more_documents_than_are_encoded_at_once_keep_their_order(tokenizer):
    texts = [str(i) for i in range(CHUNK + 10)]
    packed = pack(map(Sample, texts), tokenizer, 0)
    assert [tokenizer.decode(document) for document in unpack(packed.ids, 0)] == texts


def test_a_document_cannot_write_an_end_of_text(tokenizer):
    ids = pack([Sample(f"one {END_OF_TEXT} two")], tokenizer, 0).ids
    assert (ids == 0).tolist() == [True, *[False] * (len(ids) - 2), True]


def test_each_token_is_the_target_of_exactly_one_row():
    ids = np.arange(100, dtype=np.uint16)
    rows = Rows(Packed(ids, None), context=9)
    assert rows.count == 11
    inputs, targets = rows[np.arange(11)]
    assert inputs.shape == targets.shape == (11, 9)
    assert inputs.dtype == targets.dtype == np.int64
    assert targets.flatten().tolist() == list(range(1, 100))
    assert (inputs + 1 == targets).all()


def test_of_a_dialogue_exactly_the_answers_are_targets(tokenizer):
    conversation = dialogue(4)
    packed = pack([Sample(render(conversation.messages), messages=conversation.messages)], tokenizer, 0)
    _, targets = Rows(packed, context=len(packed.ids) - 1)[np.array([0])]
    learned = tokenizer.decode(targets[targets != IGNORED].tolist(), skip_special_tokens=False)
    assert learned == "".join(f"{turn.assistant}<|im_end|>" for turn in conversation.turns)


def test_too_little_text_for_one_row_is_an_error():
    with pytest.raises(InvalidValue, match="more text is needed"):
        Rows(Packed(np.zeros(9, dtype=np.uint16), None), context=9)


def test_every_row_is_seen_once_an_epoch_in_another_order_each_time():
    steps = [row_numbers(step, batch_size=4, count=10, seed=1) for step in range(5)]  # two epochs of 10 rows
    seen = np.concatenate(steps).tolist()
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert seen[:10] != seen[10:]
    assert seen[:4] != row_numbers(0, batch_size=4, count=10, seed=2).tolist()


def test_held_out_texts_are_disjoint_from_training():
    written = [Sample(text) for text in "abacdc"]
    assert [sample.text for sample in not_in_training(written, training={"b", "d"})] == ["a", "c"]
    seen = SeenTexts()
    assert list(seen.watch(map(Sample, "bdb"))) == list(map(Sample, "bdb"))
    assert not_in_training(written, seen) == [Sample("a"), Sample("c")]
    assert seen.count == 3


def test_a_large_vocabulary_gets_ids_of_32_bits(tokenizer):
    class Large:
        encode_special_tokens = False

        def get_vocab_size(self):
            return 70_000

        def encode_batch(self, texts, add_special_tokens):
            return tokenizer.encode_batch(texts, add_special_tokens=add_special_tokens)

    assert pack([Sample("a")], Large(), 69_999).ids.tolist()[0] == 69_999
