"""Small markets made by hand or at random: contracts, prices, terms and what was delivered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.fund.goods import Timing
from simulator.fund.records import PARTS, Priced, Terms
from simulator.supply.execution import by_year
from simulator.supply.records import Beyond, Contracts, Flows
from tests.supply.contracts_made_up import calm

GRADES = (90.0, 80.0, 70.0, 60.0) + (np.inf,) * 4

TERMS = Terms(
    schemes=(500_000, 800_000, PARTS),
    rates=(800_000, 600_000, 0),
    fund_part=580_000,
    tiers=(100_000, 700_000, PARTS),
    fee=50_000,
    outside_payer=0,
    invited_payer=0,
    invited_price=PARTS,
    prepaid_to=1,
    prepaid=400_000,
    steps=(100_000, 300_000, 600_000) + (PARTS,) * 9,
    every=3,
    most=500_000,
    completed=1.0,
    spend_actual=False,
    understated=1.0,
    weights=(0.5, 0.25, 0.25),
    in_time=1.0,
    points=GRADES,
    parts=(PARTS, 800_000, 600_000, 400_000, 0, 0, 0, 0),
    to_staff=500_000,
    tariff=0,
    kept=PARTS,
    others=0,
    overspending=500_000,
    late=200_000,
    advanced=0,
    interest=0,
    withheld=0,
    new_drugs=500_000,
)
"""Half employees at 80 %, three tenths residents at 60 %; 40 % prepaid to hospitals; fees of 5 %."""

TIMING = Timing(bill=1, late_by=3, pass_on=1)


@dataclass(frozen=True)
class Market:
    """Everything that settlement is given."""

    contracts: Contracts
    priced: Priced
    flows: Flows
    """By month."""

    @property
    def yearly(self) -> Flows:
        return by_year(self.flows, len(self.contracts.firms))


def with_given(market: Market, **arrays: object) -> Market:
    contracts = replace(market.contracts, given=market.contracts.given._replace(**arrays))
    return replace(market, contracts=contracts)


def two_firms_two_hospitals() -> Market:
    """Firm A at 1 yuan supplies the first hospital, firm B at 2 yuan the second, for three months.

    The second hospital misses B in its second month: A helps with 30 units, a firm without an award with 10
    at 3 yuan, and 10 are short. The first hospital buys 10 units a month elsewhere at 3 yuan.
    """
    made = calm(1, 2, 2, 3)
    one = np.array([[110.0, 70.0]])
    given = made.given._replace(
        need=one, reported=np.array([[60.0, 40.0]]), agreed=np.array([[50.0, 40.0]]), factor=np.ones((1, 3))
    )
    priced = Priced(
        award=np.array([[10_000, 20_000]]),
        old=np.array([35_000, 45_000]),
        mean_old=40_000,
        cap=np.full((1, 2), 10**15),
        share=np.array([[[0.0, 1.0, 0.0, 0.0]]]),
        group_old=np.full((1, 4), 33_000),
        group_price=np.full((1, 1, 4), 30_000),
        group_standard=np.array([[[[10_000] * 4], [[20_000] * 4]]]),
        substitute=60_000,
        label=np.array([[[0, 1, 0, 0]]]),
        moved=np.zeros((1, 1)),
    )
    place = (0 * 2 + 1) * 3 + 1
    flows = Flows(
        main=np.array([[[100.0, 100.0, 100.0], [50.0, 0.0, 50.0]]]),
        elsewhere=np.array([[[10.0, 10.0, 10.0], [0.0, 0.0, 0.0]]]),
        substituted=np.zeros((1, 2, 3)),
        key=np.array([place * 5, place * 5 + 3, place * 5 + 4]),
        units=np.array([30.0, 10.0, 10.0]),
        used=np.array([3]),
        length=1,
    )
    return Market(replace(made, given=given), priced, flows)


def random_markets(rows: int, seed: int, bids: int = 2, cells: int = 2, months: int = 14) -> Market:
    """Markets in which everything happens often: helpers, shortage, cheap and dear rivals, short terms."""
    draw = np.random.default_rng(seed)
    made = calm(rows, bids, cells, months)
    main = draw.integers(-1, bids, (rows, cells))
    size = draw.choice([1.0, 50.0, 1e4], (rows, 1))
    reported = draw.uniform(0.2, 2.0, (rows, cells)) * size
    given = made.given._replace(
        term=draw.integers(0, months + 1, rows),
        main=main,
        need=reported * draw.uniform(0.5, 2.0, (rows, cells)),
        reported=reported,
        agreed=reported * draw.choice([0.0, 0.5, 0.8], (rows, cells)),
        factor=draw.lognormal(0, 0.2, (rows, months)),
    )
    during = np.arange(months) < given.term[:, None, None]
    served = (main >= 0)[:, :, None] & during
    units = draw.uniform(0, 2, (rows, cells, months)) * size[:, :, None]
    helped = np.flatnonzero((draw.uniform(size=served.shape) < 0.15) & served)
    who = draw.integers(0, bids + len(Beyond), len(helped))
    flows = Flows(
        main=np.where(served, units * (draw.uniform(size=served.shape) < 0.9), 0.0),
        elsewhere=np.where(served, units * draw.uniform(0, 0.4, served.shape), 0.0),
        substituted=np.where(served, units * draw.choice([0.0, 0.1], served.shape), 0.0),
        key=helped * (bids + len(Beyond)) + who,
        units=draw.uniform(0.01, 100.0, len(helped)),
        used=np.array([len(helped)]),
        length=1,
    )
    return Market(replace(made, given=given), _random_prices(rows, draw, bids, cells, months), flows)


def _random_prices(rows: int, draw: np.random.Generator, bids: int, cells: int, months: int) -> Priced:
    years = -(-months // 12)
    award = draw.integers(1, 60_000, (rows, bids))
    share = draw.dirichlet(np.ones(4), (rows, years)) * (draw.uniform(size=(rows, years, 4)) < 0.7)
    price = draw.integers(1, 90_000, (rows, years, 4))
    return Priced(
        award=award,
        old=draw.integers(1, 90_000, bids),
        mean_old=int(draw.integers(1, 90_000)),
        cap=draw.choice(np.array([10**15, 20_000]), (rows, bids)),
        share=share / np.maximum(share.sum(axis=2, keepdims=True), 1e-9),
        group_old=draw.integers(1, 90_000, (rows, 4)),
        group_price=price,
        group_standard=np.minimum(price[:, None], draw.integers(1, 90_000, (rows, bids, years, 4))),
        substitute=int(draw.integers(1, 90_000)),
        label=draw.integers(0, 3, (rows, years, 4)),
        moved=np.zeros((rows, years)),
    )


def random_terms(seed: int) -> Terms:
    """Parameters of settlement, anywhere in their ranges."""
    draw = np.random.default_rng(seed)

    def share() -> int:
        return int(draw.choice([0, PARTS, int(draw.integers(0, PARTS + 1))]))

    def cumulated(n: int) -> tuple[int, ...]:
        return (*np.sort(draw.integers(0, PARTS + 1, n - 1)).tolist(), PARTS)

    steps = int(draw.integers(1, 5))
    every = int(draw.integers(1, 12 // steps + 1))
    return TERMS._replace(
        schemes=cumulated(3),
        rates=(share(), share(), 0),
        fund_part=share(),
        tiers=cumulated(3),
        fee=share(),
        outside_payer=int(draw.integers(0, 3)),
        invited_payer=int(draw.integers(0, 3)),
        invited_price=int(draw.integers(PARTS // 2, 3 * PARTS)),
        prepaid_to=int(draw.integers(0, 4)),
        prepaid=share(),
        steps=(cumulated(steps) + (PARTS,) * 12)[:12],
        every=every,
        most=share(),
        completed=float(draw.choice([0.0, 1.0, 2.0])),
        spend_actual=bool(draw.integers(0, 2)),
        understated=float(draw.uniform()),
        to_staff=share(),
        tariff=share(),
        kept=share(),
        others=share(),
        overspending=share(),
        late=share(),
        advanced=share(),
        interest=share(),
        withheld=share(),
        new_drugs=share(),
    )
