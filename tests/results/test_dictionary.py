"""The dictionary says everything once, in both languages."""

from __future__ import annotations

import pytest

from simulator.errors import InputError
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
    assert entry.unit in UNIT_LABELS


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
