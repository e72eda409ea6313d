"""Carries histories out one after the other: the loop over events."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import numba
import numpy as np

from simulator.supply.kernel.booking import book_clear, book_month, book_span, lay_flows, post
from simulator.supply.kernel.events import climb, happen, lose
from simulator.supply.kernel.flows import let_pass, set_rates
from simulator.supply.kernel.hospital_stock import refill
from simulator.supply.kernel.hospitals import order
from simulator.supply.kernel.layout import (
    BESIDE,
    KINDS,
    MAKER,
    OPTIONS,
    PLACES,
    QUANTITIES,
    WIDE,
    compiled,
    lay_out,
    write_out,
)
from simulator.supply.kernel.months import add_orders, calm, look_back, open_month

__all__ = ["carry_out", "fingerprint"]


@compiled
def _events(r, t, x, at, winners, g, k, annulled):  # pragma: no cover - compiled
    """Let everything happen whose time has come, month ends apart."""
    for i in range(winners):
        climb(t, x[i], at, k.steps, k.rungs)
    for i in range(winners):
        one = x[i]
        if one.turn <= t:
            one.stock = 0.0 if one.rate < 0.0 else one.reserve
        if one.due <= t:
            happen(r, t, one, g, k.recall)
        if annulled and one.alive:
            lose(one, t, 4)


@compiled
def _history(
    r, g, k, x, u, v, at, place, orders, asked, clear, out_cells, whole, postings, f
):  # pragma: no cover - compiled
    """Carry out one history; return its number of winners and of served cells."""
    winners, cells, reported = lay_out(r, g, k, x, u, at, place)
    order(r, g, k, v, at, cells, orders, out_cells, whole, f)
    annulled, t, m, months = g.annulled_at[r], 0.0, 0, g.term[r]
    # Handing everything over at each event would cost more than the event.
    limits = (k.serious, (k.invited * reported, k.outside * reported), k.steps, k.rungs)
    growth = (k.warn_at, k.growth, k.growth_limit)
    posted, booked = postings.size > 0, f.main.size > 0
    add_orders(x, winners, orders, months, asked)
    open_month(0, x, winners, asked, g.ramp[0], g.fed)
    while True:
        if t == m and not posted and calm(m, annulled, x, winners):
            t = m + 1.0
        else:
            lacking, first = set_rates(t, x, u, orders[m], at, winners, limits)
            first = min(first, annulled)
            then = min(m + 1.0, first)
            if then > t:
                let_pass(m, then - t, x, u, orders, clear, winners, k.safety)
                if posted:
                    post(then - t, lacking, x, u, orders[m], at, winners, cells, postings[r, m])
                if lacking and booked:
                    book_span(r, m, then - t, g.won.shape[1], x, u, at, winners, f)
            t = then
            if first <= t:
                _events(r, t, x, at, winners, g, k, annulled <= t)
                if annulled <= t:
                    annulled = np.inf
                continue
        # The review comes last: it sees everything that happens at its time.
        if booked:
            book_month(r, m, x, u, orders[m], at, winners, f)
        look_back(m, x, u, orders[m], clear, winners, growth, whole)
        m += 1
        if m == months:
            break
        if k.safety > 0.0:
            refill(m, x, u, orders, asked, winners)
        open_month(m, x, winners, asked, g.ramp[m], g.fed)
    if booked:
        book_clear(r, months, x, orders, clear, at, winners, f)
    return winners, cells


def fingerprint(folder: Path) -> int:
    """Return a number that changes with any source in a folder.

    The compiler's cache looks at the file of the cached function only, but keeps apart what is enclosed:
    with this number enclosed, a change in any file makes the compiler work again.
    """
    sources = sorted(folder.glob("*.py"))
    digest = blake2b(digest_size=7)
    for source in sources:
        digest.update(source.read_bytes())
    return int.from_bytes(digest.digest(), "little")


def _compiled(sources: int):
    @numba.njit(cache=True, **OPTIONS)
    def every(
        g, k, x, u, v, at, place, orders, asked, clear, out_cells, out_makers, out_whole, why, postings, flows
    ):  # pragma: no cover - compiled
        for r in range(g.term.shape[0]):
            lay_flows(r, flows)
            if g.term[r] > 0:
                whole = out_whole[r]
                winners, cells = _history(
                    r, g, k, x, u, v, at, place, orders, asked, clear, out_cells, whole, postings, flows
                )
                write_out(r, g, k, x, u, at, winners, cells, out_cells, out_makers, why)
        return sources

    return every


_every = _compiled(fingerprint(Path(__file__).parent))


def carry_out(given, knobs, out, flows) -> None:
    """Carry out every history; results are written into an outcome that is all zero.

    Parameters
    ----------
    given, knobs
        What is settled before, and the parameters.
    out
        The :class:`simulator.supply.records.Outcome` to be filled.
    flows
        The :class:`simulator.supply.records.Flows` to be filled; ``used`` tells how much room they need.
    """
    # One layout for all arrays, or the compiler would set to work again for each new one.
    given = type(given)(*(np.require(array, requirements=["C", "W"]) for array in given))
    bids, cells, months = given.won.shape[1], given.main.shape[1], given.factor.shape[1]
    x = np.zeros(bids, dtype=MAKER)
    u, v = np.zeros((QUANTITIES, cells)), np.zeros(KINDS + WIDE * given.signed.shape[2])
    at, place = np.zeros((PLACES, cells), dtype=np.int64), np.zeros(bids, dtype=np.int64)
    wide = -(-cells // BESIDE) * BESIDE
    orders, (asked, clear) = np.zeros((months, wide)), np.zeros((2, bids, months))
    scratch = (x, u, v, at, place, orders, asked, clear)
    results = (out.cells, out.makers, out.whole, out.cause, out.postings)
    _every(given, knobs, *scratch, *results, flows)
