"""Figures of simulated rounds that the published record prints: those of a run and a few more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.money import TICKS_PER_YUAN
from simulator.results.contracts import whole_tender
from simulator.results.metrics import round_metrics
from simulator.rules.lot import STATUSES, AwardedLot, winning
from simulator.study.contracts import count_contracts
from simulator.study.plan import make_plan
from simulator.supply.terms import terms_of
from simulator.tender.simulate import Block, Tender, play_block, set_up

__all__ = ["CONTRACT_FIGURES", "extra_figures", "play_scenario"]

Floats = npt.NDArray[np.float64]

CONTRACT_FIGURES = ("actual_over_agreed", "defaults", "used_over_bought")
"""Figures that need contracts to be carried out."""

_ORIGINATOR = STATUSES.index("originator")
_BLOCK = 64


def play_scenario(
    name: str, replications: int, seed: int, contracts: bool = False, sets: Sequence[str] = ()
) -> dict[str, Floats]:
    """Simulate a scenario and return every figure of it, ``[R]`` by name.

    Parameters
    ----------
    name
        Id of the scenario, or path of a file.
    replications
        Number of replications.
    seed
        Master seed.
    contracts
        Whether contracts are carried out too, with the defaults if the scenario says nothing about them.
    sets
        Changes of the scenario of the form ``path=value``.
    """
    changes = [*sets, f"run.seed={seed}"]
    plan = make_plan(name, changes)
    if contracts and plan.scenario.record.supply is None:
        plan = make_plan(name, [*changes, "supply={}"])
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder)
    supply = plan.scenario.record.supply if contracts else None
    terms = None if supply is None else terms_of(plan.rules.record, supply)
    parts: list[dict[str, Floats]] = []
    for start in range(0, replications, _BLOCK):
        block = play_block(tender, start, min(_BLOCK, replications - start))
        found = round_metrics(block.awarded, block.costs)
        found = found | extra_figures(tender, block)
        if terms is not None:
            done = whole_tender(count_contracts(tender, block, terms).by_variety)
            found |= {figure: done[figure] for figure in CONTRACT_FIGURES}
        parts.append(found)
    return {figure: np.concatenate([part[figure] for part in parts]) for figure in parts[0]}


def extra_figures(tender: Tender, block: Block) -> dict[str, Floats]:
    """Return figures of a block that the record prints and the tables of a run do not hold.

    Parameters
    ----------
    tender
        The scenario made ready.
    block
        Its awards.

    Returns
    -------
    dict
        ``[R]`` by name; shares for cuts, yuan for prices, NaN where undefined.
    """
    rows = len(block.awarded[0].state)
    return (
        _counts(tender, block.awarded, rows)
        | _by_class(block.awarded)
        | _first_bids(block.awarded)
        | _prices(block.awarded)
    )


def _counts(tender: Tender, awarded: Sequence[AwardedLot], rows: int) -> dict[str, Floats]:
    succeeded = np.stack([one.winners > 0 for one in awarded], axis=1)
    wins: dict[str, Floats] = defaultdict(lambda: np.zeros(rows))
    for one in awarded:
        for at, firm in enumerate(one.lot.firms):
            wins[firm] = wins[firm] + winning(one.state)[:, at]
    over_five = sum(entrants.variety.bidders > 5 for entrants in tender.entrants)
    with_originator = sum(bool((entrants.status == _ORIGINATOR).any()) for entrants in tender.entrants)
    return {
        "success_rate": succeeded.mean(axis=1),
        "most_wins": np.max(np.stack(list(wins.values())), axis=0),
        "varieties_over_five": np.full(rows, float(over_five)),
        "varieties_with_originator": np.full(rows, float(with_originator)),
    }


def _by_class(awarded: Sequence[AwardedLot]) -> dict[str, Floats]:
    """Return cuts by class, against the variety's lowest procurement price: no firm has its own."""
    cuts, originator = [], []
    lowest = []
    for one in awarded:
        won = winning(one.state)
        cuts.append(np.where(won, 1 - one.price / np.broadcast_to(one.lot.reference, won.shape), np.nan))
        originator.append(np.broadcast_to(one.lot.status == _ORIGINATOR, won.shape))
        lowest.append(np.where(won, 1 - one.price / one.comparable_ceiling, np.nan))
    cut, foreign = np.concatenate(cuts, axis=1), np.concatenate(originator, axis=1)
    return {
        "mean_cut_originators": _mean(np.where(foreign, cut, np.nan)),
        "mean_cut_generics": _mean(np.where(foreign, np.nan, cut)),
        "min_cut_ceiling": np.fmin.reduce(np.concatenate(lowest, axis=1), axis=1),
    }


def _first_bids(awarded: Sequence[AwardedLot]) -> dict[str, Floats]:
    """Return cuts of the lowest bid on the table, before any negotiation, by number of bids."""
    cuts, bids = [], []
    for one in awarded:
        valid = one.lot.present & (one.lot.bid <= one.lot.ceiling)
        lowest = np.min(np.where(valid, one.lot.bid, np.iinfo(np.int64).max), axis=1)
        reference = np.broadcast_to(one.lot.reference, valid.shape)[:, 0]
        bids.append(valid.sum(axis=1))
        cuts.append(np.where(valid.any(axis=1), 1 - lowest / reference, np.nan))
    cut, number = np.stack(cuts, axis=1), np.stack(bids, axis=1)
    return {
        "first_cut_all": _mean(cut),
        "first_cut_two": _mean(np.where(number == 2, cut, np.nan)),
        "first_cut_more": _mean(np.where(number >= 3, cut, np.nan)),
    }


def _prices(awarded: Sequence[AwardedLot]) -> dict[str, Floats]:
    price = np.concatenate([np.where(winning(one.state), one.price, np.nan) for one in awarded], axis=1)
    bid = np.concatenate([np.where(one.lot.present, one.lot.bid, np.nan) for one in awarded], axis=1)
    return {
        "mean_price": _mean(price) / TICKS_PER_YUAN,
        "lowest_price": np.fmin.reduce(price, axis=1) / TICKS_PER_YUAN,
        "bids_below_1000": (bid < 1000 * TICKS_PER_YUAN).sum(axis=1).astype(np.float64),
        "bids_above_2850": (bid > 2850 * TICKS_PER_YUAN).sum(axis=1).astype(np.float64),
    }


def _mean(values: Floats) -> Floats:
    """Mean over columns of what is defined; NaN where nothing is."""
    defined = ~np.isnan(values)
    count = defined.sum(axis=1)
    total = np.where(defined, values, 0.0).sum(axis=1)
    result: Floats = np.full(len(values), np.nan)
    np.divide(total, count, out=result, where=count > 0)
    return result
