"""The branch of logit responses that starts at chance, followed by its arc length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax, softmax

from simulator.bidding.equilibrium.finite.games import Floats, PayoffMap
from simulator.errors import RunError

__all__ = ["LogitSystem", "follow"]

_STEPS = 5_000
_CORRECTIONS = 8
_FIRST, _LEAST, _GROWTH = 0.1, 1e-10, 1.3
_CLOSE, _NEAR, _ROUNDING = 1e-9, 1e-6, 1e-12
# With these limits of turn (cosine) and shift (part of the step) no branch was lost in 400 random games of 2
# to 11 choices, 17 of which turn back, against much finer steps; with 0.95 and 0.2, six were.
_TURN, _SHIFT = 0.999, 0.05


@dataclass(frozen=True, slots=True)
class LogitSystem:
    """The equations ``log x = log softmax(precision * payoff(x))`` in the logarithms of the probabilities."""

    payoff: PayoffMap
    jacobian: PayoffMap
    shape: tuple[int, ...]

    def gap(self, logs: Floats, precision: float) -> Floats:
        """Return ``[N]`` by how much the logarithms miss the logit response."""
        wide = logs.reshape(self.shape)
        answer = log_softmax(precision * self.payoff(softmax(wide, axis=-1)), axis=-1)
        return np.asarray(wide - answer, dtype=np.float64).ravel()

    def slopes(self, logs: Floats, precision: float) -> Floats:
        """Return ``[N, N + 1]`` derivatives of the gap by the logarithms and, last, by the precision."""
        mixture = softmax(logs.reshape(self.shape), axis=-1)
        payoffs = self.payoff(mixture)
        rows, size = mixture.reshape(-1, self.shape[-1]), mixture.size
        by_choice = np.asarray(self.jacobian(mixture), dtype=np.float64).reshape(size, *rows.shape)
        by_log = rows * (by_choice - (by_choice * rows).sum(axis=-1, keepdims=True))
        change = np.hstack([precision * by_log.reshape(size, size), payoffs.reshape(size, 1)])
        # The logarithm of the response falls by the mean change within its own row.
        answer = softmax(precision * payoffs, axis=-1).reshape(rows.shape)
        in_rows = change.reshape(*rows.shape, size + 1)
        centred = in_rows - (answer[..., None] * in_rows).sum(axis=1, keepdims=True)
        return np.asarray(np.eye(size, size + 1) - centred.reshape(size, size + 1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Point:
    """A point of the branch, ``[N + 1]`` logarithms and precision, and the direction in which it goes on."""

    at: Floats
    direction: Floats

    @property
    def precision(self) -> float:
        return float(self.at[-1])


def follow(system: LogitSystem, precisions: Sequence[float]) -> Iterator[Floats]:
    """Yield the ``[N]`` logarithms where the branch first reaches each of the rising precisions.

    Raises
    ------
    RunError
        If the branch cannot be followed that far.
    """
    size = int(np.prod(system.shape))
    start = np.append(np.full(size, -np.log(system.shape[-1])), 0.0)
    point = _Point(start, _direction(system, start, np.append(np.zeros(size), 1.0)))
    length, pending = _FIRST, list(precisions)
    for _ in range(_STEPS):
        ahead = _step(system, point, length)
        if ahead is None:
            length /= 2
            if length < _LEAST:
                raise RunError(
                    f"the branch of quantal responses breaks off at precision {point.precision:.3g}"
                )
            continue
        while pending and ahead.precision >= pending[0]:
            logs = _land(system, point, ahead, pending[0])
            if logs is None:
                break
            yield logs
            pending.pop(0)
        if not pending:
            return
        if ahead.precision >= pending[0]:
            length /= 2
            continue
        point, length = ahead, length * _GROWTH
        if point.precision < 0:
            raise RunError("the branch of quantal responses was lost where it turns: it came back to chance")
    raise RunError(
        f"the branch of quantal responses reached only precision {point.precision:.3g} in {_STEPS} steps; "
        "rescale the payoffs or ask for less precision"
    )


def _scale(at: Floats) -> Floats:
    """Return the unit of every coordinate: lengths are relative, as logarithms of rare choices are long."""
    return np.asarray(1.0 + np.abs(at), dtype=np.float64)


def _direction(system: LogitSystem, at: Floats, before: Floats) -> Floats:
    """Return the unit direction of the branch, in scaled coordinates, pointing the way it went before."""
    bordered = np.vstack([system.slopes(at[:-1], float(at[-1])) * _scale(at), before])
    goal = np.append(np.zeros(len(before) - 1), 1.0)
    try:
        along = np.linalg.solve(bordered, goal)
    except np.linalg.LinAlgError:
        return before
    return np.asarray(along / np.linalg.norm(along), dtype=np.float64)


def _step(system: LogitSystem, point: _Point, length: float) -> _Point | None:
    """Return the point so far ahead, or ``None`` if the step was too long to be sure of the branch."""
    scale = _scale(point.at)
    at = point.at + length * scale * point.direction
    for _ in range(_CORRECTIONS):
        gap = np.append(system.gap(at[:-1], float(at[-1])), 0.0)
        bordered = np.vstack([system.slopes(at[:-1], float(at[-1])) * scale, point.direction])
        try:
            move = np.linalg.solve(bordered, -gap)
        except np.linalg.LinAlgError:
            return None
        at = at + scale * move
        size = np.abs(move).max()
        if not np.isfinite(at).all() or size > _SHIFT * length:
            return None
        if size <= max(_NEAR * length, _ROUNDING):
            direction = _direction(system, at, point.direction)
            return _Point(at, direction) if direction @ point.direction >= _TURN else None
    return None


def _land(system: LogitSystem, before: _Point, ahead: _Point, precision: float) -> Floats | None:
    """Return the logarithms at a precision between two points, by Newton's method at that precision."""
    part = (precision - before.precision) / max(ahead.precision - before.precision, 1e-300)
    logs = ((1 - part) * before.at + part * ahead.at)[:-1]
    start, last = logs, np.inf
    for _ in range(4 * _CORRECTIONS):
        try:
            move = np.linalg.solve(system.slopes(logs, precision)[:, :-1], -system.gap(logs, precision))
        except np.linalg.LinAlgError:
            return None
        logs = logs + move
        size = float(np.abs(move).max())
        far = np.abs(logs - start).max() > 1 + 2 * np.abs(ahead.at - before.at).max()
        if not np.isfinite(size) or far:
            return None
        # Newton's steps shrink until rounding stops them.
        if size <= _CLOSE * (1 + np.abs(logs).max()) and size >= last / 2:
            return logs
        last = size
    return None
