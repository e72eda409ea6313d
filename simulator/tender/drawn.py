"""Varieties of a tender without an exact game: solved against drawn rivals, and kept by what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.starts import Start
from simulator.bidding.equilibrium.table import BidTable
from simulator.rules.parameters import Clauses
from simulator.streams import DRAWS, uniforms
from simulator.tender.concepts import bids_by_standing
from simulator.tender.equilibria import bids_of_classes, equilibrium_bidder
from simulator.tender.sampled import sampled_variety
from simulator.tender.settings import Level, levels_of, variety_setting
from simulator.tender.solving import Remembered, Solving, parts_of

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.drawn_variety import DrawnEquilibrium
    from simulator.bidding.equilibrium.sampled import Draws, SampledGame
    from simulator.tender.ready import Tender

__all__ = ["SAMPLED_TOLERANCE", "drawn_equilibria", "draws_of", "left_out_of_draws", "solve_drawn_varieties"]

Floats = npt.NDArray[np.float64]

SAMPLED_TOLERANCE = 0.03
"""Largest relative gain, upper end of its interval, up to which such bids count as certified."""

_VERSION = 5


@dataclass(frozen=True, slots=True)
class DrawnRivals:
    """Bids from which no firm gains by moving, found against drawn rivals."""

    tender: Tender
    tolerance: float
    """Gain at which a search stops early."""
    start: Start = "even"
    """What firms are first taken to bid."""

    @property
    def enough(self) -> float:
        """Gain up to which such bids count as certified."""
        return max(self.tolerance, SAMPLED_TOLERANCE)

    def identity(self, game: SampledGame) -> Sequence[object]:
        """Return everything that decides the bids, as plain values."""
        tender, lot = self.tender, game.lot
        rules = [tender.clauses.model_dump(mode="json"), tender.areas.units.tolist()]
        said = [lot.form, lot.volume_class, lot.firms, lot.brands]
        arrays = (
            lot.ceiling, lot.status, lot.link, lot.past_volume, lot.brand_volume, lot.coverage, lot.base,
            lot.preference, lot.nationwide, lot.technical, lot.criteria, lot.supply_score, lot.credit,
            lot.fee, lot.enquiry, lot.previous_price, lot.class_a, lot.class_b, lot.reference,
            game.kinds, game.prices,
        )  # fmt: skip
        # What was solved before there was a choice keeps its name.
        chosen = () if self.start == "even" else (self.start,)
        search = [_VERSION, "drawn", tender.scenario.run.seed, self.enough, *chosen]
        return [*search, *rules, *said, *(one.tolist() for one in arrays), *parts_of(game.classes)]

    def solve(self, game: SampledGame) -> DrawnEquilibrium:
        """Search for the equilibrium of a variety."""
        # The search is compiled; commands that solve nothing start without it.
        from simulator.bidding.equilibrium.drawn_variety import solve_drawn

        draws = draws_of(self.tender.scenario.run.seed, len(game.kinds))
        return solve_drawn(game, draws, self.enough, start=self.start)

    def arrays_of(self, solved: DrawnEquilibrium) -> dict[str, Floats]:
        """Return what is needed to restore an equilibrium."""
        from simulator.bidding.equilibrium.drawn_variety import drawn_arrays

        return drawn_arrays(solved)

    def restored(self, game: SampledGame, arrays: dict[str, Floats]) -> DrawnEquilibrium:
        """Restore an equilibrium."""
        from simulator.bidding.equilibrium.drawn_variety import drawn_from

        return drawn_from(game, arrays)


def solve_drawn_varieties(
    tender: Tender,
    cases: Sequence[tuple[int, Level]],
    tolerance: float,
    solving: Solving,
    start: Start = "even",
) -> tuple[DrawnEquilibrium, ...]:
    """Return the equilibria of varieties at cost levels, in their order.

    Parameters
    ----------
    tender
        The scenario made ready.
    cases
        Positions of varieties in which somebody is admitted, each with a cost level.
    tolerance
        Gain at which a search stops early.
    solving
        How games are solved.
    start
        What firms are first taken to bid.
    """
    games = [sampled_variety(tender, at, level) for at, level in cases]
    found = Remembered(solving, DrawnRivals(tender, tolerance, start)).solve_all(games)
    return tuple(one for one in found if one is not None)


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
    found = iter(solve_drawn_varieties(tender, cases, tolerance, solving))
    enough = DrawnRivals(tender, tolerance).enough
    tables = []
    for setting in settings:
        solved = [next(found) for _ in levels] if setting.classes else []
        bids = {
            one.name: np.stack([bids_by_standing(each.game.prices, each.profile, at) for each in solved])
            for at, one in enumerate(setting.classes)
        }
        gains = np.array([one.exploitability for one in solved] or [0.0] * len(levels))
        left_out = left_out_of_draws(tender.clauses, solved[0].game) if solved else ()
        classes = bids_of_classes(setting, levels, bids)
        tables.append(BidTable("equilibrium", classes, gains, bool((gains <= enough).all()), left_out))
    return tuple(tables)


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
