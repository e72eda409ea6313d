"""Differences between rule books: complete, and readable in both languages."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pytest

from simulator import api
from simulator.report.differences import Difference, apply_differences, differences
from simulator.report.sentences import difference_lines
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load_rulebook
from tests.rules.tenders import DRUG_ROUNDS

STEPS = list(pairwise(DRUG_ROUNDS))
ASIDE = {"id", "extends", "title", "summary", "sources", "dates", "tender_no", "confidence"}


@cache
def tree(name: str) -> dict[str, object]:
    data = load_rulebook(name, Clauses).tree
    assert isinstance(data, dict)
    return data  # type: ignore[return-value]  # a rule book has texts as keys


def rules_alone(node: object, top: bool = True) -> object:
    """Strip a rule book of everything but its rules, written independently of the product."""
    if isinstance(node, dict):
        if "value" in node:
            return rules_alone(node["value"], top=False)
        kept = {
            str(key): rules_alone(value, top=False)
            for key, value in node.items()
            if not (top and key in ASIDE) and not (key == "needs_place" and value is True)
        }
        return {key: value for key, value in kept.items() if value != {}}
    if isinstance(node, list):
        if node and isinstance(node[0], dict):
            return {str(i): rules_alone(item, top=False) for i, item in enumerate(node, 1)}
        return ", ".join("/".join(map(str, i)) if isinstance(i, list) else str(i) for i in node)
    if isinstance(node, bool):
        return "yes" if node else "no"
    text = str(node)
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", text) else text


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_the_old_book_and_its_amendments_are_the_new_book(before: str, after: str) -> None:
    found = api.diff(before, after)
    assert apply_differences(tree(before), found) == rules_alone(tree(after))
    assert apply_differences(tree(before), ()) == rules_alone(tree(before))


@pytest.mark.parametrize("after", list_ids("rules"))
def test_from_one_book_to_every_other(after: str) -> None:
    for before in ("round-11-2025", "joints-2021"):
        found = differences(tree(before), tree(after))
        assert apply_differences(tree(before), found) == rules_alone(tree(after))
        everything = differences(tree(before), tree(after), everything=True)
        assert {one.path for one in everything} >= {"id"} or before == after
        whole = apply_differences(tree(before), everything, everything=True)
        assert whole == apply_differences(tree(after), (), everything=True)


def test_differences_that_do_not_fit_are_refused() -> None:
    wrong = Difference("clauses.places.cap", "9", "10", ("clauses", "places", "cap"))
    with pytest.raises(ValueError, match=r"clauses\.places\.cap is not 9"):
        apply_differences(tree("round-3-2020"), [wrong])


def test_sources_notes_titles_and_dates_are_left_aside_unless_asked_for() -> None:
    paths = {one.path for one in api.diff("round-8-2023", "round-9-2023")}
    assert paths == {"scope.varieties", "clauses.term.end"}
    everything = {one.path for one in api.diff("round-8-2023", "round-9-2023", everything=True)}
    assert {"id", "title.en", "dates.bids.value", "clauses.term.end.value"} <= everything


SENTENCES = [
    (
        "round-3-2020",
        "round-4-2021",
        "Places: the largest number of places in a variety rises from 8 to 10.",
        "入围名额：每品种最多入围数由8提高到10。",
    ),
    (
        "round-9-2023",
        "round-10-2024",
        "Price test: the test by cut from the ceiling is dropped (at least: 50 %).",
        "中选价格条件：取消降幅条件（不低于：50%）。",
    ),
    (
        "round-9-2023",
        "round-10-2024",
        "Round-wide elimination: is dropped; it was 'extreme-ratios' (widest spreads hit: 4; "
        "tightest spreads hit: 2; bids that count: passed; fewest bids: 2).",
        "全批次熔断：取消，原为“价差极值淘汰”（价差最大的品种数：4；"
        "价差最小的品种数：2；"
        "计入的报价：通过价格条件的报价；最少报价数：2）。",
    ),
    (
        "round-10-2024",
        "round-11-2025",
        "Price test: the share of the mean in the anchor is added: 50 %.",
        "中选价格条件：新增锚点价中的均价比例：50%。",
    ),
    (
        "round-2-2020",
        "round-3-2020",
        "Committed volume: the committed share of the reduced class by number of winners is added (1: 40 %, "
        "2: 50 %, 3: 60 %, 4: 70 %).",
        "约定采购量：新增比例调低品种各中选家数的约定比例（1：40%，2：50%，3：60%，4：70%）。",
    ),
    (
        "round-7-2022",
        "round-8-2023",
        "Round-wide elimination: the number of widest spreads that are hit falls from 6 to 4.",
        "全批次熔断：价差最大而熔断的品种数由6降至4。",
    ),
    (
        "round-8-2023",
        "round-9-2023",
        "Term: the end of the contracts changes from 2025-12-31 to 2027-12-31.",
        "采购周期：协议截止日由2025-12-31改为2027-12-31。",
    ),
    (
        "pilot-4-7-2018",
        "expansion-2019",
        "Committed volume: the committed share by number of winners changes (1: 65 % → 50 %; 2: 60 % (new); "
        "3: 70 % (new)).",
        "约定采购量：各中选家数的约定比例变动（1：65%→50%；2：60%（新增）；3：70%（新增））。",
    ),
    (
        "insulin-2021",
        "insulin-2024",
        "Comparable price: is introduced: 'factors' (printed factors 1.5ml-450u: 1.3).",
        "单位可比价：新设“公布系数折算”（公布的折算系数 1.5ml-450u：1.3）。",
    ),
]


@pytest.mark.parametrize(("before", "after", "english", "chinese"), SENTENCES)
def test_sentences(before: str, after: str, english: str, chinese: str) -> None:
    found = api.diff(before, after)
    assert english in difference_lines(found, "en")
    assert chinese in difference_lines(found, "zh")


@pytest.mark.parametrize(
    ("before", "after"), [*STEPS, ("joints-2021", "spine-2022"), ("round-5-2021", "insulin-2024")]
)
def test_every_difference_is_in_some_sentence(before: str, after: str) -> None:
    found = api.diff(before, after)
    english, chinese = difference_lines(found, "en"), difference_lines(found, "zh")
    assert len(english) == len(chinese)
    assert all(line.endswith(".") for line in english)
    assert all(line.endswith("。") for line in chinese)
    assert len(set(english)) == len(english)
    # No sentence is lost: without one of the differences something reads differently.
    for at in range(len(found)):
        assert difference_lines([*found[:at], *found[at + 1 :]], "en") != english, found[at].path


def test_the_same_book_has_no_differences() -> None:
    assert api.diff("round-7-2022", "round-7-2022") == ()
    assert difference_lines((), "en") == []


def test_scenarios_are_told_apart_too() -> None:
    found = api.diff("round-7-2022", "round-8-2023", scenarios=True)
    assert found
    assert all(line for language in ("en", "zh") for line in difference_lines(found, language))
