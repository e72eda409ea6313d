"""The page of a campaign: every round, both languages, the figures that the tables hold."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simulator import api
from simulator.cli import main
from simulator.report.campaign_pictures import campaign_pictures
from simulator.report.figures.course import Path as Course
from simulator.report.figures.course import by_round, by_year, firms_barred
from simulator.report.numbers import number
from simulator.study.folder import Folder

SMALL = (
    "first.market={varieties: 2, bids: 8, most_bidders: 5, fewest_bidders: 3}",
    "first.firms.firms=8",
    "run.replications=3",
)


@pytest.mark.slow
def test_the_page_of_a_campaign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = api.campaign("renewal-after-breach", out=tmp_path / "run", sets=SMALL).path
    assert main(["report", str(folder), "--lang", "zh", "--figures", str(tmp_path / "figures")]) == 0
    assert str(folder / "report.html") in capsys.readouterr().out
    page = (folder / "report.html").read_text(encoding="utf-8")
    tables = api.read_campaign(folder)
    for one in (
        "first",
        "while-barred",
        "after-the-ban",
        "采购系列",
        "The whole campaign",
        "A renewal after a breach",
        ">未满足订单占比（%）<",
    ):
        assert one in page
    rounds = tables["rounds"].set_index(["round", "part", "metric"])
    for name in ("first", "while-barred", "after-the-ban"):
        row = rounds.loc[name, "award", "winners_per_variety"]
        assert f">{number(float(row['mean']), str(row['unit']))}<" in page
    # What is said in English is said in Chinese, and nothing is fetched from anywhere.
    assert page.count('class="en') == page.count('class="zh')
    assert not re.findall(r'(?:src|href)="http', page)
    names = [one.name for one in campaign_pictures(tables, Folder(folder).manifest())]
    assert names == ["price-path", "winners-path", "shortage-path", "bans"]
    assert {one.stem for one in (tmp_path / "figures").iterdir()} == set(names)
    again = api.write_report([folder], out=tmp_path / "again.html", language="zh")
    assert again.read_text(encoding="utf-8") == page, "the same campaign gives the same bytes"


def test_barred_firms_are_counted_day_by_day() -> None:
    """Of two histories one bars a firm twice at a time and another one alone: at most two firms in two."""
    bans = pd.DataFrame(
        {
            "replication": [0, 0, 0],
            "firm": ["A", "A", "B"],
            "lost_on": ["2021-01-01", "2021-02-01", "2021-03-01"],
            "barred_until": ["2021-06-01", "2021-05-01", "2021-04-01"],
        }
    )
    found = firms_barred(bans, [date(2021, 3, 1)], replications=2)
    assert found is not None
    assert "at most 1.0" in found.says[0]
    assert firms_barred(bans.assign(barred_until=bans["lost_on"]), [], 2) is None


def test_nothing_is_drawn_of_nothing() -> None:
    columns = ["round", "date", "mean", "low", "high", "p05", "p95", "unit"]
    path = Course("x", ("X", "X"), ("x", "x"))
    one = pd.DataFrame([["a", "2020-01-01", 1.0, 1.0, 1.0, 1.0, 1.0, "ratio"]], columns=columns)
    assert by_round(one, path) is None, "one round is no course"
    assert by_year(pd.DataFrame({"year": [], "metric": [], "mean": []})) is None
    two = by_round(pd.concat([one, one.assign(mean=0.5)]), path)
    assert two is not None
    assert "1.00 in the round 'a', 0.50 in 'a'" in two.says[0]
