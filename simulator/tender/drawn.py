"""Varieties of a tender without an exact game: solved against drawn rivals, and kept by what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.lines import guaranteed_line
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.bidding.equilibrium.translation import coverage
from simulator.firms.population import CLASSES
from simulator.rules.parameters import Clauses
from simulator.streams import DRAWS, uniforms
from simulator.tender.concepts import bids_by_standing
from simulator.tender.equilibria import equilibrium_bidder
from simulator.tender.sampled import sampled_variety
from simulator.tender.settings import Level, levels_of, variety_setting
from simulator.tender.solving import Solving

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.drawn_variety import DrawnEquilibrium
    from simulator.bidding.equilibrium.sampled import Draws, SampledGame
    from simulator.tender.ready import Tender

__all__ = ["SAMPLED_TOLERANCE", "DrawnVarieties", "drawn_equilibria", "draws_of", "left_out_of_draws"]

Floats = npt.NDArray[np.float64]

SAMPLED_TOLERANCE = 0.03
"""Largest relative gain, upper end of its interval, up to which such bids count as certified."""

_VERSION = 1


class DrawnVarieties:
    """Solves varieties against drawn rivals, and asks a store before that."""

    def __init__(self, solving: Solving) -> None:
        self._solving = solving

    def solve_all(
        self, tender: Tender, cases: Sequence[tuple[int, Level]], tolerance: float
    ) -> tuple[DrawnEquilibrium, ...]:
        """Return the equilibria of varieties at cost levels, in their order.

        Parameters
        ----------
        tender
            The scenario made ready.
        cases
            Positions of varieties, each with a cost level.
        tolerance
            Gain at which a search stops early.
        """
        found, progress = [], self._solving.progress
        with ThreadPoolExecutor(max(self._solving.jobs, 1)) as pool:
            jobs = [pool.submit(self.solve, tender, at, level, tolerance) for at, level in cases]
            try:
                for done, job in enumerate(jobs, start=1):
                    found.append(job.result())
                    if progress is not None:
                        progress(done, len(jobs))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return tuple(found)

    def solve(self, tender: Tender, at: int, level: Level, tolerance: float) -> DrawnEquilibrium:
        """Return the equilibrium of one variety, found now or before.

        Parameters
        ----------
        tender, at, level
            The variety, at a cost level.
        tolerance
            Gain at which the search stops early.
        """
        # The search is compiled; commands that solve nothing start without it.
        from simulator.bidding.equilibrium.drawn_variety import drawn_arrays, drawn_from, solve_drawn

        game, seed = sampled_variety(tender, at, level), tender.scenario.run.seed
        enough = max(tolerance, SAMPLED_TOLERANCE)
        key = _key(game, tender.clauses, tender.areas.units.tolist(), (seed, enough))
        store = self._solving.store
        kept = None if store is None else store.get(key)
        if kept is not None:
            try:
                return drawn_from(game, kept)
            except ValueError:
                # A file that is not what it should be is solved again and written over.
                pass
        solved = solve_drawn(game, draws_of(seed, len(game.kinds)), enough)
        if store is not None:
            store.put(key, drawn_arrays(solved))
        return solved


def drawn_equilibria(tender: Tender, solving: Solving) -> tuple[BidTable | None, ...]:
    """Return equilibrium bids of every variety, found against drawn rivals at several cost levels.

    Parameters
    ----------
    tender
        The scenario made ready.
    solving
        How games are solved.
    """
    chosen = equilibrium_bidder(tender.scenario)
    if chosen is None:
        return (None,) * len(tender.entrants)
    levels, tolerance = levels_of(tender.scenario, chosen.levels), float(chosen.tolerance)
    settings = [
        variety_setting(tender.scenario, tender.clauses, tender.areas, one, levels[0])
        for one in tender.entrants
    ]
    cases = [(at, level) for at, one in enumerate(settings) if one.classes for level in levels]
    found = iter(DrawnVarieties(solving).solve_all(tender, cases, tolerance))
    tables = []
    for setting in settings:
        solved = [next(found) for _ in levels] if setting.classes else []
        tables.append(_table(tender, setting, levels, (solved, max(SAMPLED_TOLERANCE, tolerance))))
    return tuple(tables)


def _table(
    tender: Tender,
    setting: Setting,
    levels: Sequence[Level],
    judged: tuple[Sequence[DrawnEquilibrium], float],
) -> BidTable:
    solved, tolerance = judged
    positions = np.array([level.position for level in levels])
    line = guaranteed_line(setting) / setting.ceiling
    out = ClassBids(positions, np.full((len(levels), 1, 1), np.nan), line)
    classes = dict.fromkeys(CLASSES, out)
    for number, one in enumerate(setting.classes):
        bids = np.stack([bids_by_standing(each.game.prices, each.profile, number) for each in solved])
        classes[one.name] = ClassBids(positions, bids, line)
    gains = np.array([one.exploitability for one in solved] or [0.0] * len(levels))
    left_out = left_out_of_draws(tender.clauses, solved[0].game) if solved else ()
    return BidTable("equilibrium", classes, gains, bool((gains <= tolerance).all()), left_out)


def draws_of(seed: int, firms: int) -> Draws:
    """Return a source of uniforms for standings and lots of a number of firms."""

    def draws(name: str, count: int) -> tuple[Floats, Floats]:
        blocks = -(-firms // DRAWS)
        standing, lots = (
            uniforms(seed, "certificate", name, what, count=count, blocks=blocks)[:, :firms]
            for what in ("standing", "lots")
        )
        return standing, lots

    return draws


def left_out_of_draws(clauses: Clauses, game: SampledGame) -> tuple[str, ...]:
    """Return the clauses that bids found against drawn rivals leave out, by name."""
    apart = (
        ("negotiation", "elimination") if game.compiled is None else ("negotiation", "elimination", "links")
    )
    return tuple(name for name in coverage(clauses).left_out if name in apart)


def _key(game: SampledGame, clauses: Clauses, units: list[int], search: tuple[int, float]) -> str:
    """Return the hash of everything that decides the bids."""
    lot = game.lot
    parts: list[object] = [_VERSION, *search, clauses.model_dump(mode="json"), units]
    parts += [game.kinds.tolist(), game.prices.tolist(), lot.form, lot.volume_class, lot.firms, lot.brands]
    arrays = (
        lot.ceiling, lot.status, lot.link, lot.past_volume, lot.brand_volume, lot.coverage, lot.base,
        lot.preference, lot.nationwide, lot.technical, lot.criteria, lot.supply_score, lot.credit, lot.fee,
        lot.enquiry, lot.previous_price, lot.class_a, lot.class_b, lot.reference,
    )  # fmt: skip
    parts += [one.tolist() for one in arrays]
    for group in game.classes:
        outside = group.outside
        parts += [group.name, group.number, group.costs.points.round(9).tolist(), str(group.capacity)]
        parts += [outside.price, outside.when_winning, outside.when_losing, outside.entry_cost]
    text = json.dumps(parts, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
