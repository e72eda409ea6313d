"""What a scenario may say about money after the award; every value has a default with its source.

Sources of defaults (docs/money.md tells what they say): `HAINAN` is the province's plan for round 2 of 2020,
`QBJ` the report of Chengdu Qingbaijiang on the pilot, `S101` to `S106` notices on prepayment, payment
standards and retained surplus, `S04` the listing rules of rounds 8 to 10, `S10` Henan's labels of 2026,
`NHSA` the national authority's reply of July 2022, `CHONGQING` that of the city's authority of June 2022,
`SHANGHAI` the interview of early 2021, `CUTS` price cuts of four originators in Guizhou, 2020.
"""

from __future__ import annotations

from simulator.scenario.fund_incentives import Feedback, Grade, Retention, Tariffs, Uses
from simulator.scenario.fund_payments import Capital, Prepayment, Schemes, Settlement, Tiers
from simulator.scenario.fund_prices import Prices, Standard
from simulator.scenario.records import Closed

__all__ = [
    "Capital",
    "Feedback",
    "Fund",
    "Grade",
    "Prepayment",
    "Prices",
    "Retention",
    "Schemes",
    "Settlement",
    "Standard",
    "Tariffs",
    "Tiers",
    "Uses",
]


class Fund(Closed):
    """Money is followed from the fund to the makers; `fund: {}` takes every default; needs `supply`."""

    prices: Prices = Prices()
    """Prices before the tender, and of firms without an award."""
    standard: Standard = Standard()
    """Payment standard."""
    schemes: Schemes = Schemes()
    """Insurance schemes."""
    tiers: Tiers = Tiers()
    """Pools of the fund."""
    prepayment: Prepayment = Prepayment()
    """Prepayment."""
    settlement: Settlement = Settlement()
    """When goods are paid."""
    capital: Capital = Capital()
    """Cost of capital."""
    retention: Retention = Retention()
    """Retained surplus."""
    tariffs: Tariffs = Tariffs()
    """Budgets and tariffs."""
    feedback: Feedback = Feedback()
    """What hospitals and firms make of it."""
    uses: Uses = Uses()
    """What the saving is used for."""
