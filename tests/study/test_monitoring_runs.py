"""Monitoring against the compiled contracts, and what follows from trouble that is planted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import api
from simulator.errors import InputError
from simulator.scenario.distribution import Distribution
from simulator.study.contracts import carried_out
from simulator.study.monitoring import Monitored, monitor, plan_with_contracts
from simulator.study.monitoring_distributors import late_days
from simulator.study.plan import make_plan
from simulator.study.run import execute
from simulator.supply.distribution import most_late, troubles
from simulator.supply.draws import Rows
from simulator.supply.records import Cell
from simulator.supply.terms import terms_of
from simulator.tender.simulate import play_block, set_up

TABLES = ("monitoring", "notices", "quarters", "distributors")
SMALL = ("market.varieties=3", "market.bids=18", "firms.firms=14", "published=null")


def watched(*sets: str, reps: int = 2) -> Monitored:
    return monitor(plan_with_contracts("round-7-2022", [*SMALL, *sets]), range(reps))


@pytest.fixture(scope="module")
def usual() -> Monitored:
    return watched()


def count(found: Monitored, notice: str) -> int:
    return int((found.notices["notice"] == notice).sum())


def test_units_and_money_are_those_of_the_compiled_contracts(usual: Monitored) -> None:
    """The SimPy history behind the rows and the compiled kernel are two programs."""
    plan = make_plan("round-7-2022", [*SMALL, "supply={}"])
    record, rules = plan.scenario.record, plan.rules.record
    tender = set_up(record, rules.clauses, plan.folder)
    done = carried_out(tender, play_block(tender, 0, 2), terms_of(rules, record.supply))
    for contracts, out, _ in done:
        rows = usual.rows[usual.rows["variety"] == contracts.variety]
        for replication in (0, 1):
            mine = rows[rows["replication"] == replication]
            for name, column in (
                ("ordered", Cell.ORDERED),
                ("delivered", Cell.MAIN),
                ("short", Cell.SHORTAGE),
            ):
                expected = pd.Series(out.cells[replication, :, column], contracts.areas)
                found = mine.groupby("region")[name].sum()
                assert found.to_numpy() == pytest.approx(expected[found.index].to_numpy(), rel=1e-6, abs=1e-3)
            supplied = out.makers[replication, :, 2] @ contracts.price[replication]
            outside = out.cells[replication, :, Cell.OUTSIDE].sum() * contracts.reference
            assert mine["purchased"].sum() == pytest.approx(supplied + outside)


def test_bills_and_use_stay_within_purchases(usual: Monitored) -> None:
    rows = usual.rows
    total = rows.groupby("replication")[
        ["purchased", "due", "paid", "ordered", "delivered", "helped", "short"]
    ]
    for _, one in total.sum().iterrows():
        assert one["paid"] <= one["due"] <= one["purchased"]
        assert one["delivered"] + one["helped"] + one["short"] == pytest.approx(one["ordered"])
    last = rows[rows["quarter"] == rows["quarter"].max()]
    owed = total.sum()["due"] - total.sum()["paid"]
    ends = rows.sort_values("quarter").groupby(["replication", "variety", "region"])["overdue"].last()
    assert ends.groupby("replication").sum().to_numpy() == pytest.approx(owed.to_numpy())
    assert len(last)


def test_a_supplier_that_gives_up_is_summoned_taken_off_the_list_and_graded(usual: Monitored) -> None:
    found = watched("supply.stress=[largest-supplier]", reps=1)
    gone = found.notices[found.notices["notice"] == "delisting"]
    assert len(gone) >= 3, "the largest supplier of every variety"
    assert (gone["value"] == 36).all()
    third = gone[gone["quarter"] == 3]
    assert len(third) >= 3, "the stress begins after six months"
    grades = found.notices[(found.notices["notice"] == "credit") & (found.notices["variety"] != "")]
    assert set(grades["grade"]) == {"serious"}
    assert len(grades) == len(gone)
    first = usual.notices[usual.notices["replication"] == 0]
    assert count(found, "summons") > (first["notice"] == "summons").sum()


def test_collusion_brings_the_worst_grade() -> None:
    found = watched("supply.stress=[fraud-annulment]", reps=1)
    grades = found.notices[(found.notices["notice"] == "credit") & (found.notices["variety"] != "")]
    assert "worst" in set(grades["grade"])


@pytest.mark.parametrize(
    ("change", "notice", "more"),
    [
        ("monitoring.summon_below=1", "summons", True),
        ("monitoring.remind_below=0", "reminder-use", False),
        ("monitoring.secure_above=1", "reminder-supply", True),
        ("monitoring.overdue_above=1", "reminder-payment", False),
        ("fund.settlement.late_share=1", "reminder-payment", True),
    ],
)
def test_notices_follow_their_thresholds(usual: Monitored, change: str, notice: str, more: bool) -> None:
    before = int(((usual.notices["notice"] == notice) & (usual.notices["replication"] == 0)).sum())
    changed = count(watched(change, reps=1), notice)
    assert changed > before if more else changed < before


def test_sanctions_of_hospitals_are_listed_by_region() -> None:
    sets = (
        "supply.inspections.chance=1",
        "supply.inspections.detection=1",
        "supply.inspections.priority=0.99",
    )
    found = watched(*sets, reps=1)
    sanctions = found.notices[found.notices["notice"] == "sanction"]
    assert set(sanctions["grade"]) <= {"warned", "cut", "excluded"}
    assert set(sanctions["region"]) <= set(found.rows["region"])
    assert len(sanctions) > 50
    assert not sanctions.duplicated(["quarter", "variety", "region", "grade"]).all()


def test_judgments_come_at_their_chance() -> None:
    certain = watched("monitoring.credit.bribery_chance=1", reps=1)
    judged = certain.notices[(certain.notices["notice"] == "credit") & (certain.notices["variety"] == "")]
    quarters = certain.rows["quarter"].max()
    assert len(judged) == certain.rows["firm"].nunique() * -(-quarters // 4)
    assert set(judged["grade"]) == {"general", "medium", "serious", "worst"}
    # Logarithms are normal with standard deviation 1.5; four standard errors: wrong once in 16,000 seeds.
    assert abs(np.log(judged["value"] / 200_000).mean()) < 4 * 1.5 / np.sqrt(len(judged))
    never = watched("monitoring.credit.bribery_chance=0", reps=1)
    assert (never.notices.loc[never.notices["notice"] == "credit", "variety"] != "").all()


def test_figures_of_quarters_are_sums_of_rows(usual: Monitored) -> None:
    figures = usual.figures.set_index(["quarter", "metric"])["mean"]
    rows = usual.rows[usual.rows["quarter"] == 2]
    per_round = rows.groupby("replication")["purchased"].sum() / 1e6
    assert figures[2, "purchases"] == pytest.approx(per_round.mean())
    summons = usual.notices[(usual.notices["notice"] == "summons") & (usual.notices["quarter"] == 2)]
    assert figures[2, "summons"] == pytest.approx(len(summons) / 2)


def test_folder_and_scenario_say_the_same(usual: Monitored, tmp_path: Path) -> None:
    folder = execute(make_plan("round-7-2022", [*SMALL, "run.replications=2"]), tmp_path / "run")
    found = api.monitor(folder.path, reps=2, out=tmp_path / "tables")
    assert found.rows.equals(usual.rows)
    assert found.notices.equals(usual.notices)
    names = {path.name for path in (tmp_path / "tables").iterdir()}
    assert names == {f"{n}.{e}" for n in TABLES for e in ("parquet", "csv")}


@pytest.mark.parametrize(
    ("source", "options", "says"),
    [
        (".", {}, "holds no run"),
        ("round-7-2022", {"replication": 1000}, "there is no replication 1000"),
        ("round-7-2022", {"reps": 0}, "0 simulated rounds"),
        ("round-7-2022", {"sets": ["monitoring.summon_below=2"]}, "2 is out of range"),
        ("round-7-2022", {"sets": ["monitoring.credit.medium_from=9000000"]}, "come in the order"),
        ("round-7-2022", {"sets": ["monitoring.summon_bellow=0.5"]}, "did you mean 'summon_below'"),
    ],
)
def test_mistakes_are_sentences(source, options, says, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=says):
        api.monitor(source, **options)


def test_distributors_carry_what_is_bought_and_fall_behind_by_chance(usual: Monitored) -> None:
    carried = usual.distributors.groupby(["replication", "quarter"])["carried"].sum()
    bought = usual.rows.groupby(["replication", "quarter"])["purchased"].sum()
    assert carried.to_numpy() == pytest.approx(bought.to_numpy())
    assert (usual.distributors["late"] <= usual.distributors["carried"]).all()
    calm = watched("supply.distribution.trouble=0", reps=1)
    assert calm.distributors["late"].sum() == 0
    assert count(calm, "summons-distributor") == 0
    # Each falls behind every year, for 30 days in the mean: summoned after 15 with probability exp(-1/2).
    busy = watched("supply.distribution.trouble=1", reps=1)
    watched_years = busy.distributors.assign(year=(busy.distributors["quarter"] - 1) // 4)
    possible = len(watched_years.groupby(["region", "distributor", "year"]))
    share = count(busy, "summons-distributor") / possible
    # Four standard errors; those in quarters in which a distributor carries nothing are not counted.
    assert abs(share - np.exp(-0.5)) < 4 * np.sqrt(0.25 / possible) + 0.05
    figure = busy.figures.set_index(["metric", "quarter"])["mean"]["carried_in_time"]
    assert (figure < 1).all()


def test_quarters_of_lateness_add_up_to_years() -> None:
    regions, terms = ("11", "46"), Distribution(trouble={"value": "0.7"})
    found = troubles(Rows(3, 0, 5), regions, 2, terms)
    late = late_days(found, most_late(terms)).reshape(5, 2, terms.in_region.value, 2, 4).sum(axis=4)
    assert late == pytest.approx(np.minimum(found.days, 10.0))
    assert found.days.max() > 10


def test_late_payment_is_a_parameter_of_one_section() -> None:
    with pytest.raises(InputError, match=r"write fund\.settlement\.late_share"):
        watched("monitoring.late_share=1", reps=1)


@pytest.mark.slow
def test_same_seed_same_report(usual: Monitored) -> None:
    again = watched()
    assert again.rows.equals(usual.rows)
    assert np.array_equal(again.figures["mean"], usual.figures["mean"], equal_nan=True)
