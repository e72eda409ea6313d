"""Agreement with actual winners: by hand, against random picks that are drawn, and as a command tells it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from simulator.cli import main
from simulator.errors import InputError
from simulator.results.agreement import agreement, read_agreement
from simulator.results.metrics import block_metrics
from simulator.rules.lot import State
from simulator.study.plan import load_scenario
from simulator.tender.simulate import play_block, set_up

W, N, R = State.WON, State.NO_PLACE, State.REVIVED_SHORTLISTED


@pytest.fixture
def round_of_two(make_lot):
    """Two replications: of A's four bids two actually won, of B's three one; nothing is known of C."""
    lots = [
        make_lot("A", ("F1", "F2", "F3", "F4"), [[W, W, N, N], [N, R, W, W]]),
        make_lot("B", ("F1", "F2", "F3"), [[W, N, N], [N, N, N]]),
        make_lot("C", ("F1", "F2"), [[W, W], [W, N]]),
    ]
    return lots, [np.array([True, True, False, False]), np.array([False, True, False]), None]


def test_by_hand(round_of_two) -> None:
    """First 2 of 3, then 1 of 3; by chance (2 x 2/4 + 1 x 1/3) / 3, then (3 x 2/4 + 0) / 3."""
    found = agreement(*round_of_two)
    assert found["winners_named"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert found["winners_named_by_chance"].tolist() == pytest.approx([(1 + 1 / 3) / 3, 0.5])


def test_chance_is_what_random_picks_name(round_of_two) -> None:
    """20,000 picks of as many bids as won; 4 standard errors; planted: the share of bidders that won."""
    lots, actual = round_of_two
    told = agreement(lots, actual)["winners_named_by_chance"]
    rng = np.random.default_rng(6)
    for replication in range(2):
        named = np.zeros(20_000)
        for lot, won in zip(lots[:2], actual[:2], strict=True):
            order = rng.permuted(np.tile(np.arange(len(won)), (20_000, 1)), axis=1)
            named += won[order[:, : int(lot.won[replication].sum())]].sum(axis=1)
        share = named / 3
        error = share.std() / 20_000**0.5
        assert told[replication] == pytest.approx(share.mean(), abs=4 * error)
        planted = (2 * 2 / 4 + 1 * 1 / 3) / 3 if replication else 3 / 7
        assert abs(planted - share.mean()) > 4 * error


def test_who_names_all_bidders_beats_nobody(make_lot) -> None:
    lots = [make_lot("A", ("F1", "F2"), [[W, W]])]
    found = agreement(lots, [np.array([True, False])])
    assert found["winners_named"].tolist() == found["winners_named_by_chance"].tolist() == [1.0]


def test_without_known_winners_nothing_is_said(tiny) -> None:
    lots, costs = tiny
    assert agreement(lots, [None, None]) == {}
    assert agreement(lots, [np.zeros(3, dtype=np.bool_), None]) == {}
    plain = block_metrics(lots, costs).by_round
    assert "winners_named" not in plain
    known = block_metrics(lots, costs, actual=[np.array([True, False, False]), None]).by_round
    assert set(known) - set(plain) == {"winners_named", "winners_named_by_chance"}


def test_interval_is_that_of_student() -> None:
    named, chance = np.array([0.5, 1.0, 0.5, 0.25]), np.array([0.5, 0.5, 0.25, 0.25])
    table = pd.DataFrame(
        {
            "variable": ["winners_named"] * 4 + ["winners_named_by_chance"] * 4,
            "value": [*named, *chance],
        }
    )
    found = read_agreement(table)
    assert found is not None
    assert (found.named, found.by_chance, found.replications) == (0.5625, 0.375, 4)
    low, high = ttest_1samp(named, 0).confidence_interval()
    assert (found.low, found.high) == pytest.approx((low, high))
    low, high = ttest_1samp(named - chance, 0).confidence_interval()
    assert (found.gain_low, found.gain_high) == pytest.approx((low, high))
    single = read_agreement(table.iloc[[0, 4]])
    assert single is not None
    assert (single.low, single.high) == (0.5, 0.5)
    assert read_agreement(table.assign(variable="firm_win_rate")) is None


@pytest.mark.slow
def test_exchangeable_firms_are_named_as_often_as_by_chance(tmp_path: Path, capsys) -> None:
    """Nothing tells the stent firms apart: the 95 % interval of the gain, at seed 1, holds zero."""
    out = str(tmp_path / "run")
    assert main(["run", "stents-2020-firms", "--reps", "400", "--out", out, "--quiet"]) == 0
    capsys.readouterr()
    assert main(["published", out, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["metric"] == "winners_named"
    assert row["by_chance"] == pytest.approx(10 / 26)
    assert row["gain_low"] < 0 < row["gain_high"]
    assert main(["published", out]) == 0
    assert "Actual winners named by the run" in capsys.readouterr().out


def test_a_run_names_what_the_awards_say() -> None:
    """Acarbose: Bayer and Sichuan Luye won; counted again from the awards of 30 replications."""
    scenario, book = load_scenario("acarbose-2020")
    tender = set_up(scenario.record, book.record.clauses)
    (entrants,) = tender.entrants
    assert entrants.actual is not None
    assert dict(zip(entrants.firms, entrants.actual.tolist(), strict=True)) == {
        "Bayer": True,
        "Sichuan Luye": True,
        "Hangzhou Huadong": False,
    }
    block = play_block(tender, 0, 30)
    won = block.awarded[0].won
    found = block_metrics(block.awarded, actual=[entrants.actual]).by_round
    by_name = {name: won[:, at] for at, name in enumerate(block.awarded[0].lot.firms)}
    expected = (by_name["Bayer"].astype(int) + by_name["Sichuan Luye"]) / 2
    np.testing.assert_allclose(found["winners_named"], expected)


def own(folder: Path, entries: str) -> Path:
    for name, text in {
        "mine.yaml": "extends: acarbose-2020\nid: mine\nmarket: {varieties_file: varieties.csv}\n"
        "firms: {entries_file: entries.csv}\n",
        "varieties.csv": "variety,bidders,reference_price,base\ndrug,3,10,900000\n",
        "entries.csv": entries,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "mine.yaml"


def entrants_of(path: Path):
    scenario, book = load_scenario(str(path))
    return set_up(scenario.record, book.record.clauses, path.parent).entrants[0]


def test_products_of_one_firm_are_told_apart_by_brand(tmp_path: Path) -> None:
    head = "variety,firm,brand,class,won\n"
    found = entrants_of(own(tmp_path, head + "drug,F,One,generic,yes\ndrug,F,Two,generic,no\n"))
    assert (found.brands, found.names) == (("One", "Two"), ("F, One", "F, Two"))
    with pytest.raises(InputError, match="stands twice"):
        entrants_of(own(tmp_path, head + "drug,F,One,generic,yes\ndrug,F,One,generic,no\n"))


def test_half_a_result_is_refused_with_its_place(tmp_path: Path) -> None:
    path = own(tmp_path, "variety,firm,class,won\ndrug,F,generic,yes\ndrug,G,generic,\n")
    with pytest.raises(InputError, match=r"(?s)entries\.csv:3.*not said whether 'G' won 'drug'"):
        entrants_of(path)
    path = own(tmp_path, "variety,firm,class,won\ndrug,F,generic,\ndrug,G,generic,\n")
    assert entrants_of(path).actual is None


def test_a_shipped_table_is_named_by_its_id(tmp_path: Path) -> None:
    """From any folder; a misspelt id is answered with the nearest."""
    path = own(tmp_path, "")
    text = "extends: acarbose-2020\nid: mine\nfirms: {entries_file: acarbose-2020-entrie}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="acarbose-2020-entries"):
        entrants_of(path)
    path.write_text(text.replace("entrie}", "entries}"), encoding="utf-8")
    assert entrants_of(path).firms == ("Bayer", "Sichuan Luye", "Hangzhou Huadong")
