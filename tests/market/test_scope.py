"""What is put up: gates, ranking, coverage, and the targets for varieties in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import api
from simulator.cli import main
from simulator.errors import InputError
from simulator.market.scope import (
    TARGETS,
    Candidate,
    Coverage,
    Scope,
    ScopeRule,
    choose_scope,
    count_in_force,
    read_candidates,
)

ROUND_11 = ScopeRule(least_firms=7, least_spending=100_000_000)


def names(scope: Scope) -> list[str]:
    return [one.variety for one in scope.chosen]


def left_out(scope: Scope) -> dict[str, tuple[str, ...]]:
    return {one.candidate.variety: one.reasons for one in scope.left_out}


@pytest.mark.parametrize(
    ("firms", "spending", "reasons"),
    [
        (7, 100_000_000, None),
        (6, 100_000_000, ("too-few-firms",)),
        (7, 99_999_999, ("market-too-small",)),
        (6, 99_999_999, ("too-few-firms", "market-too-small")),
    ],
)
def test_gate_of_round_11(firms: int, spending: int, reasons: tuple[str, ...] | None) -> None:
    """At least seven competing firms, and no market under 100 million yuan."""
    scope = choose_scope([Candidate("x", spending, 1, firms)], ROUND_11)
    assert left_out(scope) == ({} if reasons is None else {"x": reasons})


def test_shipped_example_by_hand() -> None:
    scope = api.choose_varieties("candidates-made-up", ROUND_11)
    assert [name[-1] for name in names(scope)] == ["A", "C", "B", "E"]
    assert {name[-1]: why for name, why in left_out(scope).items()} == {
        "D": ("too-few-firms",),
        "F": ("market-too-small",),
        "G": ("too-few-firms", "market-too-small"),
        "H": ("in-force",),
    }
    whole = 900 + 400 + 650 + 1_200 + 100 + 99.999999 + 40 + 700
    assert scope.coverage.spending == pytest.approx((900 + 650 + 400 + 100) / whole)
    assert scope.coverage.spending_after == pytest.approx((900 + 650 + 400 + 100 + 700) / whole)
    units = 450 + 800 + 30 + 24 + 50 + 60 + 5 + 900
    assert scope.coverage.volume == pytest.approx((450 + 30 + 800 + 50) / units)
    assert scope.coverage.volume_after == pytest.approx((450 + 30 + 800 + 50 + 900) / units)
    assert scope.in_force == (1, 5)


def test_essential_medicines_come_first_and_the_most_is_kept() -> None:
    rule = ScopeRule(least_firms=7, least_spending=100_000_000, essential_first=True, most=3)
    scope = api.choose_varieties("candidates-made-up", rule)
    assert [name[-1] for name in names(scope)] == ["B", "E", "A"]
    assert left_out(scope)["made-up injection C"] == ("beyond-most",)
    assert names(choose_scope([Candidate("x", 1, 1, 1)], ScopeRule(most=0))) == []


def test_ties_go_to_more_firms_and_then_to_the_list() -> None:
    candidates = [Candidate(name, 5, 1, firms) for name, firms in (("a", 2), ("b", 3), ("c", 2))]
    assert names(choose_scope(candidates, ScopeRule())) == ["b", "a", "c"]


def test_nothing_to_cover() -> None:
    assert choose_scope([Candidate("x", 0, 0, 1)], ScopeRule()).coverage == Coverage(0.0, 0.0, 0.0, 0.0)


rows = st.builds(
    Candidate,
    variety=st.text("abc", min_size=1, max_size=3),
    spending=st.integers(0, 10**12),
    volume=st.integers(0, 10**12),
    qualified_firms=st.integers(0, 20),
    essential=st.booleans(),
    in_force=st.booleans(),
)
rules = st.builds(
    ScopeRule,
    least_firms=st.integers(0, 10),
    least_spending=st.integers(0, 10**12),
    essential_first=st.booleans(),
    most=st.none() | st.integers(0, 5),
)


@pytest.mark.long
@given(st.lists(rows, max_size=12, unique_by=lambda one: one.variety), rules)
def test_every_candidate_is_put_up_or_left_out_for_a_reason(
    candidates: list[Candidate], rule: ScopeRule
) -> None:
    scope = choose_scope(candidates, rule)
    out = left_out(scope)
    assert sorted([*names(scope), *out]) == sorted(one.variety for one in candidates)
    assert all(out.values())
    for one in scope.chosen:
        assert not one.in_force
        assert one.qualified_firms >= rule.least_firms
        assert one.spending >= rule.least_spending
    for one in (c for c in candidates if out.get(c.variety) == ("beyond-most",)):
        assert len(scope.chosen) == rule.most
        for chosen in scope.chosen:
            better = rule.essential_first and chosen.essential and not one.essential
            assert better or chosen.spending >= one.spending
    before, after = scope.in_force
    assert after - before == len(scope.chosen)
    cover = scope.coverage
    assert 0 <= cover.spending <= cover.spending_after <= 1 + 1e-12
    assert 0 <= cover.volume <= cover.volume_after <= 1 + 1e-12


def test_targets_of_the_healthcare_security_administration() -> None:
    """At least 350 varieties in each province by the end of 2022, 500 by 2025; Chongqing had 443 drugs."""
    assert TARGETS == {2022: 350, 2025: 500}
    nothing = choose_scope([], ScopeRule())
    assert [(one.year, one.after, one.met) for one in count_in_force(nothing, {"50": 443})] == [
        (2022, 443, True),
        (2025, 443, False),
    ]

    def met(number: int) -> bool:
        scope = choose_scope([Candidate(f"v{at}", 1, 1, 1) for at in range(number)], ScopeRule())
        return count_in_force(scope, {"50": 443})[-1].met

    assert (met(56), met(57)) == (False, True)
    with pytest.raises(InputError, match="region '50' has -1"):
        count_in_force(nothing, {"50": -1})


def test_mistakes_in_the_list(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    head = "variety,spending,volume,qualified_firms,essential,in_force\n"

    def wrong(text: str) -> list[tuple[int, int, str]]:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_candidates(path)
        return [(p.place.line, p.place.column, p.what) for p in caught.value.problems if p.place]

    assert wrong(head + "a,1.5,1,1,yes,no\nb,1,1,-2,perhaps,no\n") == [
        (2, 2, "column 'spending': '1.5' is not a whole number"),
        (3, 4, "column 'qualified_firms': -2 is too small"),
        (3, 5, "column 'essential': 'perhaps' is not yes or no"),
    ]
    assert wrong(head + "a,1,1,1,yes,no\na,1,1,1,yes,no\n") == [
        (3, 1, "variety 'a' is listed twice (first in line 2)")
    ]
    assert wrong(head) == [(1, 1, "the list holds no candidate")]
    with pytest.raises(InputError, match="least_firms is -1"):
        ScopeRule(least_firms=-1)


GATE = ("scope", "candidates-made-up", "--least-firms", "7", "--least-market", "100000000")


def test_verb_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*GATE, "--essential-first", "--in-force", "50=443"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines[2:6]] == ["B", "E", "A", "C"]
    assert all(line.endswith("put up") for line in lines[2:6])
    assert "made-up drops G" in lines[8]
    assert lines[8].endswith("too few firms; market too small")
    assert lines[11] == "4 of 8 candidates are put up; bought by volume: 1 before the tender, 5 after"
    assert lines[-1] == "region 50: 443 in force before, 447 after; target of 2025, 500 or more: 53 short"
    assert all(len(line) <= 100 for line in lines)
    assert main([*GATE, "--most", "1", "--lang", "zh", "--in-force", "50=443"]) == 0
    said = capsys.readouterr().out
    assert "8个候选品种中纳入1个" in said
    assert "2022年目标不少于350个：达到" in said


def test_verb_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*GATE, "--json", "--in-force", "50=443", "--in-force", "46=350"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [one["variety"][-1] for one in said["chosen"]] == ["A", "C", "B", "E"]
    assert said["left_out"][2]["reasons"] == ["too-few-firms", "market-too-small"]
    assert said["in_force"] == {"before": 1, "after": 5}
    assert [(one["region"], one["year"], one["met"]) for one in said["regions"]] == [
        ("50", 2022, True), ("50", 2025, False), ("46", 2022, True), ("46", 2025, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.csv",), "there is no such file"),
        (("candidates-made-upp",), "did you mean 'candidates-made-up'?"),
        (("reports-made-up",), "unknown column 'institution'"),
        (("candidates-made-up", "--least-firms", "-1"), "'-1' is not a whole number"),
        (("candidates-made-up", "--most", "some"), "'some' is not a whole number"),
        (("candidates-made-up", "--in-force", "443"), "'443' is not of the form REGION=NUMBER"),
        (("candidates-made-up", "--in-force", "50=many"), "'many' is not a whole number"),
    ],
)
def test_verb_refuses_bad_input(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["scope", *arguments])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    assert code == 2
    assert said in capsys.readouterr().err
