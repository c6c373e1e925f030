"""The divergence of two distributions is that of PyTorch, and 0 only for distributions that are alike."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_playground.decoding.distribution import log_softmax
from llm_playground.decoding.measures import kl_divergence

rows = arrays(np.float32, 7, elements=st.floats(-30, 30, width=32))


@given(rows, rows)
def test_it_is_that_of_pytorch(before: np.ndarray, after: np.ndarray) -> None:
    p, q = (torch.tensor(row, dtype=torch.float64).log_softmax(-1) for row in (before, after))
    expected = torch.nn.functional.kl_div(q, p, reduction="sum", log_target=True)
    assert kl_divergence(before, after) == pytest.approx(float(expected), abs=1e-12)
    assert np.allclose(log_softmax(before), p, atol=1e-12)


@given(rows)
def test_of_a_distribution_from_itself_it_is_exactly_nothing(logits: np.ndarray) -> None:
    assert kl_divergence(logits, logits) == 0


def test_a_token_that_cannot_come_counts_nothing_and_one_ruled_out_counts_without_end() -> None:
    some, all_ = np.array([0, 0, -np.inf], np.float32), np.zeros(3, np.float32)
    assert kl_divergence(some, all_) == pytest.approx(math.log(3 / 2))
    assert kl_divergence(all_, some) == math.inf
