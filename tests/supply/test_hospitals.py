"""Kinds of hospitals, prescribers, substitutes, inspections: closed forms and the documents' own numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulator.scenario.hospitals import Inspections, Institutions, Substitutes
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts
from simulator.supply.hospitals import found_at, joined, leaving, signing, weights
from simulator.supply.records import Cell, Contracts
from simulator.supply.reference import carry_out_one
from tests.supply.contracts_made_up import calm, with_given, with_knobs
from tests.supply.test_properties import total

ROWS = Rows(seed=3, start=0, count=400)
ALIKE = {"tertiary": "1", "secondary": "1", "primary": "1", "private": "1", "pharmacy": "1"}


def monthly(contracts: Contracts) -> np.ndarray:
    """Units ordered in each month of the first history: nobody is short."""
    out, _ = carry_out_one(contracts, 0)
    return np.asarray(out.postings[0].sum(axis=(1, 2)))


def reluctant(months: int = 24, share: float = 0.2) -> Contracts:
    """One cell that buys a fifth of its need of 100 from winners and agreed to buy half."""
    contracts = with_given(calm(1, 1, 1, months), reserve=np.full((1, 1), 1e6))
    return with_knobs(contracts, first=share, final=share, habit=1 - share, close=1.0)


def test_review_and_pay_wear_habit_down() -> None:
    """What stays with non-winners falls by a tenth through review, and by a fifth through pay, each month."""
    months = np.arange(24)
    contracts = with_knobs(reluctant(), reviewed=0.9)
    assert monthly(contracts) == pytest.approx(100 * (1 - 0.8 * 0.9**months))
    paid = with_knobs(reluctant(), reviewed=0.9, paid=0.8)
    expected = 100 * (1 - 0.8 * 0.72 ** months[:12])
    assert monthly(paid)[:12] == pytest.approx(expected)


def test_surplus_is_paid_to_those_with_merit_only() -> None:
    """Hainan: whoever buys less than was agreed gets no merit; the surplus follows the assessment."""
    lazy = with_knobs(with_given(reluctant(36), agreed=np.full((1, 1), 90.0)), paid=0.98)
    left = 1 - monthly(lazy) / 100
    assert left[:12] == pytest.approx(0.8 * 0.98 ** np.arange(12))
    assert left[12:24] == pytest.approx(0.8 * 0.98**11), "no merit in the first year: nothing is paid"
    diligent = with_given(lazy, agreed=np.full((1, 1), 10.0))
    assert 1 - monthly(diligent)[-1] / 100 == pytest.approx(0.8 * 0.98**35)


def test_findings_escalate_up_to_the_insurance_contract() -> None:
    """Orders are 40 % of the agreement: less than half fails (Hainan), and inspections find it earlier."""
    contracts = with_knobs(reluctant(36), removes=(0.25, 0.5, 1.0))
    found = np.array([[[6.0, np.inf, np.inf]]])
    out = execute_contracts(with_given(contracts, found_at=found))
    # Warned at month 6; the first assessment is then 360 of 600, which is enough.
    assert out.cells[0, 0, Cell.SANCTIONS] == 1
    assert out.cells[0, 0, Cell.ORDERED] == pytest.approx(6 * 20 + 30 * 40)
    never = execute_contracts(contracts)
    assert never.cells[0, 0, Cell.SANCTIONS] == 1, "40 % in the first year; then 40 of 50 is enough"
    yearly = with_given(contracts, found_at=np.array([[[6.0, 18.0, 30.0]]]), agreed=np.full((1, 1), 95.0))
    strict = execute_contracts(yearly)
    # Month 6 warned; month 12 fails (360 of 1,140), funds cut; month 18 still lags: contract lost.
    assert strict.cells[0, 0, [Cell.SANCTIONS, Cell.EXCLUDED]].tolist() == [3, 1]
    assert strict.cells[0, 0, Cell.ORDERED] == pytest.approx(6 * 20 + 6 * 40 + 6 * 70 + 18 * 100)
    _, events = carry_out_one(yearly, 0)
    told = [(one.month, one.what, one.firm) for one in events if one.what.startswith("hospitals")]
    assert told == [
        (6, "hospitals-warned", "A0"),
        (12, "hospitals-cut", "A0"),
        (18, "hospitals-excluded", "A0"),
    ]


def test_those_that_refuse_sign_when_they_are_found() -> None:
    contracts = with_given(calm(1, 1, 1), signed=np.array([[[0.0, np.inf]]]), weight=np.array([0.4, 0.6]))
    assert monthly(contracts) == pytest.approx(np.full(24, 40.0))
    found = with_given(contracts, found_at=np.array([[[3.0, np.inf]]]))
    assert monthly(found) == pytest.approx([40.0] * 3 + [100.0] * 21)


def test_priority_is_looked_at_where_a_line_is_drawn() -> None:
    """Orders do not lag, but winners have only 60 % of need."""
    contracts = with_knobs(reluctant(share=0.6), removes=(0.5, 0.5, 1.0))
    contracts = with_given(contracts, found_at=np.array([[[6.0, np.inf]]]))
    assert not execute_contracts(contracts).cells[0, 0, Cell.SANCTIONS]
    strict = execute_contracts(with_knobs(contracts, priority=0.7))
    assert strict.cells[0, 0, Cell.SANCTIONS] == 1


def test_every_institution_is_inspected_once_a_year_in_qingbaijiang() -> None:
    """14 institutions, on-site inspection of all of them: one inspection each in every year."""
    places = tuple(f"Q{i:02d}" for i in range(14))
    found = found_at(ROWS, places, 24, Inspections.model_validate({"chance": "1", "detection": "1"}))
    assert found.shape == (400, 14, 2)
    assert (np.ceil(found / 12) == [1, 2]).all()
    half = found_at(ROWS, places, 24, Inspections.model_validate({"chance": "1", "detection": "0.5"}))
    assert (half[np.isfinite(half)] == found[np.isfinite(half)]).all(), "the same inspections, seen less well"
    # Four binomial standard errors of 400 × 14 × 2 looks.
    assert np.isfinite(half).mean() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(11200))


def test_kinds_that_differ_sign_at_their_own_times() -> None:
    drawn = ROWS.draw("x")[:, None, :3]
    refuses = dict.fromkeys(ALIKE, "0") | {"primary": "0.5"}
    institutions = Institutions.model_validate({"delay": ALIKE | {"tertiary": "3"}, "refuses": refuses})
    times, weight = signing(drawn, institutions, 1.0, 0.6)
    assert weight == pytest.approx([0.5, 0.3, 0.2])
    assert times[:, 0, 0] == pytest.approx(3 * times[:, 0, 1])
    # Sanctions of 0.6 leave two fifths of the refusals; four standard errors.
    assert np.isinf(times[:, 0, 2]).mean() == pytest.approx(0.2, abs=4 * 0.4 / np.sqrt(400))
    willing, _ = signing(drawn, institutions, 1.0, 1.0)
    assert not willing.any()


def test_private_hospitals_and_pharmacies_may_join() -> None:
    institutions = Institutions.model_validate({"joins": {"private": "0.4", "pharmacy": "0.5"}})
    assert weights(institutions) == pytest.approx(
        {"tertiary": 0.5, "secondary": 0.3, "primary": 0.2, "private": 0.06, "pharmacy": 0.1}
    )
    assert joined(institutions) == pytest.approx(1.16)
    assert joined(Institutions()) == 1


def test_substitutes_draw_more_where_prices_fell_more() -> None:
    """Ceiling of the leakage at a cut of 53 %, the mean of rounds 1 to 6, with half of it prevented."""
    substitutes = Substitutes.model_validate({"leakage": "0.4", "leakage_months": "0"})
    leaves, drift = leaving(np.array([[0.47, 1.0, 1.2]]), substitutes, 24)
    assert leaves[0] == pytest.approx([0.5 * 0.4 * 0.53, 0, 0])
    contracts = with_given(calm(1, 1, 1), leaves=leaves[:, :1], drift=drift)
    cells = execute_contracts(contracts).cells[0, 0]
    assert cells[Cell.SUBSTITUTED] == pytest.approx(2400 * 0.106)
    assert cells[Cell.ORDERED] == pytest.approx(2400 * 0.894)


@pytest.mark.parametrize(
    ("counted", "parameter", "values", "rises"),
    [
        ("ordered", "prescribers__review", ("0", "0.5", "1"), True),
        ("ordered", "prescribers__surplus_share", ("0", "0.5", "1"), True),
        ("ordered", "substitutes__leakage", ("0", "0.2", "0.4"), False),
        ("sanctions", "inspections__priority", ("0", "0.8", "0.95"), True),
    ],
)
def test_direction(counted: str, parameter: str, values: tuple[str, ...], rises: bool) -> None:
    more = {"inspections__chance": "1"} if parameter.startswith("inspections") else {}
    found = [total(counted, **{parameter: value}, **more) for value in values]
    assert all((b > a) if rises else (b < a) for a, b in pairwise(found)), found


def test_who_joins_buys_what_nobody_reported() -> None:
    """The same reports and capacity for more need: orders and shortage rise."""
    none, many = {"private": "0", "pharmacy": "0"}, {"private": "1", "pharmacy": "1"}
    for counted in ("ordered", "shortage"):
        assert total(counted, institutions__joins=many) > total(counted, institutions__joins=none)
