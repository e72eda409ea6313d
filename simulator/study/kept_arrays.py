"""Named arrays as bytes, quick to read back: a round has hundreds of solved games, and each is a file."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

__all__ = ["packed", "unpacked"]

Floats = npt.NDArray[np.float64]

_MARK = b"vbp1"
_NUMBER = np.dtype("<f8")
_QUICK = 1
_LENGTH = 8


def packed(arrays: Mapping[str, Floats]) -> bytes:
    """Return named arrays as bytes: names and shapes, then all numbers, compressed with a checksum.

    Parameters
    ----------
    arrays
        The arrays, of any shape.
    """
    head = json.dumps({name: np.shape(one) for name, one in arrays.items()}).encode()
    # Numbers begin where the processor reads them best.
    head += b" " * (-len(head) % _NUMBER.itemsize)
    numbers = (np.asarray(one, dtype=_NUMBER).tobytes() for one in arrays.values())
    return _MARK + zlib.compress(b"".join([len(head).to_bytes(_LENGTH, "little"), head, *numbers]), _QUICK)


def unpacked(content: bytes) -> dict[str, Floats]:
    """Return the arrays that :func:`packed` has written.

    Parameters
    ----------
    content
        The bytes.

    Raises
    ------
    ValueError
        If these are other bytes, or some are missing or changed.
    """
    if not content.startswith(_MARK):
        raise ValueError("these bytes are no arrays that were kept")
    try:
        whole = bytearray(zlib.decompress(content[len(_MARK) :]))
        start = _LENGTH + int.from_bytes(whole[:_LENGTH], "little")
        shapes = {name: tuple(shape) for name, shape in json.loads(whole[_LENGTH:start]).items()}
        return _parted(np.frombuffer(whole, _NUMBER, offset=start), shapes)
    except (zlib.error, ValueError, TypeError, AttributeError) as error:
        raise ValueError("arrays that were kept are damaged") from error


def _parted(numbers: Floats, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Floats]:
    found, at = {}, 0
    for name, shape in shapes.items():
        size = math.prod(shape)
        found[name] = numbers[at : at + size].reshape(shape)
        at += size
    if at != len(numbers):
        raise ValueError("these are not all numbers, or too many")
    return found
