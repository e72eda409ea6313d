"""Tables of a campaign: figures by round, prices before and after, and who is barred until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simulator.campaign.carried import Ban, Floats
from simulator.campaign.figures import CARRIED_FIGURES, mean_price
from simulator.campaign.sequence import Played
from simulator.money import TICKS_PER_YUAN
from simulator.results.carried_definitions import COURSE_FIGURES
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.contracts import ContractBlock, contract_block, whole_tender
from simulator.results.dictionary import METRICS
from simulator.results.estimates import estimate, expected_shortfall
from simulator.results.metrics import round_metrics
from simulator.results.money_definitions import MONEY_METRICS
from simulator.results.welfare import less
from simulator.results.welfare_definitions import COMPARED, POLICIES, WELFARE_METRICS
from simulator.supply.records import Cause

__all__ = [
    "WHOLE",
    "CampaignBlock",
    "Figures",
    "RoundLabel",
    "bans_table",
    "campaign_tables",
    "round_contracts",
    "round_figures",
    "round_prices",
]

CAUSES = {one: one.name.lower() for one in Cause}
WHOLE = "campaign"
"""Stands in the column ``round`` for the whole campaign."""
Figures = dict[tuple[str, str], Floats]
"""``[R]`` by part and name."""


@dataclass(frozen=True, slots=True)
class RoundLabel:
    """What a round is called in every row of its tables."""

    campaign_id: str
    round: str
    date: date
    scenario_id: str
    rule_book: str

    def head(self) -> dict[str, str]:
        """Return the columns that every table begins with."""
        return {
            "campaign_id": self.campaign_id,
            "round": self.round,
            "date": self.date.isoformat(),
            "scenario_id": self.scenario_id,
            "rule_book": self.rule_book,
        }


@dataclass(frozen=True, slots=True)
class CampaignBlock:
    """Figures of one block of replications: ``[R]`` arrays by round, then by part and name."""

    start: int
    rounds: tuple[Figures, ...]
    prices: tuple[dict[str, tuple[Floats, Floats]], ...]
    """By round and variety, mean winning price before and now, in yuan."""
    bans: pd.DataFrame
    """One row for each ban of each replication."""
    whole: Mapping[str, Floats]
    """``[R]`` by name, over the whole campaign."""
    budget: Mapping[str, Floats]
    """``[R, years]`` million yuan by name; empty where no money is followed."""


def round_figures(one: Played, counted: ContractBlock | None = None) -> Figures:
    """Return figures of a round: ``[R]`` by part (``award``, ``contracts``, ``carried``) and name.

    Parameters
    ----------
    one
        The round.
    counted
        What came of its contracts, if it is counted already.
    """
    block = one.block
    award = round_metrics(block.awarded, block.costs)
    figures = {("award", name): values for name, values in award.items()}
    # What nobody won before is not put up again.
    figures["award", "varieties_tendered"] = one.figures["varieties_put_up"]
    contracts = round_contracts(one) if counted is None else counted
    if contracts is not None:
        figures |= {("contracts", name): v for name, v in whole_tender(contracts.by_variety).items()}
    return figures | {("carried", name): one.figures[name] for name in CARRIED_FIGURES}


def round_contracts(one: Played) -> ContractBlock | None:
    """Count what came of a round's contracts; nothing where they are not carried out."""
    supply = one.stage.tender.scenario.supply
    if not one.contracts or supply is None:
        return None
    return contract_block(one.contracts, one.outcomes, supply.breach)


def round_prices(one: Played) -> dict[str, tuple[Floats, Floats]]:
    """Return the mean winning price of each variety before and now, in yuan: ``[R]`` each."""
    return {
        lot.lot.variety: (
            mean_price(tabled.standing.price / TICKS_PER_YUAN, tabled.standing.won),
            mean_price(lot.price / TICKS_PER_YUAN, lot.won),
        )
        for tabled, lot in zip(one.tabled, one.block.awarded, strict=True)
    }


def campaign_tables(labels: Sequence[RoundLabel], blocks: Sequence[CampaignBlock]) -> dict[str, pd.DataFrame]:
    """Return the tables of a campaign by name.

    In ``rounds``, ``whole``, ``prices`` and ``budget``, ``low`` and ``high`` are the 95 % interval of the
    mean, ``p05`` and ``p95`` the range of replications; ``shortfall`` is the mean of the worst twentieth of
    them.

    Parameters
    ----------
    labels
        Names of the rounds.
    blocks
        Their figures, in the order of replications.
    """
    whole: list[dict[str, object]] = []
    every: list[pd.DataFrame] = []
    prices: list[dict[str, object]] = []
    for at, label in enumerate(labels):
        for part, name in blocks[0].rounds[at]:
            values = np.concatenate([block.rounds[at][part, name] for block in blocks])
            head = {**label.head(), "variety": "", "part": part, "metric": name}
            whole.append({**head, **_row(part, name, values)})
            every.append(_by_replication(label.campaign_id, label.round, part, name, values))
        for variety in blocks[0].prices[at]:
            prices += _price_rows(label, variety, [block.prices[at][variety] for block in blocks])
    own, course = labels[0].campaign_id, []
    for name in blocks[0].whole:
        values = np.concatenate([block.whole[name] for block in blocks])
        course.append({"campaign_id": own, "metric": name, **_row("whole", name, values)})
        every.append(_by_replication(own, WHOLE, "whole", name, values))
    return {
        "rounds": pd.DataFrame(whole),
        "whole": pd.DataFrame(course),
        "replications": pd.concat(every, ignore_index=True),
        "prices": pd.DataFrame(prices),
        "bans": _all_bans([block.bans for block in blocks]),
        "budget": pd.DataFrame(list(_budget_rows(own, [block.budget for block in blocks])), columns=_BUDGET),
    }


def _all_bans(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the bans of blocks together, in the order of replications."""
    some = [table for table in tables if len(table)]
    return pd.concat(some, ignore_index=True) if some else tables[0]


def _budget_rows(campaign: str, blocks: Sequence[Mapping[str, Floats]]) -> Iterator[dict[str, object]]:
    for name in blocks[0]:
        # Years in which no block has a contract any more are nobody's.
        last = max(block[name].shape[1] for block in blocks)
        padded = [np.pad(block[name], ((0, 0), (0, last - block[name].shape[1]))) for block in blocks]
        for year, values in enumerate(np.concatenate(padded).T):
            head = {"campaign_id": campaign, "year": year + 1, "metric": name}
            yield {**head, **_numbers(values, "million yuan", MONEY_METRICS[name].worse)}


def _by_replication(campaign: str, stage: str, part: str, name: str, values: Floats) -> pd.DataFrame:
    columns = {"campaign_id": campaign, "round": stage, "part": part, "metric": name}
    return pd.DataFrame({**columns, "replication": np.arange(len(values)), "value": values})


def _row(part: str, name: str, values: Floats) -> dict[str, object]:
    return _numbers(values, *_unit(part, name))


def _unit(part: str, name: str) -> tuple[str, str]:
    """Return the unit of a figure, and which end is worse."""
    if part == "award":
        return METRICS[name].unit, "low" if "cut" in name or "rate" in name else "high"
    if part == "carried":
        return CARRIED_FIGURES[name], "high"
    if part == "welfare":
        one = WELFARE_METRICS.get(name)
        return (_COMPARED[name], "low") if one is None else (one.unit, one.worse)
    if part == "whole" and name in COURSE_FIGURES:
        return COURSE_FIGURES[name][0], "high"
    metric = CONTRACT_METRICS.get(name) or MONEY_METRICS[name.removesuffix("_discounted")]
    return metric.unit, metric.worse


_COMPARED = {less(metric, policy): unit for policy in POLICIES for metric, (_, _, unit) in COMPARED.items()}
_BUDGET = [
    "campaign_id",
    "year",
    "metric",
    "mean",
    "low",
    "high",
    "p05",
    "p95",
    "shortfall",
    "se",
    "n",
    "unit",
]


def _numbers(values: Floats, unit: str, worse: str) -> dict[str, object]:
    e = estimate(values)
    numbers = {key: getattr(e, key) for key in ("mean", "low", "high", "p05", "p95")}
    return {**numbers, "shortfall": expected_shortfall(values, worse), "se": e.se, "n": e.n, "unit": unit}


def _price_rows(
    label: RoundLabel, variety: str, parts: Sequence[tuple[Floats, Floats]]
) -> Iterator[dict[str, object]]:
    before, after = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    for name, values, unit in (
        ("price_before", before, "yuan"),
        ("price_after", after, "yuan"),
        ("price_over_before", after / before, "ratio"),
    ):
        numbers = _numbers(values, unit, "high")
        yield {**label.head(), "variety": variety, "part": "prices", "metric": name, **numbers}


def bans_table(campaign: str, start: int, bans: Sequence[Ban]) -> pd.DataFrame:
    """Return one row for each ban of each replication: who lost what, when, why, and may bid again when.

    Parameters
    ----------
    campaign
        Its id.
    start
        First replication of the block.
    bans
        All bans at the end of the campaign.
    """
    rows = [
        {
            "campaign_id": campaign,
            "replication": start + row,
            "round": ban.round,
            "variety": ban.variety,
            "firm": ban.firm,
            "cause": CAUSES[Cause(int(ban.cause[row]))],
            "lost_on": _day(float(ban.begins[row])),
            "barred_until": _day(float(ban.ends[row])),
        }
        for ban in bans
        for row in np.flatnonzero(np.isfinite(ban.begins)).tolist()
    ]
    columns = ["campaign_id", "replication", "round", "variety", "firm", "cause", "lost_on", "barred_until"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["replication", "lost_on", "variety", "firm"], ignore_index=True)


def _day(ordinal: float) -> str:
    return date.fromordinal(int(np.floor(ordinal))).isoformat()
