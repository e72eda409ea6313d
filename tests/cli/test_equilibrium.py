"""``vbp equilibrium``: the table, one variety in full, a moved rule, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from simulator import api
from simulator.errors import InputError
from simulator.report.equilibrium_moves import move_rows, moved_lines
from simulator.study.equilibrium_results import VarietyResult
from simulator.study.plan import make_plan
from simulator.study.run_bids import plan_with_bids, plan_with_costs

BASE = (
    "equilibrium",
    "round-5-2021",
    "--quiet",
    *("--set", "market.varieties.value=2"),
    *("--set", "market.bids.value=7"),
    *("--set", "firms.firms.value=6"),
    *("--set", "market.most_bidders.value=4"),
    *("--tolerance", "0.05"),
)


@pytest.mark.long
def test_table_of_all_varieties(vbp) -> None:
    answer = vbp(*BASE)
    assert answer.code == 0
    assert answer.err == ""
    lines = answer.out.splitlines()
    assert lines[0].split()[:3] == ["variety", "bidders", "places"]
    assert [line.split()[:3] for line in lines[2:4]] == [["V001", "4", "3"], ["V002", "3", "2"]]
    assert all(len(line) <= 100 for line in lines)
    assert "no class of firms can raise its profit by more than" in answer.out
    assert "linked firms" in answer.out


@pytest.mark.long
def test_a_variety_in_which_nobody_is_admitted_is_told(vbp, tmp_path: Path) -> None:
    base = (*BASE, "--set", "firms.unqualified_share.value=1")
    answer = vbp(*base)
    assert answer.code == 0
    first, second = (line.split() for line in answer.out.splitlines()[2:4])
    assert first == ["V001", "0", "0", "–", "–", "0.00", "0.0%"]
    assert second[:3] == ["V002", "1", "1"]
    empty, alone = json.loads(vbp(*base, "--json").out)
    assert empty["classes"] == [] and empty["winners"] == [1.0]  # noqa: PT018
    assert alone["price_over_ceiling"] == pytest.approx(1, abs=0.05)
    picture = tmp_path / "nobody.png"
    answer = vbp(*base, "--variety", "V001", "--plot", str(picture))
    assert (answer.code, answer.err) == (0, "vbp: nobody bids for V001, so that there is no picture\n")
    assert not picture.exists()


def test_json_agrees_with_the_library(vbp) -> None:
    rows = json.loads(vbp(*BASE, "--json").out)
    sets = [word for before, word in pairwise(BASE) if before == "--set"]
    found = api.equilibrium("round-5-2021", sets=sets, tolerance=0.05)
    assert [row["variety"] for row in rows] == [one.variety for one in found] == ["V001", "V002"]
    for row, one in zip(rows, found, strict=True):
        assert row["price_over_ceiling"] == pytest.approx(one.outcome.price / one.ceiling)
        assert row["exploitability"] == one.exploitability <= 0.05
        assert sum(row["winners"]) == pytest.approx(1)
        assert row["left_out"] == ["tastes", "links"]
        assert sum(each["firms"] for each in row["classes"]) == row["bidders"]
        for each in row["classes"]:
            assert each["stated"] == (each["class"] == "originator")
            assert (each["gain"] is None) == each["stated"]
            costs = each["cost"] or [0.0] * len(each["bid"])
            assert all(bid >= cost for bid, cost in zip(each["bid"], costs, strict=True) if bid)
            assert each["fresh_gain"] is None


def test_costs_are_those_of_a_run_with_solved_bids_and_said_to_be(vbp, tmp_path: Path) -> None:
    sets = [word for before, word in pairwise(BASE) if before == "--set"]
    records = [
        plan.scenario.record
        for plan in (plan_with_costs("round-5-2021", sets), plan_with_bids("round-5-2021", sets, "solved"))
    ]
    assert records[0].costs == records[1].costs
    assert records[0].market == records[1].market
    assert records[0].costs != make_plan("round-5-2021", sets).scenario.record.costs
    answer, own = vbp(*BASE), vbp(*BASE, "--costs", "scenario")
    assert "\nCosts and ceilings are those fitted for solved bids" in answer.out
    assert "\nCosts and ceilings are those of the scenario" in own.out
    assert answer.out.splitlines()[2] != own.out.splitlines()[2]
    changed = vbp(*BASE, "--set", "costs.median.generic=0.3", "--json")
    kept = [(row["costs"], row["costs_kept"]) for row in json.loads(changed.out)]
    assert kept == [("solved", ["costs.median.generic"])] * 2
    # A file that takes the fitted costs itself is told so, not that it has others of its own.
    (tmp_path / "fitted.yaml").write_text(
        "extends: [round-5-2021, shipped]\nid: fitted\n".replace("shipped", "solved-bids"), encoding="utf-8"
    )
    assert plan_with_costs(str(tmp_path / "fitted.yaml"), sets).costs_kept == ()


def test_strategies_that_answer_keep_their_costs(vbp) -> None:
    sets = [word for before, word in pairwise(BASE) if before == "--set"]
    answering = plan_with_costs("round-5-2021", [*sets, "bidding.generic={use: quantal, precision: 3}"])
    assert answering.costs_kept is None
    assert answering.scenario.record.costs == make_plan("round-5-2021", sets).scenario.record.costs
    with pytest.raises(InputError, match="say 'solved' or 'scenario'"):
        api.equilibrium("round-5-2021", sets=sets, costs="own")  # type: ignore[arg-type]


@pytest.mark.long
def test_one_variety_in_full_with_fresh_draws(vbp) -> None:
    answer = vbp(*BASE, "--variety", "V002", "--draws", "1000")
    assert answer.code == 0
    assert answer.out.startswith("V002: 3 bidders, 2 places")
    assert "fresh draws" in answer.out
    assert "±" in answer.out
    (row,) = json.loads(vbp(*BASE, "--variety", "V002", "--draws", "1000", "--json").out)
    for each in row["classes"]:
        if each["stated"]:
            continue
        assert each["fresh_half_width"] > 0
        assert each["fresh_gain"] - each["fresh_half_width"] <= 0.05
    assert "fresh draws" not in vbp(*BASE, "--variety", "V002", "--draws", "0").out


def test_rivals_known_by_number_make_varieties_of_equal_numbers_one_game(vbp) -> None:
    """Three varieties of two makers each: one line for all, and one price."""
    few = (*("--set", "market.varieties.value=3"), *("--set", "market.bids.value=6"))
    base = (*BASE, *few, "--set", "market.most_bidders.value=2", "--set", "firms.originator_presence.value=0")
    answer = vbp(*base, "--rivals-known-by", "number")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].split()[:4] == ["bidders", "originators", "places", "varieties"]
    assert lines[2].split()[:4] == ["2", "0", "2", "3"]
    assert not lines[3]
    rows = json.loads(vbp(*base, "--rivals-known-by", "number", "--json").out)
    assert {row["rivals_known_by"] for row in rows} == {"number"}
    assert {each["class"] for row in rows for each in row["classes"]} == {"makers"}
    prices = [row["price_over_ceiling"] for row in rows]
    assert max(prices) - min(prices) < 1e-4
    assert all(each["bid"] for row in rows for each in row["classes"])


def test_rivals_known_by_number_need_makers_that_look_alike(vbp) -> None:
    answer = vbp("equilibrium", "round-11-2025", "--rivals-known-by", "number", "--quiet")
    assert answer.code == 2
    assert "drawn from their classes" in answer.err
    own = "payoffs={generic: {outside_price: 1, outside_winner: 0, outside_loser: 0.1}}"
    answer = vbp(*BASE, "--set", own, "--rivals-known-by", "number")
    assert answer.code == 2
    assert "different payoffs" in answer.err
    assert "--rivals-known-by class" in answer.err


@pytest.mark.long
@pytest.mark.parametrize("more", [(), ("--variety", "V002", "--draws", "0"), ("--move", "places.cap=2")])
def test_chinese(vbp, more: tuple[str, ...]) -> None:
    out = vbp(*BASE, *more, "--lang", "zh").out
    assert sum("\u4e00" <= letter <= "\u9fff" for letter in out) > 60
    assert "eq-" not in out


def test_moving_a_rule(vbp) -> None:
    """Two places instead of three: cheaper for four bidders, nothing for three, who had two anyway."""
    answer = vbp(*BASE, "--move", "places.cap=2")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert "places.cap=2" in lines[0]
    assert all(len(line) <= 100 for line in lines)
    first, second = (line.split() for line in lines[4:6])
    assert first[:5] == ["V001", "4", "3", "->", "2"]
    assert (first[-1], second[-1]) == ("beyond", "none")
    assert lines[6:8] == ["", "Chance to win, of one firm of the class"]
    assert "->" in lines[11], "fewer win of the first variety"
    assert "->" not in lines[12]
    moved = json.loads(vbp(*BASE, "--move", "places.cap=2", "--json").out)
    before, after = moved["before"], moved["after"]
    for one, other, move in zip(before, after, moved["moves"], strict=True):
        prices = one["price_over_ceiling"], other["price_over_ceiling"]
        assert move["price_change"] == pytest.approx(prices[1] - prices[0])
        gains = one["exploitability"], other["exploitability"]
        assert move["left_open"] == pytest.approx(5 * (prices[0] * gains[0] + prices[1] * gains[1]))
    assert [row["places"] for row in before] == [3, 2]
    assert [row["places"] for row in after] == [2, 2]
    assert after[0]["price_over_ceiling"] < before[0]["price_over_ceiling"] - 0.01
    assert after[1] == before[1]


def test_small_movements_are_not_to_be_read() -> None:
    """Certificates of 1 and 3 % at prices of 0.5 leave 5 x (0.005 + 0.015) = 0.1 open."""
    sets = [word for before, word in pairwise(BASE) if before == "--set"]
    (one, _) = api.equilibrium("round-5-2021", sets=sets, tolerance=0.05)

    def at(price: float, gain: float) -> VarietyResult:
        return replace(one, gains=(gain,), outcome=replace(one.outcome, price=price * one.ceiling))

    before = [at(0.5, 0.01)] * 4
    after = [at(0.5, 0.03), at(0.52, 0.03), at(0.7, 0.03), at(float("nan"), 0.03)]
    rows = move_rows(before, after)
    assert [row["reading"] for row in rows] == ["same", "within", "beyond", "unknown"]
    assert rows[0]["left_open"] == pytest.approx(0.1)
    assert rows[3]["left_open"] is None
    told = "\n".join(moved_lines(before, after, "places.cap=2", "en"))
    assert "1 of 4 mean prices move within" in told
    assert "1.0% -> 3.0%" in told


def test_several_values_move_together(vbp) -> None:
    """A cap that changes nothing and one that does: neither order nor number loses the one that does."""
    both = vbp(*BASE, "--move", "places.cap=2", "--move", "places.table.5=3")
    assert both.code == 0, both.err
    assert "places.cap=2, places.table.5=3" in both.out.splitlines()[0]
    alone = vbp(*BASE, "--move", "places.cap=2").out.splitlines()
    assert both.out.splitlines()[1:6] == alone[1:6]


@pytest.mark.long
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_plot(vbp, tmp_path: Path, ending: str) -> None:
    plot = ("--plot", f"bids.{ending}", "--lang", "zh")
    answer = vbp(*BASE, "--variety", "V001", "--draws", "0", *plot)
    assert answer.code == 0
    content = (tmp_path / f"bids.{ending}").read_bytes()
    assert content.startswith(b"\x89PNG" if ending == "png" else b"<?xml")
    if ending == "svg":
        assert "报价与最高有效申报价之比" in content.decode()
        assert "V001：4家投标，入围3家" in content.decode()


REFUSED = {
    ("--variety", "V01"): "V001",
    ("--tolerance", "0"): "choose one from 0.000001 to 0.5",
    ("--tolerance", "0.9"): "choose one from 0.000001 to 0.5",
    ("--tolerance", "nan"): "choose one from 0.000001 to 0.5",
    ("--tolerance", "much"): "'much' is not a number",
    ("--variety", "V001", "--draws", "10"): "choose 1,000 to 1,000,000",
    ("--variety", "V001", "--draws", "-5"): "whole number",
    ("--plot", "x.png"): "add --variety NAME",
    ("--variety", "V001", "--draws", "0", "--plot", "x.xyz"): "let it end in .png, .svg, .pdf",
    ("--move", "places"): "places",
    ("--move", "places.cop=8"): "cop",
    ("--set", "rules.book=tender-without-volume"): "promises no volume",
}


@pytest.mark.parametrize("more", REFUSED)
def test_refusals_teach(vbp, more: tuple[str, ...]) -> None:
    answer = vbp(*BASE, *more)
    assert answer.code == 2
    assert REFUSED[more] in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""


def test_what_moves_is_checked_before_anything_is_solved(vbp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The games before the move may take minutes."""
    asked: list[str] = []
    monkeypatch.setattr(api, "equilibrium", lambda *_, **__: asked.append("solved"))
    answer = vbp(*BASE, "--move", "places.cop=8")
    assert (answer.code, asked) == (2, [])
    assert "cap" in answer.err


def test_a_picture_needs_a_folder(vbp) -> None:
    answer = vbp(*BASE, "--variety", "V001", "--draws", "0", "--plot", "no/such/folder.png")
    assert answer.code == 1
    assert answer.err == "vbp: cannot write no/such/folder.png: No such file or directory\n"


@pytest.mark.long
def test_other_starts_are_told_with_how_far_apart_they_end(vbp) -> None:
    # Costs of the scenario hardly differ between bidders, so that three searches take half as long.
    base = (*BASE, "--costs", "scenario")
    answer = vbp(*base, "--starts")
    assert "end at mean prices that differ by at most 0.0" in answer.out
    assert all(len(line) <= 100 for line in answer.out.splitlines())
    full = vbp(*base, "--starts", "--variety", "V001", "--draws", "0").out
    assert "From everybody at cost: mean price 0." in full
    assert "From everybody at the ceiling: mean price 0." in full
    rows = json.loads(vbp(*base, "--starts", "--json").out)
    assert [[other["start"] for other in row["other_starts"]] for row in rows] == [["cost", "ceiling"]] * 2


@pytest.mark.slow
def test_a_rule_book_without_an_exact_game_is_solved_by_simulation_from_every_start(
    vbp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search too short to certify anything; from the ceiling it has not come down as far."""
    from simulator.bidding.equilibrium import drawn_variety
    from simulator.bidding.equilibrium.drawn_search import Stage

    monkeypatch.setattr(drawn_variety, "COMPILED", (Stage(2, 16, 0, 20, 0.05),))
    base = (*BASE[:-2], "--set", "rules.book=round-11-2025", "--variety", "V001", "--starts")
    (row,) = json.loads(vbp(*base, "--json").out)
    found = {other["start"]: other["price_over_ceiling"] for other in row["other_starts"]}
    assert list(found) == ["cost", "ceiling"]
    assert found["cost"] < found["ceiling"]
    assert row["price_over_ceiling"] not in found.values()
    assert all(other["exploitability"] > 0 for other in row["other_starts"])
    assert row["exact"] is False
    assert 0 < row["price_over_ceiling"] < 1
    assert row["exploitability"] == max(each["gain"] for each in row["classes"]) > 0.03
    shown = vbp(*base, "--draws", "0").out
    assert "Statistical certificate" in shown
    assert ("NOT CERTIFIED" in shown) is not row["converged"]


def test_gains_against_the_bids_of_a_scenario_are_told(vbp) -> None:
    base = ("deviations", *BASE[1:-2], "--draws", "400")
    answer = vbp(*base)
    assert answer.code == 0
    assert answer.out.splitlines()[0].split()[:3] == ["variety", "bidders", "class"]
    assert "firms that think would bid otherwise" in answer.out
    assert all(len(line) <= 100 for line in answer.out.splitlines())
    rows = json.loads(vbp(*base, "--json").out)
    assert {row["variety"] for row in rows} == {"V001", "V002"}
    assert all(row["half_width"] >= 0 and row["earned_yuan"] >= 0 for row in rows)
    (only,) = {row["variety"] for row in json.loads(vbp(*base, "--json", "--variety", "V002").out)}
    assert only == "V002"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--variety", "V9"), "no variety is called 'V9'"),
        (("--draws", "5"), "choose 100 to 1,000,000"),
    ],
)
def test_gains_that_cannot_be_measured_are_refused(vbp, options: tuple[str, ...], word: str) -> None:
    answer = vbp("deviations", "round-5-2021", "--quiet", *options)
    assert answer.code == 2
    assert word in answer.err


COSTLY = "{outside_price: 1, outside_winner: 0, outside_loser: 0, entry_cost: 1000}"


@pytest.mark.parametrize(
    ("change", "said", "reason"),
    [
        ("market.ceiling_over_reference.value=0.05", "NOBODY BIDS for V001, V002:", "nobody, costs"),
        ("market.ceiling_over_reference.value=0.2", "HARDLY ANYBODY CAN BID", "hardly anybody, costs"),
        (
            f"payoffs={{generic: {COSTLY}, own-api: {COSTLY}, newcomer: {COSTLY}, originator: {COSTLY}}}",
            "NOBODY BIDS for V001, V002:",
            "nobody, no gain",
        ),
    ],
)
def test_a_variety_that_nobody_can_supply_is_told_with_the_values_to_change(
    vbp, change, said, reason
) -> None:
    thinking = ("--set", "bidding.originator={use: equilibrium}")
    answer = vbp(*BASE, *thinking, "--costs", "scenario", "--set", change)
    assert (answer.code, answer.err) == (0, "")
    assert said in answer.out
    assert ("entry_cost" if "payoffs" in change else "market.ceiling_over_reference") in answer.out
    assert all(len(line) <= 100 for line in answer.out.splitlines())
    rows = json.loads(vbp(*BASE, *thinking, "--costs", "scenario", "--set", change, "--json").out)
    assert [row["absence"] for row in rows] == [reason] * 2
    assert {row["exploitability"] <= 0.05 for row in rows} == {True}


def test_a_class_that_cannot_win_above_its_cost_is_named(vbp) -> None:
    """Newcomers' costs of 0.95 of the reference price, 10 % apart at most, and a ceiling of half of it."""
    dear = {"market.ceiling_over_reference": 0.5, "costs.median.newcomer": 0.95}
    sets = [f"{name}.value={value}" for name, value in (dear | {"costs.spread_between_bidders": 0.1}).items()]
    options = [word for one in sets for word in ("--set", one)]
    answer = vbp(*BASE, *options, "--variety", "V001")
    assert answer.code == 0
    assert "stays out (all costs lie above the ceiling): newcomer (V001)" in answer.out
    assert all(len(line) <= 100 for line in answer.out.splitlines())
    (row,) = json.loads(vbp(*BASE, *options, "--variety", "V001", "--json").out)
    (newcomer,) = [one for one in row["classes"] if one["hopeless"]]
    assert (newcomer["class"], newcomer["attends"], newcomer["mean_bid"]) == ("newcomer", 0, None)


def test_equal_costs_are_solved_as_nearly_equal_ones_and_said_to_be(vbp) -> None:
    zero, small = (
        ("--set", "costs.spread_between_bidders.value=0"),
        ("--set", "costs.spread_between_bidders.value=0.01"),
    )
    answer, other = vbp(*BASE, *zero), vbp(*BASE, *small)
    assert (answer.code, answer.err) == (0, "")
    assert "as if they differed by about 1 %" in answer.out
    assert "as if they differed" not in other.out
    assert answer.out.splitlines()[:4] == other.out.splitlines()[:4]
