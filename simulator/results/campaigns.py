"""Tables of a campaign: figures by round, prices before and after, and who is barred until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simulator.campaign.carried import Ban, Floats
from simulator.campaign.figures import CARRIED_FIGURES, mean_price
from simulator.campaign.sequence import Played
from simulator.money import TICKS_PER_YUAN
from simulator.results.bids import owners
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.contract_tables import expected_shortfall
from simulator.results.contracts import ContractBlock, contract_block, whole_tender
from simulator.results.dictionary import METRICS
from simulator.results.metrics import round_metrics
from simulator.results.moments import estimate
from simulator.supply.records import Cause

__all__ = [
    "CampaignBlock",
    "Figures",
    "RoundLabel",
    "bans_table",
    "campaign_block",
    "campaign_tables",
    "round_contracts",
    "round_figures",
]

CAUSES = {one: one.name.lower() for one in Cause}
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
    bans: tuple[Ban, ...]


def campaign_block(
    played: Sequence[Played], bans: Sequence[Ban], figures: Sequence[Figures] | None = None
) -> CampaignBlock:
    """Compute every figure of every round of a block.

    Parameters
    ----------
    played
        The rounds.
    bans
        All bans at the end of the campaign.
    figures
        Figures of each round, if they are known already.
    """
    return CampaignBlock(
        start=played[0].block.start,
        rounds=tuple(round_figures(one) for one in played) if figures is None else tuple(figures),
        prices=tuple(_prices(one) for one in played),
        bans=tuple(bans),
    )


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
    owner = owners([lot.lot for lot in block.awarded])
    award = round_metrics(block.awarded, block.costs, owner)
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


def _prices(one: Played) -> dict[str, tuple[Floats, Floats]]:
    return {
        lot.lot.variety: (
            mean_price(tabled.standing.price / TICKS_PER_YUAN, tabled.standing.won),
            mean_price(lot.price / TICKS_PER_YUAN, lot.won),
        )
        for tabled, lot in zip(one.tabled, one.block.awarded, strict=True)
    }


def campaign_tables(labels: Sequence[RoundLabel], blocks: Sequence[CampaignBlock]) -> dict[str, pd.DataFrame]:
    """Return the tables of a campaign: ``rounds``, ``replications``, ``prices`` and ``bans``.

    In ``rounds`` and ``prices``, ``low`` and ``high`` are the 95 % interval of the mean, ``p05`` and ``p95``
    the range of replications; ``shortfall`` is the mean of the worst twentieth of them.

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
            every.append(_by_replication(label, part, name, values))
        for variety in blocks[0].prices[at]:
            prices += _price_rows(label, variety, [block.prices[at][variety] for block in blocks])
    return {
        "rounds": pd.DataFrame(whole),
        "replications": pd.concat(every, ignore_index=True),
        "prices": pd.DataFrame(prices),
        "bans": bans_table(labels[0].campaign_id, blocks),
    }


def _by_replication(label: RoundLabel, part: str, name: str, values: Floats) -> pd.DataFrame:
    columns = {"campaign_id": label.campaign_id, "round": label.round, "part": part, "metric": name}
    return pd.DataFrame({**columns, "replication": np.arange(len(values)), "value": values})


def _row(part: str, name: str, values: Floats) -> dict[str, object]:
    unit, worse = CARRIED_FIGURES.get(name, ""), "high"
    if part == "award":
        unit, worse = METRICS[name].unit, "low" if "cut" in name or "rate" in name else "high"
    elif part == "contracts":
        unit, worse = CONTRACT_METRICS[name].unit, CONTRACT_METRICS[name].worse
    return _numbers(values, unit, worse)


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


def bans_table(campaign: str, blocks: Sequence[CampaignBlock]) -> pd.DataFrame:
    """Return one row for each ban of each replication: who lost what, when, why, and may bid again when."""
    rows = [
        {
            "campaign_id": campaign,
            "replication": block.start + row,
            "round": ban.round,
            "variety": ban.variety,
            "firm": ban.firm,
            "cause": CAUSES[Cause(int(ban.cause[row]))],
            "lost_on": _day(float(ban.begins[row])),
            "barred_until": _day(float(ban.ends[row])),
        }
        for block in blocks
        for ban in block.bans
        for row in np.flatnonzero(np.isfinite(ban.begins)).tolist()
    ]
    columns = ["campaign_id", "replication", "round", "variety", "firm", "cause", "lost_on", "barred_until"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["replication", "lost_on", "variety", "firm"], ignore_index=True)


def _day(ordinal: float) -> str:
    return date.fromordinal(int(np.floor(ordinal))).isoformat()
