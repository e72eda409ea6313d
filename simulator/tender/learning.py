"""What firms have learned before a tender, kept by the hash of what it depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import numpy as np

from simulator.bidding.learning.table import LearnedBids
from simulator.bidding.strategies.learned import Learned
from simulator.errors import InputError
from simulator.rules.parameters import NoVolume
from simulator.tender.lessons import learn
from simulator.tender.ready import Tender
from simulator.tender.solving import Solving

__all__ = ["find_learned", "learners_of"]

_VERSION = 1


def learners_of(tender: Tender) -> dict[str, Learned]:
    """Return the classes of firm that learn, with how."""
    classes = tender.scenario.bidding.by_class()
    return {name: one for name, one in classes.items() if isinstance(one, Learned)}


def find_learned(tender: Tender, solving: Solving | None = None) -> tuple[Mapping[str, LearnedBids], ...]:
    """Let firms learn in every variety, or read what they learned before under the same circumstances.

    Parameters
    ----------
    tender
        The scenario made ready, but for what is learned.
    solving
        Where results are kept, and who is told of progress.

    Returns
    -------
    tuple
        By variety, what each class has learned that learns; empty if none does.
    """
    classes = learners_of(tender)
    if not classes:
        return ()
    _check_worth(tender)
    chosen, found = solving or Solving(), []
    for at in range(len(tender.entrants)):
        found.append(_kept_or_learned(tender, at, classes, chosen))
        if chosen.progress is not None:
            chosen.progress(at + 1, len(tender.entrants))
    return tuple(found)


def _check_worth(tender: Tender) -> None:
    """Refuse lessons in which prices earn nothing, or in which less counts than the scenario says."""
    mend = "let firms bid another way (bidding.generic.use=markup; see: vbp list strategies)"
    if isinstance(tender.clauses.volume, NoVolume):
        raise InputError.one(
            "this rule book promises no volume, so that no price earns anything and nothing can be learned",
            mend=mend,
        )
    if tender.scenario.payoffs is not None:
        raise InputError.one(
            "firms that learn count what the award earns and nothing else, but the scenario has payoffs",
            mend="leave out payoffs, or " + mend,
        )


def _kept_or_learned(
    tender: Tender, at: int, classes: Mapping[str, Learned], solving: Solving
) -> Mapping[str, LearnedBids]:
    key = _key(tender, at)
    kept = None if solving.store is None else solving.store.get(key)
    if kept is not None:
        try:
            return {name: LearnedBids(mixture) for name, mixture in kept.items()}
        except ValueError:
            # A file that is not what it should be is learned again and written over.
            pass
    learned = learn(tender, at, classes)
    if solving.store is not None:
        solving.store.put(key, {name: one.mixture for name, one in learned.items()})
    return learned


def _key(tender: Tender, at: int) -> str:
    """Return the hash of everything that decides what is learned."""
    scenario, entrants = tender.scenario, tender.entrants[at]
    said = [
        _VERSION,
        scenario.run.seed,
        scenario.model_dump(mode="json", include={"bidding", "costs", "payoffs"}),
        scenario.market.model_dump(mode="json"),
        tender.clauses.model_dump(mode="json"),
    ]
    found = hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16)
    table = tender.equilibria[at]
    solved = [] if table is None else [one.bids for one in table.classes.values()]
    facts = [getattr(tender.facts[at], name) for name in type(tender.facts[at]).__dataclass_fields__]
    arrays = [entrants.kind, entrants.status, entrants.link, entrants.coverage, entrants.preference]
    found.update(repr((entrants.variety, entrants.names)).encode())
    for array in [*arrays, *facts, *solved, tender.bases[at]]:
        found.update(f"{array.dtype}{array.shape}".encode() + np.ascontiguousarray(array).tobytes())
    return f"learned-{found.hexdigest()}"
