"""All strategies, in one explicit list."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.bidding.strategies.equilibrium import Equilibrium
from simulator.bidding.strategies.fixed_list import FixedList
from simulator.bidding.strategies.guaranteed_line import GuaranteedLine
from simulator.bidding.strategies.hierarchy import Hierarchy
from simulator.bidding.strategies.imitation import Imitation
from simulator.bidding.strategies.last_price import LastPrice
from simulator.bidding.strategies.learned import Learned
from simulator.bidding.strategies.loss_leader import LossLeader
from simulator.bidding.strategies.markup import Markup
from simulator.bidding.strategies.mix import Mix
from simulator.bidding.strategies.originator_exit import OriginatorExit
from simulator.bidding.strategies.quantal import Quantal

__all__ = ["STRATEGIES", "AnyStrategy"]

STRATEGIES = (
    Markup,
    OriginatorExit,
    GuaranteedLine,
    LossLeader,
    Imitation,
    LastPrice,
    Mix,
    Learned,
    Equilibrium,
    Quantal,
    Hierarchy,
    FixedList,
)
"""Every strategy of the product."""

AnyStrategy = Annotated[
    Markup
    | OriginatorExit
    | GuaranteedLine
    | LossLeader
    | Imitation
    | LastPrice
    | Mix
    | Learned
    | Equilibrium
    | Quantal
    | Hierarchy
    | FixedList,
    Field(discriminator="use", description="How this class of firms bids."),
]
"""Any of them, as a scenario names it."""
