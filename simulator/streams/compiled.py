"""Random numbers of many entities at once, compiled: the same bits as :func:`simulator.streams.uniforms`.

Setting NumPy's generator up for each entity would cost several times the draws themselves.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.extending import intrinsic

__all__ = ["fill"]

_ROUNDS = 10
# Multipliers and key steps of Philox4x64 (Salmon, Moraes, Dror and Shaw, SC11, table 2).
_M0, _M1 = np.uint64(0xD2E7_470E_E14C_6C93), np.uint64(0xCA5A_8263_9512_1157)
_W0, _W1 = np.uint64(0x9E37_79B9_7F4A_7C15), np.uint64(0xBB67_AE85_84CA_A73B)


def _multiply(_context, a, b):  # pragma: no cover - compiled
    """Write the upper half of a product of two 64-bit numbers: one instruction of the machine."""

    def write(_context, builder, _signature, numbers):
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(number, wide) for number in numbers))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return numba.uint64(a, b), write


_high: Any = intrinsic(_multiply)


@numba.njit(cache=True, nogil=True)
def fill(out, seed, keys, start):  # pragma: no cover - compiled
    """Fill ``[R, E, 4 * blocks]`` with the uniforms of each entity from replication ``start`` on."""
    blocks = out.shape[2] // 4
    for r in range(out.shape[0]):
        for entity in range(out.shape[1]):
            for block in range(blocks):
                # NumPy counts up before it draws.
                c0 = np.uint64((start + r) * blocks + block + 1)
                c1 = c2 = c3 = np.uint64(0)
                k0, k1 = seed, keys[entity]
                for _ in range(_ROUNDS):
                    c0, c1, c2, c3 = _high(_M1, c2) ^ c1 ^ k0, _M1 * c2, _high(_M0, c0) ^ c3 ^ k1, _M0 * c0
                    k0, k1 = k0 + _W0, k1 + _W1
                to = 4 * block
                out[r, entity, to] = (c0 >> np.uint64(11)) * 2.0**-53
                out[r, entity, to + 1] = (c1 >> np.uint64(11)) * 2.0**-53
                out[r, entity, to + 2] = (c2 >> np.uint64(11)) * 2.0**-53
                out[r, entity, to + 3] = (c3 >> np.uint64(11)) * 2.0**-53
