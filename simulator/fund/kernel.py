"""Settlement, compiled: docs/money.md for many histories at once.

The twin of :mod:`simulator.fund.ledger`, which writes every posting down and must come to the same fen. All
functions stay in this file, because the compiler's cache does not notice changes elsewhere; columns are those
of ``Sum`` and ``Party`` in :mod:`simulator.fund.records`.
"""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

from __future__ import annotations

import numba
import numpy as np

__all__ = ["settle"]

_PARTS = 1_000_000
_HALF = 500_000


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _fen(units, price):  # pragma: no cover - compiled
    """Price units: the only place where units become money."""
    return np.int64(max(units, 0.0) * price / 100.0 + 0.5)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _part(total, share):  # pragma: no cover - compiled
    """Take a share of money that is not negative, rounded half up.

    The quotient is guessed in floating point and put right in integers, which may run over and come back:
    exact up to 10**13 fen, and faster than dividing.
    """
    guess = np.int64(np.float64(total) * np.float64(share) * 1e-6)
    rest = total * share - guess * _PARTS
    if rest < 0:
        guess -= 1
        rest += _PARTS
    elif rest >= _PARTS:
        guess += 1
        rest -= _PARTS
    return guess + (1 if rest >= _HALF else 0)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _claim(within, excess, schemes, rates, s, first):  # pragma: no cover - compiled
    """Divide a claim between schemes, fund and patients; return what the fund pays."""
    fund, done_within, done_excess, to_excess = 0, 0, 0, 0
    for i in range(3):
        to_within = _part(within, schemes[i])
        if excess > 0:
            to_excess = _part(excess, schemes[i])
        mine = to_within - done_within
        paid = _part(mine, rates[i])
        s[first + i] += mine - paid + to_excess - done_excess
        fund += paid
        done_within, done_excess = to_within, to_excess
    return fund


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _pay_by_fund(amount, tiers, cash, sign):  # pragma: no cover - compiled
    """Let the pools of the fund pay hospitals, or the other way round."""
    if amount == 0:
        return
    done = 0
    for i in range(3):
        upto = _part(amount, tiers[i])
        cash[i] -= sign * (upto - done)
        done = upto
    cash[4] += sign * amount


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _helpers(first, r, c, y, f, at, p, bids, main, s, bill, use):  # pragma: no cover - compiled
    """Price what others than the main supplier delivered in a contract year."""
    while at < f.key.shape[0] and f.key[at] < first + bids + 2:
        who, units = f.key[at] - first, f.units[at]
        use[0] += units
        if who < bids:
            price = p.award[r, who]
            bill[0] += _fen(units, price)
            bill[1] += _fen(units, min(price, p.cap[r, c]))
            s[6] += _fen(units, p.old[who])
            use[1] += units
        elif who == bids:
            price, agreed = p.group_price[r, y, 1], p.award[r, main]
            amount, plain = _fen(units, price), _fen(units, min(price, agreed))
            bill[2] += amount
            bill[3] += _fen(units, min(price, agreed, p.cap[r, c]))
            bill[4] += amount - plain
            s[4] += amount
            s[6] += _fen(units, p.group_old[r, 1])
            use[3] += units
        at += 1
    return at


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _elsewhere(r, c, y, units, share, old, price, standard, label, s, bill):  # pragma: no cover - compiled
    """Price what was bought of firms without an award, and of winners of other areas."""
    for i in range(share.shape[1]):
        if share[r, i] > 0.0:
            mine, now = units * share[r, i], price[r, y, i]
            amount = _fen(mine, now)
            bill[2] += amount
            bill[3] += amount if standard[r, c, y, i] >= now else _fen(mine, standard[r, c, y, i])
            s[3] += amount
            s[6] += _fen(mine, old[r, i])
            if label[r, y, i] > 0:
                s[22] += amount
                if label[r, y, i] > 1:
                    s[23] += amount


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _prepay(r, c, start, span, award, limit, prepaid, delivered, t, s):  # pragma: no cover - compiled
    """Follow the prepaid money of a contract year from month to month."""
    left, units, repaid = prepaid, 0.0, 0
    for k in range(span):
        if left > 0:
            units += delivered[r, c, start + k]
            due = _part(_fen(units, limit), t.fund_part) if t.prepaid_to == 1 else _fen(units, award)
            left = max(prepaid - due, 0)
            s[31] += left
        elif t.prepaid_to == 1:
            break
        if t.prepaid_to > 1:
            if k + 1 == span:
                repaid = prepaid
            elif (k + 1) % t.every == 0:
                repaid = _part(prepaid, t.steps[min((k + 1) // t.every, len(t.steps)) - 1])
            s[32] += prepaid - repaid
    s[13] += prepaid
    s[14] += left
    s[15] += prepaid - left


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _assess(done, use, t):  # pragma: no cover - compiled
    """Return the part of the surplus that hospitals keep with these orders, in millionths of millionths."""
    if done < t.completed:
        return 0
    shared = use[1] / (use[0] + use[2]) if use[0] + use[2] > 0.0 else 1.0
    points = 100.0 * (t.weights[0] * min(done, 1.0) + t.weights[1] * t.in_time + t.weights[2] * shared)
    for i in range(len(t.points)):
        if points >= t.points[i]:
            return t.parts[i]
    return 0


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _year_end(
    agreed, before, reported, award, mean_old, paid, spent, others, t, use, s, cash
):  # pragma: no cover - compiled
    """Close a cell's contract year: surplus kept, margin of tariffs, overspending shared.

    ``agreed``, ``before``, ``reported`` are units of the year; ``paid`` is what the fund paid, ``spent`` the
    winners' bill, ``others`` that of others without what suppliers compensate; ``use`` units ordered, of
    winners, bought elsewhere, of firms called in, of other substances.
    """
    left_out = max(before - reported, 0.0)
    usual = _part(_fen(before, mean_old), t.fund_part)
    budget = _part(_fen(before - t.understated * left_out, mean_old), t.fund_part)
    promised = _fen(agreed, award)
    counted = (spent if t.spend_actual else promised) + others
    base = _part(max(budget - _part(counted, t.fund_part), 0), _PARTS - t.tariff)
    at_old = _fen(use[1] + use[2] + use[3] + use[4], mean_old)
    s[7] += at_old
    s[11] += promised
    s[12] += _fen(agreed, mean_old)
    s[16] += budget
    s[17] += base
    done = use[0] / agreed if agreed > 0.0 else 1.0
    kept = _part(_part(base, t.most), _assess(done, use, t))
    staff = _part(kept, t.to_staff)
    margin = 0
    if t.tariff > 0:
        margin = _part(max(_part(at_old, t.fund_part) - paid, 0), t.tariff)
        margin = _part(margin, t.kept if done >= t.completed else t.others)
    over = _part(max(paid - usual, 0), t.overspending)
    s[18] += kept
    s[19] += staff
    s[20] += margin
    s[21] += over
    cash[4] -= staff
    cash[5] += staff
    _pay_by_fund(kept, t.tiers, cash, 1)
    _pay_by_fund(margin, t.tiers, cash, 1)
    _pay_by_fund(over, t.tiers, cash, -1)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _settle_bill(bill, before, t, s, cash):  # pragma: no cover - compiled
    """Let patients and fund pay hospitals, and hospitals firms; return what the fund pays."""
    winners, others, difference = bill[0], bill[2], bill[4]
    by_supplier = difference if t.outside_payer == 0 else 0
    by_fund = difference if t.outside_payer == 1 else 0
    claimed, within = winners + others - by_supplier - by_fund, bill[1] + bill[3]
    paid = _claim(within, claimed - within, t.schemes, t.rates, s, 27) + by_fund
    fees, other_fees = _part(winners, t.fee), _part(others, t.fee)
    s[0] += before
    s[1] += _claim(before, 0, t.schemes, t.rates, s, 24)
    s[2] += winners
    s[5] += by_supplier
    s[8] += paid
    s[9] += claimed - within
    s[10] += fees + other_fees
    _pay_by_fund(paid, t.tiers, cash, 1)
    patients = claimed + by_fund - paid
    cash[3] -= patients
    cash[4] += patients + by_supplier - winners - others
    cash[6] += fees + other_fees
    cash[7] += winners - fees - by_supplier
    cash[8] += others - other_fees
    return paid, by_supplier


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _history(r, g, p, t, f, at, s, cash, bill, use):  # pragma: no cover - compiled
    """Settle one history, contract year by contract year; return how far the deliveries of helpers are read.

    ``bill`` is in fen: winners' bill, what of it is reimbursable, the same of others, difference to the main
    supplier's price.
    """
    # Every look into a tuple of arrays counts references: do it once a history.
    mains, needs, agreed, reported, factors = g.main, g.need, g.agreed, g.reported, g.factor
    delivered, elsewhere, gone, caps, awards, old = f.main, f.elsewhere, f.substituted, p.cap, p.award, p.old
    share, group_old, price, standard, label = (
        p.share,
        p.group_old,
        p.group_price,
        p.group_standard,
        p.label,
    )
    key, bids, term, mean_old = f.key, g.won.shape[1], g.term[r], p.mean_old
    for c in range(mains.shape[1]):
        main = mains[r, c]
        if main < 0:
            continue
        award = awards[r, main]
        limit = min(award, caps[r, c])
        for y in range((term + 11) // 12):
            start = y * 12
            span = min(term - start, 12)
            units, factor = 0.0, 0.0
            for m in range(start, start + span):
                units += delivered[r, c, m]
                factor += factors[r, m]
            bill[:] = 0
            use[0], use[1], use[2], use[3], use[4] = units, units, elsewhere[r, c, y], 0.0, gone[r, c, y]
            bill[0] = _fen(units, award)
            bill[1] = bill[0] if limit == award else _fen(units, limit)
            s[6] += _fen(units, old[main])
            first = ((r * delivered.shape[1] + c) * elsewhere.shape[2] + y) * (bids + 2)
            if at < key.shape[0] and key[at] < first + bids + 2:
                at = _helpers(first, r, c, y, f, at, p, bids, main, s, bill, use)
            _elsewhere(r, c, y, use[2], share, group_old, price, standard, label, s, bill)
            if use[4] > 0.0:
                amount = _fen(use[4], p.substitute)
                bill[2] += amount
                bill[3] += amount
                s[6] += amount
                s[30] += amount
            before = _fen(needs[r, c] * factor, mean_old)
            paid, by_supplier = _settle_bill(bill, before, t, s, cash)
            promised = agreed[r, c] * span
            if t.prepaid_to > 0:
                prepaid = _part(_fen(promised, award), t.prepaid)
                _prepay(r, c, start, span, award, limit, prepaid, delivered, t, s)
            need, said = needs[r, c] * span, reported[r, c] * span
            _year_end(
                promised, need, said, award, mean_old, paid, bill[0], bill[2] - by_supplier, t, use, s, cash
            )
    return at


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _all(g, p, t, f, sums, cash):  # pragma: no cover - compiled
    bill, use, at = np.zeros(5, np.int64), np.zeros(5), 0
    for r in range(g.term.shape[0]):
        at = _history(r, g, p, t, f, at, sums[r], cash[r], bill, use)


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
    _all(given, priced, terms, flows, out.sums, out.cash)
