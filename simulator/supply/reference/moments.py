"""Events at exact times, in the order that docs/contracts.md gives for one time."""

from __future__ import annotations

from collections.abc import Generator
from math import inf, nextafter
from typing import Any

import simpy
from simpy.events import EventPriority

__all__ = ["EARLY", "LATE", "NEXT", "At", "Process"]

EARLY, NEXT, LATE = EventPriority(0), EventPriority(1), EventPriority(2)
"""Steps and rungs first, the month end last."""

Process = Generator[simpy.Event, Any, None]


class At(simpy.Event):
    """An event at an exact time; among events at one time, the lower order comes first."""

    def __init__(self, env: simpy.Environment, time: float, order: EventPriority) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        now = env.now
        delay = max(time - now, 0.0)
        # Now plus the delay may miss the time by the last digit, and so part simultaneous events.
        while now + delay < time:
            delay = nextafter(delay, inf)
        while now + delay > time and delay > 0:
            delay = nextafter(delay, 0.0)
        env.schedule(self, priority=order, delay=delay)
