"""Bills of a contract year: what was delivered, at which price, and who pays."""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN201, PLR0913, PLR0917

from __future__ import annotations

from simulator.fund.kernel.amounts import claim, compiled, fen, part, pay_by_fund
from simulator.supply.columns import Beyond

BEYOND = len(Beyond)

__all__ = ["charge_late", "elsewhere", "helpers", "settle_bill"]


@compiled
def helpers(first, r, y, f, at, p, bids, main, invited, s, bill, use):  # pragma: no cover - compiled
    """Price what others than the main supplier delivered in a contract year."""
    while at < f.key.shape[0] and f.key[at] < first + bids + BEYOND:
        who, units = f.key[at] - first, f.units[at]
        use[0] += units
        if who < bids:
            price = p.award[r, who]
            bill[0] += fen(units, price)
            bill[1] += fen(units, min(price, p.cap[r, main]))
            s[6] += fen(units, p.old[who])
            use[1] += units
        elif who < bids + 2:
            agreed = p.award[r, main]
            price = part(agreed, invited) if who == bids else p.group_price[r, y, 1]
            amount, plain = fen(units, price), fen(units, min(price, agreed))
            bill[2] += amount
            bill[3] += fen(units, min(price, agreed, p.cap[r, main]))
            bill[5 if who == bids else 4] += amount - plain
            s[4] += amount
            s[6] += fen(units, p.group_old[r, 1])
            use[3] += units
        at += 1
    return at


@compiled
def elsewhere(r, main, y, units, share, old, price, standard, label, s, bill):  # pragma: no cover - compiled
    """Price what was bought of firms without an award, and of winners of other areas."""
    for i in range(share.shape[2]):
        if share[r, y, i] > 0.0:
            mine, now = units * share[r, y, i], price[r, y, i]
            amount = fen(mine, now)
            bill[2] += amount
            bill[3] += amount if standard[r, main, y, i] >= now else fen(mine, standard[r, main, y, i])
            s[3] += amount
            s[6] += fen(mine, old[r, i])
            if label[r, y, i] > 0:
                s[22] += amount
                if label[r, y, i] > 1:
                    s[23] += amount


@compiled
def settle_bill(bill, before, t, s, cash):  # pragma: no cover - compiled
    """Let patients and fund pay hospitals, and hospitals firms.

    Returns what the fund pays, what the supplier that failed pays, and what the fund would have paid without
    the tender.
    """
    winners, others = bill[0], bill[2]
    by_supplier = (bill[4] if t.outside_payer == 0 else 0) + (bill[5] if t.invited_payer == 0 else 0)
    by_fund = (bill[4] if t.outside_payer == 1 else 0) + (bill[5] if t.invited_payer == 1 else 0)
    claimed, within = winners + others - by_supplier - by_fund, bill[1] + bill[3]
    paid = claim(within, claimed - within, t.schemes, t.rates, s, 27) + by_fund
    usual = claim(before, 0, t.schemes, t.rates, s, 24)
    fees, other_fees = part(winners, t.fee), part(others, t.fee)
    s[0] += before
    s[1] += usual
    s[2] += winners
    s[5] += by_supplier
    s[8] += paid
    s[9] += claimed - within
    s[10] += fees + other_fees
    pay_by_fund(paid, t.tiers, cash, 4, 1)
    patients = claimed + by_fund - paid
    cash[3] -= patients
    cash[4] += patients + by_supplier - winners - others
    cash[6] += fees + other_fees
    cash[7] += winners - fees - by_supplier
    cash[8] += others - other_fees
    return paid, by_supplier, usual


@compiled
def charge_late(late, maker, t, s, cash):  # pragma: no cover - compiled
    """Let hospitals bear what paying late costs; return what the fund gets of it."""
    advanced = part(late, t.advanced)
    interest, to_fund = part(late - advanced, t.interest), part(advanced, t.interest)
    withheld, fee = part(late, t.withheld), part(interest, t.fee)
    s[34] += advanced
    s[35] += interest
    s[36] += to_fund
    s[37] += withheld
    cash[4] -= interest
    cash[6] += fee
    cash[maker] += interest - fee
    pay_by_fund(to_fund, t.tiers, cash, 4, -1)
    pay_by_fund(withheld, t.tiers, cash, 4, -1)
    return to_fund + withheld
