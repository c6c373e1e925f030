"""What a temperature makes of the logits is what generation draws from."""

from __future__ import annotations

import pytest

import llm_playground as lp

TEXT = "Once upon a time, there was a little"


@pytest.mark.parametrize("temperature", [0.0, 0.35, 1.0, 2.0])
def test_the_probabilities_are_those_that_generation_draws_from(temperature: float) -> None:
    found = lp.temperatures("tiny-gpt2", TEXT).softmax
    at = found.temperatures.index(temperature)
    own, *_, warped = lp.trace("tiny-gpt2", TEXT, "sample", 1, seed=1, temperature=temperature).steps[0].stages
    assert found.candidates == own.candidates
    known = {each.id: each.probability for each in warped.candidates}
    expected = [known.get(each.id, 0.0) for each in found.candidates]
    assert found.probabilities[at] == pytest.approx(expected, abs=1e-12)
    assert found.others_mass[at] + sum(found.probabilities[at]) == pytest.approx(1)
    assert found.others_count == own.others_count
    assert found.entropy[at] == pytest.approx(warped.entropy, abs=1e-9)


def test_the_whole_vocabulary_is_in_the_curve_and_in_the_bins() -> None:
    found = lp.temperatures("tiny-qwen", TEXT, position=2).softmax
    logits = sorted(lp.load("tiny-qwen").next_logits([lp.load("tiny-qwen").tokenizer.encode(TEXT)[:3]])[0].tolist())
    assert sum(found.bins) == len(logits)
    for number, counted in enumerate(found.bins[:-1]):
        low = found.least + number * found.width
        inside = sum(low <= logit < low + found.width for logit in logits)
        assert counted == pytest.approx(inside, abs=1)  # one may lie on the bound
    assert (found.ranks[0], found.ranks[-1]) == (1, len(logits))
    falling = logits[::-1]
    for temperature in (0.05, 1.0, 1.6):
        at = found.temperatures.index(temperature)
        weights = [2.718281828459045 ** ((logit - falling[0]) / temperature) for logit in falling]
        probabilities = [weight / sum(weights) for weight in weights]
        assert found.curve[at] == pytest.approx([probabilities[rank - 1] for rank in found.ranks], rel=2e-3)
        held = next(n for n in range(1, len(falling) + 1) if sum(probabilities[:n]) >= 0.9)
        assert abs(found.most[at] - held) <= 1
    assert found.most[0] == 1
