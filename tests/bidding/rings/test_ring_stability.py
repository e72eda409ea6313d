"""How patient a ring must be: closed forms, and tender after tender in simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from simulator.bidding.rings.stability import (
    critical_discount,
    critical_discount_in_turn,
    critical_discount_of_cycle,
)

# Case collusion_delta: firms, equal awards, critical discount factor.
EQUAL = [(2, 1, 0.5), (3, 1, 0.66666667), (5, 1, 0.8), (5, 2, 0.6), (5, 4, 0.2), (8, 4, 0.5)]
RANKS = ((0.3, 0.22, 0.18), 6, 0.61111111)


@pytest.mark.parametrize(("firms", "winners", "known"), EQUAL)
def test_equal_awards(firms: int, winners: int, known: float) -> None:
    """Case collusion_delta: one less awards over firms."""
    found = critical_discount((1.0,) * winners, firms)
    assert found == pytest.approx(known, abs=1e-8)
    assert found == pytest.approx(1 - winners / firms, abs=1e-15)


def test_shares_by_rank() -> None:
    """Case collusion_delta, rank shares: with six firms (0.3 - 0.7 / 6) / 0.3."""
    shares, firms, known = RANKS
    assert critical_discount(shares, firms) == pytest.approx(known, abs=1e-8)
    # With three firms everybody is sure of 0.18, so punishment is milder: (0.3 - 0.7 / 3) / (0.3 - 0.18).
    assert critical_discount(shares, 3) == pytest.approx((0.3 - 0.7 / 3) / 0.12, abs=1e-12)


def test_without_temptation_no_patience_is_needed() -> None:
    assert critical_discount((1, 1, 1), 3) == 0
    assert critical_discount((1, 1, 1, 1), 3) == 0
    assert critical_discount_in_turn(3, 3) == 0


def test_more_winners_make_rings_easier_and_more_firms_harder() -> None:
    by_winners = [critical_discount((1.0,) * k, 8) for k in range(1, 9)]
    assert by_winners == sorted(by_winners, reverse=True)
    by_firms = [critical_discount((1.0, 1.0), n) for n in range(2, 12)]
    assert by_firms == sorted(by_firms)


@pytest.mark.parametrize(
    ("shares", "firms"), [((1.0, 1.0), 5), ((0.3, 0.22, 0.18), 6), ((0.3, 0.22, 0.18), 3)]
)
def test_lots_in_simulation(shares: tuple[float, ...], firms: int) -> None:
    """20,000 histories of 400 tenders: staying beats cheating just above the threshold, not just below.

    Staying earns the share of a rank drawn anew in every tender; cheating earns rank 1 once and then what is
    left for everybody. The standard error is below 0.001, and at 0.05 from the threshold both differ by more.
    """
    rng = np.random.default_rng(7)
    volumes = np.array([*shares, *[0.0] * firms][:firms])
    ranks = rng.integers(0, firms, size=(20_000, 400))
    threshold = critical_discount(shares, firms)
    for factor, holds in ((threshold + 0.05, True), (threshold - 0.05, False)):
        weights = (1 - factor) * factor ** np.arange(400)
        staying = float((volumes[ranks] @ weights).mean())
        cheating = float(weights[0] * volumes[0] + weights[1:].sum() * volumes[-1])
        assert (staying > cheating) is holds
        assert abs(staying - cheating) > 0.003


def test_turns_by_the_equation_of_who_was_just_served() -> None:
    """One award: who was just served waits, d^(n-1) / (1 - d^n) = 1; the golden ratio for two firms."""
    assert critical_discount_in_turn(1, 2) == pytest.approx((5**0.5 - 1) / 2, abs=1e-9)
    for firms in (3, 5, 8):
        root = brentq(lambda d, n=firms: d ** (n - 1) + d**n - 1, 0, 1)
        assert critical_discount_in_turn(1, firms) == pytest.approx(root, abs=1e-9)


@pytest.mark.parametrize(("winners", "firms"), [(1, 3), (2, 5), (3, 4), (2, 4)])
def test_turns_need_more_patience_than_lots(winners: int, firms: int) -> None:
    assert critical_discount_in_turn(winners, firms) > 1 - winners / firms


@pytest.mark.parametrize(("winners", "firms"), [(1, 3), (2, 5), (3, 4)])
def test_turns_tender_after_tender(winners: int, firms: int) -> None:
    """Play 4000 tenders from every point of the cycle, and cheat once in each, at once."""
    threshold = critical_discount_in_turn(winners, firms)
    tenders = np.arange(4000)
    for factor, holds in ((threshold + 1e-3, True), (threshold - 1e-3, False)):
        weights = factor**tenders
        values = [
            float((weights * (((member - tenders * winners) % firms) < winners)).sum())
            for member in range(firms)
        ]
        assert all(value >= 1 for value in values) is holds


def test_a_cycle_of_one_is_the_lot() -> None:
    shares, firms, _ = RANKS
    found = critical_discount_of_cycle([sum(shares) / firms], best=0.3, punished=0.0)
    assert found == pytest.approx(critical_discount(shares, firms), abs=1e-9)


def test_a_cycle_that_never_pays_never_holds() -> None:
    assert critical_discount_of_cycle([0.1, 0.1], best=1.0, punished=0.2) == 1
    assert critical_discount_of_cycle([1.0, 1.0], best=1.0, punished=0.0) == 0


@pytest.mark.parametrize(
    ("shares", "firms"), [((), 3), ((0.2, 0.3), 3), ((-0.1,), 3), ((float("nan"),), 3), ((1.0,), 1)]
)
def test_what_is_no_tender_is_refused(shares: tuple[float, ...], firms: int) -> None:
    with pytest.raises(ValueError, match=r"rank 1, 2|two firms"):
        critical_discount(shares, firms)


def test_turns_need_an_award() -> None:
    with pytest.raises(ValueError, match="at least one award"):
        critical_discount_in_turn(0, 3)
