"""A market small enough to settle by hand: two firms, two hospitals, three months, to the fen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.errors import RunError
from simulator.fund.accounts import Book, balances, check_book
from simulator.fund.ledger import write_ledger
from simulator.fund.records import PARTS, Party, Sum
from simulator.fund.settlement import settle_contracts
from tests.fund.markets import TERMS, TIMING, Market, two_firms_two_hospitals, with_given

BY_HAND = {
    # Without the tender: 330 and 210 units at 4 yuan.
    Sum.BASELINE: 132_000 + 84_000,
    Sum.BASELINE_FUND: (52_800 + 23_760) + (33_600 + 15_120),
    # 300 units at 1 yuan; 100 at 2 yuan and 30 at 1 yuan from the other firm.
    Sum.WINNERS: 30_000 + 23_000,
    Sum.NONWINNERS: 9_000,
    Sum.OUTSIDE: 3_000,
    # Ten units at 3 yuan in place of 2.
    Sum.COMPENSATION: 1_000,
    # Old prices: 3.50 of A, 4.50 of B, 3.30 of others; 4.00 in the mean.
    Sum.AT_OWN_OLD: (105_000 + 9_900) + (45_000 + 10_500 + 3_300),
    Sum.AT_MEAN_OLD: 132_000 + 56_000,
    # 330 and 250 yuan within the standard: half at 80 %, three tenths at 60 %.
    Sum.FUND: (13_200 + 5_940) + (10_000 + 4_500),
    # Thirty units at 3 yuan where the standard is 1.
    Sum.EXCESS: 6_000,
    Sum.FEES: (1_500 + 450) + (1_150 + 150),
    Sum.AGREED: 15_000 + 24_000,
    Sum.AGREED_OLD: 60_000 + 48_000,
    # 40 % of the agreed volume's value; used up by 58 % of the main supplier's bills.
    Sum.PREPAID: 6_000 + 9_600,
    Sum.RETURNED: 0,
    Sum.APPLIED: 15_600,
    # 58 % of 180 and 120 reported units at 4 yuan, less 58 % of agreed volume and others' bills.
    Sum.BUDGET: 41_760 + 27_840,
    Sum.SURPLUS: (41_760 - 13_920) + (27_840 - 15_080),
    Sum.RETAINED: 13_920 + 6_380,
    Sum.STAFF: 6_960 + 3_190,
    Sum.TARIFF: 0,
    Sum.OVERSPENT: 0,
    Sum.YELLOW: 9_000,
    Sum.RED: 0,
    Sum.BASELINE_EMPLOYEE: 13_200 + 8_400,
    Sum.BASELINE_RESIDENT: 15_840 + 10_080,
    Sum.BASELINE_UNINSURED: 26_400 + 16_800,
    Sum.PATIENTS_EMPLOYEE: (3_300 + 3_000) + 2_500,
    Sum.PATIENTS_RESIDENT: (3_960 + 1_800) + 3_000,
    Sum.PATIENTS_UNINSURED: (6_600 + 1_200) + 5_000,
    Sum.SUBSTITUTES: 0,
    # Left at month ends: 200, 0, 0 and 3,800, 3,800, 0.
    Sum.LEFT_MONTHS: 7_800,
    Sum.OWED_MONTHS: 0,
    # A fifth of all bills; no interest, nobody else pays, nothing kept back.
    Sum.LATE: (6_000 + 1_800) + (4_600 + 600),
    Sum.ADVANCED: 0,
    Sum.INTEREST: 0,
    Sum.INTEREST_FUND: 0,
    Sum.WITHHELD: 0,
    # Half of what the fund saves after hospitals kept their part: 435 and 278.40 yuan.
    Sum.NEW_DRUGS: 21_750 + 13_920,
}


def settled(market: Market, **terms: object) -> tuple[np.ndarray, np.ndarray]:
    out = settle_contracts(market.contracts, market.priced, TERMS._replace(**terms), market.yearly)
    return out.sums[0], out.cash[0]


def test_settlement_by_hand() -> None:
    sums, cash = settled(two_firms_two_hospitals())
    assert {Sum(i).name: int(x) for i, x in enumerate(sums)} == {k.name: v for k, v in BY_HAND.items()}
    fund = cash[:3].sum()
    assert fund == -(33_640 + 20_300 + 35_670)
    assert cash[Party.NEW_DRUGS] == 35_670
    assert cash[Party.PATIENTS] == -30_360
    assert cash[Party.HOSPITALS] == 20_300 - 10_150
    assert cash[Party.STAFF] == 10_150
    assert cash[Party.MAKERS] == 53_000 - 2_650 - 1_000
    assert cash[Party.NONWINNERS] == 12_000 - 600


def test_ledger_by_hand() -> None:
    market = two_firms_two_hospitals()
    postings, sums = write_ledger(market.contracts, market.priced, TERMS, market.flows, TIMING)
    assert {Sum(i).name: int(x) for i, x in enumerate(sums)} == {k.name: v for k, v in BY_HAND.items()}

    def paid(what: str, cell: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for one in postings:
            if (one.kind, one.what, one.cell) == ("cash", what, cell):
                found[one.month] = found.get(one.month, 0) + one.fen
        return found

    # 130 yuan are billed every month, due in the next; a fifth is three months late.
    assert paid("bill paid", 0) == {2: 10_400, 3: 10_400, 4: 10_400, 5: 2_600, 6: 2_600, 7: 2_600}
    # What is left of it after fees of 5 % goes on to makers a month later.
    assert paid("passed on", 0) == {3: 9_880, 4: 9_880, 5: 9_880, 6: 2_470, 7: 2_470, 8: 2_470}
    assert paid("prepayment", 1) == {1: 9_600}
    # The fund owes 58 yuan and 5.80 for others; the prepaid 60 yuan are set off first.
    assert paid("claim paid", 0) == {2: 6_380 - 5_800, 3: 6_380 - 200, 4: 6_380}
    assert paid("retained surplus", 0) == {4: 13_920}
    assert paid("pay from surplus", 1) == {4: 3_190}
    assert paid("compensation paid", 1) == {3: 1_000}
    claims = balances(postings, "claims", 8)
    assert (claims.sum(axis=1) == 0).all()
    assert (claims[-1] == 0).all()


def test_late_payment_by_hand() -> None:
    """12 % a year for three months are 3 %; the fund pays half of what is late and keeps back a tenth."""
    market = two_firms_two_hospitals()
    terms = {"interest": 30_000, "advanced": 500_000, "withheld": 100_000}
    sums, cash = settled(market, **terms)
    late, to_firms, to_fund = 13_000, 90 + 27 + 69 + 9, 90 + 27 + 69 + 9
    assert [sums[at] for at in range(Sum.LATE, Sum.NEW_DRUGS)] == [late, 6_500, to_firms, to_fund, 1_300]
    # The fund saves 897 and 598 fen more, and spends half of it on new drugs.
    assert sums[Sum.NEW_DRUGS] == (43_500 + 897 + 1) // 2 + (27_840 + 598) // 2
    assert cash[Party.HOSPITALS] == 20_300 - 10_150 - to_firms - to_fund - 1_300
    # Of each payment of interest distributors keep 5 %: 4.5, 1.35, 3.45 and 0.45 fen, rounded half up.
    assert cash[Party.DISTRIBUTORS] == BY_HAND[Sum.FEES] + 5 + 1 + 3 + 0
    assert cash[Party.MAKERS] == 53_000 - 2_650 - 1_000 + (90 - 5) + (69 - 3)
    postings, again = write_ledger(
        market.contracts, market.priced, TERMS._replace(**terms), market.flows, TIMING
    )
    assert (again == sums).all()
    check_book("V", postings, cash)

    def paid(what: str, payer: Party, payee: Party) -> dict[int, int]:
        found: dict[int, int] = {}
        for one in postings:
            if (one.kind, one.what, one.cell, one.payer, one.payee) == ("cash", what, 0, payer, payee):
                found[one.month] = found.get(one.month, 0) + one.fen
        return found

    # In the first hospital 26 of 130 yuan a month are late: the fund pays 13 on the day, 60 % by cities.
    assert paid("bill paid by fund", Party.CITY, Party.DISTRIBUTORS) == {2: 780, 3: 780, 4: 780}
    assert paid("set off by fund", Party.HOSPITALS, Party.CITY) == {5: 780, 6: 780, 7: 780}
    assert paid("bill paid", Party.HOSPITALS, Party.DISTRIBUTORS) == {
        2: 10_400,
        3: 10_400,
        4: 10_400,
        5: 1_300,
        6: 1_300,
        7: 1_300,
    }
    # 3 % of 13 yuan a month: 39 fen, three months after the due day.
    assert paid("interest", Party.HOSPITALS, Party.DISTRIBUTORS) == {5: 39, 6: 39, 7: 39}
    # A tenth of 78 yuan, a tenth of it by the province.
    assert paid("withheld for late payment", Party.HOSPITALS, Party.PROVINCE) == {4: 60 + 18}


def test_saving_is_price_and_mix_and_volume() -> None:
    sums, _ = settled(two_firms_two_hospitals())
    spent = sums[Sum.WINNERS] + sums[Sum.NONWINNERS] + sums[Sum.OUTSIDE] - sums[Sum.COMPENSATION]
    price = sums[Sum.AT_OWN_OLD] - spent
    mix = sums[Sum.AT_MEAN_OLD] - sums[Sum.AT_OWN_OLD]
    volume = sums[Sum.BASELINE] - sums[Sum.AT_MEAN_OLD]
    assert (price, mix, volume) == (109_700, 14_300, 28_000)
    assert price + mix + volume == sums[Sum.BASELINE] - spent == 152_000


@pytest.mark.parametrize(
    ("payer", "fund", "patients"), [(0, 14_500, 10_500), (1, 15_500, 10_500), (2, 14_500, 11_500)]
)
def test_who_pays_for_dearer_products_in_a_takeover(payer: int, fund: int, patients: int) -> None:
    # In the second hospital; the first pays 191.40 and 198.60 yuan whoever it is.
    sums, cash = settled(two_firms_two_hospitals(), outside_payer=payer)
    assert sums[Sum.FUND] == 19_140 + fund
    assert cash[Party.PATIENTS] == -(19_860 + patients)
    assert sums[Sum.COMPENSATION] == (1_000 if payer == 0 else 0)


@pytest.mark.parametrize(
    ("payer", "price", "fund", "patients", "pays"),
    [
        # 10 units at 2 yuan: what the main supplier would have cost.
        (0, PARTS, 14_500, 10_500, 0),
        # At half as much again: 1,000 fen more, as for the non-winner at 3 yuan.
        (0, 1_500_000, 14_500, 10_500, 1_000),
        (1, 1_500_000, 15_500, 10_500, 0),
        (2, 1_500_000, 14_500, 11_500, 0),
        # Cheaper: 10 units at 1 yuan, 58 % of 10 yuan less for the fund.
        (0, 500_000, 14_500 - 580, 10_500 - 420, 0),
    ],
)
def test_an_invited_firm_has_its_own_price_and_its_own_payer(
    payer: int, price: int, fund: int, patients: int, pays: int
) -> None:
    """The non-winner's units come from an invited firm; who pays for non-winners does not matter."""
    market = two_firms_two_hospitals()
    key = market.flows.key.copy()
    key[1] -= 1
    market = replace(market, flows=market.flows._replace(key=key))
    for others in range(3):
        sums, cash = settled(market, outside_payer=others, invited_payer=payer, invited_price=price)
        assert sums[Sum.FUND] == 19_140 + fund
        assert cash[Party.PATIENTS] == -(19_860 + patients)
        assert sums[Sum.COMPENSATION] == pays
        assert sums[Sum.OUTSIDE] == 2_000 * price // PARTS


def test_hospitals_that_do_not_complete_the_agreed_volume_keep_nothing() -> None:
    market = with_given(two_firms_two_hospitals(), agreed=np.array([[50.0, 51.0]]))
    sums, _ = settled(market)
    assert sums[Sum.RETAINED] == 13_920  # 150 of 153 units in the second hospital


def test_a_hospital_that_reports_all_of_its_need_has_the_larger_budget() -> None:
    market = with_given(two_firms_two_hospitals(), reported=np.array([[110.0, 40.0]]))
    sums, _ = settled(market)
    # 330 units at 4 yuan, 58 %: the 150 units that were left out brought nothing.
    assert sums[Sum.BUDGET] == 76_560 + 27_840
    assert settled(two_firms_two_hospitals(), understated=0.0)[0][Sum.BUDGET] == 76_560 + 48_720


def test_by_tariff_the_hospital_keeps_the_margin_if_it_complies() -> None:
    sums, _ = settled(two_firms_two_hospitals(), tariff=1_000_000)
    # 58 % of all use at 4 yuan less what the fund paid on claims; no surplus on top of it.
    assert sums[Sum.TARIFF] == (76_560 - 19_140) + (32_480 - 14_500)
    assert sums[Sum.RETAINED] == 0
    missed = with_given(two_firms_two_hospitals(), agreed=np.array([[50.0, 51.0]]))
    assert settled(missed, tariff=1_000_000)[0][Sum.TARIFF] == 57_420


def test_overspending_above_the_budget_is_shared() -> None:
    market = with_given(two_firms_two_hospitals(), need=np.array([[20.0, 70.0]]))
    sums, _ = settled(market)
    # 60 units at 4 yuan, 58 %, are 139.20; the fund paid 191.40: the hospital bears half of 52.20.
    assert sums[Sum.OVERSPENT] == 2_610


def test_repayment_of_qingbaijiang_to_the_fen() -> None:
    market = two_firms_two_hospitals()
    made = with_given(
        market, term=np.array([12]), agreed=np.array([[100_003 / 1200, 0.0]]), main=np.array([[0, -1]])
    )
    year = np.zeros((1, 2, 12))
    year[0, 0] = 50.0
    flows = market.flows._replace(
        main=year,
        elsewhere=np.zeros((1, 2, 12)),
        substituted=np.zeros((1, 2, 12)),
        key=market.flows.key[:0],
        units=np.zeros(0),
        used=np.array([0]),
    )
    contracts = made.contracts
    given = contracts.given._replace(factor=np.ones((1, 12)))
    terms = TERMS._replace(prepaid_to=2, prepaid=1_000_000)
    from dataclasses import replace

    made = Market(replace(contracts, given=given), market.priced, flows)
    postings, sums = write_ledger(made.contracts, made.priced, terms, flows, TIMING)
    repaid: dict[int, int] = {}
    for one in postings:
        if one.kind == "cash" and one.what == "repayment":
            repaid[one.month] = repaid.get(one.month, 0) + one.fen
    # 1,000.03 yuan: 10, 20, 30 and 40 % every three months, rounded on the running total.
    assert sums[Sum.PREPAID] == 100_003
    assert repaid == {3: 10_000, 6: 20_001, 9: 30_001, 12: 40_001}
    # 600 units at 1 yuan were delivered: the maker returns the rest to the hospital.
    assert sums[Sum.APPLIED] == 60_000
    back = [one for one in postings if one.kind == "cash" and one.what == "unused prepayment"]
    assert [(one.month, one.payer, one.payee, one.fen) for one in back] == [
        (13, Party.MAKERS, Party.HOSPITALS, 40_003)
    ]
    out = settle_contracts(made.contracts, made.priced, terms, made.yearly)
    assert (out.sums[0] == sums).all()
    check_book("V", postings, out.cash[0])


def test_a_missing_posting_is_caught() -> None:
    market = two_firms_two_hospitals()
    postings, _ = write_ledger(market.contracts, market.priced, TERMS, market.flows, TIMING)
    _, cash = settled(market)
    check_book("V", postings, cash)
    with pytest.raises(RunError, match="ledger does not balance"):
        check_book("V", postings[1:], cash)
    book = Book()
    book.move(1, Party.PATIENTS, Party.MAKERS, "bribe", 1)
    with pytest.raises(RunError, match="cash against the settlement"):
        check_book("V", (*postings, *book.postings), cash)
