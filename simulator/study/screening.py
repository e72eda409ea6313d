"""Screens as a supervision group runs them: on a list or a run, and what they find of a ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError
from simulator.firms.cost_signs import cost_signs
from simulator.firms.draws import draw_variety
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.lot import UNKNOWN, Bools, Lot
from simulator.rules.screen_power import RANK, SCREENS, Power, screen_power
from simulator.rules.screens import Thresholds, screen_prices
from simulator.scenario.model import Scenario
from simulator.study.plan import Plan
from simulator.tender.quoting import quote_bids
from simulator.tender.ready import Tender, set_up
from simulator.tender.solving import Solving

__all__ = ["FLAGS", "RingStudy", "ScreenedVariety", "measure_screens", "screen_awards", "screen_lots"]

Floats = npt.NDArray[np.float64]

FLAGS = ("close", "apart", "same")
"""Flags that a list can raise: bids close together, the lowest far below the next, identical bids."""


@dataclass(frozen=True, slots=True)
class ScreenedVariety:
    """What the screens say of the bids for one variety."""

    variety: str
    bids: int
    figures: dict[str, float]
    """Figure of each screen; ``nan`` where there are too few bids for it."""
    flags: tuple[str, ...]
    """Flags that are raised, of ``FLAGS``."""


@dataclass(frozen=True, slots=True)
class RingStudy:
    """How well each screen tells the ring of a scenario from the same firms without one."""

    powers: dict[str, Power]
    """By name of the screen."""
    varieties: int
    """Varieties in which the ring is at work."""
    of_all: int
    """Varieties of the tender."""
    competitive: int
    """Simulated varieties without the ring, which set the thresholds."""
    rigged: int
    """Simulated varieties with it."""


def screen_lots(lots: Sequence[Lot], thresholds: Thresholds | None = None) -> tuple[ScreenedVariety, ...]:
    """Screen the bids of a list, as they were quoted; the rank screen takes former prices as signs of costs.

    Parameters
    ----------
    lots
        The varieties, of one replication.
    thresholds
        From where on a figure is flagged.
    """
    limits = thresholds or Thresholds()
    full = [lot.full() for lot in lots]
    return tuple(_screened(lot.variety, lot.bid, lot.present, limits, lot.previous_price) for lot in full)


def screen_awards(
    awards: pd.DataFrame, replication: int = 0, thresholds: Thresholds | None = None
) -> tuple[ScreenedVariety, ...]:
    """Screen the bids of a simulated round that a run kept in its table of awards.

    Parameters
    ----------
    awards
        The table ``awards`` of a run.
    replication
        Which of the kept rounds.
    thresholds
        From where on a figure is flagged.

    Raises
    ------
    InputError
        If the run did not keep that round.
    """
    limits = thresholds or Thresholds()
    kept = awards[awards["replication"] == replication]
    if kept.empty:
        raise InputError.one(
            f"the run kept no round number {replication}",
            mend=f"it kept {sorted(set(awards['replication'].tolist()))}",
        )
    screened = []
    for name, rows in kept.groupby("variety", sort=False):
        ticks = np.rint(rows["bid"].to_numpy(dtype=np.float64) * TICKS_PER_YUAN).astype(np.int64)[None, :]
        unknown = np.full(ticks.shape, UNKNOWN)
        screened.append(_screened(str(name), ticks, np.ones(ticks.shape, dtype=np.bool_), limits, unknown))
    return tuple(screened)


def _screened(
    variety: str, prices: Ints, present: Bools, limits: Thresholds, former: Ints
) -> ScreenedVariety:
    found = screen_prices(variety, prices, present, limits)
    raised = zip(FLAGS, (found.close, found.apart, found.same), strict=True)
    figures = {one.name: float(one.figure(prices, present)[0]) for one in SCREENS}
    figures[RANK.name] = float(RANK.figure(prices, present & (former != UNKNOWN), former)[0])
    flags = tuple(name for name, flag in raised if bool(flag[0]))
    return ScreenedVariety(variety, int(found.bids[0]), figures, flags)


def measure_screens(
    plan: Plan, replications: int, false_alarms: float, solving: Solving | None = None
) -> RingStudy:
    """Simulate the scenario without its ring to set thresholds, and with it to count what is found.

    Only varieties in which the ring is at work count, on both sides, so that a screen cannot tell the two
    apart by the number of bidders. The two sides have different replications, so that they are independent.

    Parameters
    ----------
    plan
        The checked scenario.
    replications
        Rounds simulated on each side.
    false_alarms
        Accepted rate of false alarms, above 0 and below 1.
    solving
        How bids are computed that must be solved for.

    Raises
    ------
    InputError
        If the scenario has no ring, no variety has one, or there are too few rounds for the rate.
    """
    scenario = plan.scenario.record
    if scenario.ring is None:
        raise InputError.one(
            f"no ring is at work in {scenario.id}",
            mend="describe one, for example --set ring.size=4 (see docs/rings.md)",
        )
    rigged = _ready(plan, scenario, solving)
    at_work = [at for at, ring in enumerate(rigged.rings) if ring is not None]
    if not at_work:
        raise InputError.one(
            "no variety has two firms of the ring",
            mend="raise ring.share, or put up more contested varieties",
        )
    plain = _ready(plan, scenario.model_copy(update={"ring": None}), solving)
    competitive = _figures(plain, at_work, 0, replications)
    found = _figures(rigged, at_work, replications, replications)
    count = replications * len(at_work)
    if false_alarms * (count + 1) < 1:
        raise InputError.one(
            f"{count} simulated varieties cannot set a threshold for a false-alarm rate of {false_alarms:g}",
            mend=f"raise --reps to {int(np.ceil((1 / false_alarms - 1) / len(at_work) - 1e-9))} or more",
        )
    powers = {
        one.name: screen_power(competitive[one.name], found[one.name], false_alarms, one.suspicious)
        for one in (*SCREENS, RANK)
    }
    return RingStudy(powers, len(at_work), len(rigged.entrants), count, count)


def _ready(plan: Plan, scenario: Scenario[AnyStrategy], solving: Solving | None) -> Tender:
    return set_up(scenario, plan.rules.record.clauses, plan.folder, solving)


def _figures(tender: Tender, at_work: Sequence[int], start: int, count: int) -> dict[str, Floats]:
    """Return the figures of the bids handed in for some varieties, over all of their replications."""
    scenario = tender.scenario
    figures: dict[str, list[Floats]] = {one.name: [] for one in (*SCREENS, RANK)}
    for at in at_work:
        entrants = tender.entrants[at]
        drawn = draw_variety(entrants, scenario.market, scenario.costs, scenario.run.seed, start, count)
        quotes = quote_bids(tender, at, drawn)
        for one in SCREENS:
            figures[one.name].append(one.figure(quotes.bid, quotes.present))
        signs = cost_signs(entrants, drawn.cost, scenario.run.seed, start)
        figures[RANK.name].append(RANK.figure(quotes.bid, quotes.present, signs))
    return {name: np.concatenate(parts) for name, parts in figures.items()}
