"""Equilibria of a scenario's varieties, with what they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.drawn_variety import DrawnEquilibrium
from simulator.bidding.equilibrium.fresh_draws import FreshGain, as_sampled, gains_on_fresh_draws
from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.lines import marks
from simulator.bidding.equilibrium.outcome import Outcome
from simulator.bidding.equilibrium.sampled import SampledGame
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.starts import STARTS, Start
from simulator.bidding.equilibrium.variety import VarietyEquilibrium
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError, Problem, nearest
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, Lot
from simulator.rules.places import places_for
from simulator.scenario.model import Scenario
from simulator.scenario.payoffs import Payoffs
from simulator.study.equilibrium_results import OtherStart, Search, VarietyResult
from simulator.study.plan import Plan
from simulator.tender.concepts import NashBids
from simulator.tender.drawn import SAMPLED_TOLERANCE, draws_of, left_out_of_draws, solve_drawn_varieties
from simulator.tender.equilibria import against_knowing_by_number
from simulator.tender.forming import equilibrium_setting
from simulator.tender.ready import Tender, set_up
from simulator.tender.sampled import has_payoff
from simulator.tender.settings import Level, levels_of, nearly_equal_costs
from simulator.tender.solving import Remembered, Solving

__all__ = ["solve_plan"]


def solve_plan(plan: Plan, search: Search, solving: Solving | None = None) -> tuple[VarietyResult, ...]:
    """Solve the games of a scenario's varieties at a typical cost level and ceiling.

    Where the rule book leaves the award to the order of prices and the lowest price, the game is exact;
    else expectations are found by simulating the award, and the certificate is statistical.

    Parameters
    ----------
    plan
        The checked plan.
    search
        Which varieties, and how closely.
    solving
        How games are solved.

    Raises
    ------
    InputError
        If there is no such variety, or the rule book promises no volume.
    """
    scenario, clauses = plan.scenario.record, plan.rules.record.clauses
    tender = set_up(scenario, clauses, plan.folder, solve=False)
    if not has_payoff(tender):
        raise InputError.one(
            f"{plan.rules.record.id} promises no volume, so that a bid is worth nothing to its bidder",
            mend="choose a rule book with committed volume (see: vbp list rules)",
        )
    _check_risk(scenario.payoffs, coverage(clauses).missing)
    if search.rivals_known_by == "number":
        _check_number(scenario, coverage(clauses).missing)
    names = [one.variety.name for one in tender.entrants]
    for name in search.varieties:
        if name not in names:
            raise InputError.one(f"no variety is called '{name}'", mend=nearest(name, names))
    chosen = [at for at, name in enumerate(names) if not search.varieties or name in search.varieties]
    solver, near = _Solver(tender, search, solving or Solving()), nearly_equal_costs(scenario)
    kept = plan.costs_kept
    return tuple(replace(one, nearly_equal_costs=near, costs_kept=kept) for one in solver.solve_all(chosen))


def _check_number(scenario: Scenario[AnyStrategy], missing: tuple[str, ...]) -> None:
    """Refuse rivals known by number where somebody does know more, or no exact game is solved."""
    otherwise = "--rivals-known-by class"
    problems = [Problem(what, mend=mend) for what, mend in against_knowing_by_number(scenario, otherwise)]
    if missing:
        what = "under this rule book rivals are drawn from their classes: " + "; ".join(missing)
        problems.append(Problem(what, mend=f"write {otherwise}, or choose another rule book"))
    if problems:
        raise InputError(problems)


def _check_risk(payoffs: Payoffs | None, missing: tuple[str, ...]) -> None:
    """Refuse to search against drawn rivals for firms averse to risk: that search compares mean profits."""
    if payoffs is not None and payoffs.aversion() > 0 and missing:
        raise InputError.one(
            "under this rule book games are solved by simulation, which knows no risk aversion yet: "
            + "; ".join(missing),
            mend="leave out payoffs.risk_aversion, or choose another rule book",
        )


class _Solver:
    """Solves one variety after another in the way that the rule book asks for."""

    def __init__(self, tender: Tender, search: Search, solving: Solving) -> None:
        self._tender = tender
        self._search = search
        self._solving = solving
        self._remembered = Remembered(solving, NashBids(search.tolerance))
        self._coverage = coverage(tender.clauses)
        self._level: Level = levels_of(tender.scenario, 1)[0]

    def solve_all(self, chosen: list[int]) -> tuple[VarietyResult, ...]:
        """Return the equilibria of some varieties."""
        if not self._coverage.missing:
            settings = [self._setting(at) for at in chosen]
            solved = self._remembered.solve_all(settings)
            others = self._from_other_starts(settings)
            together = zip(chosen, settings, solved, others, strict=True)
            return tuple(
                self._nobody(at, one) if found is None else replace(self._exact(at, one, found), others=rest)
                for at, one, found, rest in together
            )
        settings = [self._setting(at) for at in chosen]
        cases = [(at, self._level) for at, one in zip(chosen, settings, strict=True) if one.classes]
        found = iter(self._drawn(cases, "even"))
        elsewhere = self._drawn_from_other_starts(cases)
        return tuple(
            replace(self._sampled(at, next(found)), others=next(elsewhere))
            if one.classes
            else self._nobody(at, one)
            for at, one in zip(chosen, settings, strict=True)
        )

    def _drawn(self, cases: list[tuple[int, Level]], start: Start) -> tuple[DrawnEquilibrium, ...]:
        return solve_drawn_varieties(self._tender, cases, self._search.tolerance, self._solving, start)

    def _drawn_from_other_starts(self, cases: list[tuple[int, Level]]) -> Iterator[tuple[OtherStart, ...]]:
        """Search against drawn rivals from every other start, if asked for."""
        starts = STARTS[1:] if self._search.starts else ()
        enough = max(SAMPLED_TOLERANCE, self._search.tolerance)
        found = [
            [
                OtherStart(start, one.outcome.price, one.exploitability, one.exploitability <= enough)
                for one in self._drawn(cases, start)
            ]
            for start in starts
        ]
        return iter([tuple(each[at] for each in found) for at in range(len(cases))])

    def _from_other_starts(self, settings: Sequence[Setting]) -> list[tuple[OtherStart, ...]]:
        """Solve the games again from every other start, if asked for."""
        starts = STARTS[1:] if self._search.starts else ()
        found: list[list[OtherStart]] = [[] for _ in settings]
        for start in starts:
            concept = NashBids(self._search.tolerance, start)
            for at, one in enumerate(Remembered(self._solving, concept).solve_all(settings)):
                if one is not None:
                    gain = one.certificate.exploitability
                    found[at].append(OtherStart(start, one.outcome.price, gain, one.converged))
        return [tuple(one) for one in found]

    def _setting(self, at: int) -> Setting:
        tender = self._tender
        one = tender.entrants[at]
        pooled = self._search.rivals_known_by == "number"
        return equilibrium_setting(tender.scenario, tender.clauses, tender.areas, one, self._level, pooled)

    def _nobody(self, at: int, setting: Setting) -> VarietyResult:
        """Return a variety in which no firm is admitted."""
        price = np.array([setting.ceiling], dtype=np.int64)
        return VarietyResult(
            variety=self._tender.entrants[at].variety.name,
            bidders=0,
            places=0,
            ceiling=setting.ceiling,
            classes=(),
            prices=price,
            profile=Profile(np.zeros((0, 1))),
            gains=(),
            exact=True,
            converged=True,
            outcome=Outcome((), float("nan"), float("nan"), 0.0, (1.0,)),
            left_out=self._coverage.left_out,
            by_number=self._search.rivals_known_by == "number",
        )

    def _exact(self, at: int, setting: Setting, solved: VarietyEquilibrium) -> VarietyResult:
        fresh: tuple[FreshGain, ...] = ()
        if self._search.draws:
            game, tried = _as_game(setting, solved.prices)
            fresh = self._fresh(game, solved.profile, tried, self._search.draws)
        return VarietyResult(
            self._tender.entrants[at].variety.name,
            setting.bidders,
            int(solved.game.places[setting.bidders]),
            setting.ceiling,
            setting.classes,
            solved.prices,
            solved.profile,
            solved.certificate.relative_gains,
            True,
            solved.converged,
            solved.outcome,
            self._coverage.left_out,
            fresh,
            by_number=self._search.rivals_known_by == "number",
        )

    def _sampled(self, at: int, solved: DrawnEquilibrium) -> VarietyResult:
        tender, entrants = self._tender, self._tender.entrants[at]
        fresh: tuple[FreshGain, ...] = ()
        if self._search.draws:
            fresh = self._fresh(solved.game, solved.profile, solved.game.kept.tolist(), self._search.draws)
        bidders = int((solved.game.kinds >= 0).sum())
        return VarietyResult(
            variety=entrants.variety.name,
            bidders=bidders,
            places=places_for(bidders, tender.clauses.places),
            ceiling=int(solved.game.prices[-1]),
            classes=solved.game.classes,
            prices=solved.game.prices,
            profile=solved.profile,
            gains=solved.bounds,
            exact=False,
            converged=solved.exploitability <= max(SAMPLED_TOLERANCE, self._search.tolerance),
            outcome=solved.outcome,
            left_out=left_out_of_draws(tender.clauses, solved.game),
            fresh=fresh,
        )

    def _fresh(
        self, game: SampledGame, profile: Profile, tried: Sequence[int], count: int
    ) -> tuple[FreshGain, ...]:
        seed, firms = self._tender.scenario.run.seed, len(game.kinds)
        source = draws_of(seed, firms)
        draws = [source(one.name, count) for one in game.classes]
        return gains_on_fresh_draws(game, profile, tried, draws)


def _as_game(setting: Setting, prices: Ints) -> tuple[SampledGame, tuple[int, ...]]:
    def award(lot: Lot) -> AwardedLot:
        return award_round([lot], setting.clauses, setting.units, whole_round=False)[0]

    return as_sampled(setting, prices, award), marks(setting)
