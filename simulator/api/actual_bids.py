"""Actual bids: the costs behind them, and what screens for collusion see in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.api.bid_rows import prepare_lots
from simulator.api.runs import read_run
from simulator.errors import InputError
from simulator.market.areas import load_areas
from simulator.scenario.catalogue import find
from simulator.study.plan import make_plan
from simulator.tender.lists import read_bids, to_lots

if TYPE_CHECKING:
    import pandas as pd

    from simulator.study.costs.results import CostRecovery
    from simulator.study.ring_stability import RingStability
    from simulator.study.screening import RingStudy, ScreenedVariety

__all__ = ["recover_costs", "ring_stability", "screen_bids", "screen_power"]


def recover_costs(
    bids: str | Path | pd.DataFrame | Iterable[Mapping[str, object]],
    rules: str,
    *,
    sets: Sequence[str] = (),
    reps: int = 200,
    seed: int = 1,
    progress: bool = False,
) -> CostRecovery:
    """Infer what units cost the firms behind a bid list, if their bids were an equilibrium.

    Parameters
    ----------
    bids, rules, sets
        As in ``award``.
    reps
        Resamples of the list for the intervals; 0 for none.
    seed
        Seed of the resamples.
    progress
        Show progress on the terminal.

    Returns
    -------
    CostRecovery
        For each valid bid with a rival: a cost, the bounds within which the bid is a best response, and a
        90 % interval; mean margins by quality status.

    Raises
    ------
    InputError
        With every problem of the list; if it has too few bids; or if no game can be formed under the rules.
    """
    from simulator.study.costs.bidders import valid_bidders
    from simulator.study.costs.pool import Resampling
    from simulator.study.costs.recovery import recover
    from simulator.study.progress import to_stderr

    if reps and not 20 <= reps <= 10_000:
        raise InputError.one(f"{reps} resamples", mend="choose 20 to 10,000, or 0 for none")
    lots, book, areas = prepare_lots(bids, rules, sets, seed, None)
    shown = partial(to_stderr, what="resample") if progress else None
    valid = valid_bidders(lots, book.clauses, areas)
    return recover(valid, book.clauses, areas, Resampling(reps, seed), shown)


def screen_bids(source: str | Path) -> tuple[ScreenedVariety, ...]:
    """Screen bids for signs of a ring, as a supervision group could: figures and flags, never a verdict.

    Parameters
    ----------
    source
        CSV file of bids (or the id of a shipped list), or the folder of a complete run, of which the first
        simulated round is screened.

    Raises
    ------
    InputError
        With every problem of the list, or if the run is not complete.
    """
    from simulator.study.screening import screen_awards, screen_lots

    if Path(source).is_dir():
        return screen_awards(read_run(source)["awards"])
    # Areas play no part in screens; any table of them serves to lay a list out.
    return screen_lots(to_lots(read_bids(find("data", source)), load_areas("national-31")))


def screen_power(
    scenario: str, *, sets: Sequence[str] = (), reps: int = 100, false_alarms: float = 0.05, jobs: int = 1
) -> RingStudy:
    """Measure how well each screen tells the ring of a scenario from the same firms without one.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file, with a section ``ring``.
    sets
        Changes of the form ``path=value``; ``ring.size=4`` puts a ring to work.
    reps
        Rounds simulated without and with the ring, 1 to 100,000.
    false_alarms
        Accepted rate of false alarms of each screen on its own.
    jobs
        Games that are solved at the same time, where firms bid an equilibrium.

    Raises
    ------
    InputError
        If the scenario is wrong or has no ring, or the numbers make no sense.
    """
    from simulator.study.screening import measure_screens
    from simulator.study.store import default_store
    from simulator.tender.solving import Solving

    if not 0 < false_alarms < 1:
        raise InputError.one(f"a false-alarm rate of {false_alarms}", mend="choose one between 0 and 1")
    if not 1 <= reps <= 100_000:
        raise InputError.one(f"{reps} simulated rounds", mend="choose 1 to 100,000")
    return measure_screens(make_plan(scenario, sets), reps, false_alarms, Solving(default_store(), jobs))


def ring_stability(scenario: str, *, sets: Sequence[str] = ()) -> tuple[RingStability, ...]:
    """Work out how patient the firms of a tender must be for a ring of all of them to hold.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file.
    sets
        Changes of the form ``path=value``.

    Raises
    ------
    InputError
        If the scenario is wrong, or no variety has two bidders.
    """
    from simulator.study.ring_stability import ring_stability as thresholds

    return thresholds(make_plan(scenario, sets))
