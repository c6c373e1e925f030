"""What is stored is, bit for bit, what the library of the format stores, and is read back as it reads it."""

from __future__ import annotations

from typing import Any

import gguf
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.quantization.types import TYPES, dequantize, quantize

SMALLEST = 2.0**-112  # of whose 127th part float32 has the inverse: below, the library turns infinity into a byte
ORDINARY = st.floats(-4, 4, width=32)
LARGE = st.floats(-60_000, 60_000, width=32)  # where float16 ends
SMALL = st.floats(-(2.0**-20), 2.0**-20, width=32)  # where it begins
TINY = st.floats(-(2.0**-126), 2.0**-126, width=32)  # subnormal in float32
ONE_SIDED = st.floats(-3, -1, width=32)
HALFWAY = st.integers(-508, 508).map(lambda quarters: quarters / 4)  # beside 127: half a step of Q8_0, of bfloat16 too
ONE_NUMBER = [0.0, -0.0, 1.0, -0.3, 2.0**-24]


def rows(*kinds: Any) -> Any:
    """Two rows of two blocks, whose weights are of one of these kinds, between two codes, or all the same."""
    one = [arrays(np.float32, (2, 64), elements=kind) for kind in kinds]
    halfway = arrays(np.float32, (2, 64), elements=HALFWAY).map(lambda rows: np.where(np.arange(64) % 32, rows, 127))
    return st.one_of(
        *one,
        halfway.map(np.float32),
        st.sampled_from(ONE_NUMBER).map(lambda value: np.full((2, 64), value, np.float32)),
    )


def reference(values: Any, type: str) -> Any:
    with np.errstate(all="ignore"):
        return gguf.quants.quantize(values, gguf.GGMLQuantizationType[type]).view(np.uint8)


def read_by_reference(data: Any, type: str) -> Any:
    with np.errstate(all="ignore"):
        return gguf.quants.dequantize(data, gguf.GGMLQuantizationType[type])


@pytest.mark.parametrize("type", TYPES)
@settings(max_examples=60)
@given(values=rows(ORDINARY, LARGE, SMALL, ONE_SIDED))
def test_the_bytes_are_those_of_the_library(type: str, values: Any) -> None:
    stored = quantize(values, type)
    reached = np.abs(values.reshape(-1, 32)).max(axis=1)
    spread = np.ptp(values.reshape(-1, 32), axis=1)
    kept = [  # block by block; see SMALLEST
        at for at in range(4) if min(reached[at], spread[at] or 1) > SMALLEST or reached[at] == 0 or type[0] != "Q"
    ]
    ours, theirs = (data.reshape(4, -1)[kept].tobytes() for data in (stored, reference(values, type)))
    assert ours == theirs


@pytest.mark.parametrize("type", TYPES)
@settings(max_examples=60)
@given(values=rows(ORDINARY, LARGE, SMALL, ONE_SIDED, TINY))
def test_they_are_read_back_as_the_library_reads_them(type: str, values: Any) -> None:
    stored = quantize(values, type)
    read = dequantize(stored, type)
    assert read.tobytes() == np.asarray(read_by_reference(stored, type), np.float32).tobytes()
    # Of the tiniest blocks the codes are not the library's, and what is read is, but for the sign of a zero.
    assert np.array_equal(read, read_by_reference(reference(values, type), type))


@pytest.mark.parametrize("type", [name for name in TYPES if name[0] == "Q"])
@settings(max_examples=40)
@given(data=st.binary(min_size=3 * 34, max_size=3 * 34))
def test_any_bytes_are_read_as_the_library_reads_them(type: str, data: bytes) -> None:
    size = TYPES[type].bytes
    blocks = np.frombuffer(data, np.uint8)[: 3 * size].reshape(3, size)
    assert dequantize(blocks, type).tobytes() == read_by_reference(blocks, type).tobytes()


@pytest.mark.parametrize("type", TYPES)
def test_a_large_matrix_is_the_same_in_parts(type: str) -> None:
    weights = np.random.default_rng(0).normal(0, 0.1, (150, 1024)).astype(np.float32)
    stored = quantize(weights.T.copy().T, type)  # whose columns lie together, as those of a transposed matrix do
    assert stored.tobytes() == reference(weights, type).tobytes()
    assert dequantize(stored, type).tobytes() == np.asarray(read_by_reference(stored, type), np.float32).tobytes()


@pytest.mark.parametrize("type", TYPES)
def test_the_table_knows_the_format(type: str) -> None:
    kind = TYPES[type]
    assert gguf.GGMLQuantizationType(kind.number).name == type
    assert gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[type]] == (kind.weights, kind.bytes)
    assert kind.bits_a_weight == 8 * kind.bytes / kind.weights


@pytest.mark.parametrize("type", ["Q8_0", "Q5_1", "Q5_0", "Q4_1", "Q4_0"])
def test_no_weight_of_a_block_moves_by_more_than_a_step(type: str) -> None:
    weights = np.random.default_rng(0).normal(0, 0.1, (8, 64)).astype(np.float32)
    moved = np.abs(dequantize(quantize(weights, type), type) - weights).reshape(-1, 32).max(axis=1)
    steps = np.abs(TYPES[type].blocks(weights).scale.astype(np.float32)).ravel()
    assert (moved <= steps * 1.01).all()
    assert moved.max() > 0


@pytest.mark.parametrize("type", ["F16", "Q8_0", "Q4_1", "Q4_0"])
def test_what_float16_cannot_hold_is_refused(type: str) -> None:
    with pytest.raises(InvalidValue, match=rf"{type} cannot hold weights as large as 1e\+30"):
        quantize(np.full((1, 32), 1e30, np.float32) * np.linspace(-1, 1, 32, dtype=np.float32), type)


def test_what_is_no_row_of_blocks_is_refused() -> None:
    with pytest.raises(InvalidValue, match="Rows of 40 weights do not divide into blocks of 32, which Q4_0 needs"):
        quantize(np.zeros((2, 40), np.float32), "Q4_0")
    with pytest.raises(InvalidValue, match="NaN or infinite"):
        quantize(np.full((1, 32), np.nan, np.float32), "Q4_0")
    with pytest.raises(UnknownName, match=r"Q4_K.*Q8_0"):
        quantize(np.zeros((1, 32), np.float32), "Q4_K")
