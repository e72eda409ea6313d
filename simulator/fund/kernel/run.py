"""Settles histories one after the other."""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

from __future__ import annotations

from pathlib import Path

import numba
import numpy as np

from simulator.fund.kernel.amounts import compiled, fen, part, pay_by_fund
from simulator.fund.kernel.goods import BEYOND, charge_late, elsewhere, helpers, settle_bill
from simulator.fund.kernel.year_end import prepay, year_end
from simulator.supply.kernel.layout import OPTIONS
from simulator.supply.kernel.run import fingerprint

__all__ = ["settle"]

_DIRECT = 2


@compiled
def _history(r, g, p, t, f, at, s, cash, bill, use):  # pragma: no cover - compiled
    """Settle one history, contract year by contract year; return how far the deliveries of helpers are read.

    ``bill`` is in fen: winners' bill, what of it is reimbursable, the same of others, difference to the main
    supplier's price of non-winners and of invited firms in a takeover.
    """
    # Every look into a tuple of arrays counts references: do it once a history.
    mains, needs, agreed, reported, factors = g.main, g.need, g.agreed, g.reported, g.factor
    delivered, chosen, gone, caps, awards, old = f.main, f.elsewhere, f.substituted, p.cap, p.award, p.old
    share, group_old, price, standard, label = (
        p.share,
        p.group_old,
        p.group_price,
        p.group_standard,
        p.label,
    )
    key, bids, term, mean_old = f.key, g.won.shape[1], g.term[r], p.mean_old
    tiers, late_part, new_drugs = t.tiers, t.late, t.new_drugs
    charged = t.advanced + t.interest + t.withheld > 0
    for c in range(mains.shape[1]):
        main = mains[r, c]
        if main < 0:
            continue
        award = awards[r, main]
        limit = min(award, caps[r, main])
        for y in range((term + 11) // 12):
            start = y * 12
            span = min(term - start, 12)
            units, factor = 0.0, 0.0
            for m in range(start, start + span):
                units += delivered[r, c, m]
                factor += factors[r, m]
            bill[:] = 0
            use[0], use[1], use[2], use[3], use[4] = units, units, chosen[r, c, y], 0.0, gone[r, c, y]
            bill[0] = fen(units, award)
            bill[1] = bill[0] if limit == award else fen(units, limit)
            s[6] += fen(units, old[main])
            first = ((r * delivered.shape[1] + c) * chosen.shape[2] + y) * (bids + BEYOND)
            if at < key.shape[0] and key[at] < first + bids + BEYOND:
                at = helpers(first, r, y, f, at, p, bids, main, t.invited_price, s, bill, use)
            elsewhere(r, main, y, use[2], share, group_old, price, standard, label, s, bill)
            if use[4] > 0.0:
                amount = fen(use[4], p.substitute)
                bill[2] += amount
                bill[3] += amount
                s[6] += amount
                s[30] += amount
            before = fen(needs[r, c] * factor, mean_old)
            paid, by_supplier, usual = settle_bill(bill, before, t, s, cash)
            promised, others, drawn = agreed[r, c] * span, bill[2] - by_supplier, 0
            if t.prepaid_to > 0:
                prepaid = part(fen(promised, award), t.prepaid)
                drawn = prepay(r, c, start, span, award, limit, prepaid, delivered, t, s)
            owed = bill[0] - drawn if t.prepaid_to >= _DIRECT else bill[0]
            late, late_others, back = part(owed, late_part), part(bill[2], late_part), 0
            s[33] += late + late_others
            if charged:
                back = charge_late(late, 7, t, s, cash) + charge_late(late_others, 8, t, s, cash)
            need, said = needs[r, c] * span, reported[r, c] * span
            given = year_end(promised, need, said, award, mean_old, paid, bill[0], others, t, use, s, cash)
            # The terms are large: functions that need little of them are not handed them.
            used = part(max(usual - paid - given + back, 0), new_drugs)
            s[38] += used
            pay_by_fund(used, tiers, cash, 9, 1)
    return at


def _compiled(sources: int):
    # With this number enclosed, a change in any file of the package makes the compiler work again.
    @numba.njit(cache=True, **OPTIONS)
    def every(g, p, t, f, sums, cash, bill, use):  # pragma: no cover - compiled
        at = 0
        for r in range(g.term.shape[0]):
            at = _history(r, g, p, t, f, at, sums[r], cash[r], bill, use)
        return sources

    return every


_every = _compiled(fingerprint(Path(__file__).parent))


def settle(given, priced, terms, flows, out) -> None:
    """Settle every history; results are written into an empty :class:`simulator.fund.records.Settled`.

    Parameters
    ----------
    given
        What the contracts were given.
    priced, terms
        Prices, and parameters as numbers.
    flows
        What was delivered, by contract year (:class:`simulator.supply.records.Flows`).
    """
    given = type(given)(*(np.require(array, requirements=["C", "W"]) for array in given))
    bill, use = np.zeros(6, dtype=np.int64), np.zeros(5)
    _every(given, priced, terms, flows, out.sums, out.cash, bill, use)
