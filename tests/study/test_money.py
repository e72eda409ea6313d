"""Money in a run: tables that add up, refusals before anything runs, ledgers that agree with the run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator import api
from simulator.cli import main
from simulator.errors import InputError
from simulator.fund.liquidity import months_to_payment
from simulator.results.money_definitions import MONEY_METRICS
from simulator.scenario.fund import Fund
from simulator.scenario.supply import Supply
from simulator.study.plan import make_plan

SMALL = (
    "market.varieties=3",
    "market.bids=18",
    "market.most_bidders=9",
    "firms.firms=12",
    "firms.products_per_originator=3",
    "run.replications=20",
    "run.block=15",
)
BOTH = (*SMALL, "supply={}", "fund={}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return api.run(
        "round-7-2022", out=tmp_path_factory.mktemp("money") / "run", sets=BOTH, progress=False
    ).path


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, pd.DataFrame]:
    return api.read_run(folder)


def whole(tables: dict[str, pd.DataFrame], variety: str = "") -> pd.Series:
    money = tables["money"]
    return money[money["variety"] == variety].set_index("metric")["mean"]


def test_every_figure_is_there_for_the_tender_and_each_variety(tables: dict[str, pd.DataFrame]) -> None:
    money = tables["money"]
    assert set(money["metric"]) == set(MONEY_METRICS)
    assert money["variety"].nunique() == 4
    assert list(money.columns) == list(tables["contracts"].columns)


@pytest.mark.parametrize("variety", ["", "V001"])
def test_the_parts_of_the_saving_add_up(tables: dict[str, pd.DataFrame], variety: str) -> None:
    m = whole(tables, variety)
    saving = pytest.approx(m["saving"], rel=1e-9)
    assert m["saving_price"] + m["saving_mix"] + m["saving_volume"] == saving
    parts = m["saving_fund"] + m["saving_patients"] + m["gain_hospitals"] + m["interest"]
    assert parts == saving
    assert m["new_drugs"] + m["balance"] == pytest.approx(m["saving_fund"], rel=1e-9)
    assert m["new_drugs"] > 0
    spent = m["winners"] + m["nonwinners"] + m["outside"] + m["substitutes"] - m["compensation"]
    assert m["baseline"] - spent == saving
    assert m["fund"] + m["patients"] == pytest.approx(spent, rel=1e-9)


def test_varieties_add_up_to_the_tender(tables: dict[str, pd.DataFrame]) -> None:
    parts = [whole(tables, f"V00{i}") for i in (1, 2, 3)]
    for name in ("baseline", "winners", "prepaid", "retained_over_prepaid"):
        if MONEY_METRICS[name].unit == "million yuan":
            assert sum(one[name] for one in parts) == pytest.approx(whole(tables)[name], rel=1e-9)


def test_the_run_says_so_in_both_languages(folder: Path) -> None:
    from simulator.report.page import read_report
    from simulator.report.summary import summary_lines
    from simulator.study.folder import Folder

    data = read_report(Folder(folder))
    assert not data.flaws
    assert any("Saving of the fund" in line for line in summary_lines(data, "en"))
    assert any("医保基金节约" in line for line in summary_lines(data, "zh"))
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert 'id="money"' in page
    assert "医保基金节约" in page


def test_an_interrupted_run_goes_on_to_the_same_money(folder: Path, tmp_path: Path) -> None:
    again = api.run("round-7-2022", out=tmp_path / "run", sets=(*BOTH, "run.block=7"), progress=False).path
    pd.testing.assert_frame_equal(api.read_run(again)["money"], api.read_run(folder)["money"])


def test_the_ledger_of_a_run_is_that_of_the_history(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    found = api.ledger("round-7-2022", sets=BOTH, out=tmp_path / "ledger.parquet")
    kept = tables["ledger"]
    assert kept["fen"].tolist() == [one.fen for one in found.postings]
    assert pd.read_parquet(tmp_path / "ledger.parquet")["fen"].sum() == kept["fen"].sum()
    cash = kept[kept["account"] == "cash"]
    paid, got = (cash.groupby(side)["fen"].sum() for side in ("payer", "payee"))
    balance = got.sub(paid, fill_value=0)
    assert balance.sum() == 0
    assert (found.balance("claims")[-1] == 0).all()


def test_history_shows_the_money(capsys: pytest.CaptureFixture[str]) -> None:
    sets = [part for one in SMALL for part in ("--set", one)]
    assert main(["history", "round-7-2022", "--money", "--variety", "V002", *sets]) == 0
    shown = capsys.readouterr().out
    assert "prepayment" in shown
    assert "retained surplus" in shown
    with pytest.raises(InputError, match="no variety 'V009'"):
        api.ledger("round-7-2022", variety="V009", sets=SMALL)
    with pytest.raises(InputError, match="no replication 20"):
        api.ledger("round-7-2022", replication=20, sets=SMALL)


@pytest.mark.parametrize(
    ("scenario", "sets", "what"),
    [
        ("round-7-2022", ("fund={}",), "does not carry its contracts out"),
        ("round-7-2022", ("supply={}", "fund.tiers.city=0.5"), "sum to 0.9, not to 1"),
        (
            "round-7-2022",
            ("supply={}", "fund.schemes.employee_share=0.7"),
            "shares of the schemes sum to 1.15",
        ),
        ("round-7-2022", ("supply={}", "fund.prepayment.steps=[0.5, 0.4]"), "steps of repayment sum to 0.9"),
        (
            "round-7-2022",
            ("supply={}", "fund.prepayment.every=4"),
            "after 16 months, beyond the contract year",
        ),
        ("round-7-2022", ("supply={}", "fund.standard.cuts=[0.6, 0.4]"), "take away the whole price"),
        ("stents-2020", ("supply={}", "fund.standard.winning=region"), "assigns no regions"),
        ("round-7-2022", ("supply={}", "fund.retention.winners_points=0.5"), "weights of the assessment sum"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_runs(
    scenario: str, sets: tuple[str, ...], what: str
) -> None:
    with pytest.raises(InputError) as refused:
        make_plan(scenario, sets)
    (problem,) = refused.value.problems
    assert what in f"{problem}"
    assert problem.place is not None


def test_shipped_scenarios_carry_the_documents_numbers() -> None:
    district = make_plan("qingbaijiang-2019").scenario.record.fund
    hainan = make_plan("hainan-2020").scenario.record.fund
    assert district is not None
    assert hainan is not None
    assert [float(step) for step in district.prepayment.steps.value] == [0.1, 0.2, 0.3, 0.4]
    assert (district.prepayment.to.value, district.prepayment.every.value) == ("makers", 3)
    assert (hainan.prepayment.to.value, float(hainan.prepayment.share.value)) == ("hospitals", 0.4)
    assert (hainan.settlement.due_day.value, float(hainan.standard.within.value)) == (10, 2.0)


def test_the_citys_scenario_shares_all_parameters_after_the_award() -> None:
    city = make_plan("chongqing-2022").scenario.record
    assert city.fund == Fund()
    assert city.supply == Supply()
    assert city.market.varieties.value == 234


def test_bills_are_paid_after_half_a_month_ten_days_and_what_is_late() -> None:
    assert months_to_payment(Fund()) == pytest.approx(0.5 + 10 / 30.4375 + 0.2 * 3)


def test_a_scenario_without_money_keeps_its_plan() -> None:
    plain = make_plan("round-7-2022").scenario.record.model_dump(by_alias=True)
    assert "fund" not in plain


def test_money_is_not_followed_through_simpy() -> None:
    sets = ["supply={engine: simpy}", "fund={}"]
    with pytest.raises(InputError, match="compiled kernel"):
        make_plan("round-7-2022", sets)
