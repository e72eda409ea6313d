"""Events at exact times, in the order that docs/contracts.md gives for one time."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from simpy.events import EventPriority

__all__ = ["EARLY", "LATE", "NEXT", "At", "Process"]

EARLY, NEXT, LATE = 0, 1, 2
"""Steps and rungs first, the month end last."""

Process = Generator[simpy.Event, Any, None]


class At(simpy.Event):
    """An event at an exact time; among events at one time, the lower order comes first."""

    def __init__(self, env: simpy.Environment, time: float, order: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        delay = max(time - env.now, 0.0)
        # Now plus the delay may miss the time by the last digit, and so part simultaneous events.
        while env.now + delay < time:
            delay = float(np.nextafter(delay, np.inf))
        while env.now + delay > time and delay > 0:
            delay = float(np.nextafter(delay, 0.0))
        env.schedule(self, priority=EventPriority(order), delay=delay)
