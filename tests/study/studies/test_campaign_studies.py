"""Studies whose arms are campaigns: stage by stage and whole, and what is refused before the first run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import api
from simulator.cli import main
from simulator.errors import InputError
from simulator.study.carry import work
from simulator.study.executors import here
from simulator.study.public import plan_sweep, sweep_study
from simulator.study.stage_figures import COURSE, STAGE_FIGURES, figure_named
from simulator.study.study_plan import StudyPlan
from simulator.study.sweep import carry_study

TINY = ("first.market={varieties: 2, bids: 8, most_bidders: 5, fewest_bidders: 3}", "first.firms.firms=8")
STUDY = """\
id: rounds
title: {en: "Rounds", zh: "轮次"}
summary: {en: "Rounds", zh: "轮次"}
baseline:
  campaign: renewal-after-breach
variants:
  two: {set: {after-the-ban.rules.change.places.cap: 2}}
  fewer: {set: {rounds.while-barred.need: 0.5}}
axes:
  of:
    margin: {set: all.costs.least_margin, values: [0.3]}
metrics: [winners_per_variety, after-the-ban.price_over_before, campaign.fill_rate, campaign.bans_imposed]
better: {winners_per_variety: high}
run: {replications: 6, block: 3}
"""
STAGES = ("first", "while-barred", "after-the-ban")
Planner = Callable[..., StudyPlan]


@pytest.fixture
def plan(tmp_path: Path) -> Planner:
    def make(*changes: str, text: str = STUDY, sets: Sequence[str] = TINY) -> StudyPlan:
        (tmp_path / "rounds.yaml").write_text(text, encoding="utf-8")
        return plan_sweep(str(tmp_path / "rounds.yaml"), sets, changes)

    return make


def refused(plan: Planner, text: str, sets: Sequence[str] = TINY) -> str:
    with pytest.raises(InputError) as caught:
        plan(text=text, sets=sets)
    return str(caught.value)


def test_a_figure_without_a_stage_stands_for_that_of_every_stage(plan: Planner) -> None:
    study = plan()
    each = [f"{stage}.winners_per_variety" for stage in STAGES]
    others = ["after-the-ban.price_over_before", "campaign.fill_rate", "campaign.bans_imposed"]
    assert list(study.record.metrics) == [*each, *others]
    assert study.record.better == dict.fromkeys(each, "high")
    assert len({point.id for point in study.points}) == 4
    assert plan("run.replications=9").points[0].id == study.points[0].id, "more replications of the same run"


@pytest.mark.slow
def test_stages_before_a_change_are_the_same_and_differences_are_paired(
    plan: Planner, tmp_path: Path
) -> None:
    study = plan("axes=null", "run.replications=4")
    found = sweep_study(study, here(), tmp_path / "out")
    assert found.manifest["status"] == "complete", found.runs["message"].tolist()
    values = {one.choice: one.values for one in found.samples}
    for stage in STAGES[:2]:
        name = f"{stage}.winners_per_variety"
        assert np.array_equal(values["two"][name], values["baseline"][name])
    last = "after-the-ban.winners_per_variety"
    assert (values["two"][last] <= 2).all()
    assert (values["two"][last] <= values["baseline"][last]).all()
    assert (values["two"][last] < values["baseline"][last]).any()
    table = found.comparison()
    row = table[(table["metric"] == last) & (table["choice"] == "two")].iloc[0]
    assert row["difference"] == pytest.approx(np.mean(values["two"][last] - values["baseline"][last]))
    # The very figures of the campaign run by itself, from its own tables.
    alone = api.read_campaign(
        api.campaign(
            study.points[0].plan.record.id,
            out=tmp_path / "alone",
            sets=[*TINY, "run.replications=4", "run.seed=1"],
        ).path
    )["replications"]
    for stage in STAGES:
        own = alone[(alone["round"] == stage) & (alone["metric"] == "winners_per_variety")]["value"]
        assert np.array_equal(own, values["baseline"][f"{stage}.winners_per_variety"])
    bans = alone[(alone["part"] == "carried") & (alone["metric"] == "bans_imposed")]
    assert np.array_equal(
        bans.groupby("replication")["value"].sum(), values["baseline"]["campaign.bans_imposed"]
    )
    # However the work is cut up.
    again = carry_study(plan("axes=null", "run.replications=4", "run.block=4"), tmp_path / "again")
    assert again.folder.manifest()["digest"] == found.manifest["digest"]


def test_a_unit_of_a_campaign_that_fails_is_an_answer(plan: Planner) -> None:
    from simulator.study.arms import inputs_for
    from simulator.study.carry import Unit

    broken = inputs_for(plan().points[0])._replace(rounds=())
    answer = work(Unit(broken, 0, 1))
    assert answer.values is None
    assert answer.kind


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("after-the-ban.rules", "after-the-bans.rules", 7, "did you mean 'after-the-ban'?"),
        ("rounds.while-barred", "rounds.while-bared", 8, "did you mean 'while-barred'?"),
        ("places.cap: 2", "plases.cap: 2", 7, "did you mean 'places'?"),
        ("all.costs", "al.costs", 11, "did you mean 'all'?"),
        ("after-the-ban.price", "after-a-ban.price", 12, "did you mean 'after-the-ban'?"),
        ("campaign.fill_rate", "campaign.fil_rate", 12, "did you mean 'fill_rate'?"),
        ("[winners_per_variety, a", "[winers_per_variety, a", 12, "did you mean 'winners_per_variety'?"),
        ("campaign.fill_rate", "campaign.saving", 12, "needs a section 'fund'"),
        (
            "  two: {",
            "  two: {scenario: round-9-2023, ",
            7,
            "'two' is a scenario, but the baseline is a campaign",
        ),
        ("  two: {", "  two: {rules: round-9-2023, ", 7, "each stage of a campaign has rules of its own"),
        ("  campaign: ", "  scenario: round-2-2020\n  campaign: ", 5, "a scenario or a campaign, not both"),
        ("renewal-after-breach", "renewal-after-breech", 0, "did you mean 'renewal-after-breach'?"),
        ("block: 3}", "precision: {metric: winners_per_variety, half_width: 1}}", 14, "of which stage"),
    ],
)
def test_mistakes_are_named_with_their_place(
    plan: Planner, old: str, new: str, line: int, words: str
) -> None:
    assert old in STUDY
    said = refused(plan, STUDY.replace(old, new, 1))
    assert words in said
    assert f"rounds.yaml:{line}:" in said if line else "rounds.yaml" not in said


def test_a_campaign_among_scenarios_is_refused(plan: Planner) -> None:
    text = STUDY.replace("campaign: renewal-after-breach", "scenario: round-2-2020")
    said = refused(plan, text.replace("  two: {", "  two: {campaign: renewal-after-breach, "), ())
    assert "'two' is a campaign, but the baseline is a scenario" in said
    assert "rounds.yaml:7:" in said


def test_figures_of_stages_have_names_and_labels() -> None:
    assert {"fill_rate", "saving_discounted", "price_index"} <= set(COURSE)
    assert "winners_new" in STAGE_FIGURES
    one = figure_named("renewal.winners_new")
    assert one.label_en.endswith("(renewal)")
    assert one.label_zh.endswith("（renewal）")
    with pytest.raises(InputError, match=r"did you mean 'renewal.winners_new'"):
        figure_named("renewal.winner_new")
    with pytest.raises(InputError, match="no metric"):
        figure_named("campaign.winners_new")


def test_campaigns_are_compared_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "milder.yaml").write_text(
        "extends: renewal-after-breach\nid: milder\nrun: {replications: 3}\n", encoding="utf-8"
    )
    sets = [part for one in TINY for part in ("--set", one)]
    names = ["renewal-after-breach", str(tmp_path / "milder.yaml")]
    asked = ["--reps", "3", "--metric", "campaign.price_index", "--out", str(tmp_path / "out"), "--quiet"]
    assert main(["compare", *names, *asked, *sets]) == 0
    said = capsys.readouterr().out
    assert "Agreed volumes at award prices over old prices (whole campaign)" in said
    assert "0.00 .. 0.00" in said, "the same campaign under another name, under the same draws"
    assert main(["compare", names[0], "round-2-2020", *asked]) == 2
    assert "'round-2-2020' is no campaign, but others are" in capsys.readouterr().err


def moved(tmp_path: Path) -> str:
    """Write a study whose axis has a range; the market of its first stage is small."""
    text = STUDY.replace("values: [0.3]", "lowest: 0.2, highest: 0.6, steps: 2, decimals: 2")
    text = text.replace("margin: {set: all.costs.least_margin", "cost: {set: all.costs.median.generic")
    small = ", ".join(f"{path}: {value}" for path, _, value in (one.partition("=") for one in TINY))
    text = text.replace(
        "campaign: renewal-after-breach", f"campaign: renewal-after-breach\n  set: {{{small}}}"
    )
    path = tmp_path / "moved.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.slow
def test_sensitivity_and_search_move_values_of_a_campaign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study, out = moved(tmp_path), tmp_path / "out"
    options = ["--method", "morris", "--points", "2", "--reps", "2", "--quiet"]
    options += ["--metric", "mean_cut_ceiling", "--out", str(out)]
    assert main(["sensitivity", study, *options]) == 0
    said = capsys.readouterr().out
    assert "FROZEN BIDS" in said
    assert all(f"({stage})" in said for stage in STAGES), "a figure without a stage is that of each"
    again = api.sensitivity(
        study, method="morris", points=2, reps=2, metrics=["mean_cut_ceiling"], out=out, resume=True
    )
    assert {one.metric for one in again.indices} == {f"{stage}.mean_cut_ceiling" for stage in STAGES}
    means = pd.read_parquet(out / "points.parquet").astype(float).groupby("cost").mean()
    assert (means.iloc[0] > means.iloc[-1]).all(), "higher costs, higher prices, in every round"
    found = api.design(study, trials=2, reps=2, limits=["campaign.fill_rate>=0.1"], out=tmp_path / "search")
    assert [one.metric for one in found.objectives] == [f"{stage}.winners_per_variety" for stage in STAGES]
    assert found.designs


def test_figures_without_their_stage_and_solved_bids_of_campaigns_are_refused(
    plan: Planner, tmp_path: Path
) -> None:
    study = moved(tmp_path)
    for options, words in (
        ({"limits": ["fill_rate>=0.9"]}, "name one: first.fill_rate"),
        ({"tails": ["price_index"]}, "no objective"),
        ({"limits": ["campaign.no_such>=0.9"]}, "there is no metric"),
    ):
        with pytest.raises(InputError, match=words):
            api.design(study, trials=2, reps=2, **options)
    with pytest.raises(InputError, match="there is no metric 'mean_cutt'"):
        api.sensitivity(study, metrics=["mean_cutt"])
    said = refused(plan, STUDY + "bids: solved\n")
    assert "does not solve the bids of campaigns anew" in said
    assert plan("bids=frozen").bids.kind == "as-written"
