"""The dictionary says everything once, in both languages."""

from __future__ import annotations

import re

import pytest

from simulator.errors import InputError
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.count_words import (
    CONTRACT_WORDS,
    MONEY_WORDS,
    QUARTER_WORDS,
    WELFARE_WORDS,
    formula_in_words,
)
from simulator.results.definitions import DEFINITIONS
from simulator.results.dictionary import (
    AGREEMENT_METRICS,
    AWARD_COLUMNS,
    METRICS,
    ROUND_METRICS,
    UNIT_LABELS,
    VARIETY_METRICS,
    metric,
)
from simulator.results.money_definitions import MONEY_METRICS
from simulator.results.monitoring import MONITOR_METRICS
from simulator.results.welfare_definitions import WELFARE_METRICS


def chinese(text: str) -> bool:
    return any("一" <= c <= "鿿" for c in text)


@pytest.mark.parametrize("entry", DEFINITIONS, ids=lambda entry: entry.name)
def test_every_metric_is_worded_in_both_languages(entry):
    assert entry.label_en
    assert chinese(entry.label_zh)
    assert chinese(entry.says_zh)
    assert not chinese(entry.label_en + entry.says_en + entry.formula)
    assert entry.says_en.endswith(".")
    assert entry.says_zh.endswith("。")
    assert entry.says_en.count(". ") == 0, "one sentence"
    assert entry.formula
    assert chinese(entry.formula_zh)
    assert entry.unit in UNIT_LABELS


PARTS = [
    *((one, CONTRACT_WORDS) for one in CONTRACT_METRICS.values()),
    *((one, MONEY_WORDS) for one in MONEY_METRICS.values()),
    *((one, WELFARE_WORDS) for one in WELFARE_METRICS.values()),
    *((one, QUARTER_WORDS) for one in MONITOR_METRICS.values()),
]


@pytest.mark.parametrize(("entry", "words"), PARTS, ids=lambda one: getattr(one, "name", ""))
def test_every_part_of_a_formula_has_words_in_both_languages(entry, words):
    """A count without words would stand in a Chinese formula under its English column name."""
    parts = [entry.over, entry.under] if isinstance(entry.over, str) else [*entry.over, *entry.under]
    bare = [part.removeprefix("-") for part in parts if part]
    assert [part for part in bare if part not in words] == []
    english, mandarin = entry.formula
    assert not chinese(english)
    assert chinese(mandarin)
    assert not re.search("[a-z]{2}", mandarin)
    assert all(words[part][0] in english and words[part][1] in mandarin for part in bare)


def test_words_of_counts_are_told_apart():
    for words in (CONTRACT_WORDS, MONEY_WORDS, WELFARE_WORDS, QUARTER_WORDS):
        assert len({one for one, _ in words.values()}) == len(words)
        assert len({one for _, one in words.values()}) == len(words)


def test_a_formula_adds_takes_away_divides_and_multiplies():
    words = {"bought": ("bought", "采购"), "back": ("sent back", "退货"), "need": ("need", "需求")}
    assert formula_in_words(words, ["bought", "-back"], ["need"], 12.0) == (
        "12 x (bought - sent back) / need",
        "12 × （采购 − 退货） ÷ 需求",
    )
    assert formula_in_words(words, ["-back", "bought"]) == ("(- sent back + bought)", "（− 退货 + 采购）")
    assert formula_in_words(words, ["some_other"]) == ("some other", "some other")


def test_names_and_labels_are_unique():
    assert len(METRICS) == len(DEFINITIONS)
    assert len({entry.label_en for entry in DEFINITIONS}) == len(DEFINITIONS)
    assert len({entry.label_zh for entry in DEFINITIONS}) == len(DEFINITIONS)
    assert set(ROUND_METRICS) | set(VARIETY_METRICS) | set(AGREEMENT_METRICS) == set(METRICS)
    assert not set(ROUND_METRICS) & set(AGREEMENT_METRICS)


RATES = [e for e in DEFINITIONS if e.unit in {"share", "ratio", "index"} and e.level != "variety"]


@pytest.mark.parametrize("entry", RATES, ids=lambda entry: entry.name)
def test_every_rate_says_when_it_is_undefined(entry):
    assert "undefined" in entry.says_en
    assert "无定义" in entry.says_zh


@pytest.mark.parametrize("column", AWARD_COLUMNS, ids=lambda column: column.name)
def test_every_award_column_is_worded_in_both_languages(column):
    assert column.says_en.endswith(".")
    assert chinese(column.says_zh)


def test_a_misspelt_metric_is_answered_with_the_nearest():
    assert metric("firm_win_rate") is METRICS["firm_win_rate"]
    with pytest.raises(InputError, match="did you mean 'firm_win_rate'"):
        metric("firm_winrate")
