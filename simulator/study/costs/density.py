"""The distribution of bids on a price list: smooth where bids are, with atoms at the lines of the rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Part", "Smoothing", "bandwidth", "parts_of", "smooth"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_AT_LINE = 1e-3
"""A bid that is below a line by at most this ratio is meant to be at the line."""
_ATOM = 0.02
"""Smallest share of bids at the line that makes an atom of it."""
_UNDERSMOOTHED = 0.5
"""Part of the usual bandwidth that is taken, so that sampling error outweighs the bias of smoothing."""
_TRIMMED = 0.5
"""Part of the bandwidth at the ends of a range in which a density is not trusted."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A range of bids that is smoothed on its own, so that none is smeared across a line of the rules."""

    low: float
    high: float
    width: float
    """Bandwidth, in logarithms of the price; 0 for an atom."""
    members: Bools
    """``[N]`` bids that belong to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Smoothing:
    """How each bid of a sample is spread over a price list, and where the estimate is not trusted."""

    shares: Floats
    """``[N, B]`` share of each bid at each price; rows sum to 1."""
    trusted: Bools
    """``[B]`` prices at which the density of bids is well estimated."""
    atom: Bools
    """``[N]`` bids at the guaranteed line."""

    def masses(self, weights: Floats) -> Floats:
        """Return the probability of each price when bids count with given weights."""
        total = weights @ self.shares
        return np.asarray(total / total.sum())


def bandwidth(logs: Floats) -> float:
    """Return the bandwidth of the triweight kernel for a sample, in the sample's unit.

    Notes
    -----
    Half of ``2.978 * 1.06 * spread * n**(-1/5)``, the rule of thumb for a normal sample carried over to the
    triweight kernel of Guerre, Perrigne and Vuong (2000).
    """
    if len(logs) < 2:
        return 0.0
    quartiles = np.quantile(logs, [0.25, 0.75])
    spread = min(float(np.std(logs, ddof=1)), float(quartiles[1] - quartiles[0]) / 1.349 or np.inf)
    return float(_UNDERSMOOTHED * 2.978 * 1.06 * spread * len(logs) ** -0.2)


def parts_of(bids: Floats, line: float) -> tuple[Part, ...]:
    """Split bids at the guaranteed line: below it, at it, above it.

    Parameters
    ----------
    bids
        ``[N]`` bids in the unit of the price list.
    line
        Highest price that passes on its own; 0 without one.
    """
    at = (bids > line * (1 - _AT_LINE)) & (bids <= line * (1 + 1e-9))
    if at.mean() < _ATOM:
        at = np.zeros(len(bids), dtype=np.bool_)
    found = []
    for members in (~at & (bids <= line), at, ~at & (bids > line)):
        if not members.any():
            continue
        if members is at:
            found.append(Part(line, line, 0.0, members))
            continue
        low, high = float(bids[members].min()), float(bids[members].max())
        widest = 0.5 * float(np.log(high / low))
        found.append(Part(low, high, min(bandwidth(np.log(bids[members])), widest), members))
    return tuple(found)


def smooth(bids: Floats, prices: Floats, line: float) -> Smoothing:
    """Spread a sample of bids over a price list.

    Parameters
    ----------
    bids
        ``[N]`` bids in the unit of the list.
    prices
        ``[B]`` price list, increasing.
    line
        Guaranteed line; 0 without one.

    Notes
    -----
    Kernel on logarithms, mirrored at the ends of each range; within half a bandwidth of an end the estimate
    is not trusted (the trimming of Guerre, Perrigne and Vuong 2000).
    """
    shares = np.zeros((len(bids), len(prices)))
    trusted = np.zeros(len(prices), dtype=np.bool_)
    atom = np.zeros(len(bids), dtype=np.bool_)
    grid = np.log(prices)
    for part in parts_of(bids, line):
        if part.low == part.high == line:
            atom |= part.members
        inside = _inside(grid, part)
        if part.width == 0 or len(inside) < 2:
            shares[part.members, int(np.abs(prices - part.low).argmin())] = 1.0
            continue
        shares[np.ix_(part.members, inside)] = _spread(np.log(bids[part.members]), grid[inside], part)
        margin = _TRIMMED * part.width
        trusted |= (grid >= np.log(part.low) + margin) & (grid <= np.log(part.high) - margin)
    return Smoothing(shares, trusted, atom)


def _inside(grid: Floats, part: Part) -> npt.NDArray[np.int64]:
    # Prices of a list are whole ticks, so that its ends may be half a tick off the bids.
    first = int(np.abs(grid - np.log(part.low)).argmin())
    last = int(np.abs(grid - np.log(part.high)).argmin())
    return np.arange(first, last + 1)


def _spread(logs: Floats, grid: Floats, part: Part) -> Floats:
    """Return shares of the cells around the prices of one range; rows sum to 1."""
    low, high = np.log(part.low), np.log(part.high)
    edges = np.concatenate([[low], (grid[1:] + grid[:-1]) / 2, [high]])
    steps = np.zeros((len(logs), len(edges)))
    for centre in (logs, 2 * low - logs, 2 * high - logs):
        steps += _triweight_cdf((edges[None, :] - centre[:, None]) / part.width)
    shares = np.diff(steps, axis=1)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _triweight_cdf(u: Floats) -> Floats:
    u = np.clip(u, -1.0, 1.0)
    return np.asarray(0.5 + 35.0 / 32.0 * (u - u**3 + 0.6 * u**5 - u**7 / 7.0))
