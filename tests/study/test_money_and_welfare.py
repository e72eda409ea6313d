"""Money and gains in one run: nothing is said twice with two values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import api
from simulator.report.page import read_report
from simulator.report.summary import summary_lines
from simulator.study.figures import evaluate, read_figures
from simulator.study.folder import Folder
from simulator.study.inputs import inputs_of
from simulator.study.plan import make_plan

SMALL = (
    "market.varieties=3",
    "market.bids=18",
    "market.most_bidders=9",
    "firms.firms=12",
    "firms.unqualified_share.value=0.2",
    "run.replications=12",
    "published=null",
    "supply.substitutes.leakage=0.3",
    "welfare={}",
)
ALL = (*SMALL, "fund={}")

SAME = {
    "saving_against_none": ("saving",),
    "saving_share_against_none": ("saving_share",),
    "price_saving": ("saving_price",),
    "patients_cost": ("patients",),
    "patients_saving": ("saving_patients",),
    "spending": ("winners", "nonwinners", "outside", "substitutes", "-compensation"),
}
"""Figures of gains, and those of money that they are made of."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("both") / "run"
    return api.run("round-7-2022", out=out, sets=ALL, progress=False).path


@pytest.fixture(scope="module")
def figures(folder: Path) -> dict[str, np.ndarray]:
    return read_figures(folder)


def total(figures: dict[str, np.ndarray], names: tuple[str, ...]) -> np.ndarray:
    return sum(figures[n[1:]] * -1 if n.startswith("-") else figures[n] for n in names)


@pytest.mark.parametrize("name", SAME)
def test_both_sections_say_the_same(figures: dict[str, np.ndarray], name: str) -> None:
    """In every replication, not in the mean only."""
    assert figures[name] == pytest.approx(total(figures, SAME[name]), rel=1e-9)


def test_no_procurement_is_spending_without_the_tender(folder: Path) -> None:
    tables = api.read_run(folder)
    money = tables["money"].set_index(["variety", "metric"])["mean"].sort_index()
    levels = tables["counterfactuals"].set_index(["policy", "kind", "variety", "metric"])["mean"].sort_index()
    for variety in ("", "V002"):
        none = levels["no-procurement", "level", variety]
        assert none["spending"] == pytest.approx(money[variety, "baseline"], rel=1e-9)
        before = money[variety, "baseline"] * money[variety, "patients_share_before"]
        assert none["patients_cost"] == pytest.approx(before, rel=1e-6)
        loose = levels["tender-without-volume", "level", variety]
        share = loose["patients_cost"] / loose["spending"]
        assert share == pytest.approx(money[variety, "patients_share_before"], rel=1e-6)


def test_use_without_the_tender_is_one_figure(folder: Path, figures: dict[str, np.ndarray]) -> None:
    """Use times the mean old price, counted from needs by one section and from bills by the other."""
    _, kept = Folder(folder).read_counts("welfare", [0])
    _, money = Folder(folder).read_counts("money", [0])
    years = money["months"] / 12
    assert kept["none_use"] == pytest.approx(money["baseline"] / 100 / years, rel=1e-7)
    assert kept["use"] == pytest.approx(money["at_mean_old"] / 100 / years, rel=1e-7)
    assert figures["committed_share"] == pytest.approx(
        kept["committed_saving"].sum(axis=1) / 1e6 / figures["saving_price"], rel=1e-9
    )


def test_a_discounted_saving_is_the_yearly_one_of_the_fund(figures: dict[str, np.ndarray]) -> None:
    """Savings stay after the term (the default): five years at 5 %, the first not discounted."""
    worth = sum(1.05**-year for year in range(5))
    assert figures["fund_saving"] == pytest.approx(figures["saving_fund"] * worth, rel=1e-9)


def test_a_report_shows_each_figure_once(folder: Path) -> None:
    lines = summary_lines(read_report(Folder(folder)), "en")
    assert not any(line.startswith(("Patients' costs", "Saving against no procurement")) for line in lines)
    assert any(line.startswith("Paid by patients") for line in lines)
    assert any(line.startswith("Bidders' profit") for line in lines)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Paid by patients" in page
    assert "Patients' saving against none" not in page.replace("&#39;", "'")


def test_studies_get_the_same_values(folder: Path, figures: dict[str, np.ndarray]) -> None:
    played = evaluate(inputs_of(make_plan("round-7-2022", list(ALL))), 0, 12)
    for name in ("spending", "saving", "surplus_change", "exits"):
        assert np.array_equal(played[name], figures[name]), name


def test_varieties_nobody_won_count_in_neither_section(tmp_path: Path) -> None:
    few = (
        "run.replications=4",
        "market.bids=9",
        "market.most_bidders=4",
        "firms.firms=6",
        "firms.unqualified_share.value=0.7",
    )
    sets = (*ALL, *few)
    path = api.run("round-7-2022", out=tmp_path / "run", sets=sets, progress=False).path
    _, money = Folder(path).read_counts("money", [0])
    assert (money["months"] == 0).any(), "the market is meant to leave a variety without a winner"
    found = read_figures(path)
    for name, made_of in SAME.items():
        assert found[name] == pytest.approx(total(found, made_of), rel=1e-9, nan_ok=True), name


def test_layers_after_the_tender_take_the_distributors_part_of_the_money(folder: Path) -> None:
    tables = api.read_run(folder)
    layers = tables["layers"].set_index(["variety", "metric"])["mean"].sort_index()["V001"]
    assert layers["distribution_after"] == pytest.approx(0.05 * layers["price_after"], rel=1e-3)
    assert isinstance(tables["layers"], pd.DataFrame)
