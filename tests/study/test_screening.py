"""Screens on lists, runs and simulated rings: by hand, at their promised rate, and with planted rings."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import api
from simulator.cli import main
from simulator.errors import InputError
from simulator.rules.screen_power import RANK, SCREENS
from simulator.rules.screens import Thresholds
from simulator.study.plan import make_plan
from simulator.study.screening import measure_screens, screen_awards

SMALL = ("market.varieties=8", "market.bids=60", "market.most_bidders=12", "firms.firms=30")


def powers(*sets: str, reps: int = 60, rate: float = 0.05) -> dict[str, float]:
    study = measure_screens(make_plan("round-7-2022", (*SMALL, *sets)), reps, rate)
    return {name: one.power for name, one in study.powers.items()}


def test_a_ring_that_does_nothing_is_flagged_at_the_promised_rate() -> None:
    """Members that neither move nor cover are competition: no rate above 5 % by 4 standard errors (4.0 %).

    Planted: a ring of all firms that all bid alike is found in nearly every variety.
    """
    idle = powers("ring.raised=0", "ring.least=0", "ring.most=0", "ring.scheme=linked")
    error = (0.05 * 0.95 / 480 * 2) ** 0.5
    for name, found in idle.items():
        assert found <= 0.05 + 4 * error, name
    assert min(idle["variation"], idle["rank"]) >= 0.05 - 4 * error
    planted = powers("ring.cover=same", "ring.size=100", "ring.raised=1")
    assert planted["identical"] > 0.9


def test_covers_that_do_not_follow_costs_change_ranks() -> None:
    """A ring of all whose covers lie anywhere above its bid; in 480 tenders 0.3 is 25 errors from 5 %."""
    found = powers("ring.size=100", "ring.most=0.4")
    assert found["rank"] > 0.3


def test_only_varieties_with_the_ring_count() -> None:
    plan = make_plan("round-7-2022", (*SMALL, "ring.share=0.5"))
    study = measure_screens(plan, 30, 0.1)
    assert 0 < study.varieties < study.of_all == 8
    assert study.competitive == study.rigged == 30 * study.varieties
    assert list(study.powers) == [one.name for one in (*SCREENS, RANK)]


def test_measures_are_repeatable_and_depend_on_the_seed() -> None:
    assert powers("ring.size=4", reps=10) == powers("ring.size=4", reps=10)
    assert powers("ring.size=4", reps=10) != powers("ring.size=4", "run.seed=2", reps=10)


@pytest.mark.parametrize(
    ("sets", "reps", "rate", "word"),
    [
        ((), 10, 0.05, "no ring is at work"),
        (("ring.share=0",), 10, 0.05, "no variety has two firms"),
        (("ring.size=4",), 1, 0.05, "raise --reps to 3 or more"),
    ],
)
def test_what_cannot_be_measured_says_why(sets: tuple[str, ...], reps: int, rate: float, word: str) -> None:
    with pytest.raises(InputError, match=word):
        powers(*sets, reps=reps, rate=rate)


def test_enough_rounds_are_what_the_message_says() -> None:
    assert powers("ring.size=4", reps=3)


BIDS = "variety,firm,price\n" + "".join(
    f"{variety},{firm},{price}\n"
    for variety, prices in {
        "near": (1.00, 1.01, 1.02, 1.02),
        "apart": (0.50, 1.00, 1.10, 1.20),
        "two": (1.00, 1.00),
    }.items()
    for firm, price in zip("ABCD", prices, strict=False)
)


def test_a_list_by_hand(tmp_path: Path) -> None:
    """Close and half of them identical; the second twice the first; two bids are too few for a flag."""
    (tmp_path / "bids.csv").write_text(BIDS, encoding="utf-8")
    near, apart, two = api.screen_bids(tmp_path / "bids.csv")
    assert (near.variety, near.bids, near.flags) == ("near", 4, ("close", "same"))
    assert near.figures["identical"] == 0.5
    assert near.figures["relative-range"] == pytest.approx(0.02)
    assert apart.flags == ("apart",)
    assert apart.figures["lowest-gap"] == pytest.approx(1.0)
    assert (two.flags, two.figures["identical"]) == ((), 1.0)
    assert np.isnan(two.figures["skewness"])


def test_former_prices_are_signs_of_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bids 1, 2, 3 beside former prices 3, 1, 2: rho is 1 - 6 * 6 / 24 = -0.5; D has no former price."""
    rows = ["A,1,3", "B,2,1", "C,3,2", "D,9,"]
    text = "variety,firm,price,previous_price\n" + "".join(f"V,{row}\n" for row in rows)
    (tmp_path / "bids.csv").write_text(text, encoding="utf-8")
    (found,) = api.screen_bids(tmp_path / "bids.csv")
    assert found.figures["rank"] == pytest.approx(-0.5)
    assert main(["screens", str(tmp_path / "bids.csv")]) == 0
    assert "rank  flags" in capsys.readouterr().out


def test_a_run_is_screened_as_its_bids_are() -> None:
    """The bids above, as a run keeps them, give the same figures; the second round is another one."""
    rows = [line.split(",") for line in BIDS.splitlines()[1:]]
    table = pd.DataFrame(rows, columns=["variety", "firm", "bid"]).astype({"bid": float})
    table = pd.concat([table.assign(replication=0), table.assign(replication=1, bid=table["bid"] * 3)])
    first = screen_awards(table)
    assert [one.flags for one in first] == [("close", "same"), ("apart",), ()]
    assert screen_awards(table, 1)[0].figures == pytest.approx(first[0].figures, nan_ok=True)
    assert screen_awards(table, 0, Thresholds(least_gap=1.1))[1].flags == ()
    with pytest.raises(InputError, match="kept no round number 2"):
        screen_awards(table, 2)


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bids.csv").write_text(BIDS, encoding="utf-8")
    assert main(["screens", str(tmp_path / "bids.csv")]) == 0
    told = capsys.readouterr().out
    assert "2 of 3 varieties raise a flag." in told
    assert "no proof" in told
    ring = [part for one in (*SMALL, "ring.size=4") for part in ("--set", one)]
    assert main(["screens", "round-7-2022", "--reps", "5", "--json", *ring]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["screen"] for row in rows] == [one.name for one in (*SCREENS, RANK)]
    assert all(row["power_low"] <= row["power"] <= row["power_high"] for row in rows)
    assert main(["screens", "round-7-2022", "--reps", "5", "--lang", "zh", *ring]) == 0
    assert "变异系数" in capsys.readouterr().out
    for wrong in (["--reps", "0"], ["--false-alarms", "1"]):
        assert main(["screens", "round-7-2022", *wrong, *ring]) == 2
    assert main(["screens", "stents-2020", "--json"]) == 0


@pytest.mark.slow
def test_the_folder_of_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = [part for one in (*SMALL, "ring.cover=same") for part in ("--set", one)]
    out = str(tmp_path / "run")
    assert main(["run", "round-7-2022", "--reps", "2", "--quiet", "--out", out, *small]) == 0
    assert "A ring is at work" in capsys.readouterr().out
    assert main(["screens", out, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 8
    assert sum("same" in row["flags"] for row in rows) >= 2
