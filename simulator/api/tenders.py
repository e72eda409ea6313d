"""Bid lists: awarded, replayed, explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.api.bid_rows import prepare_lots
from simulator.errors import InputError, nearest
from simulator.market.areas import Areas
from simulator.market.delegation import Delegated
from simulator.money import TICKS_PER_YUAN
from simulator.rules.lot import Lot
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import find, is_id
from simulator.study.plan import load_scenario

if TYPE_CHECKING:
    import pandas as pd

    from simulator.tender.journal import Explanation
    from simulator.tender.replay import Replay

__all__ = ["award", "explain", "replay_list"]


def award(
    bids: str | Path | pd.DataFrame | Iterable[Mapping[str, object]],
    rules: str = "round-7-2022",
    *,
    sets: Sequence[str] = (),
    whole_round: bool | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Apply a rule book to a bid list and return the decision on every bid.

    Parameters
    ----------
    bids
        CSV file (or the id of a shipped list), pandas table or rows with the columns ``variety``,
        ``firm``, ``price`` (yuan) and any of the optional ones (``ceiling``, ``reference_price``,
        ``quality``, ``link``, ``form``, ``base``, …).
    rules
        Id of a shipped rule book, or path of a file.
    sets
        Changes of the rule book, such as ``clauses.price_test.tests.multiple.times=1.5``.
    whole_round
        Whether the list is the whole round; by default decided from the number of varieties.
    seed
        Seed of the drawing of lots among equal prices.

    Returns
    -------
    pandas.DataFrame
        One row per bid: ``variety, firm, brand, price, award_price`` (yuan), ``won, reason, rank,
        regions`` and more.

    Raises
    ------
    InputError
        With every problem of the list or the rule book.
    """
    import pandas as pd

    result, _ = replay_list(bids, rules, sets=sets, whole_round=whole_round, seed=seed)
    rows = [asdict(decision) for decision in result.decisions]
    table = pd.DataFrame(rows)
    table["price"] = table["price"] / TICKS_PER_YUAN
    table["award_price"] = table["award_price"].astype("float64") / TICKS_PER_YUAN
    table["rank"] = table["rank"].astype("Int64")
    table["regions"] = table["regions"].map(list)
    return table


def replay_list(  # noqa: PLR0913  # options of a public call, by keyword
    bids: str | Path | pd.DataFrame | Iterable[Mapping[str, object]],
    rules: str,
    *,
    sets: Sequence[str] = (),
    whole_round: bool | None = None,
    seed: int = 1,
    preferences: str | Path | None = None,
    demand: Delegated | None = None,
) -> tuple[Replay, Areas]:
    """Replay a bid list and return all that is known about it, with the supply areas.

    Parameters
    ----------
    bids, rules, sets, whole_round, seed
        As in ``award``.
    preferences
        CSV file with the firms' orders of preference over areas.
    demand
        What hospitals reported (see ``collect_reports``): bases by area and brand volumes come from it.
    """
    from simulator.tender.replay import replay

    lots, book, areas = prepare_lots(bids, rules, sets, seed, preferences, demand)
    return replay(lots, book.clauses, areas, book.scope.varieties.value, whole_round), areas


def explain(  # noqa: PLR0913  # options of a public call, by keyword
    source: str | Path,
    firm: str,
    *,
    rules: str | None = None,
    variety: str | None = None,
    brand: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    whole_round: bool | None = None,
    seed: int = 1,
    preferences: str | Path | None = None,
    demand: Delegated | None = None,
) -> tuple[Explanation, ...]:
    """Tell the whole chain of clauses for a firm's bids, in a bid list or a simulated round.

    Parameters
    ----------
    source
        CSV file of bids, or the id or path of a scenario.
    firm
        The firm.
    rules
        Rule book, for a bid list.
    variety, brand
        Narrow the answer to one variety or brand.
    replication
        Which simulated round, for a scenario.
    sets, whole_round, seed, preferences, demand
        As in ``replay_list``.

    Raises
    ------
    InputError
        If there is no such firm, variety or brand.
    """
    from simulator.tender.journal import explain_bid

    if str(source).lower().endswith(".csv") or (is_id(str(source)) and rules is not None):
        if rules is None:
            raise InputError.one("a bid list needs a rule book", mend="add --rules ID (see: vbp list rules)")
        lots, book, areas = prepare_lots(source, rules, sets, seed, preferences, demand)
        clauses = book.clauses
        whole = len(lots) >= book.scope.varieties.value if whole_round is None else whole_round
    else:
        if demand is not None:
            raise InputError.one("reports go with a bid list", mend="leave them out for a scenario")
        if replication < 0:
            raise InputError.one(f"there is no replication {replication}", mend="they count from 0")
        lots, clauses, areas = _simulated(str(source), replication, sets)
        whole = True
    found = _find_bids(lots, firm, variety, brand)
    return tuple(explain_bid(lots, at, clauses, areas, whole) for at in found)


def _simulated(name: str, replication: int, sets: Sequence[str]) -> tuple[tuple[Lot, ...], Clauses, Areas]:
    from simulator.study.store import default_store
    from simulator.tender.simulate import play_block, set_up
    from simulator.tender.solving import Solving

    scenario, book = load_scenario(name, sets)
    folder = find("rounds", name).parent
    tender = set_up(scenario.record, book.record.clauses, folder, Solving(default_store()))
    block = play_block(tender, replication, 1)
    return tuple(one.lot for one in block.awarded), book.record.clauses, tender.areas


def _find_bids(
    lots: Sequence[Lot], firm: str, variety: str | None, brand: str | None
) -> list[tuple[int, int]]:
    names = [lot.variety for lot in lots]
    if variety is not None and variety not in names:
        raise InputError.one(f"there is no variety '{variety}'", mend=nearest(variety, names))
    found = [
        (at, bid)
        for at, lot in enumerate(lots)
        if variety in (None, lot.variety)
        for bid in range(lot.size)
        if lot.firms[bid] == firm and brand in (None, lot.brands[bid])
    ]
    if not found:
        firms = {name for lot in lots if variety in (None, lot.variety) for name in lot.firms}
        what = f"no bid of '{firm}'" + (f" for '{variety}'" if variety else "")
        raise InputError.one(what, mend=nearest(firm, firms))
    return found
