"""Why each bid of the report won or lost: the same as the journal tells, or nothing."""

from __future__ import annotations

from pathlib import Path

from simulator import api
from simulator.report.data import read_report
from simulator.report.reasons import first_reasons
from simulator.study.folder import Folder
from simulator.study.plan import make_plan
from simulator.study.run import execute


def test_chains_are_those_of_the_explanation(tmp_path: Path) -> None:
    sets = ["run.replications=2", "market.varieties=2", "market.bids=9", "firms.firms=6", "published=null"]
    data = read_report(execute(make_plan("round-7-2022", sets), tmp_path / "run"))
    awards = data.tables["awards"]
    reasons = first_reasons(data.plan, awards)
    assert reasons.missing == ""
    assert len(reasons.chains) == len(awards) == 9
    for firm in awards["firm"].unique()[:3]:
        for told in api.explain("round-7-2022", firm, sets=sets):
            assert reasons.chains[told.variety, told.firm, told.brand] == told.entries


def test_counts_of_clauses_agree_with_the_table_of_awards(whole_run: Folder) -> None:
    data = read_report(whole_run)
    awards = data.tables["awards"]
    counts = dict(first_reasons(data.plan, awards).clauses_at_work())
    states = awards["state"].value_counts()
    assert counts["ceiling"]["failed"] == states["over-ceiling"]
    assert counts["links"]["failed"] == states["linked-higher"] + states.get("linked-highest", 0)
    assert counts["elimination"]["failed"] == states["eliminated-widest"]
    assert counts["volume"]["fact"] == (awards["rank"] > 0).sum()


def test_an_award_that_was_edited_gets_no_reasons(whole_run: Folder) -> None:
    data = read_report(whole_run)
    awards = data.tables["awards"].copy()
    awards.loc[0, "bid"] += 0.0001
    assert first_reasons(data.plan, awards).missing == "reasons-differ"
    assert first_reasons(None, awards).missing == "reasons-no-inputs"
    assert first_reasons(data.plan, None).chains == {}
