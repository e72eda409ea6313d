"""Runs that carry their contracts out: tables, digests, stress tests, bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from simulator import api
from simulator.errors import InputError
from simulator.report.contracts import history_lines
from simulator.report.page import read_report
from simulator.report.summary import summary_lines
from simulator.report.words import Language
from simulator.results.contract_definitions import CONTRACT_METRICS, REGION_METRICS
from simulator.results.contracts import whole_tender
from simulator.results.estimates import expected_shortfall
from simulator.results.files import digest
from simulator.study.contracts import count_contracts
from simulator.study.folder import Folder
from simulator.study.plan import make_plan
from simulator.supply.terms import terms_of
from simulator.tender.simulate import play_block, set_up

SMALL = ("market.varieties=5", "market.bids=30", "firms.firms=24", "published=null", "supply={}")

ENDS = "rules.change={{term: {{use: fixed-end, end: {}}}}}"

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def run(out: Path, *sets: str, reps: int = 12) -> Folder:
    return api.run("round-7-2022", out=out, reps=reps, sets=[*SMALL, *sets])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return run(tmp_path_factory.mktemp("contracts") / "run")


def test_tables_hold_every_figure(folder: Folder) -> None:
    tables = api.read_run(folder.path)
    contracts, regions = tables["contracts"], tables["regions"]
    assert set(contracts["metric"]) == set(CONTRACT_METRICS)
    assert set(contracts["variety"]) == {"", *(f"V{i:03d}" for i in range(1, 6))}
    assert len(regions) == 6 * 31 * len(REGION_METRICS)
    whole = contracts[contracts["variety"] == ""].set_index("metric")["mean"]
    parts = ("reported_over_agreed", "true_over_reported", "need_over_true", "kept_in_class")
    parts += ("winners_share", "fill_rate")
    # Means of products and products of means differ by what varies between replications.
    assert np.prod([whole[name] for name in parts]) == pytest.approx(whole["actual_over_agreed"], rel=0.02)
    assert whole["fill_rate"] + whole["shortage"] == pytest.approx(1)
    known = contracts.dropna(subset=["low", "high"])
    assert ((known["low"] <= known["mean"] + 1e-12) & (known["mean"] <= known["high"] + 1e-12)).all()
    history = tables["history"]
    assert history["what"].iloc[0] == "bids-opened"
    assert history["what"].iloc[-1] == "end-of-term"


def test_figures_of_the_tender_are_kept_by_replication(folder: Folder) -> None:
    """Mean, range and worst twentieth of each figure come out of its replications again."""
    tables = api.read_run(folder.path)
    rows = tables["contract_replications"]
    assert list(rows.columns) == list(tables["replications"].columns)
    assert rows["replication"].tolist() == [at for at in range(12) for _ in CONTRACT_METRICS]
    values = rows.pivot_table(index="replication", columns="variable", values="value", dropna=False)
    whole = tables["contracts"].query("variety == ''").set_index("metric")
    for name, one in CONTRACT_METRICS.items():
        known = values[name].dropna().to_numpy()
        assert whole["n"][name] == len(known)
        if len(known):
            assert whole["mean"][name] == pytest.approx(known.mean()), name
            assert whole["p05"][name] == pytest.approx(np.quantile(known, 0.05)), name
            assert whole["shortfall"][name] == pytest.approx(expected_shortfall(known, one.worse)), name
    assert values["fill_rate"].nunique() > 6, "replications differ"


def test_runs_of_earlier_versions_without_that_table_are_read(folder: Folder, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(folder.path, old)
    (old / "contract_replications.parquet").unlink()
    kept = api.read_run(folder.path)
    del kept["contract_replications"]
    manifest = json.loads((old / "manifest.json").read_text(encoding="utf-8"))
    del manifest["contract_replications"]
    manifest["digest"] = digest(kept)
    (old / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert set(api.read_run(old)) == set(kept)


def test_regions_add_up_to_their_variety(folder: Folder) -> None:
    """Mean shortage volume of regions against the same replications counted by variety."""
    tables = api.read_run(folder.path)
    every = tables["regions"].pivot_table(index=["variety", "region"], columns="metric", values="mean")
    regions, in_all = every.drop(index="", level="variety"), every.loc[""]
    # What a region buys in all lies between its varieties, and the tender between its regions.
    for metric in ("fill_rate", "shortage_days", "supplier_change"):
        by_region = regions[metric].groupby("region")
        assert (in_all[metric] <= by_region.max() + 1e-6).all()
        assert (in_all[metric] >= by_region.min() - 1e-6).all()
    whole = tables["contracts"].query("variety == ''").set_index("metric")["mean"]
    assert in_all["shortage_days"].mean() == pytest.approx(whole["shortage_days"], abs=1e-4)
    assert in_all["supplier_change"].mean() == pytest.approx(whole["supplier_change"], abs=1e-5)
    assert in_all["fill_rate"].min() <= whole["fill_rate"] <= in_all["fill_rate"].max()
    assert whole["worst_region"] <= whole["worst_fifth"] <= whole["fill_rate"]
    assert 0 < whole["gini_regions"] < 1 - whole["worst_region"]
    assert (regions["fill_rate"] <= 1 + 1e-6).all()
    assert ((regions["shortage_volume"] > 0) == (regions["fill_rate"] < 1 - 1e-6)).mean() > 0.95


@pytest.mark.slow
def test_results_do_not_depend_on_blocks_or_processes(folder: Folder, tmp_path: Path) -> None:
    cut = run(tmp_path / "cut", "run.block=5")
    assert cut.manifest()["digest"] == folder.manifest()["digest"]
    spread = api.run("round-7-2022", out=tmp_path / "two", reps=12, jobs=2, sets=[*SMALL, "run.block=6"])
    assert spread.manifest()["digest"] == folder.manifest()["digest"]


@pytest.mark.long
def test_a_run_with_simpy_is_the_run_with_the_kernel(folder: Folder, tmp_path: Path) -> None:
    """Every count of every history: twelve replications of five varieties in 31 regions."""
    other = run(tmp_path / "simpy", "supply.engine=simpy")
    one, two = folder.read_contracts(0), other.read_contracts(0)
    for name, values in one.by_variety.items():
        assert two.by_variety[name] == pytest.approx(values, rel=1e-9, abs=1e-9, nan_ok=True), name
    assert np.array_equal(one.number, two.number)
    # Regional figures are kept in whole numbers of 2 to the power of -20.
    assert np.abs(one.total - two.total).max() <= 12
    assert other.manifest()["plan"] != folder.manifest()["plan"]
    assert sum(values.sum() for values in one.by_variety.values()) > 0


@pytest.mark.long
def test_award_only_runs_stay_as_they_are(folder: Folder, tmp_path: Path) -> None:
    plain = api.run("round-7-2022", out=tmp_path / "plain", reps=12, sets=SMALL[:-1])
    assert set(api.read_run(plain.path)) == {"summary", "varieties", "replications", "awards"}
    awards, with_contracts = api.read_run(plain.path)["awards"], api.read_run(folder.path)["awards"]
    assert awards.equals(with_contracts)


@pytest.mark.long
@pytest.mark.parametrize("stress", ["largest-supplier", "raw-material-10", "demand-surge", "fraud-annulment"])
def test_stress_lowers_the_fill_rate(folder: Folder, tmp_path: Path, stress: str) -> None:
    def rate(one: Folder) -> float:
        table = api.read_run(one.path)["contracts"]
        row = table[(table["variety"] == "") & (table["metric"] == "fill_rate")]
        return float(row["mean"].iloc[0])

    hit = run(tmp_path / stress, f"supply.stress=[{stress}]")
    assert rate(hit) < rate(folder)


@pytest.mark.long
def test_closed_ports_lower_the_fill_rate_where_imports_win(tmp_path: Path) -> None:
    imports = ("market.varieties=2", "market.bids=10", "firms.firms=8", "firms.originator_presence=1")
    sets = (*imports, "costs.median.originator=0.03")
    closed = ("supply.stress=[port-closure, demand-surge]", "supply.stress_tests.surge_need=1")
    folders = [run(tmp_path / "open", *sets, reps=5), run(tmp_path / "closed", *sets, *closed, reps=5)]
    rates = []
    for one in folders:
        table = api.read_run(one.path)["contracts"].query("variety == '' and metric == 'fill_rate'")
        rates.append(float(table["mean"].iloc[0]))
    assert rates[1] < rates[0] - 0.02
    said = [summary_lines(read_report(one), language) for one in folders for language in LANGUAGES]
    words = ("Under stress, in every replication", "压力测试", "ports closed to imports", "进口口岸关闭")
    named = [[word in "".join(lines) for word in words] for lines in said]
    assert named == [[False] * 4, [False] * 4, [True, False] * 2, [False, True] * 2]
    heads = [
        api.write_report([one.path]).read_text(encoding="utf-8").partition("</header>")[0] for one in folders
    ]
    assert [[word in head for word in words] for head in heads] == [[False] * 4, [True] * 4]


def test_usual_sizes_of_stress_tests_leave_the_plan_as_it_was() -> None:
    one, same, other = (
        make_plan("round-7-2022", (*SMALL, *sets)).id
        for sets in ((), ("supply.stress_tests.lasts_months=6",), ("supply.stress_tests.lasts_months=7",))
    )
    assert one == same != other


def test_expected_shortfall_is_the_mean_of_the_worst() -> None:
    values = np.arange(100.0)
    assert expected_shortfall(values, "high") == pytest.approx(97.0)
    assert expected_shortfall(values, "low") == pytest.approx(2.0)
    assert np.isnan(expected_shortfall(np.array([np.nan]), "high"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("supply.makers.capacity=-1", "-1 is out of range"),
        ("supply.demand.first_share=0.99", "first_share is above final_share"),
        ("supply.takeover.backup_after=9", "is above others_after"),
        ("supply.takeover={invited_spare: 0.1, outside_after: 2.5}", "is above outside_after"),
        ("supply.breach.talks_after=9", "the rungs come in the order"),
        ("supply.breach.merit_from=0.4", "fail_below is above merit_from"),
        ("supply.material.jump_from=200", "jump_from is above jump_to"),
        ("supply.outages.up_months=0", "must be at least 1"),
        ("supply.stress=[raw-material]", "raw-material-10"),
        ("supply.demand.understatement={drug: 0.2}", "the key 'device' is missing"),
        ("supply.inspections.removes=[0.5,0.2,1]", "must not fall"),
        (
            "supply.institutions.need={tertiary: 0.5, secondary: 0.5, primary: 0.2, private: 0, pharmacy: 0}",
            "must add up to 1: 0.5 . 0.5 . 0.2 is 1.2",
        ),
        ("supply.institutions.joins={clinic: 1}", "pharmacy"),
        ("supply.prescribers.review=1.5", "1.5 is out of range"),
        ("supply.makers.reserve=3", "did you mean 'reserve_months'"),
        ("supply.start=2022-07-11", "before bids are opened on 2022-07-12"),
        (ENDS.format("2021-01-01"), "end on 2021-01-01, before execution begins on 2022-11-01"),
        (ENDS.format("2022-11-10"), "would last 9 days"),
        (ENDS.format("2050-01-01"), "would last 9923 days"),
    ],
)
def test_impossible_contracts_are_refused_before_anything_runs(
    tmp_path: Path, change: str, says: str
) -> None:
    with pytest.raises(InputError, match=says) as refusal:
        run(tmp_path / "refused", change)
    assert change.partition("=")[0] in str(refusal.value)
    assert not (tmp_path / "refused").exists()


def test_history_says_where_it_takes_defaults() -> None:
    """A reader who sees outages must know whether the scenario or nobody asked for them."""
    for sets, by_default in ((SMALL[:-1], True), (SMALL, False)):
        found = api.history("round-7-2022", sets=sets)
        assert found.by_default is by_default
        for language, words in (("en", "defaults of section supply"), ("zh", "supply 部分的默认值")):
            said = " ".join(" ".join(history_lines(found, language)).split())
            assert (words in said) is by_default


def test_backups_are_called_only_where_a_rule_creates_them(tmp_path: Path) -> None:
    """The default is everybody's; who sets the time is told that nobody can be called."""
    after, none = "supply.takeover.backup_after=0.5", "rules.change={supply: {backup: null}}"
    for scenario, sets, mend in (
        ("round-7-2022", (after, none), "rules.change.supply.backup.unit"),
        ("stents-2020", ("supply={}", after), "leave it out"),
    ):
        with pytest.raises(InputError, match=r"no rule of .* creates any") as refusal:
            api.run(scenario, out=tmp_path / "refused", reps=2, sets=["supply={}", *sets])
        assert "supply.takeover.backup_after" in str(refusal.value)
        assert mend in str(refusal.value)
    assert not (tmp_path / "refused").exists()


def test_history_names_what_it_cannot_find() -> None:
    with pytest.raises(InputError, match="did you mean 'V001'"):
        api.history("round-7-2022", variety="V0001")
    with pytest.raises(InputError, match="there is no replication 1000"):
        api.history("round-7-2022", replication=1000)


def shares_of_winners(*sets: str) -> np.ndarray:
    plan = make_plan("round-7-2022", ("market.varieties=2", "market.bids=12", "firms.firms=10", *sets))
    record, rules = plan.scenario.record, plan.rules.record
    assert record.supply is not None
    tender = set_up(record, rules.clauses)
    counted = count_contracts(tender, play_block(tender, 0, 6), terms_of(rules, record.supply))
    return whole_tender(counted.by_variety)["winners_share"]


def test_published_evidence_raises_the_winners_share_of_use() -> None:
    """Same draws: the share rises in every history, and not at all where no loyalty keeps use back."""
    plain = shares_of_winners("supply={}")
    informed = shares_of_winners("supply={}", "payoffs={evidence: 0.5}")
    assert (informed > plain + 0.005).all()
    loyal_to_nobody = "supply={prescribers: {habit: 0}}"
    unmoved = shares_of_winners(loyal_to_nobody, "payoffs={evidence: 0.5}")
    assert (unmoved == shares_of_winners(loyal_to_nobody)).all()


def test_evidence_that_could_move_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="no loyalty that it could lower"):
        make_plan("round-7-2022", ("payoffs={evidence: 0.5}",))
    make_plan("round-7-2022", ("payoffs={evidence: 0}",))
