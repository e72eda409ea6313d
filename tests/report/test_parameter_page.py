"""The page of parameters says what the program takes by default, and from where."""

from __future__ import annotations

from simulator.report.parameters import PARAMETER_TITLES, contract_parameters
from simulator.study.plan import make_plan

CHOICES = {"supply.start", "supply.stress", "supply.engine"}


def test_every_parameter_has_its_default_and_source() -> None:
    rows = [dict(zip(PARAMETER_TITLES, row, strict=True)) for row in contract_parameters()]
    known = {row["parameter"].strip("`"): row for row in rows}
    quality = known["supply.breach.ban_quality"]
    assert (quality["default"], quality["source"], quality["confidence"]) == ("18", "EVENTS", "recorded")
    assert known["supply.start_lag_days"]["default"] == "drug: 84, device: 71"
    assert known["supply.start_lag_days"]["source"] == "HAINAN, CHONGQING"
    assert {path for path, row in known.items() if not row["confidence"]} == CHOICES
    assert all(row["meaning"] for row in rows)
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in row["中文"]) for row in rows)


def test_the_page_names_paths_that_can_be_set() -> None:
    whole = [row for row in contract_parameters() if row[2].isdecimal()]
    assert len(whole) > 20
    sets = [f"{row[0].strip('`')}={row[2]}" for row in whole]
    usual = make_plan("round-7-2022", ("supply={}",)).id
    assert make_plan("round-7-2022", ("supply={}", *sets)).id == usual
