"""Runs that count gains and losses: tables, counterfactuals under common draws, bad input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator import api
from simulator.errors import InputError
from simulator.report.page import read_report, write_report
from simulator.report.summary import summary_lines
from simulator.report.terminal import width_of
from simulator.results.welfare import against
from simulator.results.welfare_counts import Market, tender_sales
from simulator.study.contracts import carried_out
from simulator.study.figures import evaluate, read_figures
from simulator.study.folder import Folder
from simulator.study.inputs import inputs_of
from simulator.study.plan import make_plan
from simulator.study.run import execute
from simulator.study.run_folder import WELFARE_TABLES
from simulator.study.welfare import count_welfare, without_volume
from simulator.supply.execution import execute_contracts
from simulator.supply.records import Cell
from simulator.supply.terms import terms_of
from simulator.tender.simulate import play_block, set_up

SMALL = ("market.varieties=3", "market.bids=18", "firms.firms=14", "published=null", "welfare={}")


def run(out: Path, *sets: str, reps: int = 20) -> Folder:
    return execute(make_plan("round-7-2022", [*SMALL, f"run.replications={reps}", *sets]), out)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return run(tmp_path_factory.mktemp("welfare") / "run", "supply={}")


def means(table, variety: str = "") -> dict[str, float]:
    return table[table["variety"] == variety].set_index("metric")["mean"].to_dict()


def test_tables_hang_together(folder: Folder) -> None:
    tables = api.read_run(folder.path)
    assert set(WELFARE_TABLES) < set(tables)
    whole = means(tables["welfare"])
    assert whole["committed_share"] + whole["spillover_share"] == pytest.approx(1)
    total = whole["payers_gain"] + whole["profit_change"] - whole["shortage_cost"]
    assert whole["surplus_change"] == pytest.approx(total)
    assert 0.9 < whole["efficiency"] <= 1
    parts = [means(tables["welfare"], f"V00{i}") for i in (1, 2, 3)]
    for name in (
        "spending",
        "saving_against_none",
        "profit",
        "shortage_cost",
        "surplus_change",
        "fund_saving",
    ):
        assert sum(part[name] for part in parts) == pytest.approx(whole[name])
    assert "exits" not in parts[0]
    layers = means(tables["layers"])
    assert sum(value for name, value in layers.items() if name.endswith("_before")) == pytest.approx(1)


def test_differences_are_paired(folder: Folder) -> None:
    """The tender's figure less the counterfactual's: equal in the mean, and surer than two means apart."""
    tables = api.read_run(folder.path)
    table = tables["counterfactuals"]
    table = table[table["variety"] == ""].set_index(["policy", "metric", "kind"])
    whole = tables["welfare"][tables["welfare"]["variety"] == ""].set_index("metric")
    for policy in ("no-procurement", "tender-without-volume"):
        level, difference = (table.loc[(policy, "spending", kind)] for kind in ("level", "difference"))
        assert difference["mean"] == pytest.approx(whole.loc["spending", "mean"] - level["mean"])
        assert difference["mean"] < 0
    apart = np.hypot(whole.loc["spending", "se"], level["se"])
    assert difference["se"] < 0.9 * apart
    found = against(tables["counterfactuals"])
    row = found[(found["variety"] == "") & (found["metric"] == "spending")].iloc[0]
    assert -row["mean"] == pytest.approx(whole.loc["saving_against_none", "mean"])


def test_studies_get_the_same_figures_by_replication(folder: Folder) -> None:
    inputs = inputs_of(make_plan("round-7-2022", [*SMALL, "supply={}", "run.replications=20"]))
    played, stored = evaluate(inputs, 0, 20), read_figures(folder.path)
    assert set(played) == set(stored)
    for name in ("spending", "surplus_change", "exits", "spending_less_tender_without_volume"):
        assert np.array_equal(played[name], stored[name]), name
    tables = api.read_run(folder.path)
    row = against(tables["counterfactuals"], "tender-without-volume").set_index(["variety", "metric"])
    assert played["spending_less_tender_without_volume"].mean() == pytest.approx(
        row.loc[("", "spending"), "mean"]
    )


def test_spending_agrees_with_deliveries_posted_month_by_month() -> None:
    """The reference counts by supplier and term; postings by month, cell and supplier say the same.

    An invited firm has 1.2 times the price of the supplier whose cells it serves, others the old price.
    """
    invited = [f"supply.takeover.{one}" for one in ("invited_spare=0.5", "invited_price=1.2")]
    sets = ["supply.substitutes.leakage=0.3", "supply.stress=[largest-supplier]", *invited]
    plan = make_plan("round-7-2022", [*SMALL, *sets, "run.replications=6"])
    record, rules = plan.scenario.record, plan.rules.record
    tender = set_up(record, rules.clauses, plan.folder)
    block, terms = play_block(tender, 0, 6), terms_of(rules, record.supply)
    done = carried_out(tender, block, terms)
    counts = count_welfare(tender, block, "drug", done, without_volume(tender, plan.folder))
    stood_in = 0.0
    for at, (contracts, out) in enumerate(one[:2] for one in done):
        by_cell = execute_contracts(contracts, postings=True).postings.sum(axis=1)
        posted = by_cell.sum(axis=1)
        years = contracts.given.term / 12
        value = (posted[:, :-3] * contracts.price).sum(axis=1)
        others = posted[:, -2] + out.cells[..., [Cell.ELSEWHERE, Cell.SUBSTITUTED]].sum(axis=(1, 2))
        award = np.take_along_axis(contracts.price, np.maximum(contracts.given.main, 0), axis=1)
        value += 1.2 * (by_cell[..., -3] * award).sum(axis=1)
        stood_in += posted[:, -3].sum()
        spending = (value + others * contracts.reference) / years
        assert counts["spending"][:, at] == pytest.approx(spending, rel=1e-9)
        variety = tender.entrants[at].variety
        market = Market.of(block.awarded[at], block.costs[at], variety.reference, variety.base, 0.3)
        sales = tender_sales(market, block.awarded[at], (contracts, out))
        assert sales.short == pytest.approx(posted[:, -1] / years, abs=1e-6)
    assert stood_in > 0
    lost = counts["exits"][:, 0] / counts["firms"][:, 0]
    assert ((lost >= 0) & (lost <= 1)).all()


def test_dear_shortages_and_early_exits_follow_their_parameters(folder: Folder, tmp_path: Path) -> None:
    usual = means(api.read_run(folder.path)["welfare"])
    changed = run(tmp_path / "changed", "supply={}", "welfare.shortage_value=6", "welfare.exit_below=0.9")
    found = means(api.read_run(changed.path)["welfare"])
    assert found["shortage_cost"] == pytest.approx(2 * usual["shortage_cost"])
    assert found["exits"] > usual["exits"]
    assert found["spending"] == pytest.approx(usual["spending"])


@pytest.mark.slow
def test_results_do_not_depend_on_blocks_or_processes(folder: Folder, tmp_path: Path) -> None:
    cut = run(tmp_path / "cut", "supply={}", "run.block=7")
    assert cut.manifest()["digest"] == folder.manifest()["digest"]


@pytest.mark.long
def test_runs_without_the_section_stay_as_they_are(tmp_path: Path) -> None:
    plain = execute(make_plan("round-7-2022", [*SMALL[:-1], "run.replications=5"]), tmp_path / "plain")
    assert set(api.read_run(plain.path)) == {"summary", "varieties", "replications", "awards"}
    counted = run(tmp_path / "counted", reps=5)
    tables = api.read_run(counted.path)
    assert tables["awards"].equals(api.read_run(plain.path)["awards"])
    assert np.isnan(means(tables["welfare"])["committed_share"])


def test_solved_bids_say_nothing_about_a_tender_without_volume() -> None:
    plan = make_plan("round-7-2022", [*SMALL, "bidding.generic.use=equilibrium"])
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solve=False)
    assert without_volume(tender, plan.folder) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("welfare.patient_share=1.5", "1.5 is out of range"),
        ("welfare.shortage_value=-1", "-1 is out of range"),
        ("welfare.horizon=0", "0 is out of range"),
        ("welfare.discont=0.05", "did you mean 'discount'"),
    ],
)
def test_impossible_parameters_are_refused_before_anything_runs(
    tmp_path: Path, change: str, says: str
) -> None:
    with pytest.raises(InputError, match=says) as refusal:
        run(tmp_path / "refused", change)
    assert change.partition("=")[0] in str(refusal.value)
    assert not (tmp_path / "refused").exists()


@pytest.mark.slow
def test_terminal_and_page_show_gains_and_counterfactuals(folder: Folder) -> None:
    data = read_report(folder)
    for language, words in (("en", "tender without volume: Spending"), ("zh", "只招不采: 品种采购支出")):
        lines = summary_lines(data, language)
        assert any(words in line for line in lines)
        assert all(width_of(line) <= 100 for line in lines[:-1])
    page = write_report(folder, data).read_text(encoding="utf-8")
    table = api.read_run(folder.path)["welfare"].set_index(["variety", "metric"])
    mean = float(table.loc[("", "spending"), "mean"])
    section = page[page.index('<section id="gains">') :]
    assert f">{mean:,.1f}<" in section
    assert "只招不采：品种采购支出" in section
