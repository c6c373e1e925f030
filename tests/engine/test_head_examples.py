"""What a head looks at in texts of the corpus is what a slow loop finds there, and is computed once."""

from __future__ import annotations

from collections import defaultdict

import pytest

import llm_playground as lp
from llm_playground.engine.inside import head_examples as examples_module
from llm_playground.engine.inside.corpus_texts import corpus_texts
from llm_playground.engine.inside.kept import Kept
from llm_playground.errors import InvalidValue
from llm_playground.models.native import NativeModel
from llm_playground.records.heads import HeadExample, HeadExamples


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Few texts; and from now on, one for each text that a model reads to be looked into."""
    read: list[int] = []
    real = NativeModel.inside

    def counting(self: NativeModel):  # type: ignore[no-untyped-def]
        view = real(self)
        activations = view.activations

        def counted(ids, *more):  # type: ignore[no-untyped-def]
            read.append(len(ids))
            return activations(ids, *more)

        monkeypatch.setattr(view, "activations", counted, raising=False)
        return view

    monkeypatch.setattr(NativeModel, "inside", counting)
    monkeypatch.setattr(examples_module, "TEXTS", 6)
    monkeypatch.setattr(examples_module, "_READ", Kept(3))
    return read


def test_tokens_and_examples_are_those_of_a_slow_loop(passes: list[int]) -> None:
    model = lp.load("tiny-qwen")
    found = lp.head_examples(model, 1, 3)
    texts = corpus_texts(model, 6)
    assert (found.n_text, found.n_token) == (6, sum(map(len, texts)))
    given, received, looks = defaultdict(list), defaultdict(list), {}
    for ids in texts:
        pattern = model.inside().activations(ids, "h.1.attn.pattern")["h.1.attn.pattern"][3].tolist()
        for token in range(1, len(ids)):
            weight, key = max((pattern[token][key], -key) for key in range(1, token + 1))
            given[ids[token]].append(weight)
            received[ids[token]].append(max(row[token] for row in pattern[token:]))
            both = (ids[token], ids[-key])
            looks[both] = max(looks.get(both, 0), weight)
    for told, known in ((found.queries, given), (found.keys, received)):
        means = {id: sum(weights) / len(weights) for id, weights in known.items() if len(weights) >= 5}
        best = sorted(means, key=lambda token: -means[token])[:8]
        assert [each.weight for each in told] == pytest.approx([means[id] for id in best], abs=1e-4)
        assert all(each.count == len(known[each.id]) and each.piece == model.piece(each.id) for each in told)
    expected, used = [], ([], [])
    for (query, key), weight in sorted(looks.items(), key=lambda look: -look[1]):
        if used[0].count(query) < 2 and used[1].count(key) < 2:
            expected.append(weight)
            used[0].append(query)
            used[1].append(key)
    assert [each.weight for each in found.bands[0].examples] == pytest.approx(expected[:8], abs=1e-4)
    weights = sorted((weight for each in given.values() for weight in each), reverse=True)
    for band in found.bands[1:]:
        assert band.examples[0].weight <= weights[int(band.above * len(weights))] + 1e-4
    pairs = [pair(each) for band in found.bands for each in band.examples]
    assert len(set(pairs)) == len(pairs) == 14


def pair(example: HeadExample) -> tuple[bytes, bytes]:
    return example.pieces[example.query], example.pieces[example.key]


def test_an_example_is_a_part_of_its_text_with_what_is_left_out(passes: list[int]) -> None:
    model = lp.load("tiny-gpt2")
    texts = [b"".join(map(model.piece, ids)) for ids in corpus_texts(model, 6)]
    for layer in range(4):
        for band in lp.head_examples(model, layer).bands:
            for each in band.examples:
                assert 0 <= each.key <= each.query < len(each.pieces)
                whole = each.gap is None
                parts = [each.pieces] if whole else [each.pieces[: each.gap], each.pieces[each.gap :]]
                assert any(all(b"".join(part) in text for part in parts) for text in texts)
                assert (each.left_out == 0) == whole
    assert passes == [len(ids) for ids in corpus_texts(model, 6)], "all heads of all layers are found in one reading"


def test_heads_read_the_random_tokens_of_a_model_once(passes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    from llm_playground.engine.inside import heads as heads_module

    monkeypatch.setattr(heads_module, "_REPEATED", Kept(3))
    one, other = lp.heads("tiny-gpt2", [5, 6, 7]), lp.heads("tiny-gpt2", [5, 6, 7, 8])
    assert passes == [64, 3, 4]
    assert one.picture.repeated == other.picture.repeated
    alone = lp.heads("tiny-gpt2").picture
    assert (alone.repeated, alone.repeated_labels) == (alone.scores, alone.labels)
    assert (alone.of_text, one.picture.of_text) == (False, True)


@pytest.mark.parametrize(("place", "words"), [((9, 0), "layer is 9"), ((0, 4), "head is 4"), ((0, None), "head is")])
def test_a_head_that_is_not_there_is_refused(place: tuple[int, int], words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        lp.head_examples("tiny-gpt2", *place)


def test_the_record_goes_to_json_and_back_as_it_is_written(passes: list[int]) -> None:
    found = lp.head_examples("tiny-gpt2")
    assert isinstance(found, HeadExamples)
    assert found.to_json().count('"weight"') == 8 + 8 + 14
