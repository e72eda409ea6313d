"""Toy games with private values: all pure equilibria of a coarse grid, against exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from simulator.bidding.equilibrium.finite import bayesian
from simulator.bidding.equilibrium.finite.bayesian import auction, pure_equilibria, tender

VALUES = (1, 2, 3, 4, 5)


def exact_payoff(value: int, bid: int, rivals: tuple[int, ...]) -> Fraction:
    wins = sum(Fraction(1) if bid > other else Fraction(bid == other, 2) for other in rivals)
    return (value - bid) * wins / len(rivals)


def exact_equilibria() -> dict[tuple[int, ...], tuple[Fraction, bool]]:
    """Try every bid function in fractions; say what it pays and whether every change would cost something."""
    found = {}
    for choice in product(*(range(value) for value in VALUES)):
        others = [
            (value, bid, exact_payoff(value, own, choice) - exact_payoff(value, bid, choice))
            for value, own in zip(VALUES, choice, strict=True)
            for bid in range(value)
            if bid != own
        ]
        if all(loss >= 0 for *_, loss in others):
            pays = sum(exact_payoff(v, b, choice) for v, b in zip(VALUES, choice, strict=True)) / 5
            found[choice] = (pays, all(loss > 0 for *_, loss in others))
    return found


def test_coarse_grids_have_several_equilibria() -> None:
    """Case coarse_grid_multiplicity: bids 0,1,1,2,2 pay 1.06 and bids 0,1,2,2,2 pay 0.92, both exactly.

    There is a third, 0,1,2,2,3, that pays 0.80; only the second is strict, in the others a value is
    indifferent.
    """
    found = {one.choice: one for one in pure_equilibria(auction(VALUES, range(5), below_value=True))}
    exact = exact_equilibria()
    assert found.keys() == exact.keys() == {(0, 1, 1, 2, 2), (0, 1, 2, 2, 2), (0, 1, 2, 2, 3)}
    assert found[0, 1, 1, 2, 2].payoff == pytest.approx(1.06, abs=1e-12)
    assert found[0, 1, 2, 2, 2].payoff == pytest.approx(0.92, abs=1e-12)
    for choice, (pays, _) in exact.items():
        assert found[choice].payoff == pytest.approx(float(pays), abs=1e-12)
        assert found[choice].gain <= 1e-12
    assert [choice for choice, (_, strict) in exact.items() if strict] == [(0, 1, 2, 2, 2)]


def test_bids_at_the_value_add_equilibria_that_earn_nothing_more() -> None:
    """A value of 1 that may bid 1 wins at no profit; the three equilibria of bids below the value remain."""
    below = {one.choice for one in pure_equilibria(auction(VALUES, range(6), below_value=True))}
    free = {one.choice for one in pure_equilibria(auction(VALUES, range(6)))}
    assert below < free


def test_a_tender_is_the_mirror_of_an_auction() -> None:
    """Costs 5 - v and prices 5 - b: the same games, read from the other end."""
    high = pure_equilibria(auction(VALUES, range(6)))
    low = pure_equilibria(tender([5 - v for v in VALUES], range(6), (1.0,)))
    assert {tuple(5 - i for i in one.choice) for one in low} == {one.choice for one in high}
    assert sorted(one.payoff for one in low) == pytest.approx(sorted(one.payoff for one in high))


def test_more_winners_than_firms_quote_the_ceiling() -> None:
    """With equal shares for all, nobody gains by a lower price."""
    (only,) = pure_equilibria(tender([0.1, 0.3], [0.5, 0.75, 1.0], (0.5, 0.5)))
    assert only.choice == (2, 2)
    assert only.payoff == pytest.approx((0.9 + 0.7) / 2 * 0.5)


def test_three_firms_by_hand() -> None:
    """One cost, 0; prices 1 and 3; one winner. All at 3 earn 3/3 or 3/4; undercutting earns 1."""
    found = pure_equilibria(tender([0.0], [1.0, 3.0], (1.0,), firms=3))
    assert {one.choice for one in found} == {(0,), (1,)}
    four = pure_equilibria(tender([0.0], [1.0, 3.0], (1.0,), firms=4))
    assert [one.choice for one in four] == [(0,)]
    assert four[0].payoff == pytest.approx(0.25)


def test_a_game_without_pure_equilibrium_has_none() -> None:
    """Two firms, 0.6 and 0.4 units, prices 0.68 to 1: each undercuts until staying dear pays more."""
    assert pure_equilibria(tender([0.0], [0.6, 0.68, 0.76, 0.84, 0.92, 1.0], (0.6, 0.4))) == ()


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    game = auction(VALUES, range(6))
    whole = pure_equilibria(game)
    monkeypatch.setattr(bayesian, "_BLOCK", 7)
    assert pure_equilibria(game) == whole


def test_what_cannot_be_tried_is_refused() -> None:
    with pytest.raises(ValueError, match="too many to try"):
        pure_equilibria(auction(range(1, 11), range(10)))
    with pytest.raises(ValueError, match="type 0 may not make any bid"):
        pure_equilibria(auction([0, 1], [0, 1], below_value=True))
    with pytest.raises(ValueError, match="bids are a list"):
        auction([1, 2], [1, 0])
    with pytest.raises(ValueError, match="prices are a list"):
        tender([1, 2], np.array([]).tolist(), (1.0,))
