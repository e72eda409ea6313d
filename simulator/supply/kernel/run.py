"""Carries histories out one after the other: the loop over events."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import numba
import numpy as np

from simulator.supply.kernel.events import climb, happen, lose, next_event
from simulator.supply.kernel.flows import book_month, book_span, let_pass, post, set_rates
from simulator.supply.kernel.layout import LEAVES, MAKER, PLACES, QUANTITIES, lay_out, write_out
from simulator.supply.kernel.months import look_back, open_month

__all__ = ["carry_out", "fingerprint"]


@numba.njit(nogil=True, error_model="numpy")
def _history(r, g, k, x, u, s, at, whole, postings, f):  # pragma: no cover - compiled
    """Carry out one history; return its number of winners and of served cells."""
    winners, cells, reported = lay_out(r, g, k, x, u, s, at)
    annulled, t, m, months = g.annulled_at[r], 0.0, 0, g.term[r]
    # Handing everything over at each month end would cost more than the month.
    weight, found_at, moved = g.weight, g.found_at[r], g.moved[r]
    # What happens in no cell is not looked for cell by cell.
    latest = s[:, :cells].max() if cells > 0 else 0.0
    leaving = cells > 0 and u[LEAVES, :cells].max() > 0.0
    now = (g.phase[0], g.factor[r, 0], g.drift[0] if leaving else 0.0, g.ramp[0], latest, moved)
    open_month(0, k, x, u, s, weight, now, winners, cells)
    while True:
        lacking = set_rates(t, x, u, at, winners, reported, k)
        first = next_event(annulled, x, winners, k)
        then = min(m + 1.0, first)
        if then > t:
            let_pass(then - t, x, u, winners)
            if postings.size > 0:
                post(then - t, lacking, x, u, at, winners, cells, postings[r, m])
            if lacking and f.main.size > 0:
                book_span(r, m, then - t, g.won.shape[1], x, u, at, winners, cells, f)
        t = then
        for i in range(winners):
            climb(t, x[i], at, k)
        for i in range(winners):
            one = x[i]
            if one.turn <= t:
                one.stock = 0.0 if one.rate < 0.0 else one.reserve
            if one.due <= t:
                happen(r, t, one, g, k)
            if annulled <= t and one.alive:
                lose(one, t, 4)
        if annulled <= t:
            annulled = np.inf
        # The review comes last: it sees everything that happens at its time.
        if t >= m + 1.0 and first > t:
            if f.main.size > 0:
                book_month(r, m, x, u, at, cells, f)
            m += 1
            look_back(m, k, x, u, s, at, found_at, winners, cells, leaving, whole)
            if m == months:
                return winners, cells
            now = (g.phase[m], g.factor[r, m], g.drift[m] if leaving else 0.0, g.ramp[m], latest, moved)
            open_month(m, k, x, u, s, weight, now, winners, cells)


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
    @numba.njit(cache=True, nogil=True, error_model="numpy")
    def every(
        g, k, x, u, s, at, out_cells, out_makers, out_whole, why, postings, flows
    ):  # pragma: no cover - compiled
        for r in range(g.term.shape[0]):
            if g.term[r] > 0:
                winners, cells = _history(r, g, k, x, u, s, at, out_whole[r], postings, flows)
                write_out(r, x, u, at, winners, cells, out_cells, out_makers, why)
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
    x = np.zeros(given.won.shape[1], dtype=MAKER)
    u = np.zeros((QUANTITIES, given.main.shape[1]))
    at = np.zeros((PLACES, given.main.shape[1]), dtype=np.int64)
    s = np.zeros((given.signed.shape[2], given.main.shape[1]))
    _every(given, knobs, x, u, s, at, out.cells, out.makers, out.whole, out.cause, out.postings, flows)
