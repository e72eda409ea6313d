"""Facts of the journal in the reader's language."""

from __future__ import annotations

from simulator.report.facts import shown_facts

FACTS = (
    ("status", "passed"),
    ("met", "multiple, cut"),
    ("threshold", "any 0.1, small-injection 1"),
    ("areas", "Hebei, Inner Mongolia, Atlantis"),
    ("others", "Firm passed 2.0"),
    ("rank", "1"),
)


def test_codes_and_areas_are_told_in_chinese_and_names_of_files_stay() -> None:
    """A firm may be called like a code, and an area of one's own has no other name."""
    assert shown_facts(FACTS, "zh").split("；") == [
        "状态 通过一致性评价",
        "符合的条件 锚点价倍数、较最高有效申报价降幅",
        "绝对价格线（元） 任意剂型 0.1、小容量注射剂 1",
        "地区 河北、内蒙古、Atlantis",
        "关联报价 Firm passed 2.0",
        "顺位 1",
    ]


def test_english_stays_as_the_journal_has_it() -> None:
    assert shown_facts(FACTS[:2], "en") == "status passed; tests met multiple, cut"
    assert shown_facts((), "zh") == ""
