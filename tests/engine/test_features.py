"""Features of a text: the numbers of a slow loop, grades that can be found again, files that are what was graded."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import llm_playground as lp
from llm_playground.corpus.world import document_seed, sample
from llm_playground.engine.inside import dictionary_fitting
from llm_playground.engine.inside.dictionaries import card_of, dictionary_of, offered
from llm_playground.engine.inside.dictionary_fitting import DictionaryRequest, making
from llm_playground.engine.inside.rules import GRADING_SEED, ruled_texts
from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.models.inside import inside
from llm_playground.models.loading import load
from llm_playground.models.seam import LanguageModel
from llm_playground.transformer.dictionary import Dictionary
from llm_playground.transformer.edits import Edit
from tests.checkpoints import make_foreign, model_folder
from tests.passes import texts_read

TEXT = "Once upon a time, there was a little fox named Rusty."
SHIPPED = [("tiny-gpt2", "h.2.resid_post"), ("tiny-qwen", "h.2.resid_post")]


@pytest.fixture(scope="module")
def small() -> LanguageModel:
    return load("tiny-gpt2")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grades from few texts, so that a fit takes a moment."""
    monkeypatch.setattr(dictionary_fitting, "GRADED_ON", 30)
    monkeypatch.setattr(dictionary_fitting, "SPLICED_INTO", 2)


def made(model: LanguageModel, request: DictionaryRequest) -> Dictionary:
    steps = making(model, request)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Dictionary = end.value
            return found


def test_a_token_is_drawn_by_a_rule_where_its_word_begins(small: LanguageModel) -> None:
    found = 0
    for index, text in enumerate(ruled_texts(small, 20, GRADING_SEED)):
        document = sample(document_seed(GRADING_SEED, index))
        spans = small.tokenizer.explain(document.text).spans
        for choice in document.choices:
            token = next((at for at, (_, end) in enumerate(spans) if end > choice.offset), len(spans))
            if choice.literal and token < len(text.ids):
                assert choice.rule in text.rules[token]
                found += 1
        assert sum(map(len, text.rules)) <= len(document.choices)
    assert found > 50


@pytest.mark.parametrize("at", [None, "h.1.mlp"])
def test_a_small_fit_learns_and_is_kept(few: None, small: LanguageModel, at: str | None) -> None:
    card = lp.fit_dictionary(small, at, n_features=32, k=4, steps=60, n_texts=20)
    reads, writes = ("h.2.resid_post", "h.2.resid_post") if at is None else ("h.1.ln_2", "h.1.mlp_out")
    assert (card.reads, card.writes, card.n_features, card.k, card.steps) == (reads, writes, 32, 4, 60)
    assert card.unexplained < 0.97
    assert 0 <= card.dead < 1
    assert card.recovered < 1
    assert card.name in offered(small)
    text = lp.features(small, TEXT, card.name)
    assert text.dictionary == card
    assert all(len(active) <= 4 for active in text.active)


def test_what_comes_back_from_a_file_is_what_was_graded(few: None, small: LanguageModel, tmp_path: Path) -> None:
    found = made(small, DictionaryRequest(None, 16, 2, 10, 5))
    found.save(tmp_path / "d.safetensors")
    read = Dictionary.load(tmp_path / "d.safetensors")
    for name in ("encoder", "encoder_bias", "decoder", "decoder_bias", "examples", "strengths"):
        assert torch.equal(getattr(read, name), getattr(found, name))
    assert card_of("m", "d", read) == card_of("m", "d", found)


@pytest.mark.parametrize(("key", "name"), SHIPPED)
def test_a_shipped_dictionary_is_good_and_its_grades_are_found_again(key: str, name: str) -> None:
    model = lp.load(key)
    name, found = dictionary_of(model, None)
    card = card_of(key, name, found)
    assert name == "h.2.resid_post"
    assert card.unexplained < 0.35
    assert card.dead < 0.05
    assert card.recovered > 0.9
    assert len(card.rules) >= 20
    assert card.median_f1 >= 0.6
    grade = max((grade for grade in card.rules if not grade.next), key=lambda grade: grade.tokens)
    hits = said = there = 0
    for text in ruled_texts(model, 100, GRADING_SEED):
        read = inside(model).activations(text.ids, found.reads)[found.reads]
        fires = (found.encode(read)[:, grade.feature] >= grade.threshold).tolist()
        right = [grade.rule in rules for rules in text.rules]
        hits += sum(a and b for a, b in zip(fires, right, strict=True))
        said, there = said + sum(fires), there + sum(right)
    assert 2 * hits / (said + there) == pytest.approx(grade.f1, abs=0.15)


@pytest.mark.parametrize("key", ["tiny-gpt2", "tiny-qwen"])
def test_the_examples_of_a_feature_are_places_where_it_fires_so(key: str) -> None:
    model = lp.load(key)
    _, found = dictionary_of(model, None)
    feature = lp.features(model, TEXT).feature(7)
    for (number, position), example in zip(found.examples[7].tolist(), feature.examples, strict=True):
        ids = model.tokenizer.encode(sample(document_seed(GRADING_SEED, number)).text)[: position + 1]
        assert model.piece(ids[-1]) == example.pieces[example.at]
        fires = found.encode(inside(model).activations(ids, found.reads)[found.reads])[-1, 7]
        assert float(fires) == pytest.approx(example.activation, rel=5e-3)


def test_the_dictionaries_of_both_models_are_small() -> None:
    files = [path for key, _ in SHIPPED for path in lp.load(key).info.folder.glob("dictionary.*")]
    assert sum(path.stat().st_size for path in files) <= 3_000_000


@pytest.mark.parametrize("key", ["tiny-gpt2", "tiny-qwen"])
def test_a_feature_writes_and_is_missed_as_a_slow_loop_says(key: str) -> None:
    model = lp.load(key)
    view, transformer = inside(model), inside(model).transformer
    text = lp.features(model, TEXT)
    position = 9
    active = text.active[position][0]
    feature = text.feature(active.index, position)
    assert feature.activation == pytest.approx(active.activation)
    _, found = dictionary_of(model, None)
    seen = view.activations(text.encoding.ids, [found.reads, "h.3.resid_post", "logits"])
    # What it writes: the last norm with its scale held, for a vector and for none.
    last, vector = seen["h.3.resid_post"][position].double(), found.decoder[active.index].double() * active.activation
    norm, head = transformer.ln_f, transformer.wte.weight.detach().double()
    mean = last.mean() if hasattr(norm, "bias") else torch.zeros(())
    scale = ((last - mean).square().mean() + norm.eps).sqrt()
    centred = vector - vector.mean() if hasattr(norm, "bias") else vector
    logits = head @ (centred / scale * norm.weight.detach().double())
    logits = logits - logits.mean()
    for written in (*feature.raises, *feature.lowers):
        assert written.logit == pytest.approx(float(logits[written.id]), abs=1e-3)
    assert [each.id for each in feature.raises[:3]] == logits.topk(3).indices.tolist()
    # Without it: at every token the stream less what the feature writes there.
    ids = text.encoding.ids[: position + 1]
    stream = seen[found.reads][: position + 1].clone()
    for token, values in enumerate(found.encode(stream)):
        stream[token] -= float(values[active.index]) * found.decoder[active.index]
    after = view.activations(ids, "logits", [Edit(found.writes, stream)])["logits"][-1].softmax(-1)
    for candidate in feature.change.after.candidates:
        assert candidate.probability == pytest.approx(float(after[candidate.id]), abs=1e-4)
    assert feature.change.kl > 0


def test_what_there_is_not_is_told_in_a_sentence(tmp_path: Path, small: LanguageModel) -> None:
    plain = load(model_folder(tmp_path / "plain", "qwen2"))
    with pytest.raises(InvalidValue, match="has no dictionary of features; tiny-gpt2 and tiny-qwen come with some"):
        lp.features(plain, "the little robot")
    with pytest.raises(InvalidValue, match="has no dictionary of features"):
        lp.features("tiny-qwen-chat", "Hello")
    with pytest.raises(InvalidValue):
        lp.fit_dictionary(load(make_foreign(tmp_path / "foreign")))
    with pytest.raises(UnknownName, match=r"There is no dictionary 'h.9.mlp'; choose one of h.2.resid_post"):
        lp.features(small, TEXT, "h.9.mlp")
    with pytest.raises(UnknownName, match=r"Layers are h\.0 to h\.3"):
        lp.fit_dictionary(small, "h.4.mlp")
    with pytest.raises(InvalidValue, match="k is 9; it must be a whole number from 1 to 8: not more than"):
        lp.fit_dictionary(small, n_features=8, k=9)
    text = lp.features(small, TEXT)
    with pytest.raises(InvalidValue, match="has 512 features, from 0"):
        text.feature(512)
    with pytest.raises(InvalidValue, match="position"):
        text.feature(0, 99)


def test_a_feature_takes_one_pass_with_it_and_one_without() -> None:
    with texts_read() as read:
        text = lp.features("tiny-gpt2", TEXT)
        text.feature(text.active[9][0].index, 9)
    assert read == 3 * [len(text.encoding.ids)]  # the first found which are active
