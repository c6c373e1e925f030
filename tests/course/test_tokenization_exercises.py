"""What the exercises on tokenization teach is what the package's own tokenizers do."""

from __future__ import annotations

import pytest

from llm_playground.corpus.world import documents
from llm_playground.course import exercises
from llm_playground.tokenization.bpe.encoding import merge_word
from llm_playground.tokenization.bpe.records import Merge
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.bpe.training import Corpus, count_words, train_merges
from llm_playground.tokenization.kinds.byte import ByteTokenizer
from llm_playground.tokenization.lab.comparison import compare
from llm_playground.tokenization.patterns import cut_into_words

solved = {name: exercise.solution_function for name, exercise in exercises.items()}

TEXT = "\n".join(document.text for document in documents(30, seed=1))
OTHER = "The robot läuft in 2026; 日本 and 🚀🚀?!"


@pytest.fixture(scope="module")
def tokenizer() -> BPETokenizer:
    return BPETokenizer.train(TEXT, 450)


def test_the_bytes_of_characters_are_the_ids_of_the_byte_tokenizer() -> None:
    bytes_of_each = solved["utf8_bytes"](OTHER)
    assert [byte for each in bytes_of_each for byte in each] == ByteTokenizer().encode(OTHER)


def test_fertility_is_what_the_comparison_of_tokenizers_shows(tokenizer: BPETokenizer) -> None:
    per_word, per_token = solved["fertility"]([OTHER], [tokenizer.encode(OTHER)])
    (statistics,) = compare(OTHER, {"bpe": tokenizer}).statistics
    assert per_word == statistics.tokens_per_word
    assert per_token == len(OTHER.encode()) / statistics.tokens


def test_ids_are_decoded_alike_wherever_they_stop(tokenizer: BPETokenizer) -> None:
    vocabulary = [tokenizer.piece(id) for id in range(tokenizer.vocab_size)]
    ids = tokenizer.encode(OTHER)
    for end in range(len(ids) + 1):
        assert solved["decode_tokens"](ids[:end], vocabulary) == tokenizer.decode(ids[:end])


def test_pairs_are_counted_as_training_counts_them() -> None:
    words = count_words(TEXT, "gpt2")
    corpus = Corpus(words)
    ours = solved["pair_counts"]({tuple(bytes([byte]) for byte in word.encode()): n for word, n in words.items()})
    assert ours == {(corpus.pieces[a], corpus.pieces[b]): n for (a, b), n in corpus.counts.items()}


def test_a_merge_joins_what_the_tokenizer_joins() -> None:
    for word in (b"aaaa", b"aaabaa", b"ababba", b"b" * 40):
        for pair in ((97, 97), (97, 98), (98, 98)):
            ids = merge_word(list(word), [Merge(pair, 256)], {pair: 0})
            merged = solved["bpe_merge"]([bytes([byte]) for byte in word], (bytes(pair[:1]), bytes(pair[1:])))
            assert merged == [bytes(pair) if id == 256 else bytes([id]) for id in ids]


def test_words_are_encoded_as_the_tokenizer_encodes_them(tokenizer: BPETokenizer) -> None:
    piece = tokenizer.piece
    merges = [(piece(merge.pair[0]), piece(merge.pair[1])) for merge in tokenizer.merges]
    words = [word.encode() for word in count_words(TEXT + OTHER, "gpt2")]
    for word in words:
        assert solved["bpe_encode"](word, merges) == [piece(id) for id in tokenizer.encode_word(word)]
    assert len(words) > 200


def test_texts_are_cut_as_gpt2_cuts_them_but_for_digits() -> None:
    text = OTHER.replace("2026", "7")
    assert solved["pre_tokenize"](text) == cut_into_words(text, "gpt2")
    assert "".join(solved["pre_tokenize"](TEXT)) == TEXT


def test_training_learns_the_merges_that_the_package_learns() -> None:
    words = count_words(TEXT, "gpt2")
    pieces, learned = list(Corpus({}).pieces), []
    for merge in train_merges(words, 60, "greatest_bytes"):
        learned.append((pieces[merge.pair[0]], pieces[merge.pair[1]]))
        pieces.append(b"".join(learned[-1]))
    assert solved["bpe_train"]({word.encode(): n for word, n in words.items()}, 60) == learned
