"""Contrastive search on models: equal to transformers' hidden states and plain arithmetic, alone and in an arena."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.models.seam import LanguageModel
from tests.checkpoints import make_foreign

TEXT = "Once upon a time"


def obvious(folder: Path, ids: list[int], n: int, k: int, alpha: float) -> list[int]:
    """The method as its paper writes it, on the last of the hidden states that `transformers` tells."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    made: list[int] = []
    with torch.inference_mode():
        for _ in range(n):
            p, candidates = torch.softmax(model(torch.tensor([ids])).logits[0, -1], -1).topk(k)
            scores = []
            for share, id in zip(p, candidates, strict=True):
                states = model(torch.tensor([[*ids, int(id)]]), output_hidden_states=True).hidden_states[-1][0]
                worst = torch.nn.functional.cosine_similarity(states[:-1], states[-1:]).max()
                scores.append((1 - alpha) * share - alpha * worst)
            made.append(int(candidates[int(torch.stack(scores).argmax())]))
            ids = [*ids, made[-1]]
    return made


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-qwen"])
def test_a_bundled_model_takes_the_tokens_of_the_obvious_computation(model: str) -> None:
    trace = lp.trace(model, TEXT, "contrastive", 10)
    folder = lp.CATALOG[model].bundled_folder
    assert folder is not None
    assert list(trace.ids) == obvious(folder, list(trace.prompt.ids), 10, 4, 0.6)
    assert trace.start.parameters == {"num_candidates": 4, "penalty_alpha": 0.6}
    live = lp.step(model, TEXT, "contrastive", taken=trace.steps[:3])
    assert live.pipeline.choice == trace.steps[3].choice
    assert "the best of 4 candidates" in repr(live)
    assert lp.branch(trace, at=3).steps == trace.steps
    assert lp.compare(TEXT, ["contrastive", "greedy"], model, max_new_tokens=10).lanes[0].traces[0].ids == trace.ids
    assert lp.Trace.from_json(trace.to_json()) == trace
    with pytest.raises(InvalidValue, match="compares hidden states"):
        lp.speculate(model, TEXT, "tiny-qwen-chat", "contrastive")


def test_a_model_that_only_transformers_knows_can_do_it_and_one_without_hidden_states_says_why_not(tmp_path) -> None:
    foreign = make_foreign(tmp_path / "foreign")
    trace = lp.trace(foreign, [1, 2, 3], "contrastive", 4)
    assert list(trace.ids) == obvious(foreign, [1, 2, 3], 4, 4, 0.6)

    class Closed(LanguageModel):
        """Logits, and nothing else."""

        def _next_logits(self, sequences):
            return loaded.next_logits(sequences)

    loaded = lp.load("tiny-gpt2")
    with pytest.raises(InvalidValue, match=r"^Contrastive search compares a model's hidden states\. tiny-gpt2 ") as no:
        lp.trace(Closed(loaded.info), TEXT, "contrastive", 4)
    assert no.value.field == "strategy"
