"""``vbp monitor``: both languages, tables by firm, region and variety, JSON."""

from __future__ import annotations

import json

import pytest

SMALL = ("--set", "market.varieties=3", "--set", "market.bids=18", "--set", "firms.firms=14")


@pytest.mark.parametrize(
    ("language", "by"), [("en", "firm"), ("zh", "region"), ("en", "variety"), ("zh", "distributor")]
)
def test_report(vbp, language: str, by: str) -> None:
    answer = vbp("monitor", "round-7-2022", *SMALL, "--lang", language, "--by", by)
    assert answer.code == 0
    assert all(len(line) <= 100 for line in answer.out.splitlines())
    assert ("Reminders, all quarters" if language == "en" else "各季度提醒合计") in answer.out
    assert "2022-11-01" in answer.out


def test_json(vbp) -> None:
    content = json.loads(vbp("monitor", "round-7-2022", *SMALL, "--json").out)
    assert content["start"] == "2022-11-01"
    assert {one["metric"] for one in content["figures"]} >= {"delivery_rate", "paid_share", "summons"}
    assert all(one["quarter"] >= 1 for one in content["notices"])


def test_devices_without_supply_areas(vbp) -> None:
    answer = vbp("monitor", "stents-2020", "--by", "region")
    assert answer.code == 0
    assert "2021-01-15" in answer.out
