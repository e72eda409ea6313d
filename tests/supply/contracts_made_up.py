"""Contracts made by hand or at random, without a tender behind them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.supply.records import Contracts, Given, Knobs

CALM = Knobs(
    first=1.0,
    final=1.0,
    habit=0.0,
    close=0.5,
    reviewed=1.0,
    paid=1.0,
    reminder=0.0,
    after=1.0,
    warn_at=1.0,
    growth=0.0,
    growth_limit=1.0,
    recall=3.0,
    steps=(1.0, 2.0, 3.0, 3.0),
    invited=0.0,
    outside=0.0,
    serious=0.5,
    rungs=(1000.0, 1000.0, 1000.0),
    fail_below=0.5,
    merit_from=1.0,
    priority=0.0,
    removes=(0.0, 0.0, 0.0),
    stock_months=0.0,
    expires=0.0,
    safety=0.0,
)
"""Hospitals that order what they need from winners, and nothing else that moves."""


def calm(rows: int = 1, bids: int = 1, cells: int = 1, months: int = 24) -> Contracts:
    """Suppliers of cells of 100 units a month, without any trouble; bid 0 backs up the others."""
    main = np.tile(np.arange(cells) % bids, (rows, 1)).astype(np.int64)
    backup = np.where(main == 0, bids - 1, 0) if bids > 1 else np.full_like(main, -1)
    need = np.full((rows, cells), 100.0)
    own = np.zeros((rows, bids))
    for c in range(cells):
        own[np.arange(rows), main[:, c]] += need[:, c]
    given = Given(
        term=np.full(rows, months, dtype=np.int64),
        main=main,
        backup=backup.astype(np.int64),
        reported=need.copy(),
        agreed=need / 2,
        won=np.ones((rows, bids), dtype=np.bool_),
        need=need,
        response=np.zeros((rows, cells)),
        phase=np.zeros(months),
        factor=np.ones((rows, months)),
        stored=np.zeros((rows, cells)),
        signed=np.zeros((rows, cells, 1)),
        weight=np.ones(1),
        moved=np.zeros((rows, -(-months // 12))),
        leaves=np.zeros((rows, cells)),
        drift=np.zeros(months),
        found_at=np.full((rows, cells, -(-months // 12)), np.inf),
        capacity=own * 1.2,
        ramp=np.ones(months),
        reserve=np.zeros((rows, bids)),
        opening=np.zeros((rows, bids)),
        down_from=np.full((rows, bids, 1), np.inf),
        down_to=np.full((rows, bids, 1), np.inf),
        fails_at=np.full((rows, bids, -(-months // 12)), np.inf),
        severe=np.zeros((rows, bids, -(-months // 12)), dtype=np.bool_),
        reports=np.zeros((rows, bids), dtype=np.bool_),
        starved=np.full((rows, bids), -1, dtype=np.int64),
        fed=np.empty((0, months)),
        refuses_at=np.full((rows, bids), np.inf),
        annulled_at=np.full(rows, np.inf),
    )
    return Contracts(
        variety="V",
        firms=tuple(f"F{i}" for i in range(bids)),
        areas=tuple(f"A{i}" for i in range(cells)),
        regional=True,
        given=given,
        knobs=CALM,
        ratio=np.ones((rows, cells)),
        price=np.ones((rows, bids)),
        reference=1.0,
        lenient=np.zeros((rows, bids), dtype=np.bool_),
        late=np.zeros((rows, cells)),
        summoned=np.zeros((rows, cells)),
    )


def with_given(contracts: Contracts, **arrays: object) -> Contracts:
    """Replace some of what is settled beforehand; stocks begin full unless said otherwise."""
    if "reserve" in arrays:
        arrays = {"opening": arrays["reserve"], **arrays}
    return replace(contracts, given=contracts.given._replace(**arrays))


def with_knobs(contracts: Contracts, **numbers: object) -> Contracts:
    """Replace some parameters."""
    return replace(contracts, knobs=contracts.knobs._replace(**numbers))


def rough(rows: int, seed: int, bids: int = 6, cells: int = 9) -> Contracts:
    """Contracts in which everything goes wrong often: for comparing engines and for invariants."""
    draw = np.random.default_rng(seed)
    months = 36
    term = draw.choice([0, 12, 24, 36, 30], rows, p=[0.02, 0.18, 0.3, 0.4, 0.1])
    won = draw.uniform(size=(rows, bids)) < 0.7
    won[:, 0] |= ~won.any(axis=1)
    main = np.empty((rows, cells), dtype=np.int64)
    backup = np.full((rows, cells), -1, dtype=np.int64)
    for r in range(rows):
        winners = np.flatnonzero(won[r])
        main[r] = draw.choice(winners, cells)
        for c in range(cells):
            others = winners[winners != main[r, c]]
            if others.size and draw.uniform() < 0.9:
                backup[r, c] = draw.choice(others)
    main[draw.uniform(size=main.shape) < 0.03] = -1
    backup[main < 0] = -1
    reported = np.where(main >= 0, draw.uniform(20, 200, (rows, cells)), 0.0)
    own = np.zeros((rows, bids))
    np.add.at(own, (np.nonzero(main >= 0)[0], main[main >= 0]), reported[main >= 0])
    gaps = draw.exponential(8.0, (rows, bids, 12, 2)) * [1.0, 0.35]
    times = np.cumsum(gaps.reshape(rows, bids, 24), axis=2)
    fails = np.where(
        draw.uniform(size=(rows, bids, 3)) < 0.2,
        12 * (np.arange(3) + draw.uniform(size=(rows, bids, 3))),
        np.inf,
    )
    more = np.random.default_rng(seed + 1000)
    signed = more.exponential(0.8, (rows, cells, 3))
    signed[more.uniform(size=signed.shape) < 0.2] = np.inf
    leaves = more.uniform(0, 0.2, (rows, cells))
    month = 12 * np.arange(3) + more.integers(1, 13, (rows, cells, 3))
    found = np.where(more.uniform(size=month.shape) < 0.6, month, np.inf)
    given = Given(
        term=term.astype(np.int64),
        main=main,
        backup=backup,
        reported=reported,
        agreed=reported * draw.choice([0.0, 0.5, 0.8], (rows, 1)),
        won=won,
        need=reported * draw.uniform(0.7, 2.0, (rows, cells)),
        response=draw.uniform(0, 0.5, (rows, cells)),
        phase=1 - np.exp(-(np.arange(months) + 0.5) / 6),
        factor=draw.lognormal(0, 0.2, (rows, months)),
        stored=np.where((main >= 0) & (term > 0)[:, None], 50.0 * leaves * reported, 0.0),
        signed=signed,
        weight=np.array([0.5, 0.3, 0.2]),
        moved=np.where(np.arange(rows)[:, None] % 3 == 0, 0.4 / (1 + np.arange(-(-months // 12))), 0.0),
        leaves=leaves,
        drift=np.linspace(0.1, 1.0, months),
        found_at=found,
        capacity=own * draw.lognormal(0.4, 0.4, (rows, bids)),
        ramp=np.minimum(0.5 + np.arange(months) / 12, 1.0),
        reserve=own * draw.uniform(0, 2, (rows, bids)),
        opening=own * more.uniform(0, 2, (rows, bids)),
        down_from=np.ascontiguousarray(times[:, :, 0::2]),
        down_to=np.ascontiguousarray(times[:, :, 1::2]),
        fails_at=fails,
        severe=draw.uniform(size=fails.shape) < 0.3,
        reports=more.uniform(size=won.shape) < 0.5,
        starved=more.integers(-1, 4, won.shape),
        fed=np.where(more.uniform(size=(4, months)) < 0.2, more.choice([0.0, 0.3, 0.7], (4, months)), 1.0),
        refuses_at=np.where(draw.uniform(size=won.shape) < 0.15, draw.uniform(0, 36, won.shape), np.inf),
        annulled_at=np.where(draw.uniform(size=rows) < 0.05, draw.uniform(0, 36, rows), np.inf),
    )
    knobs = Knobs(
        first=0.6,
        final=0.9,
        habit=0.06,
        close=0.8,
        reviewed=0.99,
        paid=0.98,
        reminder=0.1,
        after=0.9,
        warn_at=0.9,
        growth=0.05,
        growth_limit=2.0,
        recall=2.5,
        steps=(0.75, 1.5, 2.0, 2.5),
        invited=0.05,
        outside=0.15,
        serious=0.6,
        rungs=(0.5, 2.0, 5.0),
        fail_below=0.5,
        merit_from=1.0,
        priority=0.7,
        removes=(0.1, 0.5, 1.0),
        stock_months=0.7,
        expires=0.02,
        safety=0.4,
    )
    made = calm(1, bids, cells)
    lenient = draw.uniform(size=won.shape) < 0.5
    price = np.where(won, 1.0, 0.0)
    contracts = replace(made, given=given, knobs=knobs, price=price, lenient=lenient)
    late = more.uniform(0, 0.1, (rows, cells))
    return replace(contracts, ratio=np.ones((rows, cells)), late=late, summoned=np.floor(40 * late))
