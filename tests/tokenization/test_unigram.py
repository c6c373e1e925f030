"""Unigram, held against the `tokenizers` library, sentencepiece, and a list of all segmentations."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
import sentencepiece
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_playground.errors import InvalidValue
from llm_playground.tokenization.kinds.unigram import SPACE, UNKNOWN, UnigramTokenizer
from llm_playground.tokenization.saving import load

PIECES = [
    (UNKNOWN, 0.0),
    ("</s>", 0.0),
    *((letter, -5.0 - 0.37 * index) for index, letter in enumerate(f"{SPACE}robta<s>/")),
    *(("ro", -3.1), ("bo", -3.3), ("bot", -4.2), ("ot", -3.9), ("rob", -4.45), (f"{SPACE}ro", -3.05)),
    *((f"{SPACE}bat", -4.0), ("at", -2.9), (f"{SPACE}{SPACE}", -4.1), ("日本", -6.1), ("e\u0301", -6.7)),
]
TEXTS = st.text(st.sampled_from("robta <s>/é\u0301é日本🤖R\n"))


@pytest.fixture(scope="module")
def tokenizer() -> UnigramTokenizer:
    return UnigramTokenizer(PIECES, special_tokens=["</s>"])


@cache
def trained_by_sentencepiece() -> sentencepiece.SentencePieceProcessor:
    model = BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(
            ["the robot saw a boat", "a boat saw the robots", "robots bow to boats at the coast"] * 20
        ),
        model_writer=model,
        vocab_size=60,
        hard_vocab_limit=False,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        minloglevel=2,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


@cache
def same_as_sentencepiece() -> UnigramTokenizer:
    theirs = trained_by_sentencepiece()
    pieces = [(theirs.id_to_piece(id), theirs.get_score(id)) for id in range(theirs.vocab_size())]
    return UnigramTokenizer(pieces, special_tokens=["<s>", "</s>"])


def segmentations(tokenizer: UnigramTokenizer, text: str) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every way to cut a text of known characters, with its log probability: slow and obvious."""
    logprobs = {piece: p for piece, p in tokenizer.pieces if piece not in tokenizer.special_tokens}

    def ways(rest: str) -> Iterator[tuple[tuple[str, ...], float]]:
        if not rest:
            yield (), 0.0
        for end in range(1, len(rest) + 1):
            if rest[:end] in logprobs:
                for pieces, p in ways(rest[end:]):
                    yield (rest[:end], *pieces), p + logprobs[rest[:end]]

    return ways(SPACE + text.replace(" ", SPACE))


@settings(max_examples=300)
@given(text=TEXTS.filter(lambda text: not text.startswith(" ")))
def test_ids_are_those_of_the_library(text: str) -> None:
    ours = UnigramTokenizer(PIECES, special_tokens=["</s>"])
    model = [(piece, -99.0 if piece == "</s>" else p) for piece, p in PIECES]
    # There </s> is a piece as any other, so it must not be worth its price; and <unk> no least likely piece.
    backend = tokenizers.Tokenizer(tokenizers.models.Unigram(model, unk_id=0))
    backend.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace(split=False)
    assert ours.encode(text) == backend.encode(text).ids


@settings(max_examples=300)
@given(text=st.text(st.sampled_from("robtshewa 🤖é\n")))
def test_ids_are_those_of_sentencepiece(text: str) -> None:
    assert same_as_sentencepiece().encode(text) == trained_by_sentencepiece().encode(text)


@pytest.mark.parametrize("text", ["robot", "the boats", "a", "🤖 robots at"])
def test_the_n_best_are_those_of_sentencepiece(text: str) -> None:
    ours = same_as_sentencepiece().n_best(text, 8)
    theirs = trained_by_sentencepiece().nbest_encode(text, nbest_size=8)
    assert {each.encoding.ids for each in ours} == {tuple(ids) for ids in theirs}
    assert ours[0].encoding == same_as_sentencepiece().explain(text)


@given(text=st.text(st.sampled_from("robta "), max_size=7))
def test_the_n_best_are_the_first_of_all_segmentations(tokenizer: UnigramTokenizer, text: str) -> None:
    everything = sorted((p for _, p in segmentations(tokenizer, text)), reverse=True) if text else [0.0]
    for n in (1, 3, 1000):
        ours = tokenizer.n_best(text, n)
        assert [each.logprob for each in ours] == pytest.approx(everything[:n])
        assert all(tokenizer.decode(each.encoding.ids) == text for each in ours)
        assert len({each.encoding.ids for each in ours}) == len(ours)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_samples_come_as_often_as_their_probability_says(tokenizer: UnigramTokenizer, alpha: float) -> None:
    weights = {pieces: math.exp(alpha * p) for pieces, p in segmentations(tokenizer, "robot")}
    draws = 4000
    drawn = Counter(
        tuple(
            piece.decode().replace(" ", SPACE)
            for piece in tokenizer.sample("robot", alpha=alpha, seed=seed).encoding.pieces
        )
        for seed in range(draws)
    )
    assert drawn.keys() <= weights.keys()
    for pieces, weight in weights.items():
        p = weight / sum(weights.values())
        assert drawn[pieces] / draws == pytest.approx(p, abs=4.5 * math.sqrt(p * (1 - p) / draws) + 1e-3)


def test_a_sample_is_the_same_for_the_same_seed_and_knows_its_probability(tokenizer: UnigramTokenizer) -> None:
    sample = tokenizer.sample("a robot", alpha=0.1, seed=5)
    assert sample == tokenizer.sample("a robot", alpha=0.1, seed=5)
    known = {each.encoding.ids: each.logprob for each in tokenizer.n_best("a robot", 1000)}
    assert sample.logprob == pytest.approx(known[sample.encoding.ids])
    assert tokenizer.sample("a robot", alpha=500.0, seed=1).encoding == tokenizer.explain("a robot")


@given(text=TEXTS)
def test_what_is_known_comes_back_and_spans_cover_the_text(tokenizer: UnigramTokenizer, text: str) -> None:
    encoding = tokenizer.explain(text)
    if tokenizer.unknown_id not in encoding.ids:
        assert tokenizer.decode(encoding.ids) == text
    covered = 0
    for start, end in encoding.spans:
        assert start == covered
        covered = end
    assert covered == len(text)


def test_unknown_characters_side_by_side_are_one_token(tokenizer: UnigramTokenizer) -> None:
    encoding = tokenizer.explain("ro🤖🤖bo 🤖")
    assert encoding.pieces == (b" ro", b"<unk>", b"bo", b" ", b"<unk>")
    assert encoding.spans == ((0, 2), (2, 4), (4, 6), (6, 7), (7, 8))


def test_an_unknown_character_costs_ten_more_than_the_least_likely_piece(tokenizer: UnigramTokenizer) -> None:
    (only,) = tokenizer.n_best("🤖", 5)
    assert only.logprob == pytest.approx(dict(PIECES)[SPACE] + min(logprob for _, logprob in PIECES) - 10)


def test_the_space_before_the_text_covers_nothing(tokenizer: UnigramTokenizer) -> None:
    assert tokenizer.explain("日本").spans == ((0, 0), (0, 2))
    assert tokenizer.explain("").ids == ()


def test_spans_hold_accents_and_capitals_of_the_text_as_it_was() -> None:
    tokenizer = UnigramTokenizer(PIECES, lower_case=True)
    text = "RO\u0301 B\u00c0T"
    encoding = tokenizer.explain(text)
    assert encoding.pieces == (b" ro", b" bat")
    assert [text[start:end] for start, end in encoding.spans] == ["RO\u0301", " B\u00c0T"]


def test_a_piece_of_several_words_is_found_too() -> None:
    tokenizer = UnigramTokenizer([*PIECES, (f"{SPACE}a{SPACE}bat", -0.5)])
    assert tokenizer.explain("a bat").pieces == (b" a bat",)


def test_special_tokens_in_a_text_are_text_unless_allowed(tokenizer: UnigramTokenizer) -> None:
    end = tokenizer.special_tokens["</s>"]
    assert tokenizer.decode(tokenizer.encode("bat</s>")) == "bat</s>"
    assert end not in tokenizer.encode("bat</s>")
    assert tokenizer.encode("bat</s>", allow_special=True)[-1] == end


def test_a_saved_tokenizer_comes_back(tmp_path: Path) -> None:
    tokenizer = UnigramTokenizer(PIECES, special_tokens=["</s>"], lower_case=True)
    tokenizer.save(tmp_path)
    loaded = load(tmp_path)
    for allow_special in (True, False):
        text = "RO\u0301bot a bat</s>"
        assert loaded.encode(text, allow_special=allow_special) == tokenizer.encode(text, allow_special=allow_special)


def test_what_is_wrong_is_said(tokenizer: UnigramTokenizer) -> None:
    with pytest.raises(InvalidValue, match="needs the pieces <unk>"):
        UnigramTokenizer([("a", -1.0)])
    with pytest.raises(InvalidValue, match="repeats"):
        UnigramTokenizer([*PIECES, ("ro", -1.0)])
    with pytest.raises(InvalidValue, match="n is 0"):
        tokenizer.n_best("a", 0)
    for alpha in (-1.0, math.inf, math.nan):
        with pytest.raises(InvalidValue, match="at least 0"):
            tokenizer.sample("a", alpha=alpha)


def test_training_finds_pieces_of_a_text_and_says_when_there_is_no_room() -> None:
    texts = ["The robot counts the boats.", "The boats count on the robot, and robots on boats. \ud83d"] * 20
    tokenizer = UnigramTokenizer.train(texts, 60, lower_case=True)
    assert tokenizer.vocab_size <= 60
    assert tokenizer.decode(tokenizer.encode("the BOATS")) == "the boats"
    with pytest.raises(InvalidValue, match="vocabulary of 4 pieces"):
        UnigramTokenizer.train(texts, 4)


def test_a_long_text_is_quick(tokenizer: UnigramTokenizer) -> None:
    assert len(tokenizer.encode("robot " * 20_000)) > 20_000
    assert len(tokenizer.encode("a" * 20_000)) == 20_000 + 1
