"""Prepaid money of a contract year, and what follows at its end."""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917

from __future__ import annotations

from simulator.fund.kernel.amounts import compiled, fen, part, pay_by_fund

__all__ = ["prepay", "year_end"]

_PARTS = 1_000_000


@compiled
def prepay(r, c, start, span, award, limit, prepaid, delivered, t, s):  # pragma: no cover - compiled
    """Follow the prepaid money of a contract year from month to month; return what of it was used."""
    left, units, repaid = prepaid, 0.0, 0
    for k in range(span):
        if left > 0:
            units += delivered[r, c, start + k]
            due = part(fen(units, limit), t.fund_part) if t.prepaid_to == 1 else fen(units, award)
            left = max(prepaid - due, 0)
            s[31] += left
        elif t.prepaid_to == 1:
            break
        if t.prepaid_to > 1:
            if k + 1 == span:
                repaid = prepaid
            elif (k + 1) % t.every == 0:
                repaid = part(prepaid, t.steps[min((k + 1) // t.every, len(t.steps)) - 1])
            s[32] += prepaid - repaid
    s[13] += prepaid
    s[14] += left
    s[15] += prepaid - left
    return prepaid - left


@compiled
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


@compiled
def year_end(
    agreed, before, reported, award, mean_old, paid, spent, others, t, use, s, cash
):  # pragma: no cover - compiled
    """Close a cell's contract year: surplus kept, margin of tariffs, overspending shared; return their sum.

    ``agreed``, ``before``, ``reported`` are units of the year; ``paid`` is what the fund paid, ``spent`` the
    winners' bill, ``others`` that of others without what suppliers compensate; ``use`` units ordered, of
    winners, bought elsewhere, of firms called in, of other substances.
    """
    left_out = max(before - reported, 0.0)
    usual = part(fen(before, mean_old), t.fund_part)
    budget = part(fen(before - t.understated * left_out, mean_old), t.fund_part)
    promised = fen(agreed, award)
    counted = (spent if t.spend_actual else promised) + others
    base = part(max(budget - part(counted, t.fund_part), 0), _PARTS - t.tariff)
    at_old = fen(use[1] + use[2] + use[3] + use[4], mean_old)
    s[7] += at_old
    s[11] += promised
    s[12] += fen(agreed, mean_old)
    s[16] += budget
    s[17] += base
    done = use[0] / agreed if agreed > 0.0 else 1.0
    kept = part(part(base, t.most), _assess(done, use, t))
    staff = part(kept, t.to_staff)
    margin = 0
    if t.tariff > 0:
        margin = part(max(part(at_old, t.fund_part) - paid, 0), t.tariff)
        margin = part(margin, t.kept if done >= t.completed else t.others)
    over = part(max(paid - usual, 0), t.overspending)
    s[18] += kept
    s[19] += staff
    s[20] += margin
    s[21] += over
    cash[4] -= staff
    cash[5] += staff
    pay_by_fund(kept, t.tiers, cash, 4, 1)
    pay_by_fund(margin, t.tiers, cash, 4, 1)
    pay_by_fund(over, t.tiers, cash, 4, -1)
    return kept + margin - over
