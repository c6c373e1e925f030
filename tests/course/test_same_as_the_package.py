"""What the exercises teach is what the package computes: their solutions are laid beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.course import exercises
from llm_playground.decoding.beam import beam_search
from llm_playground.decoding.choosers import choose
from llm_playground.decoding.distribution import Distribution, log_softmax, softmax
from llm_playground.decoding.measures import distinct
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import make_warper
from llm_playground.models.catalog import CATALOG
from llm_playground.records import BeamStep
from llm_playground.transformer.capture import capture
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.heads import FAINT, induction_on_repeated, repeated_tokens
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.reading import exact, head_weight

IDS = (5, 9, 300, 41, 9, 300, 9, 7)
RNG = np.random.default_rng(1)
LOGITS = RNG.normal(0, 3, (5, 40)).astype(np.float32)


def solved(name: str, *arguments: Any) -> Any:
    return exercises[name].solution_function(*arguments)


class Inside:
    """A transformer, and what it computes on the way over some tokens."""

    def __init__(self, transformer: Transformer, ids: Sequence[int] = IDS) -> None:
        self.transformer, self.config = transformer, transformer.config
        self.ids, self.seen = ids, capture(transformer, ids)

    def over(self, ids: Sequence[int]) -> Inside:
        return Inside(self.transformer, ids)

    def __getitem__(self, name: str) -> np.ndarray:
        return np.asarray(self.seen[name], np.float64)

    def weight(self, name: str) -> np.ndarray:
        return np.asarray(self.transformer.get_parameter(name).detach(), np.float64)

    @property
    def unembedding(self) -> np.ndarray:
        return np.asarray(exact(head_weight(self.transformer)))


def bundled(name: str) -> Inside:
    folder = CATALOG[name].bundled_folder
    assert folder is not None
    return Inside(load_transformer(folder))


@pytest.fixture(scope="module")
def gpt2() -> Inside:
    return bundled("tiny-gpt2")


@pytest.fixture(scope="module")
def qwen() -> Inside:
    return bundled("tiny-qwen")


@pytest.mark.parametrize("logits", LOGITS)
def test_warpers(logits: np.ndarray) -> None:
    def warped(name: str, value: float, logits: np.ndarray = logits) -> np.ndarray:
        return np.asarray(make_warper(name, {name: value})(logits, Past.of_prompt((3, 1, 3), frozenset())), np.float64)

    probabilities = softmax(logits.astype(np.float64))
    for t in (0.0, 0.7, 1.5):
        assert solved("temperature", logits, t) == pytest.approx(softmax(warped("temperature", t)), abs=1e-6)
    for k in (1, 5, 100):
        for given in (logits, logits.round()):  # of the second some tie
            assert solved("top_k", given, k) == pytest.approx(warped("top_k", k, given))
    for p in (0.1, 0.9, 1.0):
        assert solved("top_p", probabilities, p) == pytest.approx(softmax(warped("top_p", p)), abs=1e-6)
        assert solved("min_p", probabilities, p) == pytest.approx(softmax(warped("min_p", p)), abs=1e-6)
    for penalty in (0.8, 1.3):
        penalized = solved("repetition_penalty", logits, [3, 1, 3], penalty)
        assert penalized == pytest.approx(warped("repetition_penalty", penalty))


@pytest.mark.parametrize("logits", LOGITS)
def test_draws_and_entropy(logits: np.ndarray) -> None:
    distribution = Distribution.of(logits)
    for u in (0.0, 0.3, 0.9, 0.9999):
        assert solved("draw_token", distribution.all_probabilities, u) == choose(distribution, u)
    (found,) = solved("entropy", distribution.all_probabilities[None])
    assert found == pytest.approx(distribution.entropy)


def test_perplexity(gpt2: Inside) -> None:
    score = lp.score("tiny-gpt2", "Mia wanted to find the red ball.")
    assert score.before is not None
    ids = [*score.before.ids, *score.ids]
    assert solved("perplexity", gpt2.over(ids)["logits"], ids) == pytest.approx(score.perplexity, rel=1e-4)


def test_distinct_n() -> None:
    texts = RNG.integers(0, 3, (4, 7)).tolist()
    for n in (1, 2, 4):
        assert solved("distinct_n", texts, n) == distinct(texts, n)


def test_beam_search() -> None:
    model = lp.load("tiny-gpt2")
    (stop,) = lp.load_tokenizer("tiny-gpt2").encode(".")
    prompt = tuple(lp.load_tokenizer("tiny-gpt2").encode("Mia wanted to find"))
    told = beam_search(
        model, prompt, 12, num_beams=3, length_penalty=1.5, stop_ids={stop}, early_stopping="never", piece=model.piece
    )
    *steps, _ = (step for step in told if isinstance(step, BeamStep))  # in the last all texts end
    texts, sums, ended = [prompt], [0.0], 0
    for length, step in enumerate(steps, 1):
        logprobs = np.stack([log_softmax(row) for row in model.next_logits(texts)])
        live, finished = solved("beam_step", np.array(sums), logprobs, 3, stop, length, 1.5)
        assert [each[:2] for each in live] == [(beam.parent, beam.choice.id) for beam in step.live]
        assert [each[:2] for each in finished] == [(beam.parent, beam.choice.id) for beam in step.finished]
        assert [each[2] for each in live] == pytest.approx([beam.logprob for beam in step.live])
        assert [each[2] for each in finished] == pytest.approx([beam.score for beam in step.finished])
        texts, sums = [(*texts[text], token) for text, token, _ in live], [total for *_, total in live]
        ended += len(finished)
    assert len(steps) > 5
    assert ended > 1


def test_speculative_decoding() -> None:
    rounds = lp.speculate("tiny-gpt2", "Once upon a time", "tiny-qwen", "top_k", 20, top_k=5, seed=4).rounds
    fates = set()
    for drafted in (each for round in rounds for each in round.drafted):
        if drafted.overlap is None:  # it came after a rejected one
            continue
        rows = drafted.overlap.rows  # all tokens that can come
        p, q = (np.array([getattr(row, name) for row in rows]) for name in ("probability", "draft_probability"))
        place = [row.id for row in rows].index(drafted.id)
        acceptance, residual = solved("speculative_acceptance", p, q, place)
        assert acceptance == pytest.approx(drafted.acceptance)
        assert residual == pytest.approx([row.residual for row in rows])
        fates.add(drafted.fate)
    assert fates == {"accepted", "rejected"}


def test_norms(gpt2: Inside, qwen: Inside) -> None:
    weight, bias = gpt2.weight("h.1.ln_2.weight"), gpt2.weight("h.1.ln_2.bias")
    eps = gpt2.config.norm_eps
    assert solved("layer_norm", gpt2["h.1.resid_mid"], weight, bias, eps) == pytest.approx(gpt2["h.1.ln_2"], abs=1e-5)
    weight, eps = qwen.weight("h.1.ln_2.weight"), qwen.config.norm_eps
    assert solved("rms_norm", qwen["h.1.resid_mid"], weight, eps) == pytest.approx(qwen["h.1.ln_2"], abs=1e-5)


def test_attention(gpt2: Inside) -> None:
    q, k, v, z = (gpt2[f"h.1.attn.{name}"].transpose(1, 0, 2) for name in "qkvz")  # (H, T, D)
    for head in range(len(q)):
        assert solved("attention_head", q[head], k[head], v[head]) == pytest.approx(z[head], abs=1e-5)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    masked = solved("causal_mask", scores)
    assert masked == pytest.approx(gpt2["h.1.attn.attn_scores"], abs=1e-4)
    assert solved("softmax", masked) == pytest.approx(gpt2["h.1.attn.pattern"], abs=1e-5)


def test_split_heads(gpt2: Inside) -> None:
    rows, bias = gpt2.weight("h.1.attn.qkv_proj.weight"), gpt2.weight("h.1.attn.qkv_proj.bias")
    q = (gpt2["h.1.ln_1"] @ rows.T + bias)[:, : gpt2.config.n_embd]
    heads = solved("split_heads", q, gpt2.config.n_head)
    assert heads == pytest.approx(gpt2["h.1.attn.q"].transpose(1, 0, 2), abs=1e-4)


def test_rope(qwen: Inside) -> None:
    rows, bias = qwen.weight("h.1.attn.qkv_proj.weight"), qwen.weight("h.1.attn.qkv_proj.bias")
    q = (qwen["h.1.ln_1"] @ rows.T + bias)[:, : qwen.config.n_head * qwen.config.head_dim]
    assert qwen.config.rope is not None
    for head, unturned in enumerate(solved("split_heads", q, qwen.config.n_head)):
        turned = solved("rope", unturned, np.arange(len(IDS)), qwen.config.rope.theta)
        assert turned == pytest.approx(qwen["h.1.attn.q"][:, head], abs=1e-4)


def test_swiglu(qwen: Inside) -> None:
    gate, up = np.split(qwen.weight("h.1.mlp.up_proj.weight").T, 2, axis=-1)
    out = solved("swiglu", qwen["h.1.ln_2"], gate, up, qwen.weight("h.1.mlp.down_proj.weight").T)
    assert out == pytest.approx(qwen["h.1.mlp_out"], abs=1e-4)


def test_kv_cache(gpt2: Inside) -> None:
    q, k, v, z = (gpt2[f"h.1.attn.{name}"].transpose(1, 0, 2) for name in "qkvz")
    for head in range(len(q)):
        keys, values = k[head, :0], v[head, :0]
        for at in range(len(IDS)):
            read, keys, values = solved("kv_cache_step", q[head, at], k[head, at], v[head, at], keys, values)
            assert read == pytest.approx(z[head, at], abs=1e-5)
        assert (keys == k[head]).all()
        assert (values == v[head]).all()


def test_grouped_query_attention(qwen: Inside) -> None:
    q, k, v, z = (qwen[f"h.1.attn.{name}"].transpose(1, 0, 2) for name in "qkvz")
    assert len(k) < len(q)
    assert solved("grouped_query_attention", q, k, v) == pytest.approx(z, abs=1e-5)


def test_logit_lens(qwen: Inside) -> None:
    n_layer = qwen.config.n_layer
    streams = np.stack(
        [*(qwen[f"h.{i}.resid_pre"][-1] for i in range(n_layer)), qwen[f"h.{n_layer - 1}.resid_post"][-1]]
    )
    logits = solved("logit_lens", streams, qwen.weight("ln_f.weight"), qwen.unembedding, qwen.config.norm_eps)
    assert logits == pytest.approx(lp.lens("tiny-qwen", IDS).logits[:, -1], abs=1e-3)


def test_direct_logit_attribution(qwen: Inside) -> None:
    token, against = 300, 41
    names = ["wte", *(f"h.{layer}.{part}_out" for layer in range(qwen.config.n_layer) for part in ("attn", "mlp"))]
    components = np.stack([qwen[name][-1] for name in names])
    weight, eps = qwen.weight("ln_f.weight"), qwen.config.norm_eps
    found = solved("direct_logit_attribution", components, weight, qwen.unembedding, eps, token, against)
    parts = lp.attribution("tiny-qwen", IDS, token, against).parts
    for name, value in zip(names, found, strict=True):
        of_it = sum(part for key, part in parts.items() if key.startswith(name.removesuffix("_out")))
        assert value == pytest.approx(of_it, abs=1e-4), name
    assert found.sum() == pytest.approx(qwen["logits"][-1, token] - qwen["logits"][-1, against], abs=1e-3)


def test_induction_score(qwen: Inside) -> None:
    by_head = lp.heads("tiny-qwen", IDS).on_text
    assert by_head is not None
    twice = qwen.over(repeated_tokens(qwen.config.vocab_size, 20))
    for layer in range(qwen.config.n_layer):
        for head, pattern in enumerate(qwen[f"h.{layer}.attn.pattern"]):
            without_faint = np.where(pattern < FAINT, 0, pattern)  # as lp.heads leaves them out
            score = solved("induction_score", without_faint, list(IDS))
            assert score == pytest.approx(by_head["induction"][layer, head], abs=1e-5)
        patterns = np.asarray(twice.seen[f"h.{layer}.attn.pattern"])
        scores = [solved("induction_score", pattern, twice.ids) for pattern in patterns]
        assert scores == pytest.approx(induction_on_repeated(patterns), abs=1e-6)
