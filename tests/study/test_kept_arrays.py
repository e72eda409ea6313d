"""Arrays as bytes: what is read is what was written, to the last bit, or an error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import array_shapes, arrays

from simulator.study.kept_arrays import packed, unpacked

FLOATS = arrays(np.float64, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
KEPT = {"mass": np.array([[0.1, 0.9], [0.5, 0.25]]), "é": np.array([np.nan, -0.0]), "none": np.zeros((0, 3))}


@settings(max_examples=40, deadline=None)
@given(some.dictionaries(some.text(max_size=5), FLOATS, max_size=4))
def test_what_is_packed_is_unpacked(kept: dict[str, np.ndarray]) -> None:
    found = unpacked(packed(kept))
    assert list(found) == list(kept)
    for name, values in kept.items():
        assert found[name].shape == values.shape
        assert found[name].tobytes() == np.ascontiguousarray(values).tobytes()


def test_what_is_unpacked_can_be_worked_with() -> None:
    """Compiled code takes aligned arrays that can be written to; others would be compiled for anew."""
    for one in unpacked(packed(KEPT)).values():
        assert one.flags.writeable
        assert one.flags.aligned


def test_every_damaged_byte_is_noticed() -> None:
    whole = packed(KEPT)
    for at in range(len(whole)):
        for wrong in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
            try:
                found = unpacked(wrong)
            except ValueError:
                continue
            # Some bits of the wrapping say how it was packed and change nothing.
            assert [one.tobytes() for one in found.values()] == [one.tobytes() for one in KEPT.values()]


@pytest.mark.parametrize("content", [b"", b"vbp1", b"PK\x03\x04", b"vbp1nonsense"])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="kept"):
        unpacked(content)
