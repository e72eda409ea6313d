"""Figures as pure functions of tables: what they draw, what they say, and what they refuse."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.report.contracts import history_picture
from simulator.report.figures import fonts, picture
from simulator.report.figures.bids import bid_functions
from simulator.report.figures.cash import cash_by_month, cash_flows
from simulator.report.figures.cuts import cuts_of_rounds, cuts_of_varieties
from simulator.report.figures.differences import interval_rows
from simulator.report.figures.forest import ForestRow, forest
from simulator.report.figures.frontier import efficient, price_risk_frontier
from simulator.report.figures.tiles import LAYOUT, tile_map
from simulator.report.figures.timeline import shortage_timeline
from simulator.report.figures.winners import winners_by_bids
from simulator.report.pictures import region_means
from simulator.report.study_figures import measure_of
from simulator.supply.reference import Event
from simulator.supply.trace import History


def points(*rows: tuple[str, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["label", "cut", "risk"])
    ends = {f"{way}_{end}": table[way] for way in ("cut", "risk") for end in ("low", "high")}
    return table.assign(**ends)


def spread(count: int) -> pd.DataFrame:
    mean = np.linspace(0.3, 0.6, count)
    steps = {"p05": -0.2, "p25": -0.1, "p50": 0.0, "p75": 0.1, "p95": 0.2}
    columns = {name: mean + step for name, step in steps.items()}
    return pd.DataFrame({"variety": [f"品种{i}" for i in range(count)], "mean": mean, **columns})


HISTORY = pd.DataFrame(
    [
        (-3.0, "awarded", "A", 2.0),
        (0.4, "outage", "A", 0.0),
        (1.0, "delivered", "A", 3000.0),
        (1.0, "delivered", "B", 1000.0),
        (2.0, "delivered", "B", 2500.0),
        (2.0, "shortage", "", 1500.0),
        (3.0, "delivered", "", 4000.0),
    ],
    columns=["month", "what", "firm", "value"],
).assign(variety="V001", replication=0)


LEDGER = pd.DataFrame(
    [
        (1, "cash", "city", "hospitals", 3e8),
        (1, "claims", "hospitals", "city", 3e8),
        (3, "cash", "patients", "hospitals", 1e8),
        (3, "cash", "hospitals", "distributors", 4e8),
        (4, "cash", "distributors", "makers", 3.5e8),
    ],
    columns=["month", "account", "payer", "payee", "fen"],
).assign(variety="V001")


def every_picture() -> list[picture.Picture]:
    values = pd.DataFrame({"variable": "mean_cut_reference", "value": np.linspace(0.4, 0.6, 50)})
    varieties = pd.DataFrame(
        [
            (v, m, x)
            for v, n in (("a", 3), ("b", 5))
            for m, x in (("bidding_products", n), ("winners", n - 1))
        ],
        columns=["variety", "metric", "mean"],
    )
    regions = pd.DataFrame({"region": list(LAYOUT), "mean": np.linspace(1, 9, 31)})
    found = [
        cuts_of_rounds(values),
        cuts_of_varieties(spread(4), "mean_cut_reference"),
        winners_by_bids(varieties, lambda bidders: max(1, bidders - 1)),
        tile_map(regions, {}, ("Days short", "短缺天数"), "days"),
        shortage_timeline(HISTORY),
        cash_flows(LEDGER),
        price_risk_frontier(points(("a", 0.5, 0.1), ("b", 0.6, 0.2)), ("Risk", "风险"), ("runs", "次运行")),
        interval_rows(
            points(("a", 0.5, 0.1)).rename(columns={"cut": "mean"}).assign(low=0.4, high=0.6),
            ("Cut", "降幅"),
            "x",
        ),
    ]
    assert None not in found
    return [one for one in found if one is not None]


@pytest.mark.long
def test_every_figure_speaks_both_languages_and_says_what_it_shows() -> None:
    for one in every_picture():
        svg = one.svg()
        assert svg.startswith('<svg role="img" aria-label=')
        assert svg.count('<text class="en"') == svg.count('<text class="zh"') > 0
        assert re.search(r"\d", one.says[0])
        assert re.search(r"[一-鿿]", one.says[1])
        assert one.title[0] != one.title[1]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_files_repeat_and_chinese_is_written_or_refused(kind: str, tmp_path: Path) -> None:
    one = every_picture()[1]
    notes = [one.save(tmp_path / f"{name}.{kind}", "zh") for name in ("a", "b")]
    files = [(tmp_path / f"{name}.{kind}").read_bytes() for name in ("a", "b")]
    assert files[0] == files[1]
    assert (notes[0] == "") is (kind == "svg" or fonts.chinese_font() is not None)


@pytest.mark.long
def test_without_a_chinese_font_nothing_is_drawn_as_boxes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Labels turn English, names become numbers, both are said; a missing glyph would warn, an error here."""
    monkeypatch.setattr(picture, "chinese_font", lambda: None)
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    one = cuts_of_varieties(spread(2), "mean_cut_reference")
    assert one is not None
    note = one.save(tmp_path / "a.png", "zh")
    assert "未找到中文字体" in note
    assert "(1) 品种" in note
    assert one.save(tmp_path / "a.svg", "zh") == "", "in an SVG the reader's browser draws the letters"
    assert "均值" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_a_missing_glyph_is_noticed() -> None:
    """The planted error of the test above: what no font can write is found out beforehand."""
    assert fonts.drawable("plain words, 12.5%")
    assert not fonts.drawable("\U0001f9ff\ue123")


def test_an_ending_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no name of a picture"):
        every_picture()[0].save(tmp_path / "a.doc")


def test_frontier_is_what_nobody_beats() -> None:
    """Against the definition, point by point, on random points."""
    rng = np.random.default_rng(4)
    gain, risk = rng.integers(0, 12, 60).astype(float), rng.integers(0, 12, 60).astype(float)
    front = set(efficient(gain, risk))
    for at in range(60):
        beaten = ((gain > gain[at]) & (risk <= risk[at])) | ((gain >= gain[at]) & (risk < risk[at]))
        twin = any(i in front for i in range(60) if gain[i] == gain[at] and risk[i] == risk[at])
        assert twin is not bool(beaten.any()), "one of each kind of unbeaten points, no beaten one"


def test_every_province_has_a_tile_of_its_own() -> None:
    areas = pd.read_csv(
        Path(__file__).resolve().parents[2] / "scenarios/data/national-31.csv", dtype={"code": str}
    )
    assert sorted(LAYOUT) == sorted(areas["code"])
    assert len(set(LAYOUT.values())) == 31
    (beijing, hebei, tianjin) = (LAYOUT[code] for code in ("11", "13", "12"))
    assert beijing[1] < hebei[1]
    assert hebei[0] < tianjin[0]
    assert LAYOUT["46"][1] == max(row for _, row in LAYOUT.values()), "Hainan lies in the south"


def test_darker_is_worse_and_the_extremes_are_named() -> None:
    regions = pd.DataFrame({"region": ["11", "44"], "mean": [1.0, 9.0]})
    one = tile_map(
        regions, {"11": ("Beijing", "北京"), "44": ("Guangdong", "广东")}, ("Days", "天数"), "days"
    )
    assert one is not None
    assert "lowest 1.0 (Beijing), highest 9.0 (Guangdong)" in one.says[0]
    from matplotlib.figure import Figure

    figure = Figure(figsize=one.size)
    one.draw(figure, lambda words: words[0])
    light = [sum(patch.get_facecolor()[:3]) for patch in figure.axes[0].patches]
    assert light[0] > light[1]


def test_timeline_counts_what_the_table_says() -> None:
    one = shortage_timeline(HISTORY)
    assert one is not None
    assert "12.5% of orders stay short, in 1 of 3 months; 1 plant failures" in one.says[0]
    assert shortage_timeline(HISTORY[HISTORY["what"] == "awarded"]) is None


def test_timeline_of_one_history_names_who_lost_the_award() -> None:
    """With a title it stands alone: the page that would name variety and firm is not around it."""
    lost = HISTORY.iloc[[0]].assign(month=1.5, what="award-lost-quality", firm="A")
    one = shortage_timeline(pd.concat([HISTORY, lost]), ("V001, replication 0", "V001，第0次模拟"))
    assert one is not None
    from matplotlib.figure import Figure

    figure = Figure(figsize=one.size)
    one.draw(figure, lambda words: words[1])
    (axes,) = figure.axes
    assert axes.get_title(loc="left") == "V001，第0次模拟"
    assert [(note.get_text(), note.xy[0]) for note in axes.texts] == [("A", 1.5)]


def test_history_of_a_variety_that_nobody_won_has_no_picture() -> None:
    opened = (Event(-3.0, "bids-opened", "", 0.0),)
    empty = History("V001", 0, date(2022, 1, 1), opened, np.zeros((0, 3)), ("A",))
    with pytest.raises(InputError, match="nobody won"):
        history_picture(empty)


def game_of(bids: list[int]) -> SimpleNamespace:
    """A variety whose one class bids prices by position, the class over its costs from 0 to 100."""
    at = np.array(bids)
    costs = SimpleNamespace(quantile=lambda q: 100 * q)
    group = SimpleNamespace(name="generic", number=3, costs=costs, stated=False)
    profile = SimpleNamespace(bids=lambda _, q: at[np.minimum((q * len(at)).astype(int), len(at) - 1)])
    return SimpleNamespace(
        variety="V1",
        bidders=3,
        places=2,
        ceiling=100,
        exploitability=0.004,
        classes=(group,),
        prices=np.array([50, 52, 90, 100]),
        profile=profile,
    )


def test_bids_that_are_far_apart_are_not_joined() -> None:
    """Nobody bids between two steps: a line there would show bids that are never made."""
    one = bid_functions(game_of([0, 1, 2, -1]))  # type: ignore[arg-type]
    assert one is not None
    assert "no class gains more than 0.4% by other bids" in one.says[0]
    from matplotlib.figure import Figure

    figure = Figure(figsize=one.size)
    one.draw(figure, lambda words: words[1])
    curve = next(line for line in figure.axes[0].lines if line.get_label() == "仿制（3家）")
    costs, bids = curve.get_data()
    known = np.isfinite(bids)
    runs = np.split(np.arange(len(bids)), np.flatnonzero(np.diff(known.astype(int))) + 1)
    shown = [sorted(set(np.round(bids[run], 2))) for run in runs if known[run[0]]]
    assert shown == [[0.5, 0.52], [0.9]], "small steps are joined, the large one is not"
    assert np.nanmax(costs) <= 1
    assert bid_functions(SimpleNamespace(classes=())) is None  # type: ignore[arg-type]


def test_cash_adds_up_to_nothing_and_owes_nobody() -> None:
    sums = cash_by_month(LEDGER)
    assert sums.index.tolist() == [1, 2, 3, 4]
    assert np.allclose(sums.sum(axis=1), 0), "what one receives another pays"
    assert sums["hospitals"].tolist() == [3.0, 3.0, 0.0, 0.0]
    assert sums.loc[4].to_dict() == {
        "fund": -3.0,
        "patients": -1.0,
        "hospitals": 0.0,
        "distributors": 0.5,
        "makers": 3.5,
    }
    assert cash_flows(LEDGER[LEDGER["account"] == "claims"]) is None


def test_regions_are_shown_with_what_they_buy_in_all() -> None:
    rows = [("a", "12", 2.0, 0.1), ("", "12", 2.5, 0.1), ("a", "11", 1.0, 0.5), ("", "11", 2.0, 0.4)]
    table = pd.DataFrame(rows, columns=["variety", "region", "mean", "half"]).assign(metric="shortage_days")
    table = table.assign(low=table["mean"] - table["half"], high=table["mean"] + table["half"])
    found = region_means(table, "shortage_days").set_index("region")
    assert found.loc["11"].to_dict() == {"mean": 2.0, "low": 1.6, "high": 2.4}
    assert found.index.tolist() == ["11", "12"]


def test_nothing_known_gives_no_figure() -> None:
    empty = pd.DataFrame({"variable": ["winners"], "value": [1.0]})
    assert cuts_of_rounds(empty) is None
    assert cuts_of_varieties(spread(2).assign(mean=np.nan), "mean_cut_reference") is None
    assert price_risk_frontier(points(("a", 0.5, 0.1)), ("R", "险"), ("runs", "次")) is None
    assert tile_map(pd.DataFrame({"region": ["11"], "mean": [np.nan]}), {}, ("D", "天"), "days") is None


def test_a_long_forest_goes_on_in_another_plot() -> None:
    rows = [ForestRow((f"r{at}", f"行{at}"), at - 40.0, at - 41.0, at - 39.0, sure=True) for at in range(90)]
    plots = forest(rows, measure_of("winners_per_variety"), ("base", "基准"))
    assert [one.name for one in plots] == [f"forest-winners_per_variety{end}" for end in ("", "-2", "-3")]
    drawn = [re.findall(r'class="en"[^>]*>(r\d+)<', one.svg()) for one in plots]
    assert [len(labels) for labels in drawn] == [40, 40, 10]
    assert sorted(label for part in drawn for label in part) == sorted(f"r{at}" for at in range(90))
    assert "(3 of 3)" in plots[2].title[0]
