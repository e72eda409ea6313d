"""Contracts as SimPy processes: the readable reference, one history at a time.

Everything that docs/contracts.md says is here: suppliers as objects with processes and timers, hospitals as
arrays over regions. The compiled twin must agree with it path by path. Users who want another behaviour of
makers or hospitals write a :class:`Behaviour` and carry single histories out with it; every change is kept in
the trace.
"""

from simulator.supply.reference.actors import Behaviour, Buyer, Event, Supplier
from simulator.supply.reference.carrying import carry_out_all, carry_out_one

__all__ = ["Behaviour", "Buyer", "Event", "Supplier", "carry_out_all", "carry_out_one"]
