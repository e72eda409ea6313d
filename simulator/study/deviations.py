"""How much a firm could gain by bidding otherwise than its strategy says, whatever the strategies are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.certificate import scale_of
from simulator.bidding.equilibrium.fresh_draws import FACTORS, NINETY_NINE, FreshGain, best_of
from simulator.bidding.equilibrium.stakes import lost_by_failing, worth_later
from simulator.bidding.equilibrium.utility import Utility, as_certain
from simulator.bidding.strategies.protocol import Quotes
from simulator.errors import InputError, nearest
from simulator.firms.draws import Drawn, draw_variety
from simulator.firms.population import CLASSES
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot
from simulator.scenario.payoffs import Payoffs
from simulator.streams import stream_key
from simulator.study.plan import Plan
from simulator.tender.quoting import guaranteed_cut, lay_out, quote_bids
from simulator.tender.ready import Tender, set_up
from simulator.tender.sampled import has_payoff
from simulator.tender.settings import admitted_bids
from simulator.tender.solving import Solving
from simulator.tender.stakes import breach_of, next_tender_of, outside_of

__all__ = ["VarietyGains", "gains_in_tender", "gains_of_plan"]

Floats = npt.NDArray[np.float64]

_SHARES = tuple(k / 20 for k in range(2, 21))


@dataclass(frozen=True, slots=True)
class VarietyGains:
    """What deviations gain in one variety, by class of firm."""

    variety: str
    bidders: int
    gains: tuple[FreshGain, ...]

    @property
    def exploitability(self) -> float:
        """Largest lower end of an interval, at least 0: a gain that is there for sure."""
        return max([0.0, *(one.gain - one.half_width for one in self.gains)])


def gains_in_tender(tender: Tender, at: int, draws: int) -> VarietyGains:
    """Try other bids for one firm at a time while all others bid as the scenario says.

    Bids are those of any strategies, trained policies among them. Tried are multiples of the own bid, one
    tick less, shares of the ceiling, the guaranteed line, and staying out. Half of the draws choose the best
    one for each tenth of costs over ceilings; the other half says what it gains, so that the choice does not
    flatter it. The draws are none of those that a run or a learner sees.

    Parameters
    ----------
    tender
        The scenario made ready.
    at
        Position of the variety.
    draws
        Number of draws, at least 100.

    Returns
    -------
    VarietyGains
        Gains relative to what the class earns (or 1 % of what the best class earns, if that is more), each
        with its 99 % interval.

    Raises
    ------
    InputError
        If the rule book promises no volume, or a ring agrees on bids.
    """
    _check(tender)
    seed, scenario = stream_key("deviations", str(tender.scenario.run.seed)), tender.scenario
    entrants = tender.entrants[at]
    drawn = draw_variety(entrants, scenario.market, scenario.costs, seed, 0, draws)
    one = _Variety(tender, at, drawn, quote_bids(tender, at, drawn))
    admitted = admitted_bids(entrants, tender.clauses)
    raw = {
        name: one.class_gain(name, np.flatnonzero((entrants.kind == code) & admitted))
        for code, name in enumerate(CLASSES)
        if ((entrants.kind == code) & admitted).any()
    }
    most = max((abs(earned) for earned, _, _ in raw.values()), default=0.0)
    gains = []
    for name, (earned, gain, error) in raw.items():
        scale = scale_of(earned, most)
        gains.append(FreshGain(name, earned, gain / scale, NINETY_NINE * error / scale))
    return VarietyGains(entrants.variety.name, len(entrants.firms), tuple(gains))


def _check(tender: Tender) -> None:
    if not has_payoff(tender):
        raise InputError.one(
            "this rule book promises no volume, so that a bid is worth nothing to its bidder",
            mend="choose a rule book with committed volume (see: vbp list rules)",
        )
    if tender.rings:
        raise InputError.one(
            "members of a ring bid what it agreed on, not what pays them alone", mend="leave out the ring"
        )


@dataclass(frozen=True, slots=True)
class _Variety:
    """One variety with what was dealt and quoted."""

    tender: Tender
    at: int
    drawn: Drawn
    quotes: Quotes

    def class_gain(self, name: str, members: npt.NDArray[np.intp]) -> tuple[float, float, float]:
        """Return what the class earns, what the best deviation adds, and its standard error, in yuan."""
        rows = np.arange(len(self.drawn.cost))
        own = members[rows % len(members)]
        cost, ceiling = self.drawn.cost[rows, own], self.drawn.ceiling[rows, own]
        bid, present = self.quotes.bid[rows, own], self.quotes.present[rows, own]
        prices = [bid, *self._prices(bid, ceiling), bid]
        there = [present, *(np.ones_like(present) for _ in prices[2:]), np.zeros_like(present)]
        each = [
            self._payoff(name, own, self._award(own, price, handed_in))
            for price, handed_in in zip(prices, there, strict=True)
        ]
        now, later = (np.stack(part) for part in zip(*each, strict=True))
        after = next_tender_of(self.tender.scenario, float(ceiling.mean()) * self._need / TICKS_PER_YUAN)
        profit = now[0].mean() if after is None or after.profit is None else after.profit
        order = np.argsort(np.argsort(cost / ceiling, kind="stable"), kind="stable")
        standing = (order + 0.5) / len(order)
        payoff = self._felt(now + max(float(profit), 0.0) * later, standing, ceiling)
        gain, error = best_of(payoff[1:] - payoff[0], standing)
        return float(payoff[0].mean()), gain, error

    def _felt(self, payoff: Floats, standing: Floats, ceiling: Ints) -> Floats:
        """Return payoffs as firms averse to risk take them, in yuan that are worth as much for certain."""
        payoffs = self.tender.scenario.payoffs
        if payoffs is None or not payoffs.aversion():
            return payoff
        # Wealth is counted in needs at the ceiling.
        scale = ceiling * self._need / TICKS_PER_YUAN
        utility = Utility(payoffs.aversion(), payoffs.riches())
        return np.asarray(as_certain(payoff / scale, standing, utility) * scale)

    @property
    def _need(self) -> float:
        """Reported need of a year, in units."""
        return float(self.tender.bases[self.at].sum())

    def _prices(self, bid: Ints, ceiling: Ints) -> list[Ints]:
        shares = [*_SHARES]
        cut = guaranteed_cut(self.tender.clauses)
        lines = [] if cut is None else [ceiling * (cut[1] - cut[0]) // cut[1]]
        tried = [bid * factor for factor in FACTORS] + [ceiling * share for share in shares] + lines
        return [np.clip(np.floor(one), 1, ceiling).astype(np.int64) for one in [*tried, bid - 1]]

    def _award(self, own: npt.NDArray[np.intp], price: Ints, present: npt.NDArray[np.bool_]) -> AwardedLot:
        """Return the award in each replication if one firm bids so."""
        rows = np.arange(len(own))
        bid, handed_in = self.quotes.bid.copy(), self.quotes.present.copy()
        bid[rows, own], handed_in[rows, own] = price, present
        lot = lay_out(self.tender, self.at, self.drawn, Quotes(bid, handed_in))
        return award_round([lot], self.tender.clauses, self.tender.areas.units, whole_round=False)[0]

    def _payoff(self, name: str, own: npt.NDArray[np.intp], awarded: AwardedLot) -> tuple[Floats, Floats]:
        """Return what one firm earns over the term, in yuan, and at the next tender, in profits of a term."""
        rows = np.arange(len(own))
        won, cost = awarded.won[rows, own], self.drawn.cost[rows, own]
        years = np.maximum(awarded.years, 1)
        volume = np.where(won, awarded.volume[rows, own] * years, 0.0)
        payoffs = self.tender.scenario.payoffs
        stakes = None if payoffs is None else payoffs.by_class()[name]
        if stakes is not None and stakes.capacity is not None:
            volume = np.minimum(volume, float(stakes.capacity.value) * self._need * years)
        price, ceiling = awarded.price[rows, own], self.drawn.ceiling[rows, own]
        earned = np.asarray((price - cost) * volume, dtype=np.float64)
        breach = breach_of(self.tender.scenario, years, ceiling)
        fates = None if breach is None else breach.fates(price, cost)
        if breach is not None and fates is not None:
            earned = earned - lost_by_failing(breach, fates, price, cost) * volume
        if payoffs is not None and stakes is not None:
            at = (ceiling, cost, self._need * years)
            earned = earned + self._beside(payoffs, name, (awarded, own), at)
        after = next_tender_of(self.tender.scenario, 1.0)
        later = 0.0 if after is None else worth_later(after, fates, 1.0)
        return np.asarray(earned / TICKS_PER_YUAN), np.where(won, later, 0.0)

    @staticmethod
    def _beside(
        payoffs: Payoffs,
        name: str,
        got: tuple[AwardedLot, npt.NDArray[np.intp]],
        at: tuple[Ints, Ints, Floats],
    ) -> Floats:
        """Return what one firm earns outside the tender, less what handing in its bid costs."""
        stakes, (awarded, own), (ceiling, cost, need) = payoffs.by_class()[name], got, at
        if stakes is None:
            return np.zeros(len(own))
        rows, outside = np.arange(len(own)), outside_of(payoffs, name)
        gained = outside.gained(awarded.price[rows, own] / ceiling, cost / ceiling)
        earned = outside.without(cost / ceiling) + np.where(awarded.won[rows, own], gained, 0.0)
        entry = 0.0 if stakes.entry_cost is None else float(stakes.entry_cost.value) * 1e6 * TICKS_PER_YUAN
        return np.asarray(earned * ceiling * need - entry * awarded.lot.present[rows, own])


def gains_of_plan(plan: Plan, varieties: Sequence[str], draws: int, solving: Solving) -> list[VarietyGains]:
    """Try deviations in some varieties of a scenario, or in all of them if none is named.

    Parameters
    ----------
    plan
        The checked plan.
    varieties
        Names.
    draws
        Number of draws.
    solving
        How games are solved, where bids are solved; its progress is called with varieties done.

    Raises
    ------
    InputError
        If there is no such variety, or as :func:`gains_in_tender` has it.
    """
    clauses = plan.rules.record.clauses
    tender = set_up(plan.scenario.record, clauses, plan.folder, solving)
    names = [one.variety.name for one in tender.entrants]
    for name in varieties:
        if name not in names:
            raise InputError.one(f"no variety is called '{name}'", mend=nearest(name, names))
    chosen = [at for at, name in enumerate(names) if not varieties or name in varieties]
    found = []
    for done, at in enumerate(chosen):
        found.append(gains_in_tender(tender, at, draws))
        if solving.progress is not None:
            solving.progress(done + 1, len(chosen))
    return found
