"""Price indices, layers of prices, and quarterly monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import InputError, nearest
from simulator.money import parse_price

if TYPE_CHECKING:
    import pandas as pd

    from simulator.study.monitoring import Monitored
    from simulator.study.price_index import IndexStudy
    from simulator.study.price_layers import PriceLayers


__all__ = ["monitor", "price_index", "price_layers"]


def price_index(
    sources: Sequence[str],
    *,
    sets: Sequence[str] = (),
    reps: int = 100,
    same_names: bool = False,
    out: str | Path | None = None,
) -> tuple[IndexStudy, pd.DataFrame]:
    """Compute a price index over tenders in order: Laspeyres, Paasche, Fisher, direct and chained.

    Parameters
    ----------
    sources
        Ids or paths of scenarios, or folders of complete runs; the first is compared with prices before.
    sets
        Changes of the scenarios of the form ``path=value``.
    reps
        Replications of each scenario; folders have their own number, and the fewest of all are used.
    same_names
        Whether equal names mean the same good, also where varieties are laid out at random.
    out
        Parquet or CSV file for the figures.

    Returns
    -------
    tuple
        Prices, quantities and coverage by tender, and the table of figures with 95 % intervals.

    Raises
    ------
    InputError
        If a source is wrong or no complete run.
    """
    from simulator.results.files import write_table
    from simulator.study.price_index import index_table, line_up
    from simulator.study.price_periods import read_period

    study = line_up([read_period(str(source), sets, reps) for source in sources], same_names)
    figures = index_table(study)
    if out is not None:
        write_table(figures, Path(out))
    return study, figures


def price_layers(
    before: str | float, after: str | float, *, cost: str | float | None = None, kind: str = "drug"
) -> PriceLayers:
    """Split a price before and one after a tender into cost, margins, selling and distribution.

    Parameters
    ----------
    before, after
        What hospitals pay, in yuan, with at most four decimals.
    cost
        Production cost in yuan; the highest that the price after carries if left out.
    kind
        ``drug`` or ``device``.

    Raises
    ------
    InputError
        If an amount is no price, or the kind is unknown.
    """
    from simulator.scenario.welfare import Layers
    from simulator.study.price_layers import split_prices

    if kind not in ("drug", "device"):
        raise InputError.one(f"there is no kind '{kind}'", mend=nearest(kind, ("drug", "device")))
    amounts = [None if one is None else _ticks(one) for one in (before, after, cost)]
    assert amounts[0] is not None and amounts[1] is not None  # noqa: PT018, S101  # they were given
    return split_prices(amounts[0], amounts[1], amounts[2], kind, Layers())  # type: ignore[arg-type]


def _ticks(amount: str | float) -> int:
    try:
        return parse_price(str(amount))
    except ValueError as error:
        raise InputError.one(str(error), mend="give an amount in yuan, such as 13000 or 0.1807") from None


def monitor(
    source: str | Path,
    *,
    replication: int = 0,
    reps: int = 1,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
) -> Monitored:
    """Report quarter by quarter how the contracts of a tender are carried out, and what follows from it.

    Parameters
    ----------
    source
        Id or path of a scenario, or folder of a run; contracts take their defaults if it says nothing of
        them.
    replication
        First simulated round that is monitored, from 0.
    reps
        Simulated rounds.
    sets
        Changes of the form ``path=value``.
    out
        Folder for ``monitoring``, ``notices``, ``quarters`` and ``distributors``, as Parquet and CSV.

    Returns
    -------
    Monitored
        Rows by quarter, variety, region and main supplier; notices; figures of each quarter with intervals.

    Raises
    ------
    InputError
        If the source is wrong, or there are no such simulated rounds.
    """
    from simulator.study.monitoring import monitor as watch
    from simulator.study.monitoring import plan_with_contracts, write_monitored

    if not 1 <= reps <= 1000:
        raise InputError.one(f"{reps} simulated rounds", mend="choose 1 to 1,000")
    folder = Path(source)
    if folder.is_dir() and not (folder / "resolved.yaml").exists():
        raise InputError.one(f"{folder} holds no run", mend="give the folder of a run, or a scenario")
    name = str(folder / "resolved.yaml") if folder.is_dir() else str(source)
    found = watch(plan_with_contracts(name, sets), range(replication, replication + reps))
    if out is not None:
        write_monitored(found, Path(out))
    return found
