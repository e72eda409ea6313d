"""Random numbers by name: the only place in the product that makes them.

A draw belongs to an entity (a stream, a variety, a firm), never to the order of events. The generator is
Philox keyed by ``(seed, hash of the names)`` with the replication as counter, so that adding a firm or a
product moves nobody else's draw and any block of replications gives the same numbers as the whole.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = ["DRAWS", "spread_points", "stream_key", "uniforms", "uniforms_of"]

_OF_THREAD = threading.local()
DRAWS = 4
"""Uniforms per entity and replication: one Philox block."""
_WORTH_COMPILING = 1024
"""Numbers from which the compiled generator is worth its loading."""


@lru_cache(maxsize=1 << 15)
def stream_key(*names: str) -> int:
    """Turn names into a 64-bit key; any difference in any name gives another key."""
    digest = hashlib.blake2b(digest_size=8)
    for name in names:
        encoded = name.encode()
        digest.update(len(encoded).to_bytes(8, "little") + encoded)
    return int.from_bytes(digest.digest(), "little")


def uniforms(
    seed: int, *names: str, start: int = 0, count: int = 1, blocks: int = 1
) -> npt.NDArray[np.float64]:
    """Draw uniforms on [0, 1) for one named entity.

    Parameters
    ----------
    seed
        Master seed of the run.
    names
        Name of the stream, then of the entities it belongs to.
    start, count
        First replication and number of replications.
    blocks
        Number of four-uniform blocks per replication.

    Returns
    -------
    numpy.ndarray
        Shape ``(count, 4 * blocks)``; row ``i`` depends on replication ``start + i`` only.
    """
    philox, generator = _generator()
    philox.state = {
        "bit_generator": "Philox",
        "state": {
            "counter": np.array([start * blocks, 0, 0, 0], dtype=np.uint64),
            "key": np.array([seed & 0xFFFF_FFFF_FFFF_FFFF, stream_key(*names)], dtype=np.uint64),
        },
        "buffer": np.zeros(DRAWS, dtype=np.uint64),
        "buffer_pos": DRAWS,
        "has_uint32": 0,
        "uinteger": 0,
    }
    return generator.random((count, DRAWS * blocks))


def uniforms_of(
    seed: int, entities: Sequence[tuple[str, ...]], *, start: int = 0, count: int = 1, blocks: int = 1
) -> npt.NDArray[np.float64]:
    """Draw uniforms on [0, 1) for many named entities: the same numbers as :func:`uniforms`, sooner.

    Parameters
    ----------
    seed
        Master seed of the run.
    entities
        For each of the ``E`` entities the name of the stream, then its own names.
    start, count
        First replication and number of replications.
    blocks
        Number of four-uniform blocks per entity and replication.

    Returns
    -------
    numpy.ndarray
        Shape ``(count, E, 4 * blocks)``.
    """
    out = np.empty((count, len(entities), DRAWS * blocks))
    if out.size < _WORTH_COMPILING:
        for at, names in enumerate(entities):
            out[:, at] = uniforms(seed, *names, start=start, count=count, blocks=blocks)
        return out
    from simulator.streams.compiled import fill

    keys = np.array([stream_key(*names) for names in entities], dtype=np.uint64)
    fill(out, np.uint64(seed & 0xFFFF_FFFF_FFFF_FFFF), keys, start)
    return out


def spread_points(
    draw: Literal["latin-hypercube", "sobol"], seed: int, count: int, axes: int
) -> npt.NDArray[np.float64]:
    """Draw points that cover the unit cube more evenly than independent ones.

    Parameters
    ----------
    draw
        ``latin-hypercube``: one point in each of ``count`` slices of every axis (McKay, Beckman and Conover,
        Technometrics 21, 1979); ``sobol``: scrambled Sobol' points, whose number is a power of 2.
    seed
        Seed of the points.
    count, axes
        Number of points and of axes.

    Returns
    -------
    numpy.ndarray
        ``(count, axes)`` points in [0, 1).
    """
    from scipy.stats import qmc

    # Sobol' points spawn a stream of their own from this one, which a bare key does not allow.
    generator = np.random.Generator(
        np.random.Philox(np.random.SeedSequence([seed, stream_key("design", draw)]))
    )
    engine = qmc.Sobol(axes, rng=generator) if draw == "sobol" else qmc.LatinHypercube(axes, rng=generator)
    return np.asarray(engine.random(count), dtype=np.float64)


def _generator() -> tuple[np.random.Philox, np.random.Generator]:
    """Return this thread's generator: a new one asks the machine for entropy that nobody uses."""
    made: tuple[np.random.Philox, np.random.Generator] | None = getattr(_OF_THREAD, "made", None)
    if made is None:
        philox = np.random.Philox(key=0)
        made = _OF_THREAD.made = (philox, np.random.Generator(philox))
    return made
