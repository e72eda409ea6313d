"""Campaigns as files and folders: tables, digests, commands, and what is refused."""

from __future__ import annotations

import json
import pickle
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import api
from simulator.cli import main
from simulator.errors import InputError, RunError
from simulator.results.files import write_parquet
from simulator.scenario.catalogue import list_ids
from simulator.study import campaigns as campaigns_module
from simulator.study.campaign_figures import campaign_inputs
from simulator.study.campaign_parts import CampaignParts
from simulator.study.campaign_plan import plan_campaign
from simulator.study.carry import Unit
from simulator.study.figures import evaluate
from simulator.study.folder import Folder
from simulator.study.inputs import inputs_of
from simulator.study.lock import only_writer
from simulator.study.plan import make_plan

SMALL = (
    "rounds.0.change={market: {varieties: 4, bids: 24, most_bidders: 8, fewest_bidders: 4}}",
    "rounds.0.change.firms.firms=16",
    "run.replications=8",
)
NAME = "renewal-after-breach"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return api.campaign(NAME, out=tmp_path_factory.mktemp("campaigns") / "run", sets=SMALL).path


def test_tables_of_every_round(folder: Path) -> None:
    tables = api.read_campaign(folder)
    rounds, every, whole = tables["rounds"], tables["replications"], tables["whole"]
    assert list(rounds["round"].unique()) == ["first", "while-barred", "after-the-ban"]
    assert set(rounds["part"]) == {"award", "contracts", "carried"}
    assert len(every) == 8 * (len(rounds) + len(whole))
    assert set(every["round"]) == {*rounds["round"], "campaign"}
    assert tables["budget"].empty, "no money is followed"
    means = every.groupby(["round", "part", "metric"])["value"].mean()
    for row in rounds.itertuples():
        expected = means[row.round, row.part, row.metric]
        assert row.mean == pytest.approx(expected, nan_ok=True)
    assert ((rounds["low"] <= rounds["mean"] + 1e-12) | rounds["low"].isna()).all()


def test_every_ban_has_its_nine_months(folder: Path) -> None:
    bans = api.read_campaign(folder)["bans"]
    own = bans[(bans["round"] == "first") & (bans["cause"] == "default")]
    lost, until = (np.array(own[name], dtype="datetime64[D]") for name in ("lost_on", "barred_until"))
    assert len(own) >= 8 * 4
    assert {str(day.astype("datetime64[M]") + 9) for day in lost} == {str(day)[:7] for day in until}


def test_prices_after_are_the_prices_before_of_the_next_round(folder: Path) -> None:
    prices = api.read_campaign(folder)["prices"].set_index(["round", "variety", "metric"])["mean"]
    for variety in ("V001", "V004"):
        before, after = (
            prices["while-barred", variety, "price_before"],
            prices["first", variety, "price_after"],
        )
        assert before == pytest.approx(after)


def test_the_same_campaign_gives_the_same_digest_in_blocks_of_any_size(folder: Path, tmp_path: Path) -> None:
    again = api.campaign(NAME, out=tmp_path / "again", sets=[*SMALL, "run.block=3"])
    digest = json.loads((folder / "manifest.json").read_text())["digest"]
    assert again.manifest()["digest"] == digest
    assert again.manifest()["plan"] == json.loads((folder / "manifest.json").read_text())["plan"]
    with pytest.raises(InputError, match="holds another campaign"):
        api.campaign(NAME, out=tmp_path / "again", sets=[*SMALL, "run.seed=2"])


def test_a_torn_block_is_played_again_and_edited_tables_are_told(folder: Path, tmp_path: Path) -> None:
    """Blocks are durable one by one; what was torn since, or never done, is all that is played."""
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    digest = json.loads((out / "manifest.json").read_text())["digest"]
    table = pd.read_parquet(out / "whole.parquet")
    write_parquet(table.assign(mean=table["mean"] + 1), out / "whole.parquet")
    with pytest.raises(InputError, match="were they edited"):
        api.read_campaign(out)
    said = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps({**said, "status": "interrupted"}))
    part = out / "parts" / "rounds-000000000.parquet"
    part.write_bytes(part.read_bytes()[:200])
    with pytest.raises(InputError, match="unfinished campaign"):
        api.campaign(NAME, out=out, sets=SMALL)
    with only_writer(out), pytest.raises(RunError, match="being written by"):
        api.campaign(NAME, out=out, sets=SMALL, resume=True)
    again = api.campaign(NAME, out=out, sets=SMALL, resume=True)
    assert again.manifest()["digest"] == digest
    assert len(api.read_campaign(out)["rounds"])
    older = {**said, "status": "interrupted", "code": "older"}
    (out / "manifest.json").write_text(json.dumps(older))
    with pytest.raises(InputError, match="another version of the program"):
        api.campaign(NAME, out=out, sets=SMALL, resume=True)


def test_what_a_worker_is_sent_and_leaves_is_what_this_process_does(folder: Path, tmp_path: Path) -> None:
    """A block goes to a worker as plain data and comes back as a file; both survive the way."""
    plan = plan_campaign(NAME, SMALL)
    Folder(tmp_path).create()
    task, unit = partial(campaigns_module.play_unit, tmp_path, NAME), Unit(campaign_inputs(plan), 2, 3)
    task, unit = pickle.loads(pickle.dumps((task, unit)))  # noqa: S301  # our own
    assert task(unit).values == {}
    there, whole = CampaignParts(tmp_path).read(2), CampaignParts(folder).read(0)
    for one, other in zip(there.rounds, whole.rounds, strict=True):
        assert list(one) == list(other)
        for name, values in one.items():
            assert np.array_equal(values, other[name][2:5], equal_nan=True), name
    own = whole.bans[whole.bans["replication"].between(2, 4)]
    pd.testing.assert_frame_equal(there.bans, own.reset_index(drop=True))


def test_folders_of_campaigns_are_compared_round_by_round(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    found = api.compare([str(folder), str(other)], metrics=["winners_per_variety", "campaign.price_index"])
    table = found.comparison(str(folder))
    rounds = ("first", "while-barred", "after-the-ban")
    assert list(dict.fromkeys(table["metric"])) == [
        *(f"{name}.winners_per_variety" for name in rounds),
        "campaign.price_index",
    ]
    assert (table["difference"].dropna() == 0).all()
    assert (table["n"] == 8).all()
    with pytest.raises(InputError, match=r"did you mean 'campaign.price_index'"):
        api.compare([str(folder), str(other)], metrics=["campaign.price_indx"])


def test_a_block_that_fails_is_told_and_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("numbers went astray")

    monkeypatch.setattr(campaigns_module, "campaign_block", fails)
    with pytest.raises(RunError, match=r"replications 0 to 7 failed \(ValueError: numbers went astray\)"):
        api.campaign(NAME, out=tmp_path / "out", sets=SMALL)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["status"] == "failed"


MONEY = (*SMALL, "all.supply={}", "all.fund={}", "run.replications=3")


@pytest.mark.slow
def test_money_of_a_first_round_is_that_of_the_scenario_by_itself(tmp_path: Path) -> None:
    sets = [*MONEY, "rounds.first.change.supply.stress=[]"]
    tables = api.read_campaign(api.campaign(NAME, out=tmp_path / "out", sets=sets).path)
    every = tables["replications"].set_index(["round", "part", "metric"])["value"]
    change = plan_campaign(NAME, sets).record.rounds[0].change
    own = [f"{name}={json.dumps(change[name], default=str)}" for name in ("market", "firms", "sources")]
    contracts = json.dumps({**change["supply"], "stress": []}, default=float)
    plan = make_plan("round-2-2020", [*own, f"supply={contracts}", "fund={}", "run.seed=1"])
    alone = evaluate(inputs_of(plan), 0, 3)
    for name in ("saving", "fund", "saving_patients", "winners"):
        assert np.array_equal(every["first", "money", name], alone[name]), name
    # Year by year it adds up to what all terms come to, and later money is worth less.
    budget, whole = tables["budget"], tables["whole"].set_index("metric")["mean"]
    for name in ("saving", "fund", "baseline"):
        assert budget[budget["metric"] == name]["mean"].sum() == pytest.approx(whole[name])
        assert 0.8 * whole[name] < whole[f"{name}_discounted"] < whole[name]


@pytest.mark.parametrize("verb", ["campaign", "run"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_commands(folder: Path, verb: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    sets = [part for one in SMALL for part in ("--set", one)]
    code = main([verb, NAME, "--out", str(folder), "--quiet", "--lang", language, *sets])
    said = capsys.readouterr().out
    assert code == 0
    assert "while-barred 2021-04-01" in said
    assert {"en": "Bids shut out by bans", "zh": "违规名单"}[language] in said
    assert max(len(line) for line in said.splitlines()) <= 100
    assert said.rstrip().endswith(str(folder))


def test_dry_run_and_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", NAME, "--dry-run"]) == 0
    assert "campaign renewal-after-breach, 3 rounds" in capsys.readouterr().out
    for name in list_ids("campaigns"):
        assert api.check(name) == "campaign"


@pytest.mark.parametrize(
    ("change", "says", "where"),
    [
        ("rounds.0.continues=first", "continues 'first', which is no earlier round", "rounds.0.continues"),
        ("rounds.2.continues=while-bared", "did you mean 'while-barred'", "rounds.2.continues"),
        ("rounds.1.id=first", "two rounds are called 'first'", "rounds.1.id"),
        ("rounds.1.date=2019-12-31", "opens bids on 2019-12-31, not after round 'first'", "rounds.1.date"),
        ("rounds.0.ceiling={times: 1}", "has 'ceiling' but continues no earlier round", "rounds.0.ceiling"),
        ("rounds.1.ceiling={times: 0}", "0 is out of range", "rounds.1.ceiling"),
        ("rounds.1.exit={loosers: 0.5}", "did you mean 'losers'", "rounds.1.exit"),
        ("rounds.1.entry={bids: 2, firms: 5}", "cannot be spread over 5 generic firms", ""),
        ("rounds.1.change={market: {bidz: 5}}", "unknown key 'bidz'", "rounds.1.change"),
        ("rounds.1.scenario=round-22", "there is no round 'round-22'", ""),
        ("rounds.1.change={ring: {size: 2}}", "and has a ring", ""),
        ("rounds=[]", "rounds", "rounds"),
        ("rounds.1.need={value: 2, source: S99}", "the source 'S99' is not in the list", "rounds.1.need"),
    ],
)
def test_impossible_campaigns_are_refused_with_their_place(
    tmp_path: Path, change: str, says: str, where: str
) -> None:
    with pytest.raises(InputError, match=says) as refusal:
        api.campaign(NAME, out=tmp_path / "refused", sets=[*SMALL, change])
    assert where in str(refusal.value)
    assert not (tmp_path / "refused").exists()


def test_a_file_of_ones_own_names_scenarios_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "extends: round-2-2020\nid: mine\npublished: null\n", encoding="utf-8"
    )
    (tmp_path / "two.yaml").write_text(
        "id: two\ntitle: {en: T, zh: T}\nsummary: {en: S, zh: S}\n"
        "rounds:\n  - {id: a, scenario: mine.yaml}\n"
        "  - {id: b, scenario: mine.yaml, date: 2021-01-01, continues: a}\n",
        encoding="utf-8",
    )
    assert api.check(tmp_path / "two.yaml") == "campaign"
    plan = plan_campaign(str(tmp_path / "two.yaml"))
    assert [one.made.scenario.id for one in plan.rounds] == ["mine", "mine"]
    assert all(one.made.terms is None for one in plan.rounds)


def test_contracts_begin_as_long_after_the_bids_as_in_the_rule_book() -> None:
    first, second, _ = (one.made for one in plan_campaign(NAME).rounds)
    assert first.terms is not None
    assert second.terms is not None
    assert (first.terms.start - first.day) == (second.terms.start - second.day)
