"""How patient an all-inclusive ring must be under the places of a rule book."""

from __future__ import annotations

import json

import pytest

from simulator.cli import main
from simulator.errors import InputError
from simulator.study.plan import make_plan
from simulator.study.ring_stability import ring_stability

SMALL = ("market.varieties=8", "market.bids=60", "market.most_bidders=12", "firms.firms=30")


def test_thresholds_are_one_less_places_over_bidders_and_fall_with_places() -> None:
    """Lots: 1 - K/n. A cap of two places leaves fewer winners, so that larger rings need more patience."""
    wide = ring_stability(make_plan("round-7-2022", SMALL))
    tight = ring_stability(make_plan("round-7-2022", (*SMALL, "rules.change.places.cap=2")))
    assert sum(one.varieties for one in wide) == 8
    assert [one.bidders for one in wide] == sorted({one.bidders for one in tight})
    for plain, capped in zip(wide, tight, strict=True):
        assert plain.by_lot == pytest.approx(1 - plain.places / plain.bidders)
        assert capped.by_lot == pytest.approx(1 - min(capped.places, 2) / capped.bidders)
        if plain.places > 2:
            assert plain.by_lot < capped.by_lot
        # Whose turn it is not is tempted more than one that may still be drawn.
        assert 0 < plain.by_lot <= plain.in_turn < 1


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    small = [part for one in SMALL for part in ("--set", one)]
    assert main(["screens", "round-7-2022", "--stability", *small]) == 0
    assert "holds by lot from" in capsys.readouterr().out
    assert main(["screens", "round-7-2022", "--stability", "--json", *small]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["by_lot"] == pytest.approx(1 - row["places"] / row["bidders"]) for row in rows)
    assert main(["screens", "bids.csv", "--stability"]) == 2
    assert "name a scenario" in capsys.readouterr().err


def test_one_bidder_has_nobody_to_agree_with() -> None:
    one = ("market.varieties=1", "market.bids=1", "market.most_bidders=1", "market.fewest_bidders=1")
    sets = (*one, "firms.firms=1", "firms.originator_presence=0")
    with pytest.raises(InputError, match="nobody can agree"):
        ring_stability(make_plan("round-7-2022", sets))
