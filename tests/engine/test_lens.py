"""A lens reads each layer through a norm of its own, ends in the model's own logits, and says what it cannot do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import llm_playground as lp
from llm_playground.decoding.distribution import Distribution, rank
from llm_playground.engine.inside import readers
from llm_playground.engine.inside.corpus_texts import corpus_texts
from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.models.hugging_face import load_hugging_face
from llm_playground.models.inside import inside
from llm_playground.models.loading import load
from llm_playground.models.seam import LanguageModel
from llm_playground.transformer import lens as rows
from llm_playground.transformer.jacobian import JacobianLens, text_jacobians
from tests.checkpoints import CONFIGS, VOCAB_SIZE, add_tokenizer, make_checkpoint

IDS = [1, 5, 250, 7, 7, 0, 32]
TEXT = "Once upon a time, there was a little"


@pytest.fixture(scope="module", params=CONFIGS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    folder = tmp_path_factory.mktemp(request.param)
    make_checkpoint(folder, request.param)
    add_tokenizer(folder)
    return load(folder)


def slow_loop(folder: Path) -> tuple[list[Tensor], Tensor]:
    """Of `transformers`: every hidden state through the last norm, computed anew, and lm_head; and its logits."""
    from transformers import AutoModelForCausalLM

    reference: Any = AutoModelForCausalLM.from_pretrained(folder).eval()
    norm = reference.transformer.ln_f if reference.config.model_type == "gpt2" else reference.model.norm
    with torch.no_grad():
        output = reference(torch.tensor([IDS]), output_hidden_states=True)
        # The last of these is behind the norm already.
        return [reference.lm_head(norm(state[0])) for state in output.hidden_states[:-1]], output.logits[0]


def test_the_logit_lens_is_a_slow_loop_over_the_hidden_states_of_transformers(model: LanguageModel) -> None:
    early, own = slow_loop(model.info.folder)
    found = lp.lens(model, IDS).logits
    assert found.shape == (4, len(IDS), VOCAB_SIZE)
    assert found.dtype == np.float32
    for layer, expected in enumerate([*early, own]):
        assert np.abs(found[layer] - expected.numpy()).max() < 1e-4, layer


def test_every_layer_has_a_scale_of_its_own(model: LanguageModel) -> None:
    """The known mistake is to divide all layers by the scale of the last one: then a stream twice as large is read as
    logits twice as large, while the norm takes its size away."""
    view = inside(model)
    stream = view.activations(IDS, "h.1.resid_pre")["h.1.resid_pre"]
    assert torch.allclose(view.unembed(stream), view.unembed(2 * stream), atol=1e-3)
    scales = [float(view.activations(IDS, name)[name].std()) for name in ("h.0.resid_pre", "h.2.resid_post")]
    assert scales[1] > 1.2 * scales[0]  # so that the mistake would show


def test_the_last_row_is_the_models_own_logits_to_the_last_bit(model: LanguageModel) -> None:
    own = inside(model).activations(IDS, ["h.*.resid_pre", "logits"])["logits"].numpy()
    for kind in ("logit", "linear", "jacobian"):
        texts = None if kind == "logit" else ["the little robot wanted to see how a language model works"]
        lens = lp.lens(model, IDS, kind, texts)
        assert np.array_equal(lens.logits[-1], own)
        assert np.array_equal(lens.row(lens.n_layer), own)


def test_a_model_behind_transformers_is_read_alike(model: LanguageModel) -> None:
    behind = load_hugging_face(model.info, torch.device("cpu"), torch.float32)
    assert np.abs(lp.lens(behind, IDS).logits - lp.lens(model, IDS).logits).max() < 1e-4
    texts = ["the robot read the whole story", "a language model works once more"]
    ours, theirs = (lp.lens(each, IDS, "linear", texts).logits for each in (model, behind))
    assert np.abs(ours - theirs).max() < 1e-2


def test_top_entropy_and_ranks_are_those_of_the_logits_and_need_not_keep_them(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = lp.lens(model, IDS).logits
    monkeypatch.setattr(rows, "MOST_LOGITS", whole.size - 1)
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    lens = lp.lens(model, IDS)
    for layer in range(4):
        for position in range(len(IDS)):
            logits = whole[layer, position]
            distribution = Distribution.of(logits)
            assert lens.top.ids[layer, position] == logits.argmax()
            assert lens.top.probabilities[layer, position] == pytest.approx(distribution.probabilities.max(), abs=1e-5)
            assert lens.entropy[layer, position] == pytest.approx(distribution.entropy, abs=1e-4)
            assert abs(lens.rank_of(7)[layer, position] - rank(logits, 7)) <= 1  # a near tie may fall either way
            assert lens.probability_of(7)[layer, position] == pytest.approx(distribution.probabilities[7], abs=1e-5)
    with pytest.raises(
        InvalidValue, match=r"4 rows, 7 tokens, a vocabulary of 300\) would take .* ask for top, entropy"
    ):
        _ = lens.logits
    assert np.abs(lens.row(2) - whole[2]).max() < 1e-5


def test_among_equals_the_lowest_id_has_the_better_rank() -> None:
    logits = torch.tensor([[1.0, 2.0, 2.0, 0.0, 2.0]])
    of_one = rows.LensRows([], logits, lambda stream: stream, rows.as_it_is)
    assert [int(of_one.standing([id]).ranks[0, 0]) for id in range(5)] == [4, 1, 2, 5, 3]
    assert of_one.top.ids.tolist() == [[1]]


def test_a_stage_is_the_distribution_of_one_layer_and_position(model: LanguageModel) -> None:
    lens = lp.lens(model, IDS)
    stage = lens.stage(1, 4, top=3)
    assert [each.id for each in stage.candidates] == np.argsort(-lens.logits[1, 4], kind="stable")[:3].tolist()
    assert sum(each.probability for each in stage.candidates) + stage.others_mass == pytest.approx(1)
    assert lens.stage(3, 4, top=3).name == "the model"


def test_the_linear_lens_is_the_better_guess_at_the_answer() -> None:
    """What it is for: on text that it was not fitted to, it says what the model will say sooner than the logit lens."""
    text = "One day, a little fox found a red ball in the garden. It was"
    logit, linear = (lp.lens("tiny-qwen", text, kind).top.ids for kind in ("logit", "linear"))
    agree = [(each[:-1] == each[-1]).mean(1) for each in (logit, linear)]
    assert agree[1][0] > agree[0][0]
    assert agree[1].mean() > agree[0].mean()


BUNDLED = ["tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"]


@pytest.mark.parametrize("key", BUNDLED)
def test_a_bundled_model_has_a_small_jacobian_lens_that_is_its_own(key: str) -> None:
    files = {each: lp.load(each).info.folder / readers.FILE for each in BUNDLED}
    assert files[key].stat().st_size <= 1_000_000
    assert JacobianLens.load(files[key]).n_prompts == 100
    # The matrices of one text are nearer to the mean of a hundred than to those of any other model.
    model = lp.load(key)
    of_one = text_jacobians(inside(model).transformer, corpus_texts(model, 1)[0][:40]).float().flatten(1)
    kept = {each: JacobianLens.load(file).matrices.flatten(1) for each, file in files.items()}
    alike = {each: float(torch.cosine_similarity(matrices, of_one).mean()) for each, matrices in kept.items()}
    assert max(alike, key=alike.__getitem__) == key
    assert np.isfinite(lp.lens(model, TEXT, "jacobian").logits).all()


def test_a_fit_is_made_once_and_kept(model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["the little robot wanted to see how a model works and so it read"]
    expected = {kind: lp.lens(model, IDS, kind, texts).logits for kind in ("linear", "jacobian")}
    monkeypatch.setattr(readers, "_linear", None)
    monkeypatch.setattr(readers, "_jacobian", None)
    for kind, logits in expected.items():
        assert np.array_equal(lp.lens(model, IDS, kind, texts).logits, logits)


def test_a_token_is_named_by_text_or_id() -> None:
    lens = lp.lens("tiny-gpt2", TEXT)
    girl = lp.encode_text(" girl", tokenizer="tiny-gpt2")[0]
    assert np.array_equal(lens.rank_of(" girl"), lens.rank_of(girl))
    with pytest.raises(InvalidValue, match="must be one token, but tiny-gpt2 cuts it into"):
        lens.rank_of("giraffes")


def test_commitment_of_a_generated_text() -> None:
    trace = lp.trace("tiny-gpt2", "Once upon a time", "greedy", 12)
    prompt, new = list(trace.prompt.ids), [step.id for step in trace.steps]
    lens = lp.lens("tiny-gpt2", [*prompt, *new])
    layers = lens.commitment(len(prompt))
    assert len(layers) == 12
    for index, layer in enumerate(layers):
        said = lens.top.ids[:, len(prompt) + index - 1] == new[index]
        assert layer is not None  # greedy: each token is at last the likeliest
        assert said[layer:].all()
        assert layer == 0 or not said[layer - 1]
    soon = lens.commitment(len(prompt), "in_top_3")
    assert all(a <= b for a, b in zip(soon, layers, strict=True))  # type: ignore[operator]
    with pytest.raises(InvalidValue, match="first is 0"):
        lens.commitment(0)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        (("tuned",), UnknownName, "There is no lens 'tuned'; choose one of logit, linear, jacobian"),
        ((None,), UnknownName, "choose one of logit, linear, jacobian"),
        (("logit", ["a"]), InvalidValue, "The logit lens is not fitted, so texts must be left out"),
        (("linear", 5), InvalidValue, "Texts .* expected, not 5"),
        (("linear", []), InvalidValue, "fitted on texts; none was given"),
        (("jacobian", ["too short"]), InvalidValue, "texts of at least 18 tokens; none is that long"),
    ],
)
def test_what_cannot_be_asked_is_told(arguments: tuple[Any, ...], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        lp.lens("tiny-gpt2", TEXT, *arguments)


def test_a_model_of_ones_own_needs_texts_for_a_fit(model: LanguageModel) -> None:
    for kind in ("linear", "jacobian"):
        with pytest.raises(
            InvalidValue, match=rf'{kind} lens of .* fitted first: give texts .* "{kind}", texts='
        ) as told:
            lp.lens(model, IDS, kind)
        assert told.value.field == "texts"


def test_a_model_behind_transformers_has_no_jacobian_lens(model: LanguageModel) -> None:
    behind = load_hugging_face(model.info, torch.device("cpu"), torch.float32)
    with pytest.raises(InvalidValue, match="runs through transformers"):
        lp.lens(behind, IDS, "jacobian", ["the little robot wanted to see how a model works"])


def test_it_shows_the_likeliest_token_of_each_layer() -> None:
    lens = lp.lens("tiny-gpt2", TEXT)
    title, heads, *lines = repr(lens).splitlines()
    assert title.startswith("tiny-gpt2, logit lens: the likeliest next token at each layer; the last 8 of 9 tokens")
    assert heads.split() == ["␣upon", "␣a", "␣time", ",", "␣there", "␣was", "␣a", "␣little"]
    assert [line.split()[0] for line in lines] == ["h.0.resid_pre", *(f"h.{i}.resid_pre" for i in (1, 2, 3)), "the"]
